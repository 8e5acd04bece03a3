import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_score, recall_score

from evaluation.metrics.counts import count_codes


@pytest.fixture
def labelled():
    random = np.random.default_rng(5)
    truth = random.random((300, 12)) < np.linspace(0.002, 0.4, 12)
    decided = np.where(random.random(truth.shape) < 0.7, truth, random.random(truth.shape) < 0.2)
    truth[:, 3], decided[:, 3] = False, True  # never true, often decided
    truth[:9, 5], decided[:, 5] = True, False  # true, never decided
    truth[:, 7], decided[:, 7] = False, False  # neither
    return truth, decided


@pytest.mark.parametrize(
    ("measure", "reference"),
    [("f1", f1_score), ("precision", precision_score), ("recall", recall_score)],
)
def test_micro_measures_are_those_of_scikit_learn(labelled, measure, reference):
    truth, decided = labelled
    expected = reference(truth, decided, average="micro")
    assert getattr(count_codes(truth, decided), f"micro_{measure}") == pytest.approx(expected)


@pytest.mark.parametrize(
    ("measure", "reference"),
    [("f1", f1_score), ("precision", precision_score), ("recall", recall_score)],
)
def test_macro_measures_are_those_of_scikit_learn_on_the_codes_with_support(
    labelled, measure, reference
):
    truth, decided = labelled
    supported = np.flatnonzero(truth.any(axis=0))
    expected = reference(truth, decided, labels=supported, average="macro", zero_division=0)
    assert getattr(count_codes(truth, decided), f"macro_{measure}") == pytest.approx(expected)


def test_macro_f1_of_a_single_facet_is_that_of_scikit_learn_on_the_codes_with_support():
    random = np.random.default_rng(2)
    truth, decided = random.integers(0, 6, 200), random.integers(0, 9, 200)
    one_hot = np.eye(9, dtype=bool)
    expected = f1_score(truth, decided, labels=np.unique(truth), average="macro")
    assert count_codes(one_hot[truth], one_hot[decided]).macro_f1 == pytest.approx(expected)


def test_the_f1_of_each_code_is_that_of_scikit_learn(labelled):
    truth, decided = labelled
    expected = f1_score(truth, decided, average=None, zero_division=np.nan)
    assert count_codes(truth, decided).f1 == pytest.approx(expected, nan_ok=True)


def test_a_code_never_decided_has_no_precision_and_recall_0():
    counts = count_codes(np.array([[1, 0], [1, 1]]), np.array([[0, 1], [0, 1]]))
    assert np.isnan(counts.precision[0])
    assert counts.recall[0] == 0


def test_a_code_never_true_has_no_recall_and_f1_0():
    counts = count_codes(np.array([[1, 0]]), np.array([[1, 1]]))
    assert np.isnan(counts.recall[1])
    assert counts.f1[1] == 0


def test_a_code_never_true_does_not_lower_macro_f1():
    assert count_codes(np.array([[1, 0]]), np.array([[1, 1]])).macro_f1 == 1


def test_nothing_is_defined_without_rows():
    counts = count_codes(np.zeros((0, 3)), np.zeros((0, 3)))
    assert np.isnan([counts.micro_f1, counts.macro_f1, counts.micro_precision]).all()


def test_arrays_of_different_shapes_are_refused():
    with pytest.raises(ValueError, match=r"truth has the shape \(2, 3\), decided \(2, 2\)"):
        count_codes(np.zeros((2, 3)), np.zeros((2, 2)))


def test_an_array_that_is_not_an_indicator_is_refused():
    with pytest.raises(ValueError, match="decided must hold only 0 and 1"):
        count_codes(np.zeros((2, 3)), np.full((2, 3), 0.7))
