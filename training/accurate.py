"""Fitting the accurate tier: how an encoder's logits join those of the fast tier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.accurate_tier import doubt, word_cost
from models.decision import FacetScores
from models.words import Words
from taxonomy.frame import Facet
from training.calibration import fit_calibration
from training.out_of_fold import FacetFit

if TYPE_CHECKING:
    from training.encoder.tuned import TunedEncoder

AUTO_COST = 0.28
"""The share of all encoder time that tier `auto` may spend: three times the speed, and some."""


@dataclass(frozen=True, slots=True)
class JoinedFacet:
    """One facet of the fast tier beside the encoder's out-of-fold logits.

    `encoder` (rows, codes) holds them where `measured` (rows,), and is 0 elsewhere.
    """

    fast: FacetFit
    encoder: np.ndarray
    measured: np.ndarray

    @property
    def facet(self) -> Facet:
        """The facet."""
        return self.fast.facet

    @property
    def labels(self) -> np.ndarray:
        """0/1, (rows, codes)."""
        return self.fast.labels

    @property
    def coded(self) -> np.ndarray:
        """Rows that are coded and measured, bool (rows,)."""
        both: np.ndarray = self.fast.coded & self.measured
        return both

    def scores(self, seen: np.ndarray) -> list[np.ndarray]:
        """The fast tier's logits and the encoder's.

        The fast tier is calibrated on all coded rows in `seen` (rows,), measured or not.
        """
        rows = self.fast.coded & seen
        scores = self.fast.scores(seen)
        fast = fit_calibration([one[rows] for one in scores], self.labels[rows], self.facet.kind)
        return [fast.logits(scores), self.encoder]


def joined_facets(fits: Sequence[FacetFit], tuned: TunedEncoder) -> list[JoinedFacet]:
    """Every facet of all rows with its columns of the encoder's logits."""
    rows = len(fits[0].labels)
    measured = np.zeros(rows, dtype=bool)
    measured[tuned.measured] = True
    encoder = np.zeros((rows, tuned.held_back.shape[1]), dtype=np.float32)
    encoder[tuned.measured] = tuned.held_back
    ends = np.cumsum([len(found.facet.codes) for found in fits])[:-1]
    return [
        JoinedFacet(found, logits, measured)
        for found, logits in zip(fits, np.split(encoder, ends, axis=1), strict=True)
    ]


def unsure_from(fast: Mapping[str, FacetScores], words: Words) -> float:
    """The doubt from which narratives go to the accurate tier, so that `AUTO_COST` is kept."""
    wanted = doubt(fast, words)
    order = np.argsort(-wanted, kind="stable")
    spent = word_cost(words)[order].cumsum()
    last = int(np.searchsorted(spent, AUTO_COST * spent[-1]))
    return float(wanted[order[min(last, len(order) - 1)]])


def auto_scores(
    fast: Mapping[str, FacetScores],
    accurate: Mapping[str, FacetScores],
    words: Words,
    from_doubt: float,
) -> dict[str, FacetScores]:
    """What tier `auto` makes of held-back scores of both tiers."""
    rows = np.flatnonzero(doubt(fast, words) >= from_doubt)
    return {
        facet: scores.replaced(rows, accurate[facet].taken(rows)) for facet, scores in fast.items()
    }
