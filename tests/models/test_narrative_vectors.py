import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from labelled_data.corpus import corpus_path
from models.narrative_vectors import NarrativeVectors


@pytest.fixture(scope="module")
def vectors() -> NarrativeVectors:
    return NarrativeVectors.load()


def cosine(one: np.ndarray, other: np.ndarray) -> float:
    one, other = one.astype(float), other.astype(float)
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


def test_a_narrative_has_the_same_vector_alone_and_among_others(vectors: NarrativeVectors) -> None:
    with corpus_path().open(encoding="utf-8") as file:
        narratives = [json.loads(line)["narrative"] for line in islice(file, 50)]
    together = vectors.matrix(narratives)
    assert together.dtype == np.int8
    alone = np.vstack([vectors.matrix([narrative]) for narrative in narratives])
    np.testing.assert_allclose(together, alone, atol=1)  # the last digit of a rounding


def test_what_reads_alike_lies_closer_than_what_does_not(vectors: NarrativeVectors) -> None:
    asked, alike, other = vectors.matrix(
        [
            "The wrong patient was scanned in CT, nobody checked the identity.",
            "ID check missed; another person's CT was done.",
            "Blister on the calf after MRI, the coil cable was looped.",
        ]
    )
    assert cosine(asked, alike) > cosine(asked, other) + 0.3


def test_only_a_narrative_without_a_known_word_is_zero(vectors: NarrativeVectors) -> None:
    rows = vectors.matrix(["…", "", "xqzv", "scan"])
    assert rows.any(axis=1).tolist() == [False, False, True, True]


def test_saved_vectors_are_read_again(vectors: NarrativeVectors, tmp_path: Path) -> None:
    vectors.save(tmp_path)
    narratives = ["Wrong patient scanned.", "Contrast given twice."]
    again = NarrativeVectors.load(tmp_path)
    np.testing.assert_array_equal(again.matrix(narratives), vectors.matrix(narratives))
