"""Review order: which narratives people should code next, so that the model learns most from them.

What is coded teaches most about narratives like it. So a narrative is worth the errors that the
model expects in those like it, less what is learned from others already: as many narratives as are
wanted are chosen one by one to cover the most expected error (greedy facility location; Wei, Iyer
and Bilmes, 2015). A share is drawn by chance, since figures may be taken only from narratives that
nobody picked.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.decision import FacetScores

RANDOM_SHARE = 0.1
"""The share of an order that is drawn by chance."""

_MOST_COMPARED = 5000
"""Of more narratives so many, drawn by chance, are compared, each with each."""


@dataclass(frozen=True, slots=True)
class ReviewOrder:
    """Positions of the narratives in the order of their coding, int64 (chosen,).

    `by_chance` bool (chosen,) marks those drawn at random: a fair sample of all that were offered,
    on which a model may be measured.
    """

    rows: np.ndarray
    by_chance: np.ndarray


def expected_error(scores: Mapping[str, FacetScores]) -> np.ndarray:
    """How wrong the decided codes of each narrative are expected to be, (narratives,), 0 to 1.

    One less the F1 that calibrated probabilities promise, averaged over facets: for a facet with
    one code, the probability that the decided one is wrong.
    """
    errors = [1 - _expected_f1(facet) for facet in scores.values()]
    error: np.ndarray = np.mean(errors, axis=0)
    return error


def review_order(
    error: np.ndarray,
    vectors: np.ndarray,
    coded: np.ndarray,
    count: int,
    *,
    random_share: float = RANDOM_SHARE,
    seed: int = 0,
) -> ReviewOrder:
    """Choose `count` narratives, or all there are, those to be coded first at the front.

    Args:
        error: expected of each narrative, (narratives,); see `expected_error`.
        vectors: such as static embeddings, (narratives, width); narratives are alike as the cosine
            of theirs is large, once what all have in common is taken away.
        coded: the vectors of what the model has learned from, (coded, width), perhaps none.
        count: how many to choose.
        random_share: of the chosen, 0 to 1; they are spread evenly over the order.
        seed: of the chance.
    """
    count = min(count, len(error))
    drawn = round(count * random_share)
    shuffled = np.random.default_rng(seed).permutation(len(error))
    chance, others = shuffled[:drawn], np.sort(shuffled[drawn:][: max(_MOST_COMPARED, count)])
    picked = others[_covering(error[others], *_directions(vectors[others], coded), count - drawn)]
    by_chance = np.zeros(count, dtype=bool)
    by_chance[_evenly(drawn, count)] = True
    rows = np.empty(count, dtype=np.int64)
    rows[by_chance], rows[~by_chance] = chance, picked
    return ReviewOrder(rows, by_chance)


def _expected_f1(facet: FacetScores) -> np.ndarray:
    likely, decided = facet.probabilities, facet.decided
    hits = (likely * decided).sum(axis=1)
    f1: np.ndarray = 2 * hits / np.maximum(decided.sum(axis=1) + likely.sum(axis=1), 1e-9)
    return f1


def _directions(vectors: np.ndarray, coded: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both less the mean of all, at length 1."""
    both = np.vstack([vectors, coded])
    both = both - both.mean(axis=0) if len(both) else both
    both /= np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)
    return both[: len(vectors)], both[len(vectors) :]


def _covering(
    error: np.ndarray, directions: np.ndarray, coded: np.ndarray, count: int
) -> np.ndarray:
    """Positions of `count` narratives, each covering the most error that is left.

    What a choice adds only shrinks as others are made, so a sum is worked out again only when it
    stands first (Minoux, 1978).
    """
    likeness = np.maximum(directions @ directions.T, 0)
    covered = np.zeros(len(error), dtype=likeness.dtype)
    for some in np.array_split(coded, len(coded) // _MOST_COMPARED + 1):
        np.maximum(covered, (directions @ some.T).max(axis=1, initial=0), out=covered)

    def adds(row: int) -> float:
        return float(np.maximum(likeness[row] - covered, 0) @ error)

    waiting = [(-adds(row), row) for row in range(len(error))]
    heapq.heapify(waiting)
    chosen: list[int] = []
    while len(chosen) < count:
        _, row = heapq.heappop(waiting)
        worth = adds(row)
        if waiting and worth < -waiting[0][0]:
            heapq.heappush(waiting, (-worth, row))
            continue
        chosen.append(row)
        np.maximum(covered, likeness[row], out=covered)
    return np.array(chosen, dtype=np.int64)


def _evenly(marked: int, places: int) -> np.ndarray:
    """`marked` positions spread evenly over `places`."""
    return (np.arange(marked) * places) // max(marked, 1)
