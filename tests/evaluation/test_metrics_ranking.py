import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import label_ranking_average_precision_score, top_k_accuracy_score

from evaluation.metrics.ranking import precision_at, ranking_average_precision, recall_at


@given(rows=st.integers(1, 20), codes=st.integers(2, 9), seed=st.integers(0, 10_000))
def test_ranking_average_precision_is_that_of_scikit_learn_ties_included(rows, codes, seed):
    random = np.random.default_rng(seed)
    truth = random.random((rows, codes)) < 0.3
    truth[~truth.any(axis=1), 0] = True
    scores = random.integers(0, 4, (rows, codes)) / 4
    expected = label_ranking_average_precision_score(truth, scores)
    assert ranking_average_precision(truth, scores) == pytest.approx(expected)


def test_many_rows_are_ranked_in_slices_without_a_seam():
    random = np.random.default_rng(0)
    truth, scores = random.random((9_001, 4)) < 0.4, random.random((9_001, 4))
    truth[:, 0] |= ~truth.any(axis=1)
    expected = label_ranking_average_precision_score(truth, scores)
    assert ranking_average_precision(truth, scores) == pytest.approx(expected)


@pytest.mark.parametrize("k", [1, 3, 5])
def test_recall_at_k_of_one_code_a_row_is_top_k_accuracy(k):
    random = np.random.default_rng(4)
    truth, scores = random.integers(0, 8, 200), random.random((200, 8))
    expected = top_k_accuracy_score(truth, scores, k=k, labels=range(8))
    assert recall_at(np.eye(8, dtype=bool)[truth], scores, k) == pytest.approx(expected)


def test_recall_at_k_is_the_share_of_the_true_codes_found():
    truth = np.array([[1, 1, 1, 0], [0, 0, 0, 1]])
    scores = np.array([[0.9, 0.1, 0.8, 0.2], [0.9, 0.3, 0.2, 0.4]])
    assert recall_at(truth, scores, 1) == pytest.approx((1 / 3 + 0) / 2)
    assert recall_at(truth, scores, 3) == pytest.approx((2 / 3 + 1) / 2)


def test_precision_at_1_is_the_share_of_rows_whose_first_code_is_true():
    truth = np.array([[1, 1, 0], [0, 0, 1]])
    scores = np.array([[0.2, 0.7, 0.1], [0.5, 0.3, 0.4]])
    assert precision_at(truth, scores, 1) == 0.5


def test_a_list_shorter_than_k_is_found_whole():
    assert recall_at(np.array([[1, 1]]), np.array([[0.5, 0.4]]), 5) == 1


def test_a_code_that_is_not_ranked_is_missed_however_long_the_list():
    truth, scores = np.array([[1, 1]]), np.array([[0.5, -np.inf]])
    assert recall_at(truth, scores, 5) == 0.5
    assert ranking_average_precision(truth, scores) == 0.5


def test_perfect_and_hopeless_rankings():
    truth = np.array([[1, 0, 0, 0]])
    assert ranking_average_precision(truth, np.array([[0.9, 0.3, 0.2, 0.1]])) == 1
    assert ranking_average_precision(truth, np.array([[0.0, 0.3, 0.2, 0.1]])) == 0.25


def test_no_rows_give_no_value():
    assert np.isnan(ranking_average_precision(np.zeros((0, 3)), np.zeros((0, 3))))


def test_a_row_without_a_true_code_is_refused():
    with pytest.raises(ValueError, match="a row has no true code"):
        recall_at(np.array([[1, 0], [0, 0]]), np.array([[0.5, 0.4], [0.5, 0.4]]), 1)
