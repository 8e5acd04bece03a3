"""Agreement of two sets of codes, row by row.

Each `row_` function gives one value a narrative, (rows,); its mean is the samples-averaged measure
of the multi-label literature (Godbole and Sarawagi 2004). A row with nothing decided scores 0.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.metrics.arrays import FloatArray, indicator_pair, mean, ratio


def row_precision(truth: NDArray[Any], decided: NDArray[Any]) -> FloatArray:
    """Share of a row's decided codes that are true; 0 to 1."""
    truth, decided = indicator_pair(truth, decided)
    return np.nan_to_num(ratio((truth & decided).sum(axis=1), decided.sum(axis=1)))


def row_recall(truth: NDArray[Any], decided: NDArray[Any]) -> FloatArray:
    """Share of a row's true codes that were decided; 0 to 1."""
    truth, decided = indicator_pair(truth, decided)
    return np.nan_to_num(ratio((truth & decided).sum(axis=1), truth.sum(axis=1)))


def row_f1(truth: NDArray[Any], decided: NDArray[Any]) -> FloatArray:
    """Harmonic mean of a row's precision and recall; 0 to 1."""
    truth, decided = indicator_pair(truth, decided)
    pairs = truth.sum(axis=1) + decided.sum(axis=1)
    return np.nan_to_num(ratio(2 * (truth & decided).sum(axis=1), pairs))


def row_exact(truth: NDArray[Any], decided: NDArray[Any]) -> FloatArray:
    """1 where the two sets are the same, else 0."""
    truth, decided = indicator_pair(truth, decided)
    return np.asarray((truth == decided).all(axis=1), dtype=float)


def samples_precision(truth: NDArray[Any], decided: NDArray[Any]) -> float:
    """Mean of `row_precision`; nan without rows."""
    return mean(row_precision(truth, decided))


def samples_recall(truth: NDArray[Any], decided: NDArray[Any]) -> float:
    """Mean of `row_recall`; nan without rows."""
    return mean(row_recall(truth, decided))


def samples_f1(truth: NDArray[Any], decided: NDArray[Any]) -> float:
    """Mean of `row_f1`; nan without rows."""
    return mean(row_f1(truth, decided))


def exact_match(truth: NDArray[Any], decided: NDArray[Any]) -> float:
    """Share of rows whose decided set is exactly the true one; nan without rows."""
    return mean(row_exact(truth, decided))
