import numpy as np
import pytest

from models.decision import (
    DecisionRule,
    FrameLimits,
    confidence,
    decided_codes,
    probability_shares,
)
from models.probability import probabilities
from taxonomy.reading import load_frame

NOBODY = np.zeros(3, dtype=bool)


SINGLE = FrameLimits("single", NOBODY, NOBODY)
MULTI = FrameLimits("multi", NOBODY, NOBODY)


def rule(
    limits: FrameLimits, accept_from: float = np.inf, shortlist_from: float = np.inf
) -> DecisionRule:
    return DecisionRule(limits, np.full(3, 0.4), accept_from, shortlist_from)


def test_a_single_facet_decides_its_best_code() -> None:
    decided = decided_codes(np.array([[0.3, 0.36, 0.34]]), SINGLE, np.full(3, 0.9))
    assert decided.tolist() == [[False, True, False]]


def test_a_multi_facet_decides_every_code_over_its_threshold() -> None:
    decided = decided_codes(np.array([[0.6, 0.39, 0.41]]), MULTI, np.full(3, 0.4))
    assert decided.tolist() == [[True, False, True]]


def test_a_multi_facet_decides_at_least_one_code() -> None:
    decided = decided_codes(np.array([[0.1, 0.3, 0.2]]), MULTI, np.full(3, 0.4))
    assert decided.tolist() == [[False, True, False]]


@pytest.mark.parametrize(
    ("probabilities", "decided"),
    [
        ([0.9, 0.5, 0.6], [True, False, False]),  # the lone code is the best: nothing beside it
        ([0.5, 0.9, 0.6], [False, True, True]),  # it is not: left out
        ([0.3, 0.2, 0.1], [True, False, False]),
    ],
)
def test_a_code_that_stands_alone_is_never_decided_with_others(
    probabilities: list[float], decided: list[bool]
) -> None:
    limits = FrameLimits("multi", NOBODY, np.array([True, False, False]))
    assert decided_codes(np.array([probabilities]), limits, np.full(3, 0.4)).tolist() == [decided]


def test_the_limits_of_draft24_are_read_from_its_file() -> None:
    frame = load_frame("draft24")
    severity = FrameLimits.of(frame, frame.facet("severity"))
    assert severity.always_refer.tolist() == [True, False, False, False, False]
    factors = frame.facet("contributory_factor")
    assert FrameLimits.of(frame, factors).alone.nonzero()[0].tolist() == [factors.position("CF7a")]


def test_a_row_is_accepted_from_the_chosen_confidence() -> None:
    scores = rule(SINGLE, 0.9).decide(np.array([[0.91, 0.05, 0.04], [0.89, 0.06, 0.05]]))
    assert scores.accept.tolist() == [True, False]


def test_a_code_that_always_goes_to_a_person_is_never_accepted() -> None:
    first = np.array([True, False, False])
    scores = rule(FrameLimits("single", first, NOBODY), 0.5).decide(
        np.array([[1.0, 0, 0], [0, 1.0, 0]])
    )
    assert scores.accept.tolist() == [False, True]


def test_nothing_is_accepted_where_the_precision_was_never_reached() -> None:
    scores = rule(MULTI, float("inf")).decide(np.ones((2, 3)))
    assert not scores.accept.any()


@pytest.mark.parametrize("scale", [1, 1000])
def test_probabilities_of_a_single_facet_add_up_to_one(scale: int) -> None:
    logits = scale * np.array([[3.0, -1, 0.5], [0, 0, 0]], dtype=np.float32)
    assert probabilities(logits, "single").sum(axis=1) == pytest.approx([1, 1])


def test_probabilities_of_a_multi_facet_stand_alone() -> None:
    assert probabilities(np.zeros((1, 3)), "multi").tolist() == [[0.5, 0.5, 0.5]]


def test_confidence_is_the_mean_probability_of_the_decided_codes() -> None:
    decided = np.array([[True, True, False]])
    assert confidence(np.array([[0.9, 0.5, 0.4]]), decided) == pytest.approx([0.7])


def test_the_shortlist_of_a_single_facet_holds_every_code_likely_enough() -> None:
    scores = rule(SINGLE, shortlist_from=0.2).decide(np.array([[0.5, 0.3, 0.2], [0.9, 0.06, 0.04]]))
    assert scores.shortlist.tolist() == [[True, True, True], [True, False, False]]


def test_the_shortlist_of_a_multi_facet_is_cut_by_shares_of_the_rows_probability() -> None:
    scores = rule(MULTI, shortlist_from=0.2).decide(np.array([[0.9, 0.9, 0.2], [0.1, 0.2, 0.05]]))
    assert scores.shortlist.tolist() == [[True, True, False], [True, True, False]]


def test_decided_codes_are_always_on_the_shortlist() -> None:
    scores = rule(MULTI).decide(np.array([[0.6, 0.5, 0.1], [0.02, 0.03, 0.01]]))
    assert scores.shortlist.tolist() == scores.decided.tolist()
    assert scores.shortlist.any(axis=1).all()


def test_shares_of_a_row_add_up_to_one() -> None:
    shares = probability_shares(np.array([[0.2, 0.3, 0.5], [0.9, 0.9, 0.9], [1e-9, 0, 0]]))
    assert shares.sum(axis=1) == pytest.approx([1, 1, 1])


def test_a_row_without_any_probability_has_no_shares() -> None:
    assert probability_shares(np.zeros((1, 3), dtype=np.float32)).tolist() == [[0, 0, 0]]
