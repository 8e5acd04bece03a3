"""What is accepted without a person's choice, and how right it is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.metrics.arrays import FloatArray, indicator_pair, ratio
from evaluation.metrics.counts import count_codes
from evaluation.metrics.sets import exact_match


@dataclass(frozen=True, slots=True)
class Accepted:
    """The accepted rows of a facet: their number, share of all rows, decided codes, quality.

    `precision` is micro precision over their decided codes, `exact_match` the share of them whose
    decided set is the true one; both nan when nothing is accepted.
    """

    rows: int
    share: float
    codes: int
    precision: float
    exact_match: float


@dataclass(frozen=True, slots=True)
class CoveragePoint:
    """Accepting the rows at or above a confidence: their share, and precision of their codes."""

    coverage: float
    precision: float
    confidence: float


def accepted(truth: NDArray[Any], decided: NDArray[Any], accept: NDArray[Any]) -> Accepted:
    """What the rows marked in `accept` (rows,) hold; truth and decided are (rows, codes)."""
    truth, decided = indicator_pair(truth, decided)
    if accept.shape != truth.shape[:1]:
        raise ValueError(f"accept must be ({len(truth)},), not {accept.shape}")
    chosen = accept.astype(bool)
    counts = count_codes(truth[chosen], decided[chosen])
    return Accepted(
        rows=int(chosen.sum()),
        share=float(ratio(chosen.sum(), len(chosen))),
        codes=int(counts.decided.sum()),
        precision=float(counts.micro_precision),
        exact_match=exact_match(truth[chosen], decided[chosen]),
    )


def accepted_weighted(
    truth: NDArray[Any], decided: NDArray[Any], accept: NDArray[Any], weights: NDArray[Any]
) -> dict[str, FloatArray]:
    """Share and precision of `accepted` for each weighting of the rows: (draws, rows) to (draws,).

    For the bootstrap; weights of 1 give what `accepted` gives.
    """
    chosen = accept.astype(float)
    right = (truth & decided).sum(axis=1) * chosen
    codes = decided.sum(axis=1) * chosen
    return {
        "accepted_share": ratio(weights @ chosen, weights.sum(axis=1)),
        "accepted_precision": ratio(weights @ right, weights @ codes),
    }


def coverage_curve(
    truth: NDArray[Any], decided: NDArray[Any], confidence: NDArray[Any], *, points: int = 100
) -> tuple[CoveragePoint, ...]:
    """Coverage against precision, accepting rows from the most confident down.

    Rows of equal confidence are accepted together. At most `points` points, spread evenly over the
    coverage, the last one accepting every row; none without rows. `confidence` is (rows,).
    """
    truth, decided = indicator_pair(truth, decided)
    rows = len(truth)
    if confidence.shape != (rows,):
        raise ValueError(f"confidence must be ({rows},), not {confidence.shape}")
    if not rows:
        return ()
    order = np.argsort(-confidence, kind="stable")
    right = np.cumsum((truth & decided).sum(axis=1)[order])
    codes = np.cumsum(decided.sum(axis=1)[order])
    ordered = confidence[order].astype(float)
    ends = np.flatnonzero(np.append(ordered[:-1] != ordered[1:], True))
    if len(ends) > points:
        wanted = np.linspace(1, rows, points) - 1
        ends = np.unique(ends[np.searchsorted(ends, wanted)])
    precision = ratio(right[ends], codes[ends])
    return tuple(
        CoveragePoint((int(end) + 1) / rows, float(value), float(ordered[end]))
        for end, value in zip(ends, precision, strict=True)
    )
