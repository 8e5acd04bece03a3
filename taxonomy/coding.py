"""The coding of one incident: the codes given in each facet, in the frame's order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame, Facet

_SHORTEST_NARRATIVE = 12
"""Characters; a mistyped code of a frame with short codes may still be this long."""


@dataclass(frozen=True, slots=True)
class Coding:
    """Facet to codes, both in the frame's order; a facet that is absent is not coded.

    Made by `make_coding`, so that two codings with the same codes are equal and hash alike.
    """

    codes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """`(facet id, its codes)` for each coded facet."""

    def __getitem__(self, facet_id: str) -> tuple[str, ...]:
        """The codes of a facet, empty where it is not coded."""
        for coded, codes in self.codes:
            if coded == facet_id:
                return codes
        return ()

    def __iter__(self) -> Iterator[str]:
        """The ids of the coded facets."""
        return (facet_id for facet_id, _ in self.codes)

    def is_complete(self, frame: CodeFrame) -> bool:
        """Whether every facet of `frame` is coded."""
        return all(self[facet_id] for facet_id in frame.facet_ids)

    def to_dict(self) -> dict[str, tuple[str, ...]]:
        """Facet id to codes, coded facets only."""
        return dict(self.codes)


def make_coding(frame: CodeFrame, codes: Mapping[str, str | Iterable[str] | None]) -> Coding:
    """The coding with these codes, in canonical order.

    `codes`: facet id to one code or several, in any order; a repeated code counts once, and an
    empty value leaves the facet uncoded. Refusal on an unknown facet, an unknown code, or
    several codes in a single facet; the caller adds the file and row.
    """
    for facet_id in codes:
        if facet_id not in frame.facet_ids:
            known = ", ".join(frame.facet_ids)
            raise Refusal(f"{frame.name} has no facet '{facet_id}'; its facets are {known}")
    ordered = ((facet.id, _in_order(frame, facet, codes.get(facet.id))) for facet in frame.facets)
    return Coding(tuple((facet_id, given) for facet_id, given in ordered if given))


def coding_string(frame: CodeFrame, coding: Coding) -> str:
    """The coding as one string, `DRAFT24/L1/E1/MG/P7/3.2b/CF1b/CF4a`.

    A partial coding gives the tokens it has, and a facet without a token gives none. Empty for
    a frame that has no trigger, and for a coding with no token.
    """
    tokens = [code for facet in frame.facets if facet.token for code in coding[facet.id]]
    if not frame.trigger or not tokens:
        return ""
    return "/".join([frame.trigger, *tokens])


def quoted_code(facet: Facet, code: str) -> str:
    """How a message names a code that `facet` lacks: in quotation marks, or by its length.

    A text longer than every code may be a narrative in the wrong column and is never repeated.
    """
    longest = max(len(known) for known in facet.code_ids)
    if len(code) <= max(longest, _SHORTEST_NARRATIVE):
        return f"'{code}'"
    return f"of {len(code):,} characters"


def _in_order(frame: CodeFrame, facet: Facet, given: str | Iterable[str] | None) -> tuple[str, ...]:
    if not given:
        return ()
    chosen = (given,) if isinstance(given, str) else tuple(dict.fromkeys(given))
    for code in chosen:
        if code not in facet:
            raise _unknown_code(frame, facet, code)
    ordered = tuple(sorted(chosen, key=facet.position))
    if len(ordered) > 1 and not facet.is_multi:
        raise Refusal(
            f"{facet.id} takes exactly one code and was given {len(ordered)}"
            f" ({', '.join(ordered)}); keep one"
        )
    return ordered


def _unknown_code(frame: CodeFrame, facet: Facet, code: str) -> Refusal:
    return Refusal(f"{facet.id} code {quoted_code(facet, code)} is not in {frame.name}")
