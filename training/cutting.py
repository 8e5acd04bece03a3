"""Cutting: thresholds, and the confidence from which a facet is accepted, on held-back rows."""

import numpy as np
from scipy.stats import beta

from models.decision import DecisionRule, FrameLimits, confidence, decided_codes
from training.prediction_sets import lowest_listed_share

_CANDIDATES: list[float] = np.linspace(0.06, 0.9, 43).tolist()
_LEAST_CONFIDENCE = 0.8
"""No row is accepted below this: a target met on average must not carry rows that are a guess."""

_SURE = 0.95
"""How sure it must be that the precision of accepted codes is at least the target."""


def fit_decision_rule(
    limits: FrameLimits,
    probabilities: np.ndarray,
    truth: np.ndarray,
    target_precision: float,
    coverage: float,
) -> DecisionRule:
    """Fit to probabilities and truth (rows, codes) of rows coded in the facet.

    `target_precision` is for accepted codes, `coverage` for shortlists; both 0 to 1.
    """
    cut = best_threshold(limits, probabilities, truth) if limits.kind == "multi" else 0.0
    thresholds = np.full(truth.shape[1], cut, dtype=np.float32)
    decided = decided_codes(probabilities, limits, thresholds)
    open_rows = ~(decided & limits.always_refer).any(axis=1)
    accept_from = lowest_safe_confidence(
        confidence(probabilities, decided)[open_rows],
        (decided & truth.astype(bool)).sum(axis=1)[open_rows],
        decided.sum(axis=1)[open_rows],
        target_precision,
    )
    shortlist_from = lowest_listed_share(probabilities, decided, truth, coverage)
    return DecisionRule(limits, thresholds, accept_from, shortlist_from)


def best_threshold(limits: FrameLimits, probabilities: np.ndarray, truth: np.ndarray) -> float:
    """The threshold whose decided codes have the best micro-F1.

    One for the facet: probabilities are calibrated code by code, and thresholds fitted to each code
    as well gave a point less on narratives not seen.
    """
    truth = truth.astype(bool)

    def micro_f1(cut: float) -> float:
        thresholds = np.full(truth.shape[1], cut, dtype=np.float32)
        decided = decided_codes(probabilities, limits, thresholds)
        return float(2 * (decided & truth).sum() / max(1, decided.sum() + truth.sum()))

    return max(_CANDIDATES, key=micro_f1)


def lowest_safe_confidence(
    confident: np.ndarray, right: np.ndarray, called: np.ndarray, target: float
) -> float:
    """The confidence from which accepted codes reach the target precision; infinity if none does.

    `confident`, `right` and `called` are (rows,): confidence, decided codes that are right, decided
    codes. The precision is taken at its one-sided 95 % lower bound (Clopper and Pearson, 1934), so
    a handful of lucky rows does not open the gate. The bound is approximate: it takes the codes of
    a row as independent and the best of many cuts. Rows of equal confidence stand or fall together.
    """
    order = np.argsort(-confident, kind="stable")
    hits, calls = right[order].cumsum(), called[order].cumsum()
    bound = beta.ppf(1 - _SURE, hits, calls - hits + 1)
    last_of_its_confidence = np.append(np.diff(confident[order]) != 0, True)
    safe = np.flatnonzero((np.nan_to_num(bound) >= target) & last_of_its_confidence)
    lowest = float(confident[order][safe[-1]]) if len(safe) else float("inf")
    return max(lowest, _LEAST_CONFIDENCE)
