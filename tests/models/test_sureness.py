import numpy as np
import pytest

from models.suggester import Suggester
from models.sureness import (
    SurenessInTest,
    accept_from_flattened,
    expected_right,
    flattening,
    sureness_in_test,
)

TESTED = SurenessInTest(right=0.8, level=0.7)


def confidences(over: int, under: int) -> np.ndarray:
    """Rows that are sure of themselves, and rows that are not."""
    return np.repeat([0.95, 0.55], [over, under])


def flattened(confident: np.ndarray) -> float:
    return flattening(confident, expected_right(confident, TESTED), TESTED)


def test_as_many_are_expected_to_be_right_as_reach_the_level_of_the_test() -> None:
    assert expected_right(confidences(60, 40), TESTED) == pytest.approx(0.6)


def test_the_level_of_the_test_is_read_from_its_curve() -> None:
    curve = [
        {"coverage": 0.5, "precision": 0.95, "confidence": 0.9},
        {"coverage": 0.75, "precision": 0.85, "confidence": 0.6},
        {"coverage": 1.0, "precision": 0.75, "confidence": 0.3},
    ]
    assert sureness_in_test({"coverage": curve}) == SurenessInTest(right=0.75, level=0.6)


@pytest.mark.parametrize(("over", "under"), [(80, 20), (90, 10), (76, 24), (2, 3)])
def test_an_extract_as_sure_as_the_test_or_too_small_changes_nothing(over: int, under: int) -> None:
    assert flattened(confidences(over, under)) == 1.0


def test_an_empty_extract_changes_nothing() -> None:
    assert flattened(np.array([])) == 1.0


def test_a_less_sure_extract_is_flattened_until_it_expects_what_is_expected_of_it() -> None:
    less_sure = confidences(600, 400)
    by = flattened(less_sure)
    assert by > 1
    odds = np.log(less_sure / (1 - less_sure)) / by
    assert (1 / (1 + np.exp(-odds))).mean() == pytest.approx(0.6)


def test_the_less_sure_an_extract_the_surer_a_row_must_be() -> None:
    cuts = [
        accept_from_flattened(0.9, flattened(confidences(over, 1000 - over)))
        for over in (800, 700, 650, 600)
    ]
    assert cuts[0] == 0.9
    assert cuts == sorted(cuts)
    assert 0.9 < cuts[-1] < 1


def test_nothing_is_accepted_where_no_confidence_can_be_believed() -> None:
    by = flattened(confidences(300, 700))
    assert by == float("inf")
    assert accept_from_flattened(0.9, by) == float("inf")


def test_a_facet_that_accepted_nothing_still_does() -> None:
    assert accept_from_flattened(float("inf"), 2.0) == float("inf")


def test_the_shipped_model_says_how_sure_it_was_in_every_facet(suggester: Suggester) -> None:
    for facet in suggester.manifest.metrics["facets"].values():
        tested = sureness_in_test(facet)
        assert 0.5 < tested.right < 1
        assert 0 < tested.level < 1
