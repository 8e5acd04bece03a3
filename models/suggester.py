"""The Suggester: the one way from narratives to suggestions, for batch, API, page and Spark."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from models.bundle import load_bundle
from models.coder import Coder, facet_columns
from models.decision import FacetScores
from models.evidence import evidence_for, narrative_parts
from models.manifest import Manifest
from models.suggestion import RANKED_CODES, EvidenceSpan, FacetSuggestion, Suggestion
from taxonomy.coding import coding_string, make_coding
from taxonomy.frame import CodeFrame, Facet


class Suggester:
    """A loaded model. Safe to share between threads."""

    def __init__(self, coder: Coder, manifest: Manifest) -> None:
        self._coder = coder
        self.manifest = manifest
        self.frame = coder.frame
        self.frame_name = coder.frame.name
        self.model = manifest.model

    @classmethod
    def load(cls, directory: Path, *, frame: CodeFrame | None = None) -> Suggester:
        """Load a bundle folder. Raises Refusal as `models.bundle.load_bundle` does."""
        return cls(*load_bundle(Path(directory), frame=frame))

    def score(self, narratives: Sequence[str]) -> dict[str, FacetScores]:
        """Every facet's probabilities and decisions as arrays, a row a narrative."""
        return self._coder.score(narratives)

    def suggest(self, narratives: Sequence[str], *, evidence: bool = False) -> list[Suggestion]:
        """One suggestion a narrative, in order; spans of evidence only where asked for."""
        if not narratives:
            return []
        scores = self.score(narratives)
        return [
            self._suggestion(scores, row, narrative if evidence else None)
            for row, narrative in enumerate(narratives)
        ]

    def _suggestion(
        self, scores: dict[str, FacetScores], row: int, narrative: str | None
    ) -> Suggestion:
        ranked = {
            facet.id: ranked_codes(facet, scores[facet.id], row) for facet in self.frame.facets
        }
        decided = {
            facet.id: decided_of(facet, scores[facet.id], row) for facet in self.frame.facets
        }
        spans = self._evidence(narrative, ranked, decided) if narrative is not None else {}
        return Suggestion(
            facets=tuple(
                FacetSuggestion(
                    facet=facet.id,
                    ranked=ranked[facet.id],
                    decided=decided[facet.id],
                    decision="accept" if scores[facet.id].accept[row] else "refer",
                    evidence=tuple(spans.get(facet.id, ())),
                )
                for facet in self.frame.facets
            ),
            coding_string=coding_string(self.frame, make_coding(self.frame, decided)),
            frame=self.frame_name,
            model=self.model,
        )

    def _evidence(
        self,
        narrative: str,
        ranked: dict[str, tuple[tuple[str, float], ...]],
        decided: dict[str, tuple[str, ...]],
    ) -> dict[str, list[EvidenceSpan]]:
        """Spans for each facet's decided codes and those ranked beside them."""
        parts = narrative_parts(self._coder, narrative)
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
    probabilities = scores.probabilities[row]
    best = (-probabilities).argsort(kind="stable")[:RANKED_CODES]
    return tuple((facet.code_ids[at], round(float(probabilities[at]), 4)) for at in best)


def decided_of(facet: Facet, scores: FacetScores, row: int) -> tuple[str, ...]:
    """The facet's decided codes of one row, in the frame's order."""
    return tuple(facet.code_ids[at] for at in scores.decided[row].nonzero()[0])
