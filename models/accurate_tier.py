"""The accurate tier: a fine-tuned encoder's logits beside those of the fast tier.

The two err differently, so their calibrated sum is better than either. It costs the encoder's time,
twenty times the fast tier's; `doubt` says where that is best spent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.decision import FacetScores, confidence
from models.encoder import Encoder
from models.readout import Readout
from models.words import Words

_WORDS_FOR_NOTHING = 15
"""A narrative without words would take the encoder as long as so many words do."""


@dataclass(frozen=True)
class AccurateTier:
    """An encoder, how its logits join the fast tier's, and the readout of the sum.

    `slopes` (2, codes) are for the fast tier's and the encoder's logits, `intercepts` (codes,).
    With tier `auto` a narrative whose doubt is at least `unsure_from` comes here.
    """

    encoder: Encoder
    slopes: np.ndarray
    intercepts: np.ndarray
    readout: Readout
    unsure_from: float

    def logits(self, fast: np.ndarray, narratives: Sequence[str]) -> np.ndarray:
        """Calibrated logits, float32 (narratives, codes), given those of the fast tier."""
        found = self.encoder.logits(narratives)
        logits: np.ndarray = fast * self.slopes[0] + found * self.slopes[1] + self.intercepts
        return logits


def doubt(scores: Mapping[str, FacetScores], words: Words) -> np.ndarray:
    """How much the accurate tier is wanted for each narrative, (narratives,), 0 or more.

    The share of a narrative's decided codes expected to be wrong, averaged over facets and divided
    by the square root of its length: so the same time improves more codes than by either alone.
    """
    unsure = np.mean(
        [1 - confidence(found.probabilities, found.decided) for found in scores.values()], axis=0
    )
    wanted: np.ndarray = unsure / np.sqrt(word_cost(words))
    return wanted


def word_cost(words: Words) -> np.ndarray:
    """What the encoder takes for each narrative, (narratives,), in words."""
    cost: np.ndarray = np.diff(words.starts) + float(_WORDS_FOR_NOTHING)
    return cost
