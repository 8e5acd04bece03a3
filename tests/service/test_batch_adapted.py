import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.batch import score_file
from service.extract_adaptation import sample_of
from taxonomy.errors import Refusal

Written = Callable[..., Path]


@pytest.fixture
def causeless(incidents: list[dict[str, object]]) -> list[tuple[str, str]]:
    """An extract in which two of three narratives give no cause."""
    without = [row for row in incidents if row["contributory_factor"] == ["CF7a"]]
    chosen = [*incidents[:200], *(without * 400)[:400]]
    return [(f"R{at}", str(row["narrative"])) for at, row in enumerate(chosen)]


def models_of(path: Path) -> set[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["model"] for row in csv.DictReader(file)}


def test_what_is_assumed_stands_beside_the_output(
    written: Written, tmp_path: Path, bundle: Path, causeless: list[tuple[str, str]]
) -> None:
    target = tmp_path / "coded.csv"
    outcome = score_file(written(causeless), target, bundle, adapt_priors=True)
    record = json.loads((tmp_path / "coded.csv.priors.json").read_text(encoding="utf-8"))
    assert record["narratives"] == outcome.scored == len(causeless)
    assert len(record["facets"]["severity"]["shares"]) == 5
    shares = record["facets"]["contributory_factor"]["shares"]["CF7a"]
    assert shares["trained"] < 0.1 < 0.2 < shares["assumed"]
    assert models_of(target) == {f"{record['model']} adapted"}
    assert re.search(r"contributory_factor CF7a [\d.]+ % → ", outcome.notes[0])


def test_nothing_is_adapted_unasked(
    written: Written, tmp_path: Path, bundle: Path, causeless: list[tuple[str, str]]
) -> None:
    target = tmp_path / "coded.csv"
    outcome = score_file(written(causeless[:20]), target, bundle)
    assert outcome.notes == []
    assert not any("adapted" in model for model in models_of(target))
    assert not (tmp_path / "coded.csv.priors.json").exists()


def test_what_an_earlier_run_assumed_is_removed(
    written: Written, tmp_path: Path, bundle: Path
) -> None:
    (tmp_path / "coded.csv.priors.json").write_text("{}")
    score_file(written([("A", "text")]), tmp_path / "coded.csv", bundle)
    assert not (tmp_path / "coded.csv.priors.json").exists()


def test_workers_adapt_as_one_process_does(
    written: Written, tmp_path: Path, bundle: Path, narratives: list[str]
) -> None:
    source = written([(f"R{at}", narratives[at % 300]) for at in range(1500)])
    score_file(source, tmp_path / "one.csv", bundle, jobs=1, adapt_priors=True)
    score_file(source, tmp_path / "two.csv", bundle, jobs=2, adapt_priors=True)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_file_that_fails_leaves_no_assumptions(tmp_path: Path, bundle: Path) -> None:
    source = tmp_path / "extract.csv"
    source.write_bytes(b"id,narrative\nA,text\n" + "B,Röntgen\n".encode("latin-1"))
    with pytest.raises(Refusal, match="is not UTF-8"):
        score_file(source, tmp_path / "coded.csv", bundle, adapt_priors=True)
    assert list(tmp_path.iterdir()) == [source]


def test_the_command_says_what_it_assumes(
    command: Callable[..., Any],
    written: Written,
    tmp_path: Path,
    causeless: list[tuple[str, str]],
) -> None:
    target = tmp_path / "coded.csv"
    done = command("batch", written(causeless), target, "--adapt-priors")
    assert done.code == 0
    assert "Codes are taken to be as common as 600 narratives of this extract show" in done.err
    assert f"All that is assumed stands in {target}.priors.json." in done.err


def test_a_small_file_is_read_whole(written: Written) -> None:
    rows = [(f"R{at}", f"narrative {at}") for at in range(30)]
    assert sample_of(written(rows)) == [narrative for _, narrative in rows]


def test_a_sample_is_spread_over_a_large_file_and_the_same_each_time(written: Written) -> None:
    source = written([(f"R{at}", str(at)) for at in range(5000)])
    sample = [int(narrative) for narrative in sample_of(source, 500)]
    assert len(set(sample)) == 500
    assert 2300 < sum(sample) / 500 < 2700
    assert [str(number) for number in sample] == sample_of(source, 500)
