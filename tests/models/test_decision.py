import numpy as np
import pytest

from models.decision import DecisionRule, decided_codes
from models.probability import probabilities

NOBODY = np.zeros(3, dtype=bool)


def rule(kind: str, accept_from: float, always_refer: np.ndarray = NOBODY) -> DecisionRule:
    return DecisionRule(kind, np.full(3, 0.4), accept_from, always_refer)  # type: ignore[arg-type]


def test_a_single_facet_decides_its_best_code() -> None:
    decided = decided_codes(np.array([[0.3, 0.36, 0.34]]), "single", np.full(3, 0.9))
    assert decided.tolist() == [[False, True, False]]


def test_a_multi_facet_decides_every_code_over_its_threshold() -> None:
    decided = decided_codes(np.array([[0.6, 0.39, 0.41]]), "multi", np.full(3, 0.4))
    assert decided.tolist() == [[True, False, True]]


def test_a_multi_facet_decides_at_least_one_code() -> None:
    decided = decided_codes(np.array([[0.1, 0.3, 0.2]]), "multi", np.full(3, 0.4))
    assert decided.tolist() == [[False, True, False]]


def test_a_row_is_accepted_from_the_chosen_confidence() -> None:
    scores = rule("single", 0.9).decide(np.array([[0.91, 0.05, 0.04], [0.89, 0.06, 0.05]]))
    assert scores.accept.tolist() == [True, False]


def test_a_code_that_always_goes_to_a_person_is_never_accepted() -> None:
    first = np.array([True, False, False])
    scores = rule("single", 0.5, first).decide(np.array([[1.0, 0, 0], [0, 1.0, 0]]))
    assert scores.accept.tolist() == [False, True]


def test_nothing_is_accepted_where_the_precision_was_never_reached() -> None:
    scores = rule("multi", float("inf")).decide(np.ones((2, 3)))
    assert not scores.accept.any()


@pytest.mark.parametrize("scale", [1, 1000])
def test_probabilities_of_a_single_facet_add_up_to_one(scale: int) -> None:
    logits = scale * np.array([[3.0, -1, 0.5], [0, 0, 0]], dtype=np.float32)
    assert probabilities(logits, "single").sum(axis=1) == pytest.approx([1, 1])


def test_probabilities_of_a_multi_facet_stand_alone() -> None:
    assert probabilities(np.zeros((1, 3)), "multi").tolist() == [[0.5, 0.5, 0.5]]
