"""Fitting familiarity: how common words are, what speaks for other matters, and where to cut.

Where a frame has texts on other matters, logistic regressions learn from them; without, a narrative
is judged by the commonness of its words alone, which finds foreign fields but not the incidents of
the ward next door.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from labelled_data.out_of_frame import FrameSubject
from models.familiarity import SIGNS, Familiarity, WordSigns, lettered_words, standing_words
from models.static_embedding import StaticEmbedding
from models.words import Words, cut
from training.judged_words import JudgedWords

WRONGLY_FLAGGED = 0.008
"""Share of held-back narratives that are called unlike anything: 1 %, less what new submitters
bring that none of the known ones has."""

_FOLDS_OF_TEXTS = 4
_MOST_COMMONNESS = 4.0
_LEAST_WORDS = 3
_SHORTEST_SHARE = 0.001
_WORD_COST = 5.0
_INSIDE_SHARE_OF_WORDS = 0.5
_INSIDE_SHARE_OF_SIGNS = 0.8
"""Weight of the frame's short incidents beside the coded narratives, in either regression: they are
by other hands, as what comes will be, and of the same hands as the texts on other matters."""


@dataclass(frozen=True, slots=True)
class Side:
    """Texts of one side, each held back in one fold (texts,).

    `standing` says which judged words stand in each text, 0 or 1 (texts, judged words).
    """

    cut: Words
    standing: sp.csr_matrix
    folds: np.ndarray

    @classmethod
    def of(cls, texts: Sequence[str], folds: np.ndarray, judged: JudgedWords) -> Side:
        """Cut texts and find the judged words in them."""
        words = cut(texts)
        return cls(words, judged.standing(words), folds)

    def counts(self) -> np.ndarray:
        """How many different words each text has, judged or not; at least 1 (texts,)."""
        counts: np.ndarray = np.maximum(np.diff(standing_words(self.cut).indptr), 1)
        return counts

    def scaled(self) -> sp.csr_matrix:
        """The standing words, each text divided by the root of its number of different words."""
        return sp.diags_array(1 / np.sqrt(self.counts())) @ self.standing


def fit_familiarity(
    narratives: Sequence[str],
    folds: np.ndarray,
    embedding: StaticEmbedding,
    subject: FrameSubject | None,
) -> Familiarity:
    """Fit to training narratives and, where the frame has a subject, to texts on other matters.

    `folds` (narratives,) should part whole submitters: the cut is made where 0.8 % of them all,
    each judged without its fold, are called unlike anything.
    """
    judged = JudgedWords.of(narratives, embedding, subject)
    coded = Side.of(narratives, folds, judged)
    sides = [coded, *_text_sides(subject, judged)] if subject else [coded]
    held_back = _held_back_signs(judged, sides)
    slopes = _slopes(held_back) if subject else np.eye(1, len(SIGNS), dtype=np.float32)[0]
    return Familiarity(
        signs=_word_signs(judged, sides),
        slopes=slopes,
        intercept=-float(np.quantile(held_back[0] @ slopes, WRONGLY_FLAGGED)),
        least_words=_least_words(coded.cut),
    )


def _text_sides(subject: FrameSubject, judged: JudgedWords) -> tuple[Side, Side]:
    """The frame's short incidents and the texts on other matters, held back by whole kinds."""
    kinds = [text.kind for text in subject.outside]
    fold_of_kind = {kind: at % _FOLDS_OF_TEXTS for at, kind in enumerate(sorted(set(kinds)))}
    return (
        Side.of(subject.inside, np.arange(len(subject.inside)) % _FOLDS_OF_TEXTS, judged),
        Side.of(
            [text.narrative for text in subject.outside],
            np.array([fold_of_kind[kind] for kind in kinds]),
            judged,
        ),
    )


def _held_back_signs(judged: JudgedWords, sides: Sequence[Side]) -> list[np.ndarray]:
    """The signs of every text of each side, by numbers of words fitted without its fold."""
    held_back = [np.zeros((side.cut.narratives, len(SIGNS)), dtype=np.float32) for side in sides]
    for fold in np.unique(np.concatenate([side.folds for side in sides])):
        signs = _word_signs(judged, sides, without=int(fold))
        for side, rows in zip(sides, held_back, strict=True):
            own = side.folds == fold
            rows[own] = signs.of(side.cut)[own]
    return held_back


def _word_signs(
    judged: JudgedWords, sides: Sequence[Side], *, without: int | None = None
) -> WordSigns:
    """The numbers of all words, fitted to the texts of all folds or of all but one."""
    coded = sides[0]
    seen = coded.folds != without
    common = _commonness(coded.standing[seen], judged.general)
    others = np.zeros_like(common)
    if len(sides) > 1:
        others = _speaking_for_others(
            [side.scaled()[side.folds != without] for side in sides], judged
        )
    numbers = np.column_stack([common, others, judged.subject]).astype(np.float32)
    typical = float(np.mean((coded.standing @ common / coded.counts())[seen]))
    return WordSigns(judged.words, numbers, typical)


def _commonness(standing: sp.csr_matrix, general: np.ndarray) -> np.ndarray:
    """Log ratio of how often words stand in narratives to how often in general English (words,).

    Half an occurrence is added on both sides, so a rare word that never came up counts as 0 and a
    common one that never came up far below.
    """
    count = np.asarray(standing.sum(axis=0)).ravel()
    ratio = np.log((count + 0.5) / (count.sum() * general + 0.5))
    clipped: np.ndarray = np.clip(np.nan_to_num(ratio), -_MOST_COMMONNESS, _MOST_COMMONNESS)
    return clipped


def _speaking_for_others(sides: Sequence[sp.csr_matrix], judged: JudgedWords) -> np.ndarray:
    """How much each word speaks for other matters (words,), from the last side against the rest.

    The embedding carries what is learned over to words that stand in no text.
    """
    rows = sp.vstack(sides, format="csr")
    features = sp.hstack([rows @ judged.stems, rows @ judged.vectors], format="csr")
    fitted = LogisticRegression(C=_WORD_COST, max_iter=300).fit(
        features, _labels(sides), sample_weight=_weights(sides, _INSIDE_SHARE_OF_WORDS)
    )
    of_stems, of_meaning = np.split(fitted.coef_[0], [judged.stems.shape[1]])
    speaking: np.ndarray = judged.stems @ of_stems + judged.vectors @ of_meaning
    return speaking


def _slopes(held_back: Sequence[np.ndarray]) -> np.ndarray:
    """The weights of the signs, float32 (5,): above 0 for a narrative of the frame."""
    rows = np.vstack(held_back)
    spread = rows.std(axis=0)
    spread[spread == 0] = 1
    fitted = LogisticRegression().fit(
        rows / spread,
        1 - _labels(held_back),
        sample_weight=_weights(held_back, _INSIDE_SHARE_OF_SIGNS),
    )
    slopes: np.ndarray = (fitted.coef_[0] / spread).astype(np.float32)
    return slopes


def _labels(sides: Sequence[np.ndarray | sp.csr_matrix]) -> np.ndarray:
    """1 for the rows of the last side."""
    return np.repeat([0, 0, 1], [side.shape[0] for side in sides])


def _weights(sides: Sequence[np.ndarray | sp.csr_matrix], inside_share: float) -> np.ndarray:
    """Half the weight for the last side, the rest shared by the others; 1,000 in all."""
    shares = [500 * (1 - inside_share), 500 * inside_share, 500]
    counts = [side.shape[0] for side in sides]
    return np.repeat(np.divide(shares, counts), counts)


def _least_words(words: Words) -> int:
    """The fewest words that a narrative must have: three, or fewer where coded ones have fewer."""
    shortest = np.quantile(lettered_words(words), _SHORTEST_SHARE)
    return int(min(_LEAST_WORDS, max(1, shortest)))
