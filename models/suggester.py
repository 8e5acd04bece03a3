"""The Suggester: the one way from narratives to suggestions, for batch, API, page and Spark."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.adaptation import Adaptation, adaptation_to, adapted_coder
from models.bundle import load_bundle
from models.coder import Coder, facet_columns
from models.decision import FacetScores
from models.evidence import evidence_for, narrative_parts
from models.manifest import Manifest
from models.scores import Scores
from models.suggestion import RANKED_CODES, EvidenceSpan, FacetSuggestion, Suggestion
from models.tier import Tier
from taxonomy.coding import coding_string, make_coding
from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame, Facet


class Suggester:
    """A loaded model. Safe to share between threads."""

    def __init__(self, coder: Coder, manifest: Manifest, tier: Tier | None = None) -> None:
        if tier == "accurate" and tier not in coder.tiers:
            raise Refusal(
                f"the model {manifest.model} has no accurate tier; take the fast one, or train it "
                "with `incident-coder train --accurate`"
            )
        self._coder = coder
        self.tier = tier if tier in coder.tiers else coder.tiers[0]
        self.manifest = manifest
        self.frame = coder.frame
        self.frame_name = coder.frame.name
        self.model = manifest.model

    @classmethod
    def load(
        cls, directory: Path, *, frame: CodeFrame | None = None, tier: Tier | None = None
    ) -> Suggester:
        """Load a bundle folder; the tier is its best by default, and `auto` is fast without one.

        Raises Refusal as `models.bundle.load_bundle` does, and if the model lacks the tier.
        """
        return cls(*load_bundle(Path(directory), frame=frame), tier)

    def score(self, narratives: Sequence[str]) -> Scores:
        """Every facet's probabilities and decisions as arrays, a row a narrative."""
        return self._coder.score(narratives, self.tier)

    def adaptation_to(self, narratives: Sequence[str]) -> Adaptation:
        """What an extract, or a fair sample of one, shows about its codes; see `models.priors`."""
        return adaptation_to(
            self.score(narratives), self._coder.readout.rules, self.manifest, self.tier
        )

    def adapted(self, adaptation: Adaptation) -> Suggester:
        """The same model allowing for an extract, which its name then says."""
        other = Suggester(adapted_coder(self._coder, adaptation), self.manifest, self.tier)
        other.model = f"{self.model} adapted"
        return other

    def suggest(self, narratives: Sequence[str], *, evidence: bool = False) -> list[Suggestion]:
        """One suggestion a narrative, in order; spans of evidence only where asked for."""
        if not narratives:
            return []
        scores = self.score(narratives)
        return [
            self._suggestion(scores, row, narrative if evidence else None)
            for row, narrative in enumerate(narratives)
        ]

    def _suggestion(self, scores: Scores, row: int, narrative: str | None) -> Suggestion:
        ranked = {
            facet.id: ranked_codes(facet, scores[facet.id], row) for facet in self.frame.facets
        }
        decided = {
            facet.id: decided_of(facet, scores[facet.id], row) for facet in self.frame.facets
        }
        accurate = bool(scores.accurate[row])
        spans = (
            self._evidence(narrative, ranked, decided, accurate=accurate)
            if narrative is not None
            else {}
        )
        return Suggestion(
            facets=tuple(
                FacetSuggestion(
                    facet=facet.id,
                    ranked=ranked[facet.id],
                    shortlist=shortlisted_codes(facet, scores[facet.id], row),
                    decided=decided[facet.id],
                    decision="accept" if scores[facet.id].accept[row] else "refer",
                    evidence=tuple(spans.get(facet.id, ())),
                )
                for facet in self.frame.facets
            ),
            coding_string=coding_string(self.frame, make_coding(self.frame, decided)),
            frame=self.frame_name,
            model=self.model,
            tier="accurate" if accurate else "fast",
            verdict=scores.verdict(row),
        )

    def _evidence(
        self,
        narrative: str,
        ranked: dict[str, tuple[tuple[str, float], ...]],
        decided: dict[str, tuple[str, ...]],
        *,
        accurate: bool,
    ) -> dict[str, list[EvidenceSpan]]:
        """Spans for each facet's decided codes and those ranked beside them."""
        parts = narrative_parts(self._coder, narrative, accurate=accurate)
        spans: dict[str, list[EvidenceSpan]] = {}
        for facet, columns in zip(self.frame.facets, facet_columns(self.frame), strict=True):
            shown = dict.fromkeys([*decided[facet.id], *(code for code, _ in ranked[facet.id][:5])])
            spans[facet.id] = [
                span
                for code in shown
                for span in evidence_for(
                    self._coder, parts, columns.start + facet.position(code), code
                )
            ]
        return spans


def ranked_codes(facet: Facet, scores: FacetScores, row: int) -> tuple[tuple[str, float], ...]:
    """The facet's likeliest codes of one row with their probabilities, ten at most, best first."""
    return _with_probabilities(facet, scores, row, _best_first(scores, row)[:RANKED_CODES])


def shortlisted_codes(facet: Facet, scores: FacetScores, row: int) -> tuple[tuple[str, float], ...]:
    """The codes on the facet's shortlist of one row with their probabilities, best first."""
    best = _best_first(scores, row)
    return _with_probabilities(facet, scores, row, best[scores.shortlist[row, best]])


def decided_of(facet: Facet, scores: FacetScores, row: int) -> tuple[str, ...]:
    """The facet's decided codes of one row, in the frame's order."""
    return tuple(facet.code_ids[at] for at in scores.decided[row].nonzero()[0])


def _best_first(scores: FacetScores, row: int) -> np.ndarray:
    order: np.ndarray = (-scores.probabilities[row]).argsort(kind="stable")
    return order


def _with_probabilities(
    facet: Facet, scores: FacetScores, row: int, positions: np.ndarray
) -> tuple[tuple[str, float], ...]:
    likely = scores.probabilities[row]
    return tuple((facet.code_ids[at], round(float(likely[at]), 4)) for at in positions)
