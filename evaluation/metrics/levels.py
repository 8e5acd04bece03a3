"""A facet seen at its coarser levels: pathway codes as steps and stages, factors as groups."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.metrics.arrays import BoolArray, FloatArray
from taxonomy.frame import Facet


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """A coarser level: its name, its codes, and the place in them of each code of the facet."""

    name: str
    codes: tuple[str, ...]
    of_code: tuple[int, ...]

    def collapse(self, indicator: NDArray[Any]) -> BoolArray:
        """Rows by codes to rows by codes of this level: marked where any member is."""
        collapsed = np.zeros((len(indicator), len(self.codes)), dtype=bool)
        for column, place in enumerate(self.of_code):
            collapsed[:, place] |= indicator[:, column].astype(bool)
        return collapsed

    def sum_probabilities(self, probabilities: NDArray[Any]) -> FloatArray:
        """Probability of each code of this level where the members exclude one another."""
        collapsed = np.zeros((len(probabilities), len(self.codes)))
        for column, place in enumerate(self.of_code):
            collapsed[:, place] += probabilities[:, column]
        return collapsed

    def largest_probabilities(self, probabilities: NDArray[Any]) -> FloatArray:
        """Least probability of each code of this level where the members may occur together."""
        collapsed = np.zeros((len(probabilities), len(self.codes)))
        for column, place in enumerate(self.of_code):
            np.maximum(collapsed[:, place], probabilities[:, column], out=collapsed[:, place])
        return collapsed


def coarser_levels(facet: Facet) -> tuple[Level, ...]:
    """The levels of a facet above its codes, outermost first; none for a flat facet.

    A code that stands higher than a level (it has fewer parents) stands for itself there.
    """
    return tuple(_level(facet, depth, name) for depth, name in enumerate(facet.levels[:-1]))


def _level(facet: Facet, depth: int, name: str) -> Level:
    ancestors = [
        code.parents[depth] if depth < len(code.parents) else code.code for code in facet.codes
    ]
    codes = tuple(dict.fromkeys(ancestors))
    place = {code: i for i, code in enumerate(codes)}
    return Level(name, codes, tuple(place[ancestor] for ancestor in ancestors))
