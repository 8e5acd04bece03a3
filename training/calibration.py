"""Calibration: from the learners' scores to logits that mean what they say.

Each code gets a slope for every learner and an intercept, so the sum stays linear in the features.
They are fitted together by maximum likelihood on out-of-fold scores and pulled towards values
shared by the whole facet, so that a code with few examples is read on the facet's curve.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from models.probability import probabilities
from taxonomy.frame import Kind

_PULL = 1.0
"""Penalty on the squared distance from the shared value: a prior of standard deviation 1."""

_MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Calibration:
    """Slopes of each learner's scores, float32 (learners, codes), and intercepts (codes,)."""

    slopes: np.ndarray
    intercepts: np.ndarray

    def logits(self, scores: Sequence[np.ndarray]) -> np.ndarray:
        """Calibrated logits (rows, codes) of each learner's scores (rows, codes)."""
        logits: np.ndarray = np.broadcast_to(self.intercepts, scores[0].shape).copy()
        for slopes, learner in zip(self.slopes, scores, strict=True):
            logits += learner * slopes
        return logits


def fit_calibration(scores: Sequence[np.ndarray], truth: np.ndarray, kind: Kind) -> Calibration:
    """Fit on learners' out-of-fold scores (rows, codes) against truth (rows, codes, 0 or 1)."""
    codes, values = truth.shape[1], len(scores) + 1
    truth = truth.astype(bool)

    def spread(shared: np.ndarray) -> np.ndarray:
        return np.repeat(shared, codes).reshape(values, codes)

    def shared_loss(shared: np.ndarray) -> tuple[float, np.ndarray]:
        loss, slope = _loss(spread(shared), scores, truth, kind)
        return loss, slope.sum(axis=1)

    shared = spread(_minimum(shared_loss, np.append(np.ones(len(scores)), 0.0)))

    def own_loss(own: np.ndarray) -> tuple[float, np.ndarray]:
        away = own.reshape(values, codes) - shared
        loss, slope = _loss(own.reshape(values, codes), scores, truth, kind)
        return loss + _PULL / 2 * float((away**2).sum()), (slope + _PULL * away).ravel()

    own = _minimum(own_loss, shared.ravel()).reshape(values, codes).astype(np.float32)
    return Calibration(slopes=own[:-1], intercepts=own[-1])


def _loss(
    values: np.ndarray, scores: Sequence[np.ndarray], truth: np.ndarray, kind: Kind
) -> tuple[float, np.ndarray]:
    """Negative log-likelihood and its slope, at slopes and intercepts (learners + 1, codes)."""
    # Single precision halves the time where a facet has hundreds of codes; sums are in double.
    single = values.astype(np.float32)
    logits = Calibration(single[:-1], single[-1]).logits(scores)
    likely = probabilities(logits, kind)
    off = likely - truth.astype(np.float32)
    right = likely[truth] if kind == "single" else 1 - np.abs(off)
    loss = -np.log(np.maximum(right, 1e-12)).sum(dtype=np.float64)
    slope = [(off * learner).sum(axis=0, dtype=np.float64) for learner in scores]
    return float(loss), np.array([*slope, off.sum(axis=0, dtype=np.float64)])


def _minimum(
    loss: Callable[[np.ndarray], tuple[float, np.ndarray]], start: np.ndarray
) -> np.ndarray:
    found: np.ndarray = minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _MOST_STEPS}
    ).x
    return found
