import threading
from pathlib import Path

import numpy as np
import pytest

from labelled_data.corpus import corpus_path
from labelled_data.reading import read_coded
from models.bundle import default_bundle
from models.encoder import Encoder
from taxonomy.reading import load_frame


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(default_bundle() / "encoder")


@pytest.fixture(scope="module")
def narratives() -> list[str]:
    return read_coded([corpus_path()], load_frame("draft24")).narratives[:60:5]


def test_a_narrative_alone_has_the_logits_it_has_in_company(
    encoder: Encoder, narratives: list[str]
) -> None:
    together = encoder.logits(narratives)
    for row, narrative in enumerate(narratives):
        np.testing.assert_array_equal(encoder.logits([narrative])[0], together[row])


def test_threads_get_what_one_alone_gets(encoder: Encoder, narratives: list[str]) -> None:
    alone = encoder.logits(narratives)
    found: list[np.ndarray] = []
    threads = [
        threading.Thread(target=lambda: found.append(encoder.logits(narratives))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(each, alone) for each in found)
    assert len(found) == 4


@pytest.mark.parametrize("narrative", ["", "?", "日本語", "a" * 5000, "word " * 5000])
def test_any_text_has_finite_logits(encoder: Encoder, narrative: str) -> None:
    assert np.isfinite(encoder.logits([narrative])).all()


def test_pieces_stand_in_the_narrative_and_weigh_something(
    encoder: Encoder, narratives: list[str]
) -> None:
    found = encoder.piece_weights(narratives[0])
    assert found.weights.shape == (len(found.offsets), encoder.logits(["x"]).shape[1])
    assert (found.offsets[:, 0] < found.offsets[:, 1]).all()
    assert found.offsets.max() <= len(narratives[0])
    assert np.abs(found.weights).max() > 0.1


def test_the_shipped_bundle_is_within_forty_megabytes() -> None:
    files = [path for path in Path(default_bundle()).rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 40_000_000
