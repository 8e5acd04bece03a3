import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from evaluation.metrics.calibration import expected_calibration_error, reliability


def test_equal_width_bins_are_those_of_scikit_learn():
    random = np.random.default_rng(0)
    probability = random.random(2_000)
    correct = random.random(2_000) < probability**1.5
    observed, mean = calibration_curve(correct, probability, n_bins=15)
    curve = reliability(probability, correct, binning="equal-width")
    assert [point.observed for point in curve] == pytest.approx(observed)
    assert [point.probability for point in curve] == pytest.approx(mean)


def test_equal_mass_bins_hold_the_same_number():
    probability = np.random.default_rng(0).random(1_500)
    curve = reliability(probability, probability > 0.5, binning="equal-mass")
    assert [point.count for point in curve] == [100] * 15


def test_equal_probabilities_are_never_parted():
    probability = np.array([0.1] * 40 + [0.9] * 10)
    curve = reliability(probability, probability > 0.5, binning="equal-mass")
    assert [(point.low, point.high, point.count) for point in curve] == [
        (0.1, 0.1, 40),
        (0.9, 0.9, 10),
    ]


def test_the_error_is_the_mean_gap_weighed_by_count():
    probability = np.array([0.8] * 10 + [0.3] * 30)
    correct = np.array([1] * 5 + [0] * 5 + [1] * 12 + [0] * 18)
    curve = reliability(probability, correct, binning="equal-width")
    # |0.8 - 0.5| in a quarter of the values, |0.3 - 0.4| in the rest
    assert expected_calibration_error(curve) == pytest.approx(0.25 * 0.3 + 0.75 * 0.1)


def test_certain_and_right_has_no_error_certain_and_wrong_the_largest():
    certain = np.ones(20)
    right = reliability(certain, certain, binning="equal-mass")
    wrong = reliability(certain, 1 - certain, binning="equal-mass")
    assert expected_calibration_error(right) == 0
    assert expected_calibration_error(wrong) == 1


def test_honest_probabilities_have_a_small_error():
    random = np.random.default_rng(7)
    probability = random.random(50_000)
    curve = reliability(probability, random.random(50_000) < probability, binning="equal-mass")
    assert expected_calibration_error(curve) < 0.01


@given(seed=st.integers(0, 999))
def test_the_order_does_not_matter(seed):
    random = np.random.default_rng(seed)
    probability = random.integers(0, 21, 60) / 20
    correct, order = random.random(60) < 0.5, random.permutation(60)
    one = reliability(probability, correct, binning="equal-mass")
    other = reliability(probability[order], correct[order], binning="equal-mass")
    assert expected_calibration_error(one) == pytest.approx(expected_calibration_error(other))


def test_no_values_give_no_curve_and_no_error():
    curve = reliability(np.zeros(0), np.zeros(0), binning="equal-mass")
    assert curve == ()
    assert np.isnan(expected_calibration_error(curve))


def test_a_probability_above_1_is_refused():
    with pytest.raises(ValueError, match="0 to 1"):
        reliability(np.array([1.2]), np.array([1]), binning="equal-width")
