"""Whether the marked evidence carries a suggestion: does taking it out lower the probability?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.suggester import Suggester
from models.suggestion import EvidenceSpan

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """Decided codes with evidence, and what happens to their probability without some words.

    `marked` and `random` are mean drops of probability when the marked words, or as many others at
    random, are taken out; `marked_first` is the share of codes whose drop is larger for the marked.
    """

    codes: int
    marked: float
    random: float
    marked_first: float


def faithfulness(
    suggester: Suggester, narratives: Sequence[str], *, draws: int = 3, seed: int = 0
) -> dict[str, Faithfulness]:
    """By facet: erasure (DeYoung et al. 2020, comprehensiveness), against random erasures."""
    choose = np.random.default_rng(seed)
    suggestions = suggester.suggest(narratives, evidence=True)
    before = suggester.score(narratives)
    erased: list[str] = []
    asked: list[tuple[int, str, int]] = []
    for row, (narrative, suggestion) in enumerate(zip(narratives, suggestions, strict=True)):
        words = [match.span() for match in _WORD.finditer(narrative)]
        for facet in suggestion.facets:
            for code in facet.decided:
                spans = [span for span in facet.evidence if span.code == code]
                marked = [at for at, word in enumerate(words) if _inside(word, spans)]
                if not marked or 2 * len(marked) > len(words):
                    continue
                others = np.setdiff1d(np.arange(len(words)), marked)
                asked.append((row, facet.facet, suggester.frame.facet(facet.facet).position(code)))
                erased.append(_without(narrative, words, marked))
                erased += [
                    _without(narrative, words, choose.choice(others, len(marked), replace=False))
                    for _ in range(draws)
                ]
    after = suggester.score(erased)
    drops: dict[str, list[tuple[float, float]]] = {id_: [] for id_ in suggester.frame.facet_ids}
    for at, (row, facet_id, column) in enumerate(asked):
        start = at * (draws + 1)
        likely = after[facet_id].probabilities[start : start + draws + 1, column]
        drop = before[facet_id].probabilities[row, column] - likely
        drops[facet_id].append((float(drop[0]), float(drop[1:].mean())))
    return {facet_id: _summary(found) for facet_id, found in drops.items() if found}


def _summary(drops: list[tuple[float, float]]) -> Faithfulness:
    marked, random = np.array(drops).T
    return Faithfulness(
        len(drops), float(marked.mean()), float(random.mean()), float((marked > random).mean())
    )


def _inside(word: tuple[int, int], spans: Sequence[EvidenceSpan]) -> bool:
    return any(span.start <= word[0] and word[1] <= span.end for span in spans)


def _without(
    narrative: str, words: Sequence[tuple[int, int]], taken: Sequence[int] | np.ndarray
) -> str:
    """The narrative with some words (positions) taken out."""
    kept, end = [], 0
    for at in sorted(int(one) for one in taken):
        kept.append(narrative[end : words[at][0]])
        end = words[at][1]
    return "".join([*kept, narrative[end:]])
