"""Familiarity: whether a narrative is like those that a model learned from, or tells too little.

Every word has four numbers, looked up once a batch: how much commoner it is in training narratives
than in general English; whether it names the frame's subject; whether it hints at it; and how much
it speaks for other matters. Five signs of a narrative are made of them, and one score of the signs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import scipy.sparse as sp

from models.words import Words

Verdict = Literal["familiar", "unlike anything seen", "too short to code"]

REASONS: dict[Verdict, str] = {
    "familiar": "",
    "unlike anything seen": (
        "This narrative is unlike those that the model learned from, so its suggestions are "
        "guesses. A person should decide whether it belongs to this code frame at all."
    ),
    "too short to code": "This narrative is too short to say what happened, so it is not coded.",
}
"""Why nothing is accepted, in plain words for the person who reads the suggestion."""

SIGNS = ("commonness", "other matters", "subject", "subject named", "subject hinted at")
FEW_WORDS = 6
"""Fewer words must name the subject or hint at it, where the model knows what does: "the report was
wrong" could come from anywhere. An unfamiliar narrative of so few is called too short."""

_STEADYING = 10
"""A narrative's mean commonness is taken as if so many typical words stood in it besides, so that
a short one is not called strange for two or three rare words."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was judged of a batch, an entry a narrative.

    `familiar` and `too_short` are bool, never both true. `score` says how familiar the words are,
    above 0 enough so; in logits where the model knows texts on other matters, comparable within one
    model. It says nothing of how likely the codes are to be right.
    """

    familiar: np.ndarray
    too_short: np.ndarray
    score: np.ndarray

    def verdict(self, row: int) -> Verdict:
        """The verdict on one narrative."""
        if self.familiar[row]:
            return "familiar"
        return "too short to code" if self.too_short[row] else "unlike anything seen"


@dataclass(frozen=True)
class WordSigns:
    """What is known of single words: `numbers` float32 (words, 4), a row for each of `words`.

    Columns: commonness, speaking for other matters, naming the subject, hinting at it (0 or 1). A
    word not listed has four zeros. `typical` is the mean commonness of a training narrative.
    """

    words: tuple[str, ...]
    numbers: np.ndarray
    typical: float
    _at: dict[str, int] = field(init=False, repr=False)
    _rows: np.ndarray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_at", {word: at for at, word in enumerate(self.words)})
        unknown = np.zeros((1, self.numbers.shape[1]), dtype=np.float32)
        object.__setattr__(self, "_rows", np.vstack([self.numbers, unknown]))

    @property
    def knows_subject(self) -> bool:
        """Whether any word names the subject."""
        return bool(self.numbers[:, 2].any())

    def of(self, words: Words) -> np.ndarray:
        """The signs of each narrative in the order of `SIGNS`, float32 (narratives, 5)."""
        places = [self._at.get(word, -1) for word in words.distinct]
        standing = standing_words(words)
        count = np.maximum(np.diff(standing.indptr), 1).astype(np.float32)
        sums = standing @ self._rows[places] if places else np.zeros((words.narratives, 4))
        root = np.sqrt(count)
        signs = [
            (sums[:, 0] + _STEADYING * self.typical) / (count + _STEADYING),
            sums[:, 1] / root,
            (sums[:, 2] + sums[:, 3] / 2) / root,
            sums[:, 2] > 0,
            sums[:, 3] > 0,
        ]
        return np.stack(signs, axis=1).astype(np.float32)


@dataclass(frozen=True)
class Familiarity:
    """Judges narratives by the signs of their words.

    The score is `signs @ slopes + intercept`, slopes float32 (5,). A narrative of fewer than
    `least_words` words, numbers not counted, is too short whatever they are.
    """

    signs: WordSigns
    slopes: np.ndarray
    intercept: float
    least_words: int

    def judge(self, words: Words) -> Judgement:
        """Judge each narrative of a batch; a few microseconds each in a batch of thousands."""
        signs = self.signs.of(words)
        score = signs @ self.slopes + np.float32(self.intercept)
        lettered = lettered_words(words)
        bare = lettered < self.least_words
        if self.signs.knows_subject:
            bare |= (lettered < FEW_WORDS) & ~signs[:, 3:].any(axis=1)
        familiar = (score > 0) & ~bare
        too_short = bare | (~familiar & (lettered < FEW_WORDS))
        return Judgement(familiar, too_short, score)


def standing_words(words: Words) -> sp.csr_matrix:
    """Which different words stand in each narrative: 1, float32 (narratives, distinct)."""
    standing = words.counts().copy()  # what follows sorts in place
    standing.sum_duplicates()
    standing.data[:] = 1
    return standing


def lettered_words(words: Words) -> np.ndarray:
    """How many words of each narrative are more than digits, int64 (narratives,)."""
    with_letter = np.array([not word.isdigit() for word in words.distinct], dtype=bool)
    ends = np.concatenate([[0], np.cumsum(with_letter[words.at])])
    counts: np.ndarray = ends[words.starts[1:]] - ends[words.starts[:-1]]
    return counts
