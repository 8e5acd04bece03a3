from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


def test_a_model_of_definitions_codes_a_file_and_refers_every_row(
    command: Command, written: Callable[..., Path], tmp_path: Path
) -> None:
    made = command(
        "train",
        "--from-definitions",
        "--frame",
        "draft24",
        "--out",
        tmp_path / "cold",
        "--no-track",
    )
    assert made.code == 0, made.err
    assert "made of the definitions of draft24 2026.1" in made.out
    source = written([("A", "Wrong patient brought for CT, identity not checked")])
    done = command("batch", source, tmp_path / "coded.csv", "--model", tmp_path / "cold")
    assert done.code == 0, done.err
    assert "accept" not in (tmp_path / "coded.csv").read_text()


def test_it_is_registered_like_any_other(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'mlflow.db'}")
    made = command("train", "--from-definitions", "--frame", "draft24", "--out", tmp_path / "cold")
    assert made.code == 0, made.err
    assert "Registered as models:/cold/1 (champion)." in made.out


@pytest.mark.parametrize("words", [(), ("coded.csv", "--from-definitions")], ids=["none", "both"])
def test_narratives_or_definitions_must_be_named(
    command: Command, tmp_path: Path, words: tuple[str, ...]
) -> None:
    refused = command("train", *words, "--frame", "draft24", "--out", tmp_path / "cold")
    assert refused.sentence == (
        "a model is made of coded narratives or of definitions; name files of coded narratives "
        "or give --from-definitions, not both."
    )
