import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
FRAME = """
id: sites
version: "1"
title: Two questions
status: test
facets:
- id: severity
  title: Severity
  kind: single
  codes: [{code: L1}, {code: L2}, {code: L3}, {code: L4}, {code: L5}]
- id: site
  title: Site
  kind: multi
  codes: [{code: SITE-01}, {code: SITE-02}]
"""


@pytest.fixture
def coded(tmp_path: Path, incidents: list[dict[str, object]]) -> Path:
    """150 incidents with two facets, the second of them coded in every other row only."""
    path = tmp_path / "coded.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "narrative", "severity", "site", "style"))
        for at, row in enumerate(incidents[:150]):
            site = f"SITE-0{at % 4 // 2 + 1}" if at % 2 else ""
            writer.writerow((row["id"], row["narrative"], row["severity"], site, row["style"]))
    (tmp_path / "frame.yaml").write_text(FRAME)
    return path


def test_a_frame_of_ones_own_goes_from_training_to_promotion(
    command: Command, coded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'mlflow.db'}")
    words = ["train", coded, "--frame", tmp_path / "frame.yaml", "--out", tmp_path / "sites"]
    trained = command(*words, "--target-precision", "0.9", "--coverage", "0.85")
    assert trained.code == 0, trained.err
    assert "severity" in trained.out
    assert "accuracy" in trained.out
    assert "trained on 150 narratives." in trained.out
    assert "Registered as models:/sites/1 (champion)." in trained.out
    manifest = json.loads((tmp_path / "sites" / "manifest.json").read_text())
    assert (manifest["name"], manifest["target_precision"]) == ("sites", 0.9)
    assert manifest["metrics"]["stated_coverage"] == 0.85

    changed = ("--target-precision", "0.8", "--coverage", "0.9")
    assert command(*words, "--name", "sites", *changed).code == 0
    assert "models:/sites/2" in command("models", "list").out
    shown = command("models", "show", "sites")
    assert shown.out.startswith("models:/sites/1 (champion)")
    promoted = command("models", "promote", "sites", "2", "--by", "Lead analyst")
    assert promoted.out == "models:/sites/2 is the champion of sites.\n"
    assert "by Lead analyst, after version 1" in command("models", "show", "sites").out

    evaluated = command(
        "evaluate", "models:/sites@champion", coded, "--report", tmp_path / "report.json"
    )
    assert evaluated.code == 0, evaluated.err
    report = json.loads((tmp_path / "report.json").read_text())
    assert [facet["rows"] for facet in report["facets"].values()] == [150, 75]
    assert report["stated_coverage"] == 0.9
    assert all(facet["shortlist"]["covered"] >= 0.9 for facet in report["facets"].values())
    assert "<!doctype html>" in (tmp_path / "report.html").read_text()

    done = command("batch", coded, tmp_path / "out.csv", "--model", "models:/sites@champion")
    assert done.code == 0, done.err
    with (tmp_path / "out.csv").open(encoding="utf-8") as file:
        first = next(csv.DictReader(file))
    assert first["coding_string"] == ""
    assert first["frame"] == "sites 1"


def test_a_model_trains_without_tracking(
    command: Command, coded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    trained = command("train", coded, "--frame", "frame.yaml", "--out", "mine", "--no-track")
    assert trained.code == 0, trained.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["coded.csv", "frame.yaml", "mine"]


def test_a_name_that_cannot_be_registered_is_refused_before_training(
    command: Command, coded: Path, tmp_path: Path
) -> None:
    words = ["train", coded, "--frame", tmp_path / "frame.yaml", "--out", tmp_path / "mine"]
    assert command(*words, "--name", "a/b").sentence.startswith("'a/b' cannot name a model")
    assert not (tmp_path / "mine").exists()


def test_a_report_is_named_json(command: Command, bundle: Path, coded: Path) -> None:
    refused = command("evaluate", bundle, coded, "--report", "report.txt")
    assert refused.sentence == "the report report.txt does not end in .json; name it so."
