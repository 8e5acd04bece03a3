"""Calibration: from the two learners' scores to logits that mean what they say.

Each code gets a slope for either learner and an intercept, so the sum stays linear in the features.
They are fitted together by maximum likelihood on out-of-fold scores and pulled towards values
shared by the whole facet, so that a code with few examples is read on the facet's curve.
"""

from collections.abc import Callable
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
    """Slopes of margins and ridge scores and intercepts, each float32 (codes,)."""

    margin_slopes: np.ndarray
    ridge_slopes: np.ndarray
    intercepts: np.ndarray

    def logits(self, margins: np.ndarray, ridge: np.ndarray | float) -> np.ndarray:
        """Calibrated logits (rows, codes) of scores (rows, codes)."""
        logits: np.ndarray = margins * self.margin_slopes + ridge * self.ridge_slopes
        logits += self.intercepts
        return logits


def fit_calibration(
    margins: np.ndarray, ridge: np.ndarray, truth: np.ndarray, kind: Kind
) -> Calibration:
    """Fit on out-of-fold scores (rows, codes) against truth (rows, codes, 0 or 1)."""
    codes = truth.shape[1]
    truth = truth.astype(bool)

    def spread(shared: np.ndarray) -> np.ndarray:
        return np.repeat(shared, codes).reshape(3, codes)

    def shared_loss(shared: np.ndarray) -> tuple[float, np.ndarray]:
        loss, slope = _loss(spread(shared), margins, ridge, truth, kind)
        return loss, slope.sum(axis=1)

    shared = spread(_minimum(shared_loss, np.array([1.0, 1.0, 0.0])))

    def own_loss(own: np.ndarray) -> tuple[float, np.ndarray]:
        away = own.reshape(3, codes) - shared
        loss, slope = _loss(own.reshape(3, codes), margins, ridge, truth, kind)
        return loss + _PULL / 2 * float((away**2).sum()), (slope + _PULL * away).ravel()

    own = _minimum(own_loss, shared.ravel()).reshape(3, codes).astype(np.float32)
    return Calibration(*own)


def _loss(
    values: np.ndarray, margins: np.ndarray, ridge: np.ndarray, truth: np.ndarray, kind: Kind
) -> tuple[float, np.ndarray]:
    """Negative log-likelihood and its slope (3, codes) at slopes and intercepts (3, codes)."""
    # Single precision halves the time where a facet has hundreds of codes; sums are in double.
    margin_slopes, ridge_slopes, intercepts = values.astype(np.float32)
    logits = margins * margin_slopes
    logits += ridge * ridge_slopes
    logits += intercepts
    likely = probabilities(logits, kind)
    off = likely - truth.astype(np.float32)
    right = likely[truth] if kind == "single" else 1 - np.abs(off)
    loss = -np.log(np.maximum(right, 1e-12)).sum(dtype=np.float64)
    slope = [product.sum(axis=0, dtype=np.float64) for product in (off * margins, off * ridge, off)]
    return float(loss), np.array(slope)


def _minimum(
    loss: Callable[[np.ndarray], tuple[float, np.ndarray]], start: np.ndarray
) -> np.ndarray:
    found: np.ndarray = minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _MOST_STEPS}
    ).x
    return found
