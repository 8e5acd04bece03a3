"""Agreement on a facet that takes exactly one code."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.metrics.arrays import FloatArray, IntArray, mean, ratio


def accuracy(truth: NDArray[Any], decided: NDArray[Any]) -> float:
    """Share of rows whose decided code is the true one.

    Both (rows,), positions of codes. 0 to 1; nan without rows.
    """
    truth, decided = _positions(truth, decided)
    return mean(truth == decided)


def confusion(truth: NDArray[Any], decided: NDArray[Any], codes: int) -> IntArray:
    """How often each code (row) was decided as each (column), (codes, codes)."""
    truth, decided = _positions(truth, decided, codes)
    cells = np.bincount(truth * codes + decided, minlength=codes * codes)
    return cells.reshape(codes, codes).astype(np.int64)


def cohen_kappa(
    truth: NDArray[Any], decided: NDArray[Any], codes: int, *, quadratic: bool = False
) -> float:
    """Agreement beyond what the two code frequencies give by chance (Cohen 1960, 1968).

    1 is full agreement, 0 chance, below 0 worse than chance; nan where only one code occurs.
    `quadratic` weighs a disagreement by the squared distance of the codes in the frame's order.
    """
    truth, decided = _positions(truth, decided, codes)
    weights = squared_distance(codes) if quadratic else inequality(codes)
    return float(
        kappa(
            weights[truth, decided].sum(),
            np.bincount(truth, minlength=codes).astype(float),
            np.bincount(decided, minlength=codes).astype(float),
            weights,
        )
    )


def kappa(
    disagreement: Any, truth_counts: FloatArray, decided_counts: FloatArray, weights: FloatArray
) -> FloatArray:
    """Kappa from sums: 1 - observed / expected disagreement.

    Args:
        disagreement: sum over rows of the weight of (true, decided), (...).
        truth_counts: rows with each true code, (..., codes).
        decided_counts: rows with each decided code, (..., codes).
        weights: weight of each disagreement, (codes, codes), 0 on the diagonal.
    """
    expected = ((truth_counts @ weights) * decided_counts).sum(axis=-1)
    rows = truth_counts.sum(axis=-1)
    return 1 - ratio(disagreement * rows, expected)


def inequality(codes: int) -> FloatArray:
    """Weights that count every disagreement alike, (codes, codes)."""
    return 1.0 - np.eye(codes)


def squared_distance(codes: int, *, unknown: int = 0) -> FloatArray:
    """Weights for ordered codes: squared distance over its maximum, 0 to 1.

    The last `unknown` of the codes stand outside the order; each is as far from any other code
    as the two ends of the order are from each other, so that not knowing a code never looks like
    a near miss.
    """
    ordered = codes - unknown
    position = np.arange(codes, dtype=float)
    weights = ((position[:, None] - position) / max(ordered - 1, 1)) ** 2
    weights[ordered:, :] = 1.0
    weights[:, ordered:] = 1.0
    np.fill_diagonal(weights, 0.0)
    return weights


def _positions(
    truth: NDArray[Any], decided: NDArray[Any], codes: int | None = None
) -> tuple[IntArray, IntArray]:
    if truth.ndim != 1 or truth.shape != decided.shape:
        raise ValueError(
            f"truth and decided must be (rows,) alike, not {truth.shape}, {decided.shape}"
        )
    for name, positions in (("truth", truth), ("decided", decided)):
        outside = (positions < 0) | (positions >= (np.inf if codes is None else codes))
        if outside.any():
            raise ValueError(f"{name} holds positions outside 0 to {codes}")
    return truth.astype(np.int64), decided.astype(np.int64)
