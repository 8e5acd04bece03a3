"""The words that familiarity judges: how common each is in general English, and what it is about.

General English stands in the embedding's own vocabulary: its words are numbered by how common they
are, and by Zipf's law the number says how common.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from tokenizers import Tokenizer

from labelled_data.out_of_frame import FrameSubject
from models.familiarity import standing_words
from models.static_embedding import StaticEmbedding
from models.text_features import stem
from models.words import Words, cut

_LEAST_TEXTS = 2
_GENERAL_WORDS = 20_000
_ZIPF_SHIFT = 6
"""Flattens the head, where the commonest words are less common than Zipf's law has it."""

_RARER_THAN_LISTED = 0.3
"""Share of general English of a word not listed, beside that of the rarest one listed."""


@dataclass(frozen=True, slots=True)
class JudgedWords:
    """The words that are judged, and what is known of them before any text is learned from.

    `general` (words,) is each word's share of general English, NaN for single letters. `stems`
    (words, stems) is 1 at a word's stem; `vectors` (words, width) are embeddings; `subject` (words,
    2) is 1 for words that name the frame's subject, and for those that hint at it.
    """

    words: tuple[str, ...]
    general: np.ndarray
    stems: sp.csr_matrix
    vectors: np.ndarray
    subject: np.ndarray

    @classmethod
    def of(
        cls, narratives: Sequence[str], embedding: StaticEmbedding, subject: FrameSubject | None
    ) -> JudgedWords:
        """The words of more than one text, those common in general English, and the subject's."""
        general = general_shares(embedding)
        known = set(list(general)[:_GENERAL_WORDS])
        texts = list(narratives)
        if subject is not None:
            texts += [*subject.inside, *(text.narrative for text in subject.outside)]
            known |= subject.names | subject.hints
        words = tuple(sorted(known | _words_of_several(texts)))
        rarest = _RARER_THAN_LISTED * min(general.values())
        shares = [np.nan if len(word) == 1 else general.get(word, rarest) for word in words]
        return cls(
            words,
            np.array(shares),
            _stem_matrix(words),
            embedding.matrix(cut(words)),
            _marked(words, subject),
        )

    def standing(self, words: Words) -> sp.csr_matrix:
        """Which of the words stand in each narrative, 0 or 1 (narratives, judged words)."""
        at = {word: place for place, word in enumerate(self.words)}
        places = [(row, at[word]) for row, word in enumerate(words.distinct) if word in at]
        rows, columns = np.array(places, dtype=np.int64).reshape(-1, 2).T
        ones = np.ones(len(rows), dtype=np.float32)
        shape = (len(words.distinct), len(self.words))
        return standing_words(words) @ sp.csr_matrix((ones, (rows, columns)), shape=shape)


def general_shares(embedding: StaticEmbedding) -> dict[str, float]:
    """The share of general English of each whole word of the embedding, commonest first.

    The order is that of BERT's vocabulary, which all-MiniLM-L6-v2 has taken over. Single letters
    are left out, since they come before all words there.
    """
    number_of = Tokenizer.from_file(str(embedding.folder / "tokenizer.json")).get_vocab()
    listed = [word for word in number_of if word.isalpha() and len(word) > 1]
    listed.sort(key=number_of.__getitem__)
    whole = np.log(len(listed))  # of 1 / rank, nearly
    return {word: float(1 / ((rank + _ZIPF_SHIFT) * whole)) for rank, word in enumerate(listed)}


def _words_of_several(texts: Sequence[str]) -> set[str]:
    words = cut(texts)
    counts = np.bincount(standing_words(words).indices, minlength=len(words.distinct))
    return {words.distinct[at] for at in np.flatnonzero(counts >= _LEAST_TEXTS)}


def _stem_matrix(words: Sequence[str]) -> sp.csr_matrix:
    place: dict[str, int] = {}
    columns = [place.setdefault(stem(word), len(place)) for word in words]
    ones = np.ones(len(words), dtype=np.float32)
    return sp.csr_matrix((ones, (np.arange(len(words)), columns)))


def _marked(words: Sequence[str], subject: FrameSubject | None) -> np.ndarray:
    """Words with a stem of the subject's, float32 (words, 2): its names, its hints."""
    marked = np.zeros((len(words), 2), dtype=np.float32)
    if subject is not None:
        for column, listed in enumerate((subject.names, subject.hints)):
            stems = {stem(word) for word in listed}
            marked[:, column] = [stem(word) in stems for word in words]
    return marked
