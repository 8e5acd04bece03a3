import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.decision import FrameLimits
from models.priors import (
    CodeShares,
    certain_log_ratios,
    expected_shares,
    prior_shift,
    shifted,
    trained_shares,
)

TRAINED = CodeShares(np.array([0.5, 0.3, 0.15, 0.05]), 5000)
NOBODY = np.zeros(4, dtype=bool)
SINGLE = FrameLimits("single", NOBODY, NOBODY)


def extract(shares: np.ndarray, rows: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Codes drawn with these shares, and exact probabilities for who takes TRAINED for granted."""
    chance = np.random.default_rng(seed)
    codes = chance.choice(4, rows, p=shares)
    signs = chance.normal(size=(rows, 4)) + 2.0 * np.eye(4)[codes]
    likely = TRAINED.shares * np.exp(2.0 * signs)
    return likely / likely.sum(axis=1, keepdims=True), codes


@pytest.mark.parametrize("rows", [10, 50, 200, 1000, 5000])
@pytest.mark.parametrize("seed", range(5))
def test_an_extract_with_the_shares_of_training_changes_nothing(rows: int, seed: int) -> None:
    probabilities, _ = extract(TRAINED.shares, rows, seed)
    assert not prior_shift(probabilities, TRAINED, SINGLE).any()


def test_other_shares_are_recovered_from_an_uncoded_extract() -> None:
    wanted = np.array([0.15, 0.25, 0.2, 0.4])
    probabilities, _ = extract(wanted, 5000)
    assert expected_shares(probabilities, TRAINED.shares) == pytest.approx(wanted, abs=0.02)


def test_probabilities_that_allow_for_the_shares_foretell_the_codes_better() -> None:
    probabilities, codes = extract(np.array([0.15, 0.25, 0.2, 0.4]), 5000)
    fitting = shifted(probabilities, prior_shift(probabilities, TRAINED, SINGLE), "single")
    rows = np.arange(len(codes))
    assert (fitting.argmax(axis=1) == codes).mean() > (probabilities.argmax(axis=1) == codes).mean()
    assert np.log(fitting[rows, codes]).mean() > np.log(probabilities[rows, codes]).mean() + 0.1


def test_a_change_is_never_overdone() -> None:
    wanted = np.array([0.15, 0.25, 0.2, 0.4])
    probabilities, _ = extract(wanted, 5000)
    shift = prior_shift(probabilities, TRAINED, SINGLE)
    assert 0 < shift[3] < np.log(wanted[3] / TRAINED.shares[3])
    assert np.log(wanted[0] / TRAINED.shares[0]) < shift[0] < 0


def test_a_tiny_extract_stays_near_training() -> None:
    only_the_rare = np.tile([0.01, 0.01, 0.01, 0.97], (5, 1))
    shares = expected_shares(only_the_rare, TRAINED.shares)
    assert shares[3] < 0.2
    assert not certain_log_ratios(np.array([0.3, 0.3, 0.2, 0.2]), TRAINED, 5).any()


def test_the_larger_the_extract_the_smaller_the_change_that_counts() -> None:
    shares = np.array([0.25, 0.3, 0.15, 0.3])
    changes = [certain_log_ratios(shares, TRAINED, rows)[3] for rows in (5, 50, 500, 5000)]
    assert changes == sorted(changes)
    assert changes[0] == 0 < changes[-1] < np.log(6)


def test_a_code_without_an_example_in_training_hardly_ever_moves() -> None:
    codes = [{"support": support} for support in (2500, 1500, 1000, 0)]
    trained = trained_shares({"rows": 5000, "codes": codes})
    assert trained.shares == pytest.approx([0.5, 0.3, 0.2, 0.0001])
    fifty_times = np.array([0.495, 0.3, 0.2, 0.005])
    assert certain_log_ratios(fifty_times, trained, 5000)[3] == 0


@pytest.mark.parametrize("kind", ["single", "multi"])
def test_no_shift_is_the_identity(kind: str) -> None:
    probabilities, _ = extract(TRAINED.shares, 20)
    assert shifted(probabilities, np.zeros(4), kind) == pytest.approx(probabilities)


@given(
    arrays(np.float64, (3, 4), elements=st.floats(0.001, 1)),
    arrays(np.float64, 4, elements=st.floats(-4, 4)),
)
def test_shifted_probabilities_stay_probabilities(odds: np.ndarray, shift: np.ndarray) -> None:
    probabilities = odds / odds.sum(axis=1, keepdims=True)
    single = shifted(probabilities, shift, "single")
    assert single.sum(axis=1) == pytest.approx(np.ones(3))
    assert (single >= 0).all()
    multi = shifted(odds, shift, "multi")
    assert ((multi >= 0) & (multi <= 1)).all()
    assert ((multi >= odds) == (shift >= 0)).all() or np.isclose(multi, odds).any()


@given(st.permutations(range(40)))
def test_the_order_of_the_narratives_makes_no_difference(order: list[int]) -> None:
    probabilities, _ = extract(np.array([0.1, 0.1, 0.1, 0.7]), 40)
    assert expected_shares(probabilities[order], TRAINED.shares) == pytest.approx(
        expected_shares(probabilities, TRAINED.shares)
    )


def test_a_code_that_always_goes_to_a_person_is_made_commoner_but_never_rarer() -> None:
    first_referred = FrameLimits("single", np.array([True, False, False, False]), NOBODY)
    rarer, _ = extract(np.array([0.15, 0.25, 0.2, 0.4]), 5000)
    assert prior_shift(rarer, TRAINED, first_referred)[0] == 0
    assert prior_shift(rarer, TRAINED, SINGLE)[0] < 0
    commoner, _ = extract(np.array([0.85, 0.05, 0.05, 0.05]), 5000)
    assert prior_shift(commoner, TRAINED, first_referred)[0] > 0


def test_where_several_codes_apply_the_one_that_stands_alone_moves_against_all_others() -> None:
    last_alone = FrameLimits("multi", NOBODY, np.array([False, False, False, True]))
    probabilities, _ = extract(np.array([0.25, 0.15, 0.1, 0.5]), 5000)
    shift = prior_shift(probabilities, TRAINED, last_alone)
    assert shift[3] > 1
    assert (shift[:3] < 0).all()
    assumed = shifted(TRAINED.shares[None], shift, "multi")[0]
    assert 0.3 < assumed[3] < 0.5
    assert assumed[:3] / TRAINED.shares[:3] == pytest.approx([(1 - assumed[3]) / 0.95] * 3)


def test_where_several_codes_apply_and_none_stands_alone_nothing_moves() -> None:
    probabilities, _ = extract(np.array([0.1, 0.1, 0.1, 0.7]), 5000)
    assert not prior_shift(probabilities, TRAINED, FrameLimits("multi", NOBODY, NOBODY)).any()
