from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from models.text_features import GRAM_SHARE, TextFeatures, grams, stems_of
from models.words import cut
from training.settings import TrainingSettings
from training.vocabulary import fit_text_features

NARRATIVES = [
    "Wrong patient scanned; the patient scanned had the wrong wristband.",
    "Contrast was given to the wrong patient. Scanned twice.",
    "",
    "X-ray of the left hand, request said right hand",
]


@pytest.fixture(scope="module")
def features() -> TextFeatures:
    return fit_text_features(NARRATIVES, TrainingSettings(least_narratives=1))


def expected(analyser: object) -> np.ndarray:
    vectoriser = TfidfVectorizer(analyzer=analyser, sublinear_tf=True)
    dense: np.ndarray = vectoriser.fit_transform(NARRATIVES).toarray()
    return dense


def stems_and_pairs(narrative: str) -> list[str]:
    (stems,) = stems_of([narrative])
    return stems + [f"{a} {b}" for a, b in pairwise(stems)]


def word_grams(narrative: str) -> list[str]:
    return [gram for word in narrative.lower().replace("-", " ").split() for gram in grams(word)]


def similarities(rows: np.ndarray) -> np.ndarray:
    return rows @ rows.T


def test_the_word_block_is_scikit_learns_tfidf_of_stems_and_pairs(features: TextFeatures) -> None:
    words = len(features.stems) + len(features.pairs)
    block = features.matrix(cut(NARRATIVES)).toarray()[:, :words]
    np.testing.assert_allclose(
        similarities(block), similarities(expected(stems_and_pairs)), atol=1e-6
    )


def test_the_character_block_is_scikit_learns_tfidf_of_word_grams(features: TextFeatures) -> None:
    words = len(features.stems) + len(features.pairs)
    block = features.matrix(cut(NARRATIVES)).toarray()[:, words:] / GRAM_SHARE
    analyser = lambda text: word_grams("".join(c if c.isalnum() else " " for c in text))  # noqa: E731
    np.testing.assert_allclose(similarities(block), similarities(expected(analyser)), atol=1e-6)


def test_a_short_word_is_its_own_gram() -> None:
    assert grams("a") == [" a ", " a ", " a "]


def test_pairs_do_not_cross_narratives(features: TextFeatures) -> None:
    together = features.matrix(cut(["wrong patient"])).toarray()
    apart = features.matrix(cut(["wrong", "patient"])).toarray()
    pair = len(features.stems) + np.arange(len(features.pairs))
    assert together[0, pair].any()
    assert not apart[:, pair].any()


def test_an_empty_batch_and_an_empty_narrative_have_empty_rows(features: TextFeatures) -> None:
    assert features.matrix(cut([])).shape == (0, features.width)
    assert features.matrix(cut([""])).nnz == 0


@given(st.lists(st.text(max_size=60), max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_narrative_has_the_same_features_alone_as_in_a_batch(narratives: list[str]) -> None:
    features = fit_text_features(NARRATIVES, TrainingSettings(least_narratives=1))
    batch = features.matrix(cut([*narratives, *NARRATIVES])).toarray()
    for row, narrative in enumerate(narratives):
        np.testing.assert_allclose(
            batch[row], features.matrix(cut([narrative])).toarray()[0], atol=1e-6
        )
