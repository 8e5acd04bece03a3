"""How often true codes stand on their row's shortlist, and how long the lists are."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.metrics.arrays import FloatArray, indicator_pair, mean, ratio


@dataclass(frozen=True, slots=True)
class Shortlists:
    """The shortlists of a facet: what they cover, and their sizes in codes.

    `covered` is the share of all true codes that stand on their row's list, `rows_covered` the
    share of rows whose true codes all do; the same in a single facet. nan without rows.
    """

    covered: float
    rows_covered: float
    mean_size: float
    median_size: float
    largest_size: int


def shortlists(truth: NDArray[Any], listed: NDArray[Any]) -> Shortlists:
    """What lists hold of the truth; both are indicators (rows, codes)."""
    truth, listed = indicator_pair(truth, listed)
    sizes = listed.sum(axis=1)
    return Shortlists(
        covered=float(ratio((truth & listed).sum(), truth.sum())),
        rows_covered=mean(np.asarray((listed | ~truth).all(axis=1))),
        mean_size=mean(sizes),
        median_size=float(np.median(sizes)) if len(sizes) else float("nan"),
        largest_size=int(sizes.max(initial=0)),
    )


def shortlists_weighted(
    truth: NDArray[Any], listed: NDArray[Any], weights: NDArray[Any]
) -> dict[str, FloatArray]:
    """Coverage and mean size for each weighting of the rows: (draws, rows) to (draws,).

    For the bootstrap; weights of 1 give what `shortlists` gives.
    """
    found = (truth & listed).sum(axis=1)
    return {
        "shortlist_covered": ratio(weights @ found, weights @ truth.sum(axis=1)),
        "shortlist_mean_size": ratio(weights @ listed.sum(axis=1), weights.sum(axis=1)),
    }
