"""The coder: everything that turns narratives into scores, held in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from models.accurate_tier import AccurateTier, doubt
from models.decision import FacetScores
from models.familiarity import Familiarity
from models.linear_coder import LinearCoder
from models.readout import Readout
from models.scores import Scores
from models.static_embedding import StaticEmbedding
from models.text_features import TextFeatures
from models.tier import Tier
from models.words import Words, cut
from taxonomy.frame import CodeFrame


@dataclass(frozen=True)
class Coder:
    """Features, weights and readouts of one model, bound to one frame.

    The linear weights with `readout` are the fast tier; `accurate` is None where only that was
    trained. `familiarity` is None for a model that has seen no narratives.
    """

    frame: CodeFrame
    text: TextFeatures
    embedding: StaticEmbedding
    linear: LinearCoder
    readout: Readout
    accurate: AccurateTier | None = None
    familiarity: Familiarity | None = None

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers that this model has, the best first."""
        return ("fast",) if self.accurate is None else ("accurate", "auto", "fast")

    def logits(self, words: Words) -> np.ndarray:
        """Calibrated logits of the fast tier, float32 (narratives, codes)."""
        return self.linear.logits(self.text.matrix(words), self.embedding.matrix(words))

    def probabilities(self, narratives: Sequence[str], tier: Tier) -> dict[str, np.ndarray]:
        """Calibrated probabilities of every facet, float32 (narratives, codes)."""
        return {
            facet: found.probabilities
            for facet, found in self.score(narratives, tier).facets.items()
        }

    def score(self, narratives: Sequence[str], tier: Tier) -> Scores:
        """Probabilities and decisions of every facet; one narrative is a batch of one.

        Tier `auto` asks the accurate tier about the narratives that the fast one doubts. Nothing of
        an unfamiliar narrative is accepted.
        """
        words = cut(narratives)
        logits = self.logits(words)
        facets = self._read(logits, self.readout)
        asked = self._asked(facets, words, tier)
        if self.accurate is not None and asked.any():
            rows = np.flatnonzero(asked)
            better = self.accurate.logits(logits[rows], [narratives[row] for row in rows.tolist()])
            accurate = self._read(better, self.accurate.readout)
            facets = {id_: found.replaced(rows, accurate[id_]) for id_, found in facets.items()}
        if self.familiarity is None:
            return Scores(facets, asked)
        judgement = self.familiarity.judge(words)
        facets = {id_: found.referred(~judgement.familiar) for id_, found in facets.items()}
        return Scores(facets, asked, judgement)

    def _asked(self, fast: dict[str, FacetScores], words: Words, tier: Tier) -> np.ndarray:
        """The narratives about which the accurate tier is asked, bool (narratives,)."""
        if self.accurate is None or tier == "fast":
            return np.zeros(words.narratives, dtype=bool)
        if tier == "auto":
            return doubt(fast, words) >= self.accurate.unsure_from
        return np.ones(words.narratives, dtype=bool)

    def _read(self, logits: np.ndarray, readout: Readout) -> dict[str, FacetScores]:
        columns = zip(self.frame.facets, facet_columns(self.frame), strict=True)
        return readout.scores(self.frame, {facet.id: logits[:, its] for facet, its in columns})


def facet_columns(frame: CodeFrame) -> list[slice]:
    """Where each facet's codes stand among all codes of the frame laid side by side."""
    ends = np.cumsum([0] + [len(facet.codes) for facet in frame.facets])
    return [slice(start, end) for start, end in pairwise(ends.tolist())]
