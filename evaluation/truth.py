"""The true codes of many narratives in one facet, with those that the frame does not know."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.metrics.arrays import BoolArray, indicator
from taxonomy.frame import Facet


@dataclass(frozen=True, slots=True, eq=False)
class FacetTruth:
    """True codes of one facet, row by row.

    `known` is (rows, codes) in the facet's order, `unknown` (rows, unknown codes) marks true codes
    that the facet does not have and nothing can suggest: they count as missed. A row without
    either is not coded in this facet and is left out of it.
    """

    known: BoolArray
    unknown: BoolArray
    unknown_codes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.unknown.shape != (len(self.known), len(self.unknown_codes)):
            raise ValueError(
                f"unknown must be ({len(self.known)}, {len(self.unknown_codes)}), "
                f"not {self.unknown.shape}"
            )

    def __len__(self) -> int:
        return len(self.known)

    @property
    def coded(self) -> BoolArray:
        """Which rows are coded in this facet, (rows,)."""
        return np.asarray(self.known.any(axis=1) | self.unknown.any(axis=1), dtype=bool)

    def take(self, rows: NDArray[Any]) -> "FacetTruth":
        """The truth of some rows, by position or mask."""
        return FacetTruth(self.known[rows], self.unknown[rows], self.unknown_codes)


def read_truth(facet: Facet, codings: Sequence[Sequence[str]]) -> FacetTruth:
    """Truth from the codes of each narrative, as a table of coded narratives holds them."""
    unknown_codes = tuple(sorted({code for codes in codings for code in codes} - {*facet.code_ids}))
    column = {code: i for i, code in enumerate((*facet.code_ids, *unknown_codes))}
    marked = np.zeros((len(codings), len(column)), dtype=bool)
    for row, codes in enumerate(codings):
        for code in codes:
            marked[row, column[code]] = True
    known = len(facet.code_ids)
    return FacetTruth(marked[:, :known], marked[:, known:], unknown_codes)


def counted_truth(known: NDArray[Any], unknown_counts: NDArray[Any] | None = None) -> FacetTruth:
    """Truth from an indicator (rows, codes) and the number of unknown true codes a row (rows,).

    Where only counts are kept, rows are taken to share their unknown codes: "unknown 1" is true in
    every row that has one. Prefer `read_truth`, which tells them apart.
    """
    known = indicator(known, "known")
    counts = np.zeros(len(known), dtype=int) if unknown_counts is None else unknown_counts
    if counts.shape != (len(known),) or (counts < 0).any():
        raise ValueError(f"unknown_counts must be ({len(known)},) and not negative")
    columns = np.arange(counts.max(initial=0))
    return FacetTruth(
        known=known,
        unknown=counts[:, None] > columns,
        unknown_codes=tuple(f"unknown {i + 1}" for i in columns),
    )
