import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.decision import FacetScores
from models.review_order import expected_error, review_order

FAR_APART = np.eye(8, dtype=np.float32)
NONE_CODED = np.empty((0, 8), dtype=np.float32)


def facet(probabilities: list[list[float]], decided: list[list[int]]) -> FacetScores:
    likely, chosen = np.array(probabilities, dtype=np.float32), np.array(decided, dtype=bool)
    return FacetScores(likely, chosen, accept=np.zeros(len(likely), dtype=bool), shortlist=chosen)


def test_a_single_facet_is_expected_wrong_as_often_as_its_best_code_is() -> None:
    scores = {"severity": facet([[0.9, 0.1], [0.4, 0.6]], [[1, 0], [0, 1]])}
    assert expected_error(scores).round(5).tolist() == [0.1, 0.4]


def test_codes_that_are_likely_but_not_decided_count_as_missed() -> None:
    sure = [[0.95, 0.0, 0.0], [0.95, 0.45, 0.45]]
    scores = {"pathway": facet(sure, [[1, 0, 0], [1, 0, 0]])}
    complete, incomplete = expected_error(scores)
    assert complete < 0.05
    assert incomplete > 0.3


def test_all_facets_count_alike() -> None:
    one = facet([[0.8, 0.2]], [[1, 0]])
    other = facet([[0.6, 0.4]], [[1, 0]])
    assert expected_error({"a": one, "b": other}).round(5).tolist() == [0.3]


def test_of_narratives_unlike_each_other_those_expected_most_wrong_come_first() -> None:
    error = np.array([0.1, 0.9, 0.5, 0.7, 0.2, 0.3, 0.4, 0.6])
    order = review_order(error, FAR_APART, NONE_CODED, 3, random_share=0)
    assert order.rows.tolist() == [1, 3, 7]


def test_a_copy_of_a_chosen_narrative_waits() -> None:
    error = np.array([0.9, 0.89, 0.8, 0.1, 0.1, 0.1, 0.1, 0.1])
    vectors = FAR_APART.copy()
    vectors[1] = vectors[0]
    order = review_order(error, vectors, NONE_CODED, 2, random_share=0)
    assert order.rows.tolist() == [0, 2]


def test_a_narrative_like_many_others_comes_before_a_stranger() -> None:
    error = np.array([0.9, 0.6, 0.6, 0.6, 0.6, 0.1, 0.1, 0.1])
    vectors = FAR_APART.copy()
    vectors[1:5, 1:5] += 0.5
    order = review_order(error, vectors, NONE_CODED, 1, random_share=0)
    assert order.rows[0] in (1, 2, 3, 4)


def test_what_is_like_a_coded_narrative_waits() -> None:
    error = np.array([0.9, 0.8, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
    order = review_order(error, FAR_APART, FAR_APART[:1], 1, random_share=0)
    assert order.rows.tolist() == [1]


def test_the_share_drawn_by_chance_is_marked_and_spread_over_the_order() -> None:
    chance = np.random.default_rng(0)
    order = review_order(
        chance.random(200), chance.random((200, 8)), NONE_CODED, 40, random_share=0.1
    )
    assert np.flatnonzero(order.by_chance).tolist() == [0, 10, 20, 30]


def test_what_is_drawn_by_chance_is_a_fair_sample() -> None:
    error = np.linspace(0, 1, 100)
    vectors = np.random.default_rng(1).random((100, 8))
    orders = [
        review_order(error, vectors, NONE_CODED, 20, random_share=0.5, seed=seed)
        for seed in range(50)
    ]
    drawn = [error[order.rows[order.by_chance]].mean() for order in orders]
    picked = [error[order.rows[~order.by_chance]].mean() for order in orders]
    assert abs(np.mean(drawn) - 0.5) < 0.05
    assert np.mean(picked) > 0.6


def test_the_same_seed_gives_the_same_order() -> None:
    error, vectors = np.linspace(0, 1, 8), FAR_APART
    first, second = (
        review_order(error, vectors, NONE_CODED, 6, random_share=0.5, seed=3) for _ in range(2)
    )
    assert first.rows.tolist() == second.rows.tolist()


def test_narratives_without_a_vector_are_chosen_too() -> None:
    order = review_order(np.full(8, 0.5), np.zeros((8, 8)), NONE_CODED, 8)
    assert sorted(order.rows.tolist()) == list(range(8))


@given(
    narratives=st.integers(0, 30),
    count=st.integers(0, 40),
    share=st.floats(0, 1),
    seed=st.integers(0, 5),
)
def test_as_many_as_asked_are_chosen_and_none_twice(
    narratives: int, count: int, share: float, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    error, vectors = chance.random(narratives), chance.random((narratives, 8))
    order = review_order(error, vectors, FAR_APART, count, random_share=share, seed=seed)
    assert len(order.rows) == len(set(order.rows.tolist())) == min(narratives, count)
    assert order.by_chance.sum() == round(min(narratives, count) * share)
