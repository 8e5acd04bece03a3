"""Decisions: which codes stand if nobody looks, and whether somebody must."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from taxonomy.frame import CodeFrame, Facet, Kind


@dataclass(frozen=True, slots=True)
class FacetScores:
    """One facet of a batch: probabilities, decided (narratives, codes) and accept (narratives,)."""

    probabilities: np.ndarray
    decided: np.ndarray
    accept: np.ndarray


@dataclass(frozen=True, slots=True)
class FrameLimits:
    """What the frame says of a facet's decisions.

    `always_refer` and `alone` are bool (codes,): codes that always go to a person, and codes that
    stand alone by a firm rule.
    """

    kind: Kind
    always_refer: np.ndarray
    alone: np.ndarray

    @classmethod
    def of(cls, frame: CodeFrame, facet: Facet) -> FrameLimits:
        """The limits of one facet of the frame."""
        alone = {
            code
            for rule in frame.rules
            if rule.alone and rule.strength == "firm" and rule.when.facet == facet.id
            for code in rule.when.codes
        }
        return cls(
            facet.kind,
            np.array([code in facet.always_refer for code in facet.code_ids], dtype=bool),
            np.array([code in alone for code in facet.code_ids], dtype=bool),
        )


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """How a facet's probabilities become a decision.

    `thresholds` (codes,) are for multi facets. A row is accepted where its confidence is at least
    `accept_from`, infinite where the agreed precision was never reached, and none of its decided
    codes is one that always goes to a person.
    """

    limits: FrameLimits
    thresholds: np.ndarray
    accept_from: float

    def decide(self, probabilities: np.ndarray) -> FacetScores:
        """Decided codes and acceptance of each row of probabilities (narratives, codes)."""
        decided = decided_codes(probabilities, self.limits, self.thresholds)
        accept = confidence(probabilities, decided) >= self.accept_from
        accept &= ~(decided & self.limits.always_refer).any(axis=1)
        return FacetScores(probabilities, decided, accept)


def decided_codes(
    probabilities: np.ndarray, limits: FrameLimits, thresholds: np.ndarray
) -> np.ndarray:
    """The best code of a single facet; those over their thresholds of a multi one, at least one.

    A code that stands alone is decided by itself where it is the best, and otherwise left out.
    """
    best = np.zeros(probabilities.shape, dtype=bool)
    best[np.arange(len(probabilities)), probabilities.argmax(axis=1)] = True
    if limits.kind == "single":
        return best
    over: np.ndarray = probabilities >= thresholds
    lone = (best & limits.alone).any(axis=1, keepdims=True)
    over = np.where(lone, best, over & ~limits.alone)
    return np.where(over.any(axis=1, keepdims=True), over, best)


def confidence(probabilities: np.ndarray, decided: np.ndarray) -> np.ndarray:
    """Mean probability of the decided codes (narratives,): the share expected to be right."""
    count = np.maximum(decided.sum(axis=1), 1)
    mean: np.ndarray = (probabilities * decided).sum(axis=1) / count
    return mean
