"""How near the top of the ranked list the true codes stand.

Each `row_` function takes truth and scores (rows, codes), higher is better, every row with at least
one true code, and gives one value a row, 0 (worst) to 1. A code scored -inf is not in the ranked
list: if it is true it is missed, however long the list.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.metrics.arrays import BoolArray, FloatArray, IntArray, mean, ratio, truth_and_scores

# Each true code is compared with all codes of its row, so many at a time.
_SLICE = 4096


def row_average_precision(truth: NDArray[Any], scores: NDArray[Any]) -> FloatArray:
    """Label ranking average precision of each row (Tsoumakas et al. 2010).

    For each true code, the share of codes scored as high or higher that are true; then their mean.
    Tied codes share the worst rank of the tie.
    """
    truth, scores = truth_and_scores(truth, scores)
    rows, columns = np.nonzero(truth)
    precision = np.zeros(len(rows))
    for part in _slices(len(rows)):
        own = scores[rows[part], columns[part]]
        as_high = scores[rows[part]] >= own[:, None]
        true_as_high = as_high & truth[rows[part]]
        precision[part] = true_as_high.sum(axis=1) / as_high.sum(axis=1)
    precision[np.isneginf(scores[rows, columns])] = 0.0
    total = np.bincount(rows, weights=precision, minlength=len(truth))
    return ratio(total, truth.sum(axis=1))


def row_recall_at(truth: NDArray[Any], scores: NDArray[Any], k: int) -> FloatArray:
    """Share of a row's true codes among its first k; ties are broken by the frame's order.

    For a facet with one true code a row this is top-k accuracy.
    """
    truth, scores = truth_and_scores(truth, scores)
    return ratio(_found(truth, scores, k), truth.sum(axis=1))


def row_precision_at(truth: NDArray[Any], scores: NDArray[Any], k: int) -> FloatArray:
    """Share of a row's first k codes that are true; ties are broken by the frame's order."""
    truth, scores = truth_and_scores(truth, scores)
    return ratio(_found(truth, scores, k), min(k, truth.shape[1]))


def ranking_average_precision(truth: NDArray[Any], scores: NDArray[Any]) -> float:
    """Mean of `row_average_precision`; nan without rows."""
    return mean(row_average_precision(truth, scores))


def recall_at(truth: NDArray[Any], scores: NDArray[Any], k: int) -> float:
    """Mean of `row_recall_at`; nan without rows."""
    return mean(row_recall_at(truth, scores, k))


def precision_at(truth: NDArray[Any], scores: NDArray[Any], k: int) -> float:
    """Mean of `row_precision_at`; nan without rows."""
    return mean(row_precision_at(truth, scores, k))


def _found(truth: BoolArray, scores: NDArray[Any], k: int) -> IntArray:
    """Number of true codes among the first k of each row, (rows,)."""
    if k < 1:
        raise ValueError(f"k must be 1 or more, not {k}")
    rows, columns = np.nonzero(truth & ~np.isneginf(scores))
    order = np.arange(truth.shape[1])
    among_first = np.zeros(len(rows), dtype=bool)
    for part in _slices(len(rows)):
        of_row, own = scores[rows[part]], scores[rows[part], columns[part]][:, None]
        earlier = order < columns[part][:, None]
        ahead = (of_row > own) | ((of_row == own) & earlier)
        among_first[part] = ahead.sum(axis=1) < k
    return np.bincount(rows[among_first], minlength=len(truth)).astype(np.int64)


def _slices(pairs: int) -> Iterator[slice]:
    return (slice(start, start + _SLICE) for start in range(0, pairs, _SLICE))
