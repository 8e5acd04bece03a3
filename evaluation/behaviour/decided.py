"""The codes that a model decides for texts."""

from collections.abc import Sequence

from evaluation.behaviour.expectation import Codes
from models.suggester import Suggester, decided_of

_AT_ONCE = 1024


def decided_codes(suggester: Suggester, texts: Sequence[str]) -> dict[str, Codes]:
    """Text -> facet id -> its decided codes; scored in slices, so that memory stays small."""
    codes: dict[str, Codes] = {}
    for start in range(0, len(texts), _AT_ONCE):
        part = texts[start : start + _AT_ONCE]
        scores = suggester.score(part)
        for row, text in enumerate(part):
            codes[text] = {
                facet.id: frozenset(decided_of(facet, scores[facet.id], row))
                for facet in suggester.frame.facets
            }
    return codes
