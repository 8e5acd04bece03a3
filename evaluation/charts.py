"""The pictures of an evaluation as SVG text: no script, no fonts or styles from outside.

Each takes the plain values of a report's JSON and says in its `<desc>` what it shows.
"""

from collections.abc import Mapping, Sequence
from html import escape
from math import floor, sqrt
from typing import Any

Point = tuple[float, float]

_WIDTH, _HEIGHT = 360, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 14, 12, 46
_INK, _GREY, _BLUE, _ORANGE = "#212b32", "#768692", "#005eb8", "#b34400"
_BAR = 20


def reliability_chart(calibration: Mapping[str, Any]) -> str:
    """Observed share against probability, with the diagonal; larger dots hold more values."""
    bins = calibration["bins"]
    largest = max((point["count"] for point in bins), default=1)
    curve = [(point["probability"], point["observed"]) for point in bins]
    dots = [
        _dot(_place(at), 2.5 + 4.5 * sqrt(point["count"] / largest))
        for at, point in zip(curve, bins, strict=True)
    ]
    described = ", ".join(f"{p:.2f} was right {o:.2f} of the time" for p, o in curve)
    return _plot(
        title="Reliability",
        description=f"Mean probability of each bin and the share that was right: {described}.",
        axes=("Probability given", "Share that was right"),
        lowest=0.0,
        marks=[
            _path([_place((0, 0)), _place((1, 1))], _GREY, dashed=True),
            _path([_place(at) for at in curve], _BLUE),
            *dots,
        ],
    )


def coverage_chart(coverage: Sequence[Mapping[str, Any]], accepted: Mapping[str, Any]) -> str:
    """Precision of accepted codes against the share of narratives accepted.

    The diamond is the working point: what the model's own decisions accepted.
    """
    curve = [(p["coverage"], p["precision"]) for p in coverage if p["precision"] is not None]
    lowest = _floor_of(precision for _, precision in curve)
    marks = [_path([_place(at, lowest) for at in curve], _BLUE)]
    description = "Precision of accepted codes as more narratives are accepted"
    if curve:
        description += f": {curve[0][1]:.2f} for the surest, {curve[-1][1]:.2f} for all"
    if accepted["precision"] is not None:
        at = (accepted["share"], accepted["precision"])
        marks.append(_diamond(_place(at, lowest)))
        description += f". The decisions accepted {at[0]:.0%} at precision {at[1]:.2f}"
    return _plot(
        title="Coverage against precision",
        description=f"{description}.",
        axes=("Share of narratives accepted", "Precision of their codes"),
        lowest=lowest,
        marks=marks,
    )


def f1_chart(codes: Sequence[Mapping[str, Any]]) -> str:
    """A bar for the F1 of each code."""
    longest = max((len(_short(row["code"])) for row in codes), default=1)
    left = 14 + longest * 7
    scale = _WIDTH - left - 44
    height = _BAR * len(codes) + 4
    bars = []
    for i, row in enumerate(codes):
        f1 = row["f1"] or 0.0
        middle = _BAR * i + 15
        bars.append(
            f'<text x="{left - 6}" y="{middle}" text-anchor="end">'
            f"{escape(_short(row['code']))}</text>"
            f'<rect x="{left}" y="{_BAR * i + 4}" width="{scale * f1:.1f}" height="14" '
            f'fill="{_BLUE}"/>'
            f'<text x="{left + scale * f1 + 5:.1f}" y="{middle}">{f1:.2f}</text>'
        )
    axis = f'<path d="M{left} 2V{height - 2}" stroke="{_GREY}"/>'
    described = ", ".join(f"{row['code']} {row['f1'] or 0:.2f}" for row in codes)
    return _svg("F1 of each code", f"{described}.", height, "".join([*bars, axis]))


def _plot(
    *, title: str, description: str, axes: tuple[str, str], lowest: float, marks: Sequence[str]
) -> str:
    """A square plot: x from 0 to 1, y from `lowest` to 1, its grid and its marks."""
    steps = [i / 5 for i in range(6)]
    grid = []
    for step in steps:
        x, _ = _place((step, 1))
        value = lowest + (1 - lowest) * step
        _, y = _place((0, value), lowest)
        grid.append(
            f'<path d="M{x:.1f} {_TOP}V{_HEIGHT - _BOTTOM}M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" '
            'stroke="#d8dde0"/>'
            f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="middle">{step:.1f}</text>'
            f'<text x="{_LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{value:.2f}</text>'
        )
    middle = (_TOP + _HEIGHT - _BOTTOM) / 2
    named = (
        f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 8}" text-anchor="middle">'
        f"{escape(axes[0])}</text>"
        f'<text transform="translate(12 {middle}) rotate(-90)" text-anchor="middle">'
        f"{escape(axes[1])}</text>"
    )
    return _svg(title, description, _HEIGHT, "".join([*grid, named, *marks]))


def _svg(title: str, description: str, height: int, content: str) -> str:
    label = escape(f"{title}. {description}", quote=True)
    return (
        f'<svg role="img" aria-label="{label}" viewBox="0 0 {_WIDTH} {height}" '
        f'xmlns="http://www.w3.org/2000/svg" font-family="Arial, sans-serif" font-size="12" '
        f'fill="{_INK}"><title>{escape(title)}</title><desc>{escape(description)}</desc>'
        f"{content}</svg>"
    )


def _place(at: Point, lowest: float = 0.0) -> Point:
    """Where a value pair stands in the plot's pixels."""
    share = (at[1] - lowest) / (1 - lowest)
    return (
        _LEFT + at[0] * (_WIDTH - _LEFT - _RIGHT),
        _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM),
    )


def _path(points: Sequence[Point], colour: str, *, dashed: bool = False) -> str:
    if not points:
        return ""
    steps = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<path d="M{steps}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>'


def _dot(at: Point, radius: float) -> str:
    return f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius:.1f}" fill="{_BLUE}"/>'


def _diamond(at: Point) -> str:
    return (
        f'<path d="M{at[0]:.1f} {at[1] - 7:.1f}l7 7l-7 7l-7 -7Z" fill="{_ORANGE}" '
        'stroke="#ffffff" stroke-width="1.5"/>'
    )


def _floor_of(values: Any) -> float:
    """A round number at or below the smallest value, so that the curve fills the plot."""
    smallest = min(values, default=0.0)
    return max(0.0, min(0.9, floor(smallest * 10) / 10))


def _short(code: str) -> str:
    """A code that fits beside its bar; the table beneath has it in full."""
    return code if len(code) <= 18 else f"{code[:17]}…"
