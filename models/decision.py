"""Decisions: which codes stand if nobody looks, whether somebody must, and what they look at."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from taxonomy.frame import CodeFrame, Facet, Kind


@dataclass(frozen=True, slots=True)
class FacetScores:
    """One facet of a batch.

    `probabilities`, `decided` and `shortlist` are (narratives, codes), `accept` is (narratives,).
    """

    probabilities: np.ndarray
    decided: np.ndarray
    accept: np.ndarray
    shortlist: np.ndarray

    def referred(self, rows: np.ndarray) -> FacetScores:
        """The same with nothing accepted of some rows, bool (narratives,)."""
        return replace(self, accept=self.accept & ~rows)

    def taken(self, rows: np.ndarray) -> FacetScores:
        """The scores of some rows (positions), in that order."""
        return FacetScores(*(getattr(self, field.name)[rows] for field in fields(self)))

    def replaced(self, rows: np.ndarray, others: FacetScores) -> FacetScores:
        """The same with some rows (positions) taken from the scores of so many others."""
        columns = [getattr(self, field.name).copy() for field in fields(self)]
        for column, field in zip(columns, fields(self), strict=True):
            column[rows] = getattr(others, field.name)
        return FacetScores(*columns)


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
    codes is one that always goes to a person. `shortlist_from` is the share of a row's probability
    from which a code stands on its shortlist, infinite where the decided codes are enough.
    """

    limits: FrameLimits
    thresholds: np.ndarray
    accept_from: float
    shortlist_from: float

    def decide(self, probabilities: np.ndarray) -> FacetScores:
        """Decisions and shortlist of each row of probabilities (narratives, codes)."""
        decided = decided_codes(probabilities, self.limits, self.thresholds)
        accept = confidence(probabilities, decided) >= self.accept_from
        accept &= ~(decided & self.limits.always_refer).any(axis=1)
        shortlist = decided | (probability_shares(probabilities) >= self.shortlist_from)
        return FacetScores(probabilities, decided, accept, shortlist)


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


def probability_shares(probabilities: np.ndarray) -> np.ndarray:
    """Each code's share of its row's total, same shape: of a single facet, its probability.

    A multi facet's probabilities stand alone, and where all are low some code applies all the same:
    lists cut by shares are shorter there, at equal coverage, than lists cut by probabilities.
    """
    totals = probabilities.sum(axis=1, keepdims=True)
    shares: np.ndarray = probabilities / np.maximum(totals, np.finfo(probabilities.dtype).tiny)
    return shares
