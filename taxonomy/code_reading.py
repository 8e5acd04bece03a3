"""The codes of one facet as a frame file lists them: flat, or nested in levels."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from taxonomy.entry import Entry
from taxonomy.frame import Code
from taxonomy.tokens import TokenPattern, token_pattern

_CODE_KEYS = ("code", "label", "definition", "note")


@dataclass(frozen=True, slots=True)
class CodeList:
    """What a facet's list of codes says."""

    codes: tuple[Code, ...]
    pattern: TokenPattern | None
    levels: tuple[str, ...] = ()
    level_labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Outline:
    """What is known of a list before its codes are read; `level_labels` fills on the way."""

    facet: Entry
    pattern: TokenPattern | None
    levels: tuple[str, ...]
    level_labels: dict[str, str]


def read_code_list(facet: Entry) -> CodeList:
    """The codes that `facet` lists itself, canonical and checked.

    Flat under `codes`, or nested: levels `[stage, step, code]` stand under `stages`, each with
    its `steps`, each with its `codes`. A flat list with levels gives each code its `parents`
    and the facet `level_labels`; that is how a frame is written as JSON.
    """
    levels = facet.texts("levels")
    if levels and (len(levels) < 2 or levels[-1] != "code"):
        raise facet.refusal("has levels that do not end with code; write [stage, step, code] or so")
    outline = _Outline(facet, read_pattern(facet), levels, {})
    if levels and facet.has(plural(levels[0])):
        if facet.has("codes"):
            key = plural(levels[0])
            raise facet.refusal(f"has codes beside its {key}; keep one of the two")
        codes = tuple(_nested_codes(outline, facet, ()))
    else:
        labels = facet.entry("level_labels")
        outline.level_labels.update({value: labels.text(value) for value in labels.content})
        codes = tuple(_flat_codes(outline))
    _check_duplicates(facet, codes)
    return CodeList(codes, outline.pattern, levels, outline.level_labels)


def read_pattern(facet: Entry) -> TokenPattern | None:
    """The token pattern of `facet`, None if it states none."""
    text = facet.text("token")
    if not text:
        return None
    try:
        return token_pattern(text)
    except ValueError as complaint:
        raise facet.refusal(f"has the token '{text}', which {complaint}; correct it") from None


def plural(level: str) -> str:
    """The key under which the entries of a level stand: stage, stages; category, categories."""
    if level.endswith("y") and level[-2:-1] not in "aeiou":
        return f"{level[:-1]}ies"
    return f"{level}es" if level.endswith(("s", "x", "ch", "sh")) else f"{level}s"


def canonical_code(facet: Entry, written: str, pattern: TokenPattern | None) -> str:
    """The code as tables and coding strings hold it. Refusal if the pattern does not render it."""
    named = facet.renamed(f"{facet.place}, code '{written}'")
    if "|" in written:
        raise named.refusal("holds a bar, which separates codes in tables; write it without")
    if pattern is None:
        return written
    code = pattern.canonical(written)
    if code is None:
        raise named.refusal(
            f"does not fit the token pattern '{pattern.text}'; correct the code or the pattern"
        )
    return code


def _flat_codes(outline: _Outline) -> Iterator[Code]:
    expected = max(len(outline.levels) - 1, 0)
    for entry in outline.facet.entries("codes", "code"):
        entry.check_keys((*_CODE_KEYS, "parents"))
        named = entry.renamed(f"{outline.facet.place}, code '{entry.required_text('code')}'")
        parents = named.texts("parents")
        if len(parents) != expected:
            raise named.refusal(
                f"has {len(parents)} parents; name {expected}, one for each level above the code"
            )
        for parent in parents:
            if parent not in outline.level_labels:
                raise named.refusal(
                    f"stands under '{parent}', which is not in level_labels; add or correct it"
                )
        yield _code(outline, entry, parents)


def _nested_codes(outline: _Outline, inside: Entry, above: tuple[str, ...]) -> Iterator[Code]:
    """The codes under `inside`, which stands under the level values `above`."""
    level = outline.levels[len(above)]
    for entry in inside.entries(plural(level), level):
        if level == "code":
            entry.check_keys(_CODE_KEYS)
            yield _code(outline, entry, above)
        else:
            entry.check_keys((level, "label", plural(outline.levels[len(above) + 1])))
            value = _level_value(outline, entry, level)
            named = entry.renamed(f"{outline.facet.place}, {level} '{value}'")
            yield from _nested_codes(outline, named, (*above, value))


def _level_value(outline: _Outline, entry: Entry, level: str) -> str:
    """The level's value in canonical form (group `1` of `CF{group}{letter}` is `CF1`), noted."""
    written = entry.required_text(level)
    place = outline.facet.renamed(f"{outline.facet.place}, {level} '{written}'")
    prefix = outline.pattern.through(level) if outline.pattern else None
    value = prefix.canonical(written) if prefix else written
    if value is None and prefix:
        raise place.refusal(
            f"does not fit '{prefix.text}', the start of the token pattern; correct the {level}"
        )
    value = value or written
    label = entry.text("label", value)
    if outline.level_labels.setdefault(value, label) != label:
        raise place.refusal(f"stands twice with two labels; join them or rename one {level}")
    return value


def _code(outline: _Outline, entry: Entry, parents: tuple[str, ...]) -> Code:
    pattern = outline.pattern
    code = canonical_code(outline.facet, entry.required_text("code"), pattern)
    named = entry.renamed(f"{outline.facet.place}, code '{code}'")
    for level, parent in zip(outline.levels, parents, strict=False):
        own = pattern.text_through(level, code) if pattern and level in pattern.names else parent
        if own != parent:
            raise named.refusal(
                f"stands under {level} '{parent}' and belongs under '{own}'; move or correct it"
            )
    return Code(
        code=code,
        label=named.text("label", code),
        definition=named.text("definition"),
        note=named.text("note"),
        parents=parents,
    )


def _check_duplicates(facet: Entry, codes: tuple[Code, ...]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code.code in seen:
            raise facet.refusal(f"has the code '{code.code}' twice; remove or rename one")
        seen.add(code.code)
