import pytest

from evaluation.faithfulness import Faithfulness, faithfulness
from labelled_data.corpus import corpus_path
from labelled_data.reading import read_coded
from models.bundle import default_bundle
from models.suggester import Suggester
from models.tier import Tier
from taxonomy.reading import load_frame


@pytest.fixture(scope="module", params=["fast", "accurate"])
def measured(request: pytest.FixtureRequest) -> dict[str, Faithfulness]:
    tier: Tier = request.param
    narratives = read_coded([corpus_path()], load_frame("draft24")).narratives[::150]
    return faithfulness(Suggester.load(default_bundle(), tier=tier), narratives)


def test_taking_marked_words_out_costs_more_than_taking_others(
    measured: dict[str, Faithfulness],
) -> None:
    for found in measured.values():
        assert found.marked > 2 * found.random
        assert found.marked_first > 0.75


def test_every_facet_has_evidence(measured: dict[str, Faithfulness]) -> None:
    assert measured.keys() == set(load_frame("draft24").facet_ids)
