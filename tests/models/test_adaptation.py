import re

import numpy as np
import pytest

from labelled_data.corpus import corpus_path
from labelled_data.reading import read_coded
from labelled_data.table import CodedTable
from models.adaptation import adaptation_to
from models.suggester import Suggester
from taxonomy.errors import Refusal
from taxonomy.reading import load_frame

FACTORS = "contributory_factor"
CAUSELESS = "CF7a"


@pytest.fixture(scope="module")
def table() -> CodedTable:
    """A tenth of the shipped corpus: what the shipped model was trained on."""
    table = read_coded([corpus_path()], load_frame("draft24"))
    return table.take(range(0, len(table), 10))


@pytest.fixture(scope="module")
def causeless(table: CodedTable) -> list[str]:
    """An extract in which every second narrative gives no cause."""
    has = np.array([CAUSELESS in codes for codes in table.codes[FACTORS]])
    chance = np.random.default_rng(0)
    rows = [*chance.choice(np.flatnonzero(has), 300), *chance.choice(np.flatnonzero(~has), 300)]
    return [table.narratives[row] for row in rows]


def test_the_narratives_of_training_change_nothing(suggester: Suggester, table: CodedTable) -> None:
    adaptation = suggester.adaptation_to(table.narratives)
    assert adaptation.narratives == len(table)
    adapted = suggester.adapted(adaptation)
    before, after = suggester.score(table.narratives), adapted.score(table.narratives)
    for facet in suggester.frame.facets:
        assert (before[facet.id].decided == after[facet.id].decided).mean() > 0.999
        assert (before[facet.id].accept == after[facet.id].accept).mean() > 0.99


def test_an_extract_that_gives_no_causes_is_read_with_that_in_mind(
    suggester: Suggester, causeless: list[str]
) -> None:
    factors = suggester.frame.facet(FACTORS)
    place = factors.position(CAUSELESS)
    adaptation = suggester.adaptation_to(causeless)
    (found,) = [facet for facet in adaptation.facets if facet.facet == FACTORS]
    assert found.trained[place] < 0.1
    assert 0.2 < found.assumed[place] < 0.6
    before, after = (
        scorer.score(causeless)[FACTORS] for scorer in (suggester, suggester.adapted(adaptation))
    )
    assert (after.probabilities[:, place] >= before.probabilities[:, place]).all()
    others = np.arange(len(factors.codes)) != place
    assert (after.probabilities[:, others] <= before.probabilities[:, others]).all()


def test_adapted_probabilities_of_a_single_facet_add_up_to_one(
    suggester: Suggester, causeless: list[str]
) -> None:
    adapted = suggester.adapted(suggester.adaptation_to(causeless))
    sums = adapted.score(causeless)["severity"].probabilities.sum(axis=1)
    assert sums == pytest.approx(np.ones(len(causeless)), abs=1e-5)


def test_an_adapted_model_says_so_and_the_model_stays_as_it_was(
    suggester: Suggester, causeless: list[str]
) -> None:
    before = suggester.suggest(causeless[:5])
    adapted = suggester.adapted(suggester.adaptation_to(causeless))
    assert adapted.suggest(causeless[:1])[0].model == f"{suggester.manifest.model} adapted"
    assert suggester.suggest(causeless[:5]) == before


def test_the_same_extract_gives_the_same_adaptation(
    suggester: Suggester, causeless: list[str]
) -> None:
    first, second = (suggester.adaptation_to(causeless[:100]) for _ in range(2))
    assert first == second
    assert hash(first) == hash(second)


def test_an_extract_without_narratives_changes_nothing(suggester: Suggester) -> None:
    adaptation = suggester.adaptation_to([])
    assert not any(any(facet.shift) or facet.flattened != 1 for facet in adaptation.facets)


def test_a_model_that_does_not_say_what_it_learned_from_is_refused(suggester: Suggester) -> None:
    silent = suggester.manifest.model_copy(update={"metrics": {}, "other_tiers": {}})
    rules = suggester._coder.readout.rules
    sentence = "does not say how common the codes of severity were in training"
    with pytest.raises(Refusal, match=re.escape(sentence)):
        adaptation_to(suggester.score(["A narrative."]), rules, silent, suggester.tier)
