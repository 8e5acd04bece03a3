from pathlib import Path

import numpy as np
import pytest

from labelled_data.corpus import corpus_path
from labelled_data.reading import read_coded
from labelled_data.table import CodedTable
from models.encoder import Encoder
from models.manifest import read_manifest
from models.suggester import Suggester
from models.tier import Tier
from taxonomy.errors import Refusal
from taxonomy.reading import load_frame
from training.encoder.settings import EncoderSettings
from training.encoder.tuned import tune_encoder
from training.encoder.weights import pretrained_folder
from training.fit import FineTuning
from training.run import train


@pytest.fixture(scope="module")
def settings(tiny_weights: Path) -> EncoderSettings:
    return EncoderSettings(weights=tiny_weights, epochs=2, most_pieces=64, folds=4)


@pytest.fixture(scope="module")
def two_tiers(
    small_table: CodedTable, settings: EncoderSettings, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("two-tiers")
    train(
        small_table,
        name="two",
        out=folder / "model",
        fine_tuning=FineTuning(settings, folder / "tuning"),
    )
    return folder / "model"


def test_a_model_with_an_encoder_has_three_tiers_and_figures_for_each(two_tiers: Path) -> None:
    manifest = read_manifest(two_tiers)
    assert manifest.tier == "accurate"
    assert manifest.other_tiers.keys() == {"auto", "fast"}
    assert "Tier `auto`" in (two_tiers / "model_card.md").read_text()


@pytest.mark.parametrize("tier", ["accurate", "auto", "fast"])
def test_every_tier_suggests_with_evidence(two_tiers: Path, tier: Tier) -> None:
    narrative = "CT of the wrong patient. Identity was not checked."
    (suggestion,) = Suggester.load(two_tiers, tier=tier).suggest([narrative], evidence=True)
    spans = [span for facet in suggestion.facets for span in facet.evidence]
    assert spans
    assert all(0 <= span.start < span.end <= len(narrative) for span in spans)


def test_auto_takes_each_answer_from_one_of_the_two(
    two_tiers: Path,
) -> None:
    new = read_coded([corpus_path()], load_frame("draft24")).narratives[1:1201:12]
    auto, accurate, fast = (
        Suggester.load(two_tiers, tier=tier).score(new) for tier in ("auto", "accurate", "fast")
    )
    assert 0 < auto.accurate.sum() < 100
    for facet, found in auto.facets.items():
        expected = np.where(
            auto.accurate[:, None], accurate[facet].probabilities, fast[facet].probabilities
        )
        np.testing.assert_allclose(found.probabilities, expected, atol=1e-5)


def test_a_stopped_run_goes_on_with_the_encoders_it_has(
    small_table: CodedTable, settings: EncoderSettings, tmp_path: Path
) -> None:
    table = small_table.take(range(60))
    folds = np.arange(60) % 2
    steps: list[str] = []

    def stop_at_the_second(step: str) -> None:
        steps.append(step)
        if step.startswith("encoder 2"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tune_encoder(table, folds, settings, tmp_path, stop_at_the_second)
    resumed: list[str] = []
    tuned = tune_encoder(table, folds, settings, tmp_path, resumed.append)
    assert resumed[0] == "encoder 1 of 3, fold 1 held back: found from an earlier run"
    first = [table.narratives[row] for row in np.flatnonzero(folds == 0)]
    expected = Encoder(tuned.folder.with_name("fold-0")).logits(first)
    np.testing.assert_array_equal(tuned.held_back[folds[tuned.measured] == 0], expected)


def test_other_narratives_are_not_taken_for_an_earlier_run(
    small_table: CodedTable, settings: EncoderSettings, tmp_path: Path
) -> None:
    for rows in (range(40), range(1, 41)):
        steps: list[str] = []
        tune_encoder(small_table.take(rows), np.arange(40) % 2, settings, tmp_path, steps.append)
        assert not any("earlier run" in step for step in steps)


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"has no config\.json; name a sentence-transformers folder"):
        pretrained_folder(tmp_path)
