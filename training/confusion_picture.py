"""The confusion of a single facet as a picture: SVG text, no script, nothing from outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

MOST_CODES = 40
"""Above these, rare codes share one row and column: a larger picture cannot be read."""

OTHER = "other"

_CELL = 26
_CHARACTER = 7
_LONGEST = 18
_CAPTION = 260


def confusion_picture(title: str, confusion: Mapping[str, Any]) -> str:
    """True codes as rows, decided codes as columns; shaded by the share of the row's narratives.

    Takes the plain values of a report's JSON: `codes`, and `cells` of (true, decided, rows).
    """
    codes, counts = _shown(confusion)
    width = max([len(_short(code)) for code in codes], default=1) * _CHARACTER + 14
    totals = Counter[str]()
    for (true, _), count in counts.items():
        totals[true] += count
    marks = [
        mark
        for row, true in enumerate(codes)
        for mark in [
            _row_name(true, row, width),
            _column_name(true, row, width),
            *(
                _cell(counts[true, decided], totals[true], (row, column), width)
                for column, decided in enumerate(codes)
                if counts[true, decided]
            ),
        ]
    ]
    side = width + _CELL * len(codes) + 10
    wide = max(side, width + _CAPTION)
    rows = sum(count for _, _, count in confusion["cells"])
    right = sum(count for true, decided, count in confusion["cells"] if true == decided)
    described = f"Of {rows} narratives {right} have their true code."
    return (
        f'<svg role="img" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {side + 24}" '
        f'width="{wide}" height="{side + 24}" font-family="Arial, sans-serif" font-size="12" '
        f'fill="#212b32"><title>{escape(title)}: true against decided codes</title>'
        f'<desc>{escape(described)}</desc><rect width="100%" height="100%" fill="#ffffff"/>'
        f"{_grid(len(codes), width)}{''.join(marks)}"
        f'<text x="{width}" y="{side + 14}">Rows: true code. Columns: decided code.</text></svg>'
    )


def _shown(confusion: Mapping[str, Any]) -> tuple[Sequence[str], Counter[tuple[str, str]]]:
    """The codes to draw and the rows of each pair of them, rare codes folded into one."""
    cells = confusion["cells"]
    frequency = Counter[str]()
    for true, decided, count in cells:
        frequency[true] += count
        frequency[decided] += count
    codes = list(confusion["codes"])
    if len(codes) > MOST_CODES:
        commonest = {code for code, _ in frequency.most_common(MOST_CODES - 1)}
        codes = [code for code in codes if code in commonest] + [OTHER]
    kept = set(codes)
    counts = Counter[tuple[str, str]]()
    for true, decided, count in cells:
        counts[true if true in kept else OTHER, decided if decided in kept else OTHER] += count
    return codes, counts


def _grid(codes: int, width: int) -> str:
    end = width + _CELL * codes
    lines = "".join(
        f"M{width} {width + _CELL * i}H{end}M{width + _CELL * i} {width}V{end}"
        for i in range(codes + 1)
    )
    return f'<path d="{lines}" stroke="#d8dde0" fill="none"/>'


def _row_name(code: str, row: int, width: int) -> str:
    return (
        f'<text x="{width - 6}" y="{width + _CELL * row + 17}" text-anchor="end">'
        f"{escape(_short(code))}</text>"
    )


def _column_name(code: str, column: int, width: int) -> str:
    at = f"{width + _CELL * column + 17} {width - 6}"
    return f'<text transform="translate({at}) rotate(-90)">{escape(_short(code))}</text>'


def _cell(count: int, total: int, at: tuple[int, int], width: int) -> str:
    row, column = at
    x, y = width + _CELL * column, width + _CELL * row
    share = count / total
    colour = "#005eb8" if row == column else "#b34400"
    # The number stays readable: dark on the paler half, white on the stronger.
    ink = "#ffffff" if share > 0.55 else "#212b32"
    shade = max(0.08, share) if share > 0.55 else max(0.08, 0.6 * share)
    return (
        f'<rect x="{x}" y="{y}" width="{_CELL}" height="{_CELL}" fill="{colour}" '
        f'fill-opacity="{shade:.2f}"/>'
        f'<text x="{x + _CELL / 2:.0f}" y="{y + 17}" text-anchor="middle" font-size="10" '
        f'fill="{ink}">{count}</text>'
    )


def _short(code: str) -> str:
    return code if len(code) <= _LONGEST else f"{code[: _LONGEST - 1]}…"
