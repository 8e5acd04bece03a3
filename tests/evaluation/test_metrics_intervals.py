import time

import numpy as np
import pytest

from evaluation.headline import multi_headline
from evaluation.metrics.intervals import bootstrap_intervals, resample_weights


def mean_of(values):
    return lambda weights: {"mean": weights @ values / weights.sum(axis=1)}


def test_the_interval_of_a_mean_is_about_two_standard_errors_wide():
    values = np.random.default_rng(0).normal(5, 2, 1_000)
    low, high = bootstrap_intervals(mean_of(values), 1_000)["mean"]
    error = values.std() / np.sqrt(1_000)
    assert low == pytest.approx(values.mean() - 1.96 * error, abs=0.02)
    assert high == pytest.approx(values.mean() + 1.96 * error, abs=0.02)


def test_each_sample_has_as_many_rows_as_the_data():
    (weights,) = resample_weights(50, draws=20)
    assert (weights.sum(axis=1) == 50).all()


def test_rows_of_a_group_come_and_go_together():
    (weights,) = resample_weights(6, draws=20, groups=np.array(["a", "b", "a", "c", "b", "a"]))
    assert (weights[:, 0] == weights[:, 2]).all()
    assert (weights[:, 1] == weights[:, 4]).all()


def test_groups_that_resemble_themselves_widen_the_interval():
    groups = np.repeat(np.arange(20), 50)
    values = np.random.default_rng(3).normal(size=20)[groups]
    by_row = bootstrap_intervals(mean_of(values), 1_000)["mean"]
    by_group = bootstrap_intervals(mean_of(values), 1_000, groups=groups)["mean"]
    assert by_group[1] - by_group[0] > 4 * (by_row[1] - by_row[0])


def test_the_same_seed_gives_the_same_interval():
    values = np.arange(30.0)
    assert bootstrap_intervals(mean_of(values), 30) == bootstrap_intervals(mean_of(values), 30)


def test_a_single_row_has_an_interval_of_no_width():
    assert bootstrap_intervals(mean_of(np.array([0.4])), 1)["mean"] == (0.4, 0.4)


@pytest.mark.parametrize(("rows", "draws"), [(0, 1_000), (30, 0)])
def test_no_rows_or_no_draws_give_no_intervals(rows, draws):
    assert bootstrap_intervals(mean_of(np.ones(rows)), rows, draws=draws) == {}


def test_a_measure_never_defined_has_no_bounds():
    undefined = bootstrap_intervals(lambda weights: {"m": np.full(len(weights), np.nan)}, 3)["m"]
    assert np.isnan(undefined).all()


def test_a_thousand_draws_of_6000_rows_and_88_codes_take_seconds():
    random = np.random.default_rng(0)
    truth = random.random((6_000, 88)) < 0.02
    truth[:, 0] |= ~truth.any(axis=1)
    headline = multi_headline(truth, random.random(truth.shape) < 0.02, random.random(truth.shape))
    start = time.perf_counter()
    low, high = bootstrap_intervals(headline.weighted, 6_000)["macro_f1"]
    assert time.perf_counter() - start < 10
    assert low <= headline.measures()["macro_f1"] <= high
