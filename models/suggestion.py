"""What a model suggests for one narrative: per facet ranked codes, a decision, evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.familiarity import Verdict
from models.tier import Tier

Decision = Literal["accept", "refer"]

RANKED_CODES = 10
"""How many codes a ranked list holds at most."""


@dataclass(frozen=True, slots=True)
class EvidenceSpan:
    """Characters `start` to `end` of the narrative (Python slicing) that speak for `code`.

    `weight` is their share of the code's logit: above 0, in logits, comparable within one code.
    """

    code: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class FacetSuggestion:
    """One facet of a suggestion.

    `ranked` holds (code, calibrated probability), best first, ten at most. `shortlist` is the same
    for the shortest list on which a right code stands as often as the model states; it has the
    decided codes at least, and may have every code. `decided` are the codes that stand if nobody
    looks: the best of a single facet; of a multi facet those over their thresholds, at least
    one, in the frame's order. `accept` says that codings this sure met the agreed precision on
    held-back narratives; it never means that the coding is final.
    """

    facet: str
    ranked: tuple[tuple[str, float], ...]
    shortlist: tuple[tuple[str, float], ...]
    decided: tuple[str, ...]
    decision: Decision
    evidence: tuple[EvidenceSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """All facets of one narrative, with the frame, the model and its tier that suggested them.

    Unless `verdict` is familiar, every facet is referred to a person.
    """

    facets: tuple[FacetSuggestion, ...]
    coding_string: str
    frame: str
    model: str
    tier: Tier
    verdict: Verdict
