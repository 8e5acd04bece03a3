"""Cutting: thresholds, and the confidence from which a facet is accepted, on held-back rows."""

import numpy as np
from scipy.stats import beta

from models.decision import DecisionRule, FrameLimits, confidence, decided_codes

_PULL = 50
"""A code's own best threshold counts as much as the facet's once it has this many examples."""

_CANDIDATES = np.linspace(0.05, 0.95, 91)
_LEAST_CONFIDENCE = 0.8
"""No row is accepted below this: a target met on average must not carry rows that are a guess."""

_SURE = 0.95
"""How sure it must be that the precision of accepted codes is at least the target."""


def fit_decision_rule(
    limits: FrameLimits, probabilities: np.ndarray, truth: np.ndarray, target_precision: float
) -> DecisionRule:
    """Fit to probabilities and truth (rows, codes) of rows coded in the facet."""
    thresholds = (
        best_thresholds(probabilities, truth)
        if limits.kind == "multi"
        else np.zeros(truth.shape[1], dtype=np.float32)
    )
    decided = decided_codes(probabilities, limits, thresholds)
    open_rows = ~(decided & limits.always_refer).any(axis=1)
    accept_from = lowest_safe_confidence(
        confidence(probabilities, decided)[open_rows],
        (decided & truth.astype(bool)).sum(axis=1)[open_rows],
        decided.sum(axis=1)[open_rows],
        target_precision,
    )
    return DecisionRule(limits, thresholds, accept_from)


def best_thresholds(probabilities: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Thresholds, float32 (codes,): a code's own best F1, pulled to the facet's micro-F1."""
    truth = truth.astype(bool)
    hits = np.array([(truth & (probabilities >= cut)).sum(axis=0) for cut in _CANDIDATES])
    called = np.array([(probabilities >= cut).sum(axis=0) for cut in _CANDIDATES])
    support = truth.sum(axis=0)
    whole = _CANDIDATES[np.argmax(2 * hits.sum(axis=1) / (called + support).sum(axis=1).clip(1))]
    own = _CANDIDATES[np.argmax(2 * hits / (called + support).clip(1), axis=0)]
    pulled: np.ndarray = (support * own + _PULL * whole) / (support + _PULL)
    return pulled.astype(np.float32)


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
