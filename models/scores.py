"""The scores of a batch of narratives: every facet as arrays, a row a narrative."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.decision import FacetScores
from models.familiarity import Judgement, Verdict


@dataclass(frozen=True, slots=True)
class Scores:
    """Facet id -> its scores; which narratives the accurate tier answered, bool (narratives,); and
    how familiar they are, None where the model cannot say.

    Of a narrative that is not familiar nothing is accepted.
    """

    facets: Mapping[str, FacetScores]
    accurate: np.ndarray
    judgement: Judgement | None = None

    def __getitem__(self, facet: str) -> FacetScores:
        return self.facets[facet]

    def verdict(self, row: int) -> Verdict:
        """The verdict on one narrative; familiar where the model cannot say."""
        return "familiar" if self.judgement is None else self.judgement.verdict(row)
