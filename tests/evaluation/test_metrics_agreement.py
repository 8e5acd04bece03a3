import numpy as np
import pytest
from sklearn.metrics import accuracy_score, cohen_kappa_score, confusion_matrix

from evaluation.metrics.agreement import accuracy, cohen_kappa, confusion, squared_distance


@pytest.fixture
def coders():
    random = np.random.default_rng(1)
    truth = random.integers(0, 5, 400)
    decided = np.where(random.random(400) < 0.6, truth, random.integers(0, 4, 400))
    return truth, decided


def test_accuracy_and_confusion_are_those_of_scikit_learn(coders):
    assert accuracy(*coders) == accuracy_score(*coders)
    assert (confusion(*coders, 6) == confusion_matrix(*coders, labels=range(6))).all()


def test_kappa_is_that_of_scikit_learn(coders):
    assert cohen_kappa(*coders, 5) == pytest.approx(cohen_kappa_score(*coders))


def test_quadratic_kappa_is_that_of_scikit_learn(coders):
    expected = cohen_kappa_score(*coders, weights="quadratic", labels=range(7))
    assert cohen_kappa(*coders, 7, quadratic=True) == pytest.approx(expected)


def test_a_near_miss_costs_weighted_kappa_less_than_a_far_one():
    truth = np.array([0, 1, 2, 3, 4])
    near, far = np.array([1, 1, 2, 3, 4]), np.array([4, 1, 2, 3, 4])
    assert cohen_kappa(truth, near, 5, quadratic=True) > cohen_kappa(truth, far, 5, quadratic=True)


def test_full_agreement_is_1_and_hopeless_agreement_below_0():
    truth = np.array([0, 1, 0, 1])
    assert cohen_kappa(truth, truth, 2) == 1
    assert cohen_kappa(truth, 1 - truth, 2) == -1


def test_kappa_is_not_defined_where_only_one_code_occurs():
    assert np.isnan(cohen_kappa(np.array([2]), np.array([2]), 5))


def test_a_code_outside_the_order_is_as_far_as_its_two_ends():
    weights = squared_distance(4, unknown=1)
    assert weights[2, 3] == weights[0, 2] == 1
    assert weights[0, 1] == 0.25
    assert weights[3, 3] == 0


def test_a_position_that_no_code_has_is_refused():
    with pytest.raises(ValueError, match="decided holds positions outside 0 to 3"):
        confusion(np.array([0, 1]), np.array([0, 3]), 3)
