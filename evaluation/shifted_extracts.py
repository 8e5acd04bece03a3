"""Extracts with other shares of codes than the corpus: the same coded narratives, weighed anew.

For measuring what holds when real extracts differ from what a model learned from: they are more
serious, often give no cause, leave the modality out, come late in the pathway, or are short.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelled_data.table import CodedTable

Weights = NDArray[np.float64]
"""How much each narrative of a table counts (rows,)."""

_SHORT_WORDS = 45


@dataclass(frozen=True, slots=True)
class CodeTilt:
    """Narratives with any of `codes` count `times` as much, or so much that they have `share`."""

    facet: str
    codes: tuple[str, ...]
    times: float = 1.0
    share: float | None = None

    def apply(self, table: CodedTable, weights: Weights) -> Weights:
        """The weights tilted; ValueError if no narrative has the codes and a share is asked for."""
        wanted = set(self.codes)
        has = np.array([not wanted.isdisjoint(codes) for codes in table.codes[self.facet]])
        if self.share is None:
            return np.where(has, self.times, 1.0) * weights
        if not has.any() or has.all():
            raise ValueError(f"{self.facet}: some narratives must have {self.codes}, and some not")
        with_them, without = weights[has].sum(), weights[~has].sum()
        tilted: Weights = np.where(has, self.share / with_them, (1 - self.share) / without)
        return tilted * weights


@dataclass(frozen=True, slots=True)
class ShortTilt:
    """Narratives of 45 words at most count `times` as much as longer ones."""

    times: float

    def apply(self, table: CodedTable, weights: Weights) -> Weights:
        """The weights tilted."""
        words = np.array([len(narrative.split()) for narrative in table.narratives])
        return np.where(words <= _SHORT_WORDS, self.times, 1.0) * weights


Tilt = CodeTilt | ShortTilt

_SERIOUS = ("L1", "L2")

SHIFTS: Mapping[str, tuple[Tilt, ...]] = {
    "none": (),
    "serious, twice": (CodeTilt("severity", _SERIOUS, times=2),),
    "serious, 5 times": (CodeTilt("severity", _SERIOUS, times=5),),
    "near misses, 4 times": (CodeTilt("severity", ("L4", "L5"), times=4),),
    "no cause, 25 %": (CodeTilt("contributory_factor", ("CF7a",), share=0.25),),
    "no cause, 50 %": (CodeTilt("contributory_factor", ("CF7a",), share=0.5),),
    "nothing intended, 15 %": (CodeTilt("intended_modality", ("MX",), share=0.15),),
    "nothing performed, 45 %": (CodeTilt("performed_modality", ("P0",), share=0.45),),
    "short, 4 times": (ShortTilt(4),),
    "short alone": (ShortTilt(1e6),),
    "serious, short, no cause": (
        ShortTilt(8),
        CodeTilt("severity", _SERIOUS, share=0.8),
        CodeTilt("contributory_factor", ("CF7a",), share=0.25),
    ),
}
"""For the frame draft24."""


def stage_tilt(table: CodedTable, stages: str, times: float) -> CodeTilt:
    """The pathway codes of some stages, `56` for those after the examination."""
    codes = table.frame.facet("pathway").code_ids
    return CodeTilt("pathway", tuple(code for code in codes if code[0] in stages), times=times)


def weights_of(table: CodedTable, tilts: tuple[Tilt, ...]) -> Weights:
    """Weights of the narratives after all tilts, in order; they add up to 1."""
    weights: Weights = np.ones(len(table))
    for tilt in tilts:
        weights = tilt.apply(table, weights)
    weights /= weights.sum()
    return weights


def drawn(weights: Weights, rows: int, seed: int) -> NDArray[np.int64]:
    """Positions of `rows` narratives drawn by their weights, with replacement."""
    positions: NDArray[np.int64] = np.random.default_rng(seed).choice(len(weights), rows, p=weights)
    return positions
