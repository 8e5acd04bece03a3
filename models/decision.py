"""Decisions: which codes stand if nobody looks, and whether somebody must."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from taxonomy.frame import Facet, Kind


@dataclass(frozen=True, slots=True)
class FacetScores:
    """One facet of a batch: probabilities, decided (narratives, codes) and accept (narratives,)."""

    probabilities: np.ndarray
    decided: np.ndarray
    accept: np.ndarray


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """How a facet's probabilities become a decision.

    `thresholds` (codes,) are for multi facets. A row is accepted where its confidence is at least
    `accept_from` and none of its decided codes is one that always goes to a person (`always_refer`,
    bool (codes,)). `accept_from` is infinite where the agreed precision was never reached.
    """

    kind: Kind
    thresholds: np.ndarray
    accept_from: float
    always_refer: np.ndarray

    def decide(self, probabilities: np.ndarray) -> FacetScores:
        """Decided codes and acceptance of each row of probabilities (narratives, codes)."""
        decided = decided_codes(probabilities, self.kind, self.thresholds)
        accept = confidence(probabilities, decided) >= self.accept_from
        accept &= ~(decided & self.always_refer).any(axis=1)
        return FacetScores(probabilities, decided, accept)


def decided_codes(probabilities: np.ndarray, kind: Kind, thresholds: np.ndarray) -> np.ndarray:
    """The best code of a single facet; those over their thresholds of a multi one, at least one."""
    best = np.zeros(probabilities.shape, dtype=bool)
    best[np.arange(len(probabilities)), probabilities.argmax(axis=1)] = True
    if kind == "single":
        return best
    over: np.ndarray = probabilities >= thresholds
    return np.where(over.any(axis=1, keepdims=True), over, best)


def confidence(probabilities: np.ndarray, decided: np.ndarray) -> np.ndarray:
    """Mean probability of the decided codes (narratives,): the share expected to be right."""
    mean: np.ndarray = (probabilities * decided).sum(axis=1) / decided.sum(axis=1)
    return mean


def always_refer_mask(facet: Facet) -> np.ndarray:
    """Which codes of the facet always go to a person, bool (codes,)."""
    return np.array([code in facet.always_refer for code in facet.code_ids], dtype=bool)
