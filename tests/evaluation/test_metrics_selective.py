import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.metrics.selective import (
    accepted,
    accepted_weighted,
    coverage_curve,
)

TRUTH = np.array([[1, 1, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]], dtype=bool)
DECIDED = np.array([[1, 1, 0], [0, 1, 1], [0, 1, 0], [1, 0, 0]], dtype=bool)


def test_precision_of_accepted_is_over_their_decided_codes():
    result = accepted(TRUTH, DECIDED, np.array([True, True, False, False]))
    assert (result.rows, result.share, result.codes) == (2, 0.5, 4)
    assert result.precision == 0.75
    assert result.exact_match == 0.5


def test_all_accepted_is_the_whole_facet():
    result = accepted(TRUTH, DECIDED, np.ones(4, dtype=bool))
    assert (result.share, result.precision) == (1.0, pytest.approx(4 / 6))


def test_nothing_accepted_has_a_share_but_no_precision():
    result = accepted(TRUTH, DECIDED, np.zeros(4, dtype=bool))
    assert result.share == 0
    assert np.isnan([result.precision, result.exact_match]).all()


def test_weights_of_one_give_what_accepted_gives():
    accept = np.array([True, False, True, True])
    weighted = accepted_weighted(TRUTH, DECIDED, accept, np.ones((1, 4)))
    plain = accepted(TRUTH, DECIDED, accept)
    assert weighted["accepted_share"][0] == plain.share
    assert weighted["accepted_precision"][0] == plain.precision


def test_the_curve_accepts_from_the_most_confident_down():
    curve = coverage_curve(TRUTH, DECIDED, np.array([0.9, 0.6, 0.3, 0.8]))
    assert [point.coverage for point in curve] == [0.25, 0.5, 0.75, 1.0]
    assert [point.precision for point in curve] == pytest.approx([1, 1, 4 / 5, 4 / 6])
    assert [point.confidence for point in curve] == [0.9, 0.8, 0.6, 0.3]


def test_rows_of_equal_confidence_are_accepted_together():
    curve = coverage_curve(TRUTH, DECIDED, np.array([0.9, 0.5, 0.5, 0.5]))
    assert [point.coverage for point in curve] == [0.25, 1.0]


def test_a_long_curve_is_thinned_and_still_ends_with_every_row():
    random = np.random.default_rng(0)
    truth = random.random((5_000, 3)) < 0.5
    curve = coverage_curve(truth, truth, random.random(5_000))
    assert len(curve) == 100
    assert curve[-1].coverage == 1


@given(seed=st.integers(0, 999))
def test_the_order_of_rows_does_not_matter(seed):
    random = np.random.default_rng(seed)
    confidence, order = random.integers(0, 3, 4) / 2, random.permutation(4)
    one = coverage_curve(TRUTH, DECIDED, confidence)
    assert one == coverage_curve(TRUTH[order], DECIDED[order], confidence[order])
