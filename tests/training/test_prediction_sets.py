import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.decision import probability_shares
from training.prediction_sets import lowest_listed_share


def best(probabilities: np.ndarray) -> np.ndarray:
    return np.asarray(np.eye(probabilities.shape[1], dtype=bool)[probabilities.argmax(axis=1)])


def listed(probabilities: np.ndarray, share: float) -> np.ndarray:
    return np.asarray(best(probabilities) | (probability_shares(probabilities) >= share))


def drawn_single(random: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows whose true code is drawn from other probabilities than those given."""
    honest = random.dirichlet(np.full(12, 0.3), rows)
    true = np.array([random.choice(12, p=row) for row in honest])
    given_ = honest**0.5 / (honest**0.5).sum(axis=1, keepdims=True)
    return given_, np.eye(12, dtype=bool)[true]


def drawn_multi(random: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows with one to four true codes, scored with noise."""
    truth = np.zeros((rows, 30), dtype=bool)
    for row in range(rows):
        truth[row, random.choice(30, size=random.integers(1, 5), replace=False)] = True
    logits = 2.5 * truth + random.normal(-3, 1.5, truth.shape)
    return 1 / (1 + np.exp(-logits)), truth


@pytest.mark.parametrize("drawn", [drawn_single, drawn_multi])
@pytest.mark.parametrize("coverage", [0.8, 0.95])
def test_lists_cover_new_rows_as_stated(drawn, coverage: float) -> None:
    covered = []
    for seed in range(40):
        random = np.random.default_rng(seed)
        likely, truth = drawn(random, 300)
        share = lowest_listed_share(likely, best(likely), truth, coverage)
        likely, truth = drawn(random, 300)
        covered.append((listed(likely, share) & truth).sum() / truth.sum())
    assert coverage - 0.005 < np.mean(covered) < coverage + 0.015


def test_a_single_facet_is_cut_where_split_conformal_prediction_cuts_it() -> None:
    """Its threshold is the score of rank ⌊0.1 (99 + 1)⌋ from below, of 99 rows."""
    random = np.random.default_rng(0)
    likely = random.dirichlet(np.ones(3), 99)
    truth = np.eye(3, dtype=bool)[likely.argmin(axis=1)]  # so that no best code is right
    share = lowest_listed_share(likely, best(likely), truth, 0.9)
    assert share == np.sort(likely[truth])[10 - 1]


def test_one_true_code_fewer_on_the_lists_would_be_too_few() -> None:
    likely, truth = drawn_multi(np.random.default_rng(1), 400)
    share = lowest_listed_share(likely, best(likely), truth, 0.9)
    most = int(truth.sum(axis=1).max())
    missed = int((truth & ~listed(likely, share)).sum())
    codes = int(truth.sum())
    assert missed + most <= 0.1 * (codes + most) < missed + 1 + most


def test_decided_codes_that_are_right_often_enough_are_the_whole_list() -> None:
    truth = np.eye(3, dtype=bool)[np.zeros(200, dtype=int)]
    likely = np.tile([0.5, 0.3, 0.2], (200, 1))
    likely[:4] = [0.3, 0.5, 0.2]
    assert lowest_listed_share(likely, best(likely), truth, 0.95) == np.inf


def test_few_rows_cannot_say_what_may_be_left_out() -> None:
    likely, truth = drawn_single(np.random.default_rng(2), 18)
    assert lowest_listed_share(likely, best(likely), truth, 0.95) == 0


def test_without_true_codes_every_code_is_listed() -> None:
    nothing = np.zeros((30, 3), dtype=bool)
    assert lowest_listed_share(np.full((30, 3), 0.3), nothing, nothing, 0.95) == 0


@given(seed=st.integers(0, 9999), coverage=st.floats(0.5, 0.99), levels=st.integers(2, 6))
def test_lists_cover_the_rows_they_were_fitted_to_ties_included(
    seed: int, coverage: float, levels: int
) -> None:
    random = np.random.default_rng(seed)
    likely = random.integers(1, levels, (60, 5)) / levels
    truth = random.random((60, 5)) < 0.3
    share = lowest_listed_share(likely, best(likely), truth, coverage)
    assert (listed(likely, share) & truth).sum() >= coverage * truth.sum()
