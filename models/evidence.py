"""Evidence: the words of a narrative that speak for a code.

Exact for the text features: each feature's part of the logit is handed to the words it was counted
in. The embedding's part belongs to the narrative as a whole and is not handed out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.coder import Coder
from models.suggestion import EvidenceSpan
from models.text_features import WORD

SPANS = 3
"""How many spans are shown for a code at most."""

_OF_THE_STRONGEST = 0.25
"""A word counts as evidence from this share of the strongest word's weight."""


@dataclass(frozen=True, slots=True)
class NarrativeParts:
    """Where each text feature of one narrative was counted.

    Entry i says that word `word[i]` holds `share[i]` of the value of feature `feature[i]`.
    `offsets` (words, 2) are the words' characters.
    """

    offsets: np.ndarray
    word: np.ndarray
    feature: np.ndarray
    share: np.ndarray


def narrative_parts(coder: Coder, narrative: str) -> NarrativeParts:
    """Hand each feature's value to the words it was counted in, in equal parts."""
    text = coder.text
    words = text.words([narrative])
    # lower() can change the length of a text; offsets are then those of the nearest letters.
    offsets = np.array([match.span() for match in WORD.finditer(narrative)]).reshape(-1, 2)
    at = words.at[: len(offsets)]
    stems = np.array([word.stem for word in words.distinct], dtype=np.int64)[at]
    known = np.flatnonzero(stems >= 0)
    pair, first = text.pairs_of(stems, np.zeros(len(stems), dtype=np.int64))
    gram_lists = [words.distinct[word].grams for word in at]
    gram_word = np.repeat(np.arange(len(at)), [len(found) for found in gram_lists])
    gram = np.concatenate([np.empty(0, np.int64), *gram_lists])
    words_width = len(text.stems) + len(text.pairs)
    word = np.concatenate([known, first, first + 1, gram_word])
    feature = np.concatenate(
        [stems[known], len(text.stems) + pair, len(text.stems) + pair, words_width + gram]
    ).astype(np.int64)
    counted = np.bincount(feature, minlength=text.width)[feature]
    row = text.matrix([narrative])
    values = np.zeros(text.width, dtype=np.float32)
    values[row.indices] = row.data
    return NarrativeParts(offsets, word, feature, values[feature] / np.maximum(counted, 1))


def evidence_for(coder: Coder, parts: NarrativeParts, column: int, code: str) -> list[EvidenceSpan]:
    """Spans that raise the logit of the code in this column, strongest first, three at most."""
    if not len(parts.word):
        return []
    weights = parts.share * coder.linear.weights_of(column)[parts.feature]
    of_word = np.bincount(parts.word, weights=weights, minlength=len(parts.offsets))
    strong = of_word >= max(_OF_THE_STRONGEST * of_word.max(), 1e-6)
    spans = [
        EvidenceSpan(
            code=code,
            start=int(parts.offsets[first, 0]),
            end=int(parts.offsets[last, 1]),
            weight=round(float(of_word[first : last + 1].sum()), 4),
        )
        for first, last in _runs(strong)
    ]
    return sorted(spans, key=lambda span: -span.weight)[:SPANS]


def _runs(marked: np.ndarray) -> list[tuple[int, int]]:
    """First and last position of each run of marked words; one unmarked word does not end a run."""
    runs: list[tuple[int, int]] = []
    for at in np.flatnonzero(marked).tolist():
        if runs and at - runs[-1][1] <= 2:
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    return runs
