"""Text features: what a narrative looks like to a linear model.

Two blocks beside each other, each TF-IDF weighted and of length 1: stemmed words with pairs of
neighbouring stems, and character n-grams inside words. Character n-grams belong to the word they
stand in, so they are worked out once a word and then summed by a sparse product; that is what makes
a batch fast.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
import Stemmer

from models.words import Words, words_of

GRAM_LENGTHS = (3, 4, 5)
GRAM_SHARE = 0.8
"""Length of the character block beside a word block of length 1."""

_REMEMBERED_WORDS = 100_000
_OWN = threading.local()


def stem(word: str) -> str:
    """The English Snowball stem of a lower-case word."""
    if not hasattr(_OWN, "stemmer"):  # a Stemmer must not be shared between threads
        _OWN.stemmer = Stemmer.Stemmer("english", 0)
    stemmed: str = _OWN.stemmer.stemWord(word)
    return stemmed


def grams(word: str) -> list[str]:
    """Character n-grams of a word with a space at either end; one that is shorter stands whole."""
    padded = f" {word} "
    return [
        padded[at : at + length]
        for length in GRAM_LENGTHS
        for at in range(max(1, len(padded) - length + 1))
    ]


@dataclass(frozen=True, slots=True)
class WordFeatures:
    """Features of one word: position of its stem (-1 if unknown) and of each known n-gram."""

    stem: int
    grams: np.ndarray


@dataclass(frozen=True)
class TextFeatures:
    """A fitted vocabulary; turns narratives into rows of a sparse matrix.

    `pairs` holds neighbouring stems as `first * len(stems) + second`, sorted. Inverse document
    frequencies: `word_idf` (stems then pairs), `gram_idf`.
    """

    stems: tuple[str, ...]
    pairs: np.ndarray
    grams: tuple[str, ...]
    word_idf: np.ndarray
    gram_idf: np.ndarray
    _stem_at: dict[str, int] = field(init=False, repr=False)
    _gram_at: dict[str, int] = field(init=False, repr=False)
    _remembered: dict[str, WordFeatures] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_stem_at", {stem: at for at, stem in enumerate(self.stems)})
        object.__setattr__(self, "_gram_at", {gram: at for at, gram in enumerate(self.grams)})

    @property
    def width(self) -> int:
        """Columns of the matrix: stems, pairs, then n-grams."""
        return len(self.stems) + len(self.pairs) + len(self.grams)

    def matrix(self, words: Words) -> sp.csr_matrix:
        """Rows of features, float32 (narratives, width); sorted indices."""
        features = self.features_of(words)
        word_block = _weighted(self._word_counts(words, features), self.word_idf)
        gram_block = _weighted(self._gram_counts(words, features), self.gram_idf)
        rows = sp.hstack(
            [word_block, gram_block * np.float32(GRAM_SHARE)], format="csr", dtype=np.float32
        )
        rows.sort_indices()
        return rows

    def features_of(self, words: Words) -> list[WordFeatures]:
        """The features of each different word."""
        return [self._features(word) for word in words.distinct]

    def _word_counts(self, words: Words, features: list[WordFeatures]) -> sp.csr_matrix:
        """How often each stem and pair stands in each narrative, (narratives, stems + pairs)."""
        stem_of = np.array([word.stem for word in features], dtype=np.int64)
        narrative = np.repeat(np.arange(words.narratives), np.diff(words.starts))
        stems = stem_of[words.at]
        known = stems >= 0
        pair, first = self.pairs_of(stems, narrative)
        shape = (words.narratives, len(self.stems) + len(self.pairs))
        return _counted(
            np.concatenate([narrative[known], narrative[first]]),
            np.concatenate([stems[known], len(self.stems) + pair]),
            shape,
        )

    def pairs_of(self, stems: np.ndarray, narrative: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Known pairs among neighbours: (position in `pairs`, position of their first word)."""
        first = np.flatnonzero(
            (stems[:-1] >= 0) & (stems[1:] >= 0) & (narrative[:-1] == narrative[1:])
        )
        keys = stems[first] * len(self.stems) + stems[first + 1]
        if not len(self.pairs):
            return keys[:0], first[:0]
        place = np.minimum(np.searchsorted(self.pairs, keys), len(self.pairs) - 1)
        found = self.pairs[place] == keys
        return place[found], first[found]

    def _gram_counts(self, words: Words, features: list[WordFeatures]) -> sp.csr_matrix:
        """How often each n-gram stands in each narrative, (narratives, grams)."""
        ends = np.cumsum([0] + [len(word.grams) for word in features])
        columns = np.concatenate([np.empty(0, np.int32)] + [word.grams for word in features])
        ones = np.ones(len(columns), dtype=np.float32)
        of_words = sp.csr_matrix((ones, columns, ends), shape=(len(features), len(self.grams)))
        return words.counts() @ of_words

    def _features(self, word: str) -> WordFeatures:
        remembered = self._remembered.get(word)
        if remembered is None:
            places = (self._gram_at.get(gram, -1) for gram in grams(word))
            known = np.array([place for place in places if place >= 0], dtype=np.int32)
            remembered = WordFeatures(self._stem_at.get(stem(word), -1), known)
            if len(self._remembered) >= _REMEMBERED_WORDS:
                self._remembered.clear()
            self._remembered[word] = remembered
        return remembered


def stems_of(narratives: Iterable[str]) -> Iterable[list[str]]:
    """The stems of each narrative, in order; a word seen before is not stemmed again."""
    known: dict[str, str] = {}
    for narrative in narratives:
        words = words_of(narrative)
        for word in words:
            if word not in known:
                known[word] = stem(word)
        yield [known[word] for word in words]


def _counted(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int]) -> sp.csr_matrix:
    ones = np.ones(len(rows), dtype=np.float32)
    counts = sp.csr_matrix((ones, (rows, columns)), shape=shape)
    counts.sum_duplicates()
    return counts


def _weighted(counts: sp.csr_matrix, idf: np.ndarray) -> sp.csr_matrix:
    """Sublinear term frequency times inverse document frequency, rows of length 1."""
    values = (1 + np.log(counts.data)) * idf[counts.indices]
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    lengths = np.sqrt(np.bincount(row, weights=values**2, minlength=counts.shape[0]))
    counts.data = (values / lengths[row]).astype(np.float32)
    return counts
