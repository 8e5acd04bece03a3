import numpy as np
import pytest

from evaluation.metrics.shortlists import shortlists, shortlists_weighted

TRUTH = np.array([[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [1, 0, 0, 0]], dtype=bool)
LISTED = np.array([[1, 0, 1, 0], [0, 1, 0, 0], [1, 1, 1, 1], [0, 1, 0, 0]], dtype=bool)


def test_coverage_is_the_share_of_true_codes_that_are_listed():
    assert shortlists(TRUTH, LISTED).covered == 3 / 5


def test_a_row_is_covered_when_all_its_true_codes_are_listed():
    assert shortlists(TRUTH, LISTED).rows_covered == 2 / 4


def test_sizes_count_the_codes_of_a_list():
    found = shortlists(TRUTH, LISTED)
    assert (found.mean_size, found.median_size, found.largest_size) == (2, 1.5, 4)


def test_lists_of_every_code_cover_everything():
    found = shortlists(TRUTH, np.ones((4, 4), dtype=bool))
    assert (found.covered, found.rows_covered, found.mean_size) == (1, 1, 4)


def test_without_rows_nothing_is_covered_and_no_list_has_a_size():
    found = shortlists(TRUTH[:0], LISTED[:0])
    shares = (found.covered, found.rows_covered, found.mean_size, found.median_size)
    assert np.isnan(shares).all()
    assert found.largest_size == 0


def test_weights_of_one_give_what_shortlists_gives():
    weighted = shortlists_weighted(TRUTH, LISTED, np.ones((1, 4)))
    plain = shortlists(TRUTH, LISTED)
    assert weighted["shortlist_covered"][0] == pytest.approx(plain.covered)
    assert weighted["shortlist_mean_size"][0] == pytest.approx(plain.mean_size)


def test_a_row_that_counts_twice_counts_twice():
    weights = np.array([[2.0, 1, 1, 1]])
    twice = shortlists(np.vstack([TRUTH, TRUTH[:1]]), np.vstack([LISTED, LISTED[:1]]))
    weighted = shortlists_weighted(TRUTH, LISTED, weights)
    assert weighted["shortlist_covered"][0] == pytest.approx(twice.covered)
    assert weighted["shortlist_mean_size"][0] == pytest.approx(twice.mean_size)


def test_lists_of_other_codes_are_refused():
    with pytest.raises(ValueError, match="shape"):
        shortlists(TRUTH, LISTED[:, :3])
