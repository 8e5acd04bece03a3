"""The readout of a tier: from calibrated logits to probabilities and decisions, facet by facet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.decision import DecisionRule, FacetScores
from models.probability import probabilities
from taxonomy.frame import CodeFrame, Facet

_LEAST_SOURCE = 0.01
"""Below this a source's probability is as good as none; it keeps the logarithm finite."""


@dataclass(frozen=True, slots=True)
class SourceLink:
    """How a facet that takes its codes from another listens to it.

    What was performed is nearly always what was intended: each code's logit becomes `own` times
    itself, plus `source` times the log probability of the same code in the source facet, plus
    `intercepts`, all (codes,).
    """

    own: np.ndarray
    source: np.ndarray
    intercepts: np.ndarray

    def logits(self, logits: np.ndarray, of_source: np.ndarray) -> np.ndarray:
        """Linked logits (rows, codes), given the source's probabilities (rows, codes)."""
        linked: np.ndarray = logits * self.own + source_score(of_source) * self.source
        linked += self.intercepts
        return linked


@dataclass(frozen=True, slots=True)
class Readout:
    """Links, for the facets that have one, and decision rules, for all."""

    links: Mapping[str, SourceLink]
    rules: Mapping[str, DecisionRule]

    def scores(self, frame: CodeFrame, logits: Mapping[str, np.ndarray]) -> dict[str, FacetScores]:
        """Scores of every facet from its logits (rows, codes)."""
        likely = linked_probabilities(frame, logits, self.links)
        return {facet: self.rules[facet].decide(rows) for facet, rows in likely.items()}


def linked_probabilities(
    frame: CodeFrame, logits: Mapping[str, np.ndarray], links: Mapping[str, SourceLink]
) -> dict[str, np.ndarray]:
    """Probabilities of every facet (rows, codes), sources before those that listen to them."""
    likely: dict[str, np.ndarray] = {}
    for facet in frame.facets:
        own = logits[facet.id]
        source = source_of(frame, facet)
        if source is not None and facet.id in links:
            own = links[facet.id].logits(own, likely[source])
        likely[facet.id] = probabilities(own, facet.kind)
    return likely


def source_of(frame: CodeFrame, facet: Facet) -> str | None:
    """The facet that this one takes its codes from, if that stands before it in the frame."""
    before = frame.facet_ids[: frame.facet_ids.index(facet.id)]
    return facet.codes_from if facet.codes_from in before else None


def source_score(likely: np.ndarray) -> np.ndarray:
    """What a link reads of the source's probabilities, same shape."""
    score: np.ndarray = np.log(likely + np.float32(_LEAST_SOURCE))
    return score
