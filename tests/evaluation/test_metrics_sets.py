import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score

from evaluation.metrics.counts import count_codes
from evaluation.metrics.sets import (
    exact_match,
    row_f1,
    samples_f1,
    samples_precision,
    samples_recall,
)


@st.composite
def pairs_of_sets(draw):
    """Truth and decided codes, every row of the truth with a code."""
    shape = (draw(st.integers(1, 12)), draw(st.integers(1, 6)))
    truth, decided = draw(arrays(bool, shape)), draw(arrays(bool, shape))
    truth[~truth.any(axis=1), 0] = True
    return truth, decided


@pytest.mark.parametrize(
    ("measure", "reference"),
    [
        (samples_f1, f1_score),
        (samples_precision, precision_score),
        (samples_recall, recall_score),
    ],
)
@given(pair=pairs_of_sets())
def test_samples_measures_are_those_of_scikit_learn(measure, reference, pair):
    truth, decided = pair
    truth, decided = (np.hstack([marks, marks[:, :1]]) for marks in pair)  # two columns at least
    expected = reference(truth, decided, average="samples", zero_division=0)
    assert measure(truth, decided) == pytest.approx(expected)


@given(pair=pairs_of_sets())
def test_exact_match_is_the_subset_accuracy_of_scikit_learn(pair):
    assert exact_match(*pair) == pytest.approx(accuracy_score(*pair))


@given(pair=pairs_of_sets())
def test_f1_stays_between_0_and_1(pair):
    counts = count_codes(*pair)
    values = [samples_f1(*pair), counts.micro_f1, counts.macro_f1]
    assert all(0 <= value <= 1 for value in values)


@given(pair=pairs_of_sets())
def test_identical_sets_agree_fully(pair):
    truth, _ = pair
    counts = count_codes(truth, truth)
    assert counts.micro_f1 == counts.macro_f1 == samples_f1(truth, truth) == 1
    assert exact_match(truth, truth) == 1


@given(pair=pairs_of_sets(), seed=st.integers(0, 99))
def test_the_order_of_rows_does_not_matter(pair, seed):
    truth, decided = pair
    order = np.random.default_rng(seed).permutation(len(truth))
    assert samples_f1(truth[order], decided[order]) == pytest.approx(samples_f1(truth, decided))
    assert count_codes(truth[order], decided[order]).macro_f1 == count_codes(*pair).macro_f1


def test_a_row_with_two_of_three_codes_and_one_wrong_has_f1_two_thirds():
    assert row_f1(np.array([[1, 1, 1, 0]]), np.array([[1, 1, 0, 1]]))[0] == pytest.approx(2 / 3)


def test_a_row_with_nothing_decided_scores_0():
    assert row_f1(np.array([[1, 1]]), np.array([[0, 0]]))[0] == 0
