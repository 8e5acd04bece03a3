"""The coder: everything that turns narratives into scores, held in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from models.decision import DecisionRule, FacetScores
from models.linear_coder import LinearCoder
from models.probability import probabilities
from models.static_embedding import StaticEmbedding
from models.text_features import TextFeatures
from models.words import cut
from taxonomy.frame import CodeFrame


@dataclass(frozen=True)
class Coder:
    """Features, weights and decision rules of one model, bound to one frame."""

    frame: CodeFrame
    text: TextFeatures
    embedding: StaticEmbedding
    linear: LinearCoder
    rules: Mapping[str, DecisionRule]

    def probabilities(self, narratives: Sequence[str]) -> dict[str, np.ndarray]:
        """Calibrated probabilities of every facet, float32 (narratives, codes)."""
        words = cut(narratives)
        logits = self.linear.logits(self.text.matrix(words), self.embedding.matrix(words))
        return {
            facet.id: probabilities(logits[:, columns], facet.kind)
            for facet, columns in zip(self.frame.facets, facet_columns(self.frame), strict=True)
        }

    def score(self, narratives: Sequence[str]) -> dict[str, FacetScores]:
        """Probabilities and decisions of every facet; one narrative is a batch of one."""
        return {
            facet: self.rules[facet].decide(rows)
            for facet, rows in self.probabilities(narratives).items()
        }


def facet_columns(frame: CodeFrame) -> list[slice]:
    """Where each facet's codes stand among all codes of the frame laid side by side."""
    ends = np.cumsum([0] + [len(facet.codes) for facet in frame.facets])
    return [slice(start, end) for start, end in pairwise(ends.tolist())]
