"""The facets of a frame file: their keys, their ids, and lists that one takes from another."""

import re
from collections.abc import Sequence
from dataclasses import replace

from taxonomy.code_reading import CodeList, canonical_code, plural, read_code_list, read_pattern
from taxonomy.entry import Entry
from taxonomy.frame import Code, Facet, Kind

RESERVED_COLUMNS = (
    "id",
    "narrative",
    "submitter",
    "occurred_on",
    "coding_string",
    "frame",
    "model",
)
"""Columns of the tables that people exchange: no facet may have the name of one."""

ID_PATTERN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
"""An id names columns, files and addresses, so it is plain."""

_FACET_KEYS = (
    "id",
    "title",
    "kind",
    "ordinal",
    "levels",
    "token",
    "codes",
    "codes_from",
    "always_refer",
    "level_labels",
)
_OUTPUT_ENDINGS = ("_ranked", "_decision")


def read_facets(frame: Entry) -> tuple[Facet, ...]:
    """The facets of a frame file in its order, checked."""
    facets = [_named(frame, facet) for facet in frame.entries("facets", "facet")]
    _check_ids(frame, [facet.text("id") for facet in facets])
    own = {
        facet.text("id"): read_code_list(facet) for facet in facets if not facet.has("codes_from")
    }
    return tuple(
        _facet(facet, own.get(facet.text("id")) or _taken_list(facet, own)) for facet in facets
    )


def _named(frame: Entry, facet: Entry) -> Entry:
    named = facet.renamed(f"{frame.place}: facet '{facet.required_text('id')}'")
    levels = named.texts("levels")
    named.check_keys((*_FACET_KEYS, *(plural(level) for level in levels[:1])))
    return named


def _check_ids(frame: Entry, facet_ids: Sequence[str]) -> None:
    outputs = {f"{facet_id}{ending}" for facet_id in facet_ids for ending in _OUTPUT_ENDINGS}
    seen: set[str] = set()
    for facet_id in facet_ids:
        facet = frame.renamed(f"{frame.place}: facet '{facet_id}'")
        if not ID_PATTERN.fullmatch(facet_id):
            raise facet.refusal(
                "has an id that cannot name a column; use a letter, then letters, digits, _ or -"
            )
        if facet_id in RESERVED_COLUMNS or facet_id in outputs:
            raise facet.refusal("has the name of a column that every table has; choose another id")
        if facet_id in seen:
            raise facet.refusal("stands twice; give one of them another id")
        seen.add(facet_id)


def _facet(facet: Entry, listed: CodeList) -> Facet:
    ordinal = facet.flag("ordinal")
    return Facet(
        id=facet.text("id"),
        title=facet.text("title", facet.text("id")),
        kind=_kind(facet),
        ordinal=ordinal,
        levels=listed.levels,
        level_labels=listed.level_labels,
        token=listed.pattern.text if listed.pattern else None,
        codes=listed.codes,
        codes_from=facet.text("codes_from") or None,
        always_refer=_always_refer(facet, listed.codes, ordinal=ordinal),
    )


def _kind(facet: Entry) -> Kind:
    match facet.text("kind"):
        case "single":
            return "single"
        case "multi":
            return "multi"
        case "":
            raise facet.refusal("has no kind; write single or multi")
        case unknown:
            raise facet.refusal(f"has the unknown kind '{unknown}'; write single or multi")


def _always_refer(facet: Entry, codes: tuple[Code, ...], *, ordinal: bool) -> frozenset[str]:
    if "always_refer" not in facet.content:
        # An ordinal facet lists the most serious first, and that always goes to a person.
        return frozenset([codes[0].code]) if ordinal else frozenset()
    named = facet.texts("always_refer")
    known = {code.code for code in codes}
    for code in named:
        if code not in known:
            raise facet.refusal(
                f"has '{code}' under always_refer, which is not one of its codes; correct it"
            )
    return frozenset(named)


def _taken_list(facet: Entry, own: dict[str, CodeList]) -> CodeList:
    """The codes of another facet, written in this facet's token.

    With `{n}` they are numbered from 1 in the order of that list, and its code X, which stands
    for none, is 0; with another placeholder each keeps its value.
    """
    source_id = facet.text("codes_from")
    source = own.get(source_id)
    if source is None:
        raise facet.refusal(
            f"takes its codes from '{source_id}', which is not a facet with its own codes;"
            " name one that is"
        )
    if facet.has("levels"):
        raise facet.refusal("has codes_from and levels of its own; keep one of the two")
    pattern = read_pattern(facet)
    codes = []
    number = 0
    for code in source.codes:
        value = source.pattern.bare(code.code) if source.pattern else code.code
        if pattern and pattern.names == ("n",):
            number += value != "X"
            value = "0" if value == "X" else str(number)
        elif pattern is None:
            value = code.code
        written = canonical_code(facet, value, pattern)
        codes.append(replace(code, code=written, parents=()))
    _check_repeated_list(facet, codes)
    return CodeList(tuple(codes), pattern)


def _check_repeated_list(facet: Entry, codes: list[Code]) -> None:
    """A frame written as JSON repeats the codes it took; they must be the ones it takes now."""
    if facet.has("codes"):
        stated = [entry.text("code") for entry in facet.entries("codes", "code")]
        if stated != [code.code for code in codes]:
            raise facet.refusal("has codes_from and other codes of its own; keep one of the two")
