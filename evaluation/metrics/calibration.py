"""Whether a probability of 0.8 is right eight times in ten."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from evaluation.metrics.arrays import FloatArray, IntArray

Binning = Literal["equal-mass", "equal-width"]


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """One point of the reliability curve.

    `low` and `high` are the smallest and largest probability in the bin, `probability` their mean,
    `observed` the share that was right.
    """

    low: float
    high: float
    count: int
    probability: float
    observed: float


def reliability(
    probability: NDArray[Any], correct: NDArray[Any], *, binning: Binning, bins: int = 15
) -> tuple[CalibrationBin, ...]:
    """The reliability curve of probabilities (n,) against what came true (n,), without empty bins.

    "equal-mass" bins hold about n / bins probabilities each, equal ones never parted; "equal-width"
    bins are 1 / bins wide (Guo et al. 2017; Nguyen and O'Connor 2015).
    """
    if probability.ndim != 1 or probability.shape != correct.shape:
        raise ValueError(
            f"probability and correct must be (n,) alike, not {probability.shape}, {correct.shape}"
        )
    if not ((probability >= 0) & (probability <= 1)).all():
        raise ValueError("probabilities must lie in 0 to 1")
    if not len(probability):
        return ()
    probability = probability.astype(float)
    of_bin = _bin_positions(probability, binning, bins)
    counts = np.bincount(of_bin, minlength=bins)
    sums = np.bincount(of_bin, weights=probability, minlength=bins)
    right = np.bincount(of_bin, weights=correct.astype(float), minlength=bins)
    low, high = np.full(bins, np.inf), np.full(bins, -np.inf)
    np.minimum.at(low, of_bin, probability)
    np.maximum.at(high, of_bin, probability)
    return tuple(
        CalibrationBin(
            low=float(low[b]),
            high=float(high[b]),
            count=int(counts[b]),
            probability=float(sums[b] / counts[b]),
            observed=float(right[b] / counts[b]),
        )
        for b in np.flatnonzero(counts)
    )


def expected_calibration_error(curve: Sequence[CalibrationBin]) -> float:
    """Mean gap between probability and observed share, weighed by the bins' counts.

    0 is perfect, 1 the worst; nan for an empty curve (Naeini et al. 2015).
    """
    total = sum(point.count for point in curve)
    if not total:
        return float("nan")
    return sum(point.count * abs(point.probability - point.observed) for point in curve) / total


def _bin_positions(probability: FloatArray, binning: Binning, bins: int) -> IntArray:
    if binning == "equal-width":
        position = np.floor(probability * bins)
    else:
        # The rank of the first of its equals, so that ties stay together in any order of rows.
        first = np.searchsorted(np.sort(probability), probability, side="left")
        position = np.floor(first * bins / len(probability))
    return np.clip(position, 0, bins - 1).astype(np.int64)
