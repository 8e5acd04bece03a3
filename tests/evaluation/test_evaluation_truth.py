import numpy as np
import pytest

from evaluation.truth import counted_truth, read_truth


def test_codes_of_narratives_become_an_indicator_in_the_facets_order(pathway):
    truth = read_truth(pathway, [("3.2a", "1.1a"), (), ("1.1b",)])
    assert truth.known.tolist() == [
        [True, False, False, True],
        [False] * 4,
        [False, True, False, False],
    ]
    assert truth.coded.tolist() == [True, False, True]


def test_codes_that_the_facet_lacks_are_kept_apart(pathway):
    truth = read_truth(pathway, [("1.1a", "9.9z"), ("8.1a",), ("9.9z",)])
    assert truth.unknown_codes == ("8.1a", "9.9z")
    assert truth.unknown.tolist() == [[False, True], [True, False], [False, True]]
    assert truth.coded.all()


def test_counts_of_unknown_codes_become_columns():
    truth = counted_truth(np.array([[1, 0], [0, 0], [0, 1]]), np.array([0, 2, 1]))
    assert truth.unknown.sum(axis=1).tolist() == [0, 2, 1]
    assert truth.unknown_codes == ("unknown 1", "unknown 2")


def test_without_counts_every_code_is_known():
    assert counted_truth(np.eye(3)).unknown.shape == (3, 0)


def test_counts_of_other_rows_are_refused():
    with pytest.raises(ValueError, match="unknown_counts"):
        counted_truth(np.eye(3), np.array([1, 0]))
