"""Evidence: the words of a narrative that speak for a code.

Exact for the text features: each feature's part of the logit is handed to the words it was counted
in. The embedding's part belongs to the narrative as a whole and is not handed out. The encoder's
part of a word is what the logit would lose if the code's attention passed over it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from models.coder import Coder
from models.encoder import PieceWeights
from models.suggestion import EvidenceSpan
from models.words import WORD, cut

SPANS = 3
"""How many spans are shown for a code at most."""

SENTENCE_END = re.compile(r"[.!?;]\s|\n")

_OF_THE_STRONGEST = 0.25
"""A word counts as evidence from this share of the strongest word's weight."""


@dataclass(frozen=True, slots=True)
class NarrativeParts:
    """Where each text feature of one narrative was counted.

    Entry i says that word `word[i]` holds `share[i]` of the value of feature `feature[i]`.
    `offsets` (words, 2) are the words' characters and `sentence` (words,) counts the sentences.
    `encoder` (words, codes) is the encoder's part, None where it was not asked.
    """

    offsets: np.ndarray
    sentence: np.ndarray
    word: np.ndarray
    feature: np.ndarray
    share: np.ndarray
    encoder: np.ndarray | None


def narrative_parts(coder: Coder, narrative: str, *, accurate: bool) -> NarrativeParts:
    """Hand each feature's value to the words it was counted in, in equal parts.

    `accurate` says that the accurate tier answered, so that the encoder has a part in it.
    """
    text = coder.text
    words = cut([narrative])
    features = text.features_of(words)
    offsets = np.array([match.span() for match in WORD.finditer(narrative)]).reshape(-1, 2)
    at = words.at
    stems = np.array([word.stem for word in features], dtype=np.int64)[at]
    known = np.flatnonzero(stems >= 0)
    pair, first = text.pairs_of(stems, np.zeros(len(stems), dtype=np.int64))
    gram_lists = [features[word].grams for word in at]
    gram_word = np.repeat(np.arange(len(at)), [len(found) for found in gram_lists])
    gram = np.concatenate([np.empty(0, np.int64), *gram_lists])
    words_width = len(text.stems) + len(text.pairs)
    word = np.concatenate([known, first, first + 1, gram_word])
    feature = np.concatenate(
        [stems[known], len(text.stems) + pair, len(text.stems) + pair, words_width + gram]
    ).astype(np.int64)
    counted = np.bincount(feature, minlength=text.width)[feature]
    row = text.matrix(words)
    values = np.zeros(text.width, dtype=np.float32)
    values[row.indices] = row.data
    share = values[feature] / np.maximum(counted, 1)
    encoder = None
    if accurate and coder.accurate is not None:
        pieces = coder.accurate.encoder.piece_weights(narrative)
        encoder = _of_words(pieces, offsets) * coder.accurate.slopes[1]
    return NarrativeParts(offsets, _sentences(narrative, offsets), word, feature, share, encoder)


def evidence_for(coder: Coder, parts: NarrativeParts, column: int, code: str) -> list[EvidenceSpan]:
    """Spans that raise the logit of the code in this column, strongest first, three at most."""
    if not len(parts.offsets):
        return []
    weights = parts.share * coder.linear.weights_of(column)[parts.feature]
    of_word = np.bincount(parts.word, weights=weights, minlength=len(parts.offsets))
    if parts.encoder is not None and coder.accurate is not None:
        of_word = of_word * coder.accurate.slopes[0, column] + parts.encoder[:, column]
    strong = of_word >= max(_OF_THE_STRONGEST * of_word.max(), 1e-6)
    spans = [
        EvidenceSpan(
            code=code,
            start=int(parts.offsets[first, 0]),
            end=int(parts.offsets[last, 1]),
            weight=round(float(of_word[first : last + 1].sum()), 4),
        )
        for first, last in _runs(strong, parts.sentence)
    ]
    return sorted(spans, key=lambda span: -span.weight)[:SPANS]


def _of_words(pieces: PieceWeights, offsets: np.ndarray) -> np.ndarray:
    """Sums of the weights of each word's pieces, (words, codes); marks between words have none."""
    weights = np.zeros((len(offsets), pieces.weights.shape[1]), dtype=np.float32)
    if not len(offsets):
        return weights
    word = np.searchsorted(offsets[:, 0], pieces.offsets[:, 0], side="right") - 1
    inside = (word >= 0) & (pieces.offsets[:, 0] < offsets[word, 1])
    np.add.at(weights, word[inside], pieces.weights[inside])
    return weights


def _sentences(narrative: str, offsets: np.ndarray) -> np.ndarray:
    """The number of the sentence that each word stands in; a line is a sentence too."""
    gaps = [
        narrative[end:start] for end, start in zip(offsets[:-1, 1], offsets[1:, 0], strict=True)
    ]
    ends = [SENTENCE_END.search(gap) is not None for gap in gaps]
    return np.cumsum([0, *ends])[: len(offsets)]


def _runs(marked: np.ndarray, sentence: np.ndarray) -> list[tuple[int, int]]:
    """First and last position of each run of marked words within a sentence.

    One unmarked word does not end a run.
    """
    runs: list[tuple[int, int]] = []
    for at in np.flatnonzero(marked).tolist():
        if runs and at - runs[-1][1] <= 2 and sentence[at] == sentence[runs[-1][1]]:
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    return runs
