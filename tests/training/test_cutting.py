import numpy as np
import pytest
from scipy.stats import binomtest

from models.decision import FrameLimits, decided_codes
from taxonomy.reading import load_frame
from training.cutting import best_threshold, fit_decision_rule, lowest_safe_confidence


def test_the_gate_opens_where_the_lower_bound_reaches_the_target() -> None:
    confident = np.linspace(1, 0.8, 400)
    right = (np.arange(400) < 350).astype(int)
    cut = lowest_safe_confidence(confident, right, np.ones(400, dtype=int), 0.95)
    accepted = confident >= cut
    hits, calls = int(right[accepted].sum()), int(accepted.sum())
    bound = binomtest(hits, calls, alternative="greater").proportion_ci(0.95).low
    assert bound >= 0.95
    one_more = binomtest(hits, calls + 1, alternative="greater").proportion_ci(0.95).low
    assert one_more < 0.95


def test_a_few_lucky_rows_do_not_open_the_gate() -> None:
    right = np.ones(50, dtype=int)
    assert lowest_safe_confidence(np.linspace(1, 0.9, 50), right, right, 0.95) == float("inf")


def test_rows_of_equal_confidence_stand_or_fall_together() -> None:
    confident = np.r_[np.full(100, 0.99), np.full(100, 0.9)]
    right = np.r_[np.ones(150, dtype=int), np.zeros(50, dtype=int)]
    cut = lowest_safe_confidence(confident, right, np.ones(200, dtype=int), 0.95)
    assert cut == 0.99


def test_no_row_is_accepted_as_a_guess_even_if_the_average_would_allow_it() -> None:
    confident = np.r_[np.full(5000, 0.99), np.full(10, 0.4)]
    right = np.r_[np.ones(5000, dtype=int), np.zeros(10, dtype=int)]
    cut = lowest_safe_confidence(confident, right, np.ones(5010, dtype=int), 0.95)
    assert cut == pytest.approx(0.8)


def test_the_threshold_is_the_one_whose_decided_sets_agree_best() -> None:
    random = np.random.default_rng(0)
    truth = (random.random((2000, 6)) < 0.2).astype(np.uint8)
    likely = np.clip(0.35 * truth + random.uniform(0, 0.5, truth.shape), 0, 1)
    limits = FrameLimits("multi", np.zeros(6, dtype=bool), np.zeros(6, dtype=bool))
    best = best_threshold(limits, likely, truth)

    def micro_f1(cut: float) -> float:
        decided = decided_codes(likely, limits, np.full(6, cut))
        return float(2 * (decided & truth.astype(bool)).sum() / (decided.sum() + truth.sum()))

    assert all(micro_f1(best) >= micro_f1(best + step) for step in (-0.2, -0.1, 0.1, 0.2))


def test_severity_level_one_is_not_counted_when_the_gate_is_set() -> None:
    frame = load_frame("draft24")
    limits = FrameLimits.of(frame, frame.facet("severity"))
    truth = np.zeros((300, 5), dtype=np.uint8)
    truth[:150, 0] = 1
    truth[150:, 2] = 1
    likely = np.full((300, 5), 0.01)
    likely[:, 0] = 0.96
    likely[200:, 0] = 0.01
    likely[200:, 2] = 0.96
    rule = fit_decision_rule(limits, likely, truth, target_precision=0.95, coverage=0.95)
    scores = rule.decide(likely)
    assert not scores.accept[:200].any()
    assert scores.accept[200:].all()
