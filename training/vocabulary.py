"""Fitting the vocabulary: which stems, pairs and n-grams are kept, and how rare each is."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np

from models.text_features import TextFeatures, grams, stems_of
from models.words import words_of
from training.settings import TrainingSettings

T = TypeVar("T")


def fit_text_features(narratives: Sequence[str], settings: TrainingSettings) -> TextFeatures:
    """Keep what stands in enough narratives, the commonest first if there is too much of it."""
    stems: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    of_words: Counter[str] = Counter()
    known_grams: dict[str, list[str]] = {}
    for narrative, its_stems in zip(narratives, stems_of(narratives), strict=True):
        stems.update(set(its_stems))
        pairs.update(set(pairwise(its_stems)))
        distinct = set(words_of(narrative))
        for word in distinct - known_grams.keys():
            known_grams[word] = grams(word)
        of_words.update({gram for word in distinct for gram in known_grams[word]})
    kept_stems = sorted(_common(stems, settings))
    stem_at = {stem: at for at, stem in enumerate(kept_stems)}
    pair_rows = {
        stem_at[first] * len(kept_stems) + stem_at[second]: count
        for (first, second), count in _common(pairs, settings).items()
        if first in stem_at and second in stem_at
    }
    kept_pairs = sorted(pair_rows)
    kept_grams = sorted(_common(of_words, settings))
    word_rows = [stems[stem] for stem in kept_stems] + [pair_rows[pair] for pair in kept_pairs]
    gram_rows = [of_words[gram] for gram in kept_grams]
    return TextFeatures(
        stems=tuple(kept_stems),
        pairs=np.array(kept_pairs, dtype=np.int64),
        grams=tuple(kept_grams),
        word_idf=inverse_document_frequency(word_rows, len(narratives)),
        gram_idf=inverse_document_frequency(gram_rows, len(narratives)),
    )


def inverse_document_frequency(rows: Sequence[int], narratives: int) -> np.ndarray:
    """Smoothed, float32, as scikit-learn's: log((1 + n) / (1 + rows)) + 1."""
    idf = np.log((1 + narratives) / (1 + np.array(rows, dtype=np.float64))) + 1
    return idf.astype(np.float32)


def _common(counted: Counter[T], settings: TrainingSettings) -> dict[T, int]:
    enough = {key: n for key, n in counted.items() if n >= settings.least_narratives}
    if len(enough) <= settings.most_features:
        return enough
    return dict(sorted(enough.items(), key=lambda item: -item[1])[: settings.most_features])
