from pathlib import Path

import pytest

from labelled_data.reading import read_coded
from labelled_data.table import CodedTable
from models.bundle import load_bundle
from models.manifest import read_manifest
from models.suggester import Suggester
from taxonomy.errors import Refusal
from taxonomy.reading import load_frame
from training.fit import fit
from training.run import train
from training.settings import TrainingSettings

FRAME = """
id: falls
version: "1"
title: Falls
facets:
  - id: place
    title: Place
    kind: single
    codes:
      - {code: Ward, label: Ward}
      - {code: Car park / road, label: Outside}
      - {code: Roof, label: Roof}
  - id: cause
    title: Cause
    kind: multi
    codes:
      - {code: wet, label: Wet floor}
      - {code: dark, label: Darkness}
      - {code: never, label: Never seen}
"""


def falls(tmp_path: Path, rows: int, *, coded: int | None = None) -> CodedTable:
    (tmp_path / "falls.yaml").write_text(FRAME)
    lines = ["id,narrative,place,cause"]
    for row in range(rows):
        outside = row % 3 == 0
        place = "Car park / road" if outside else "Ward"
        place = "Roof" if row == 1 else place
        cause = "wet|dark" if row % 4 == 0 else "wet"
        if coded is not None and row >= coded:
            cause = ""
        where = "in the car park by the road" if outside else "beside the bed on the ward"
        narrative = f"Visitor {row * 7919 % 1000} slipped {where} at {row} in the dark"
        lines.append(f"{row},{narrative},{place},{cause}")
    (tmp_path / "falls.csv").write_text("\n".join(lines) + "\n")
    return read_coded([tmp_path / "falls.csv"], load_frame(tmp_path / "falls.yaml"))


def test_a_trained_bundle_loads_and_suggests(small_bundle: Path) -> None:
    suggester = Suggester.load(small_bundle)
    (suggestion,) = suggester.suggest(["CT of the wrong patient, identity was not checked"])
    assert suggestion.model == f"small {suggester.manifest.version}"
    assert suggestion.frame == "draft24 2026.1"


def test_the_manifest_says_what_the_model_learned_from(
    small_bundle: Path, small_table: CodedTable
) -> None:
    manifest = read_manifest(small_bundle)
    assert manifest.training_rows == len(small_table)
    assert manifest.training_hash == small_table.hash
    assert manifest.frame_hash == small_table.frame.hash
    assert set(manifest.metrics["facets"]) == set(small_table.frame.facet_ids)


def test_shortlists_cover_what_they_state(small_bundle: Path) -> None:
    metrics = read_manifest(small_bundle).metrics
    for facet, report in metrics["facets"].items():
        stated, covered = metrics["stated_coverage"], report["shortlist"]["covered"]
        assert stated - 0.02 <= covered <= stated + 0.02, facet


def test_the_bundle_keeps_its_shortlists_and_what_they_state(tmp_path: Path) -> None:
    table = falls(tmp_path, 60)
    settings = TrainingSettings(coverage=0.8)
    train(table, name="falls", out=tmp_path / "model", settings=settings)
    coder, manifest = load_bundle(tmp_path / "model")
    assert manifest.coverage == manifest.metrics["stated_coverage"] == 0.8
    fitted = fit(table, settings).coder.readout.rules
    for facet, rule in coder.readout.rules.items():
        assert rule.shortlist_from == pytest.approx(fitted[facet].shortlist_from)


def test_a_small_model_has_learned_something(small_bundle: Path) -> None:
    facets = read_manifest(small_bundle).metrics["facets"]
    assert facets["intended_modality"]["kappa"] > 0.5
    assert facets["pathway"]["recall_at_5"] > 0.5


def test_any_frame_trains_codes_seen_once_or_never_included(tmp_path: Path) -> None:
    train(falls(tmp_path, 60), name="falls", out=tmp_path / "model")
    (suggestion,) = Suggester.load(tmp_path / "model").suggest(["slipped in the car park"])
    decided = {facet.facet: facet.decided for facet in suggestion.facets}
    assert decided["place"] == ("Car park / road",)
    assert suggestion.coding_string == ""


def test_rows_not_coded_in_a_facet_are_left_out_of_it(tmp_path: Path) -> None:
    manifest = train(falls(tmp_path, 60, coded=40), name="falls", out=tmp_path / "model")
    rows = {facet: report["rows"] for facet, report in manifest.metrics["facets"].items()}
    assert rows == {"place": 60, "cause": 40}


def test_too_few_coded_rows_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    table = falls(tmp_path, 60, coded=3)
    with pytest.raises(Refusal, match="only 3 narratives are coded in cause; code at least 20"):
        train(table, name="falls", out=tmp_path / "model")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["falls.csv", "falls.yaml"]


def test_a_facet_coded_only_in_copies_of_one_letter_is_refused(tmp_path: Path) -> None:
    table = falls(tmp_path, 60)
    letter = "The visitor slipped on the wet floor of the ward and was helped up by two nurses"
    table.narratives[:25] = [letter] * 25
    table.codes["cause"][25:] = [()] * 35
    with pytest.raises(Refusal, match="the narratives coded in cause are near-duplicates"):
        train(table, name="falls", out=tmp_path / "model")


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    train(falls(tmp_path, 60), name="falls", out=tmp_path / "model")
    load_bundle(tmp_path / "model")


def test_a_folder_that_cannot_be_made_is_refused_before_training(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal, match="cannot be written"):
        train(falls(tmp_path, 60), name="falls", out=tmp_path / "file" / "model")


def test_a_folder_that_is_no_bundle_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("ten years of work")
    with pytest.raises(Refusal, match="exists and is no model bundle"):
        train(falls(tmp_path, 60), name="falls", out=tmp_path / "thesis")
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "ten years of work"


def test_training_again_replaces_the_bundle_and_gives_the_same_version(tmp_path: Path) -> None:
    table = falls(tmp_path, 60)
    first = train(table, name="falls", out=tmp_path / "model")
    second = train(table, name="falls", out=tmp_path / "model")
    assert first.version == second.version
    load_bundle(tmp_path / "model")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["falls.csv", "falls.yaml", "model"]
