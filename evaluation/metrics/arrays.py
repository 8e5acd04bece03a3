"""The arrays that the measures take, and the checks made where they enter."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


def indicator(array: NDArray[Any], name: str) -> BoolArray:
    """The array as a 0/1 indicator (rows, codes); ValueError when it is not one."""
    if array.ndim != 2:
        raise ValueError(f"{name} must have the shape (rows, codes), not {array.shape}")
    if array.dtype != np.bool_ and not np.isin(array, (0, 1)).all():
        raise ValueError(f"{name} must hold only 0 and 1")
    return array.astype(np.bool_, copy=False)


def indicator_pair(truth: NDArray[Any], decided: NDArray[Any]) -> tuple[BoolArray, BoolArray]:
    """Truth and decided codes as indicators of one shape; ValueError otherwise."""
    if truth.shape != decided.shape:
        raise ValueError(f"truth has the shape {truth.shape}, decided {decided.shape}")
    return indicator(truth, "truth"), indicator(decided, "decided")


def truth_and_scores(
    truth: NDArray[Any], scores: NDArray[Any]
) -> tuple[BoolArray, NDArray[np.floating[Any]]]:
    """Truth and scores of one shape, every row with a true code; ValueError otherwise."""
    if truth.shape != scores.shape:
        raise ValueError(f"truth has the shape {truth.shape}, scores {scores.shape}")
    truth = indicator(truth, "truth")
    if np.isnan(scores).any():
        raise ValueError("scores hold nan")
    if not truth.any(axis=1).all():
        raise ValueError("a row has no true code: leave rows that are not coded out of the facet")
    return truth, scores


def ratio(numerator: Any, denominator: Any) -> FloatArray:
    """Element-wise quotient, nan where the denominator is 0."""
    top, bottom = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    undefined = np.full(np.broadcast_shapes(top.shape, bottom.shape), np.nan)
    np.divide(top, bottom, out=undefined, where=bottom != 0)
    return undefined


def mean(values: NDArray[Any]) -> float:
    """The mean, nan when there are no values."""
    return float(values.mean()) if values.size else float("nan")
