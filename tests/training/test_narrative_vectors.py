"""The shipped projections fit the shipped corpus, and what they add holds on unseen narratives."""

import json

import numpy as np
import pytest

from labelled_data.table import CodedTable
from models.narrative_vectors import STEMS_FILE, NarrativeVectors, shipped_vectors
from training.default_bundle import shipped_table
from training.narrative_vectors import fit_narrative_vectors, stem_features
from training.neighbour_quality import nearness_by_method, shared_codes

REFIT = "run `python -m training.narrative_vectors` and commit models/nearness"


@pytest.fixture(scope="module")
def table() -> CodedTable:
    return shipped_table()


def test_the_shipped_projections_are_those_of_the_shipped_corpus(table: CodedTable) -> None:
    stems = stem_features(table.narratives)
    kept = json.loads((shipped_vectors() / STEMS_FILE).read_text())
    assert list(stems.stems) == kept, REFIT
    shipped = NarrativeVectors.load()
    np.testing.assert_allclose(shipped.text.word_idf, stems.word_idf, rtol=1e-3, err_msg=REFIT)


def test_neighbours_among_unseen_narratives_share_more_codes_than_by_wording_alone(
    table: CodedTable,
) -> None:
    vectors = fit_narrative_vectors(table.take(range(0, 6000, 5)))
    asking, among = table.take(range(1, 6000, 20)), table.take(range(2, 6000, 5))
    shares = {
        name: shared_codes(asking, among, nearness)
        for name, nearness in nearness_by_method(vectors, asking, among)
    }
    for facet in ("intended_modality", "pathway", "contributory_factor"):
        by_method = [shares[name][facet] for name in ("chance", "TF-IDF of stems")]
        assert by_method[0] < by_method[1] < shares["narrative vectors"][facet]


def test_a_fit_is_repeatable(table: CodedTable) -> None:
    few = table.take(range(0, 6000, 20))
    one, other = fit_narrative_vectors(few), fit_narrative_vectors(few)
    np.testing.assert_array_equal(one.matrix(few.narratives), other.matrix(few.narratives))
