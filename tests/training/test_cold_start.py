from pathlib import Path

import numpy as np
import pytest

from labelled_data.corpus import corpus_path
from labelled_data.reading import read_coded
from models.manifest import read_manifest
from models.suggester import Suggester
from taxonomy.errors import Refusal
from taxonomy.frame import Code, CodeFrame, Facet
from taxonomy.reading import load_frame
from training.cold_start import CODES_A_NARRATIVE, code_text, train_from_definitions


@pytest.fixture(scope="module")
def cold(tmp_path_factory: pytest.TempPathFactory) -> Suggester:
    out = tmp_path_factory.mktemp("models") / "cold"
    train_from_definitions(load_frame("draft24"), name="cold", out=out)
    return Suggester.load(out)


def test_a_definition_is_recognised_as_that_of_its_code(cold: Suggester) -> None:
    facet = cold.frame.facet("pathway")
    scores = cold.score([code_text(code) for code in facet.codes])["pathway"]
    assert (scores.probabilities.argmax(axis=1) == np.arange(len(facet.codes))).mean() > 0.95


def test_narratives_are_coded_better_than_by_chance(cold: Suggester) -> None:
    table = read_coded([corpus_path()], cold.frame).take(range(0, 6000, 30))
    scores = cold.score(table.narratives)
    for facet in ("pathway", "contributory_factor", "intended_modality"):
        truth = table.indicator(facet)
        best = scores[facet].probabilities.argmax(axis=1)
        right = truth[np.arange(len(table)), best].mean()
        assert right > 3 * truth.mean()


def test_nothing_is_accepted(cold: Suggester) -> None:
    table = read_coded([corpus_path()], cold.frame).take(range(0, 6000, 100))
    scores = cold.score(table.narratives)
    assert not any(scores[facet].accept.any() for facet in cold.frame.facet_ids)


def test_probabilities_keep_to_the_flat_prior(cold: Suggester) -> None:
    table = read_coded([corpus_path()], cold.frame).take(range(0, 6000, 30))
    for facet in ("pathway", "contributory_factor"):
        codes = cold.score(table.narratives)[facet].probabilities.sum(axis=1).mean()
        assert 0.5 * CODES_A_NARRATIVE < codes < 1.5 * CODES_A_NARRATIVE


def test_the_manifest_says_that_no_narrative_was_read(tmp_path: Path) -> None:
    train_from_definitions(load_frame("draft24"), name="cold", out=tmp_path / "cold")
    manifest = read_manifest(tmp_path / "cold")
    assert manifest.training_rows == 0
    assert manifest.metrics["facets"] == {}
    assert "no narrative was read" in manifest.data_note


def test_a_frame_of_bare_labels_is_enough(tmp_path: Path) -> None:
    parts = [Code("1", "Finger"), Code("2", "Knee"), Code("3", "—")]
    frame = CodeFrame("parts", "1", "Parts", "test", (Facet("part", "Part", "single", (*parts,)),))
    train_from_definitions(frame, name="parts", out=tmp_path / "parts")
    (suggestion,) = Suggester.load(tmp_path / "parts").suggest(["Caught a finger in the door"])
    assert suggestion.facets[0].decided == ("1",)


def test_a_folder_that_is_no_bundle_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(Refusal, match="exists and is no model bundle"):
        train_from_definitions(load_frame("draft24"), name="cold", out=tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
