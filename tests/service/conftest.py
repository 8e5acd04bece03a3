"""What the tests of the service share: the command, its outcome, a model and small files."""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest

from labelled_data.corpus import corpus_path
from models.bundle import default_bundle
from service.cli import run


@dataclass(frozen=True)
class Outcome:
    """How a command line ended."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """What a refused command said: one line on stderr, nothing on stdout, no traceback."""
        assert self.code == 2, self
        assert "Traceback" not in self.err
        assert self.out == ""
        assert self.err.count("\n") == 1, self.err
        return self.err.rstrip("\n")


Command = Callable[..., Outcome]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run one command line in this process."""

    def run_command(*arguments: object) -> Outcome:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run_command


@pytest.fixture(scope="session")
def bundle() -> Path:
    return default_bundle()


@pytest.fixture(scope="session")
def incidents() -> list[dict[str, object]]:
    """The first 300 incidents of the corpus."""
    with corpus_path().open(encoding="utf-8") as file:
        return [json.loads(line) for line in islice(file, 300)]


@pytest.fixture(scope="session")
def narratives(incidents: list[dict[str, object]]) -> list[str]:
    return [str(incident["narrative"]) for incident in incidents]


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write rows of id and narrative as CSV."""

    def write(rows: Iterable[Sequence[str]], name: str = "extract.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("id", "narrative"))
            writer.writerows(rows)
        return path

    return write
