"""An evaluation report as one HTML page that needs nothing else: no script, no network."""

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from evaluation.charts import coverage_chart, f1_chart, reliability_chart

# Above these the pictures stop helping; the tables beneath stay complete.
_MOST_BARS = 40
_MOST_CONFUSED = 30
_MOST_PAIRS = 15

MEASURES: Mapping[str, tuple[str, str]] = {
    "accuracy": ("Accuracy", "Share of narratives whose suggested code is the true one."),
    "kappa": (
        "Cohen’s kappa",
        "Agreement beyond chance: 1 is full agreement, 0 what the code frequencies give by chance.",
    ),
    "weighted_kappa": (
        "Weighted kappa",
        "Kappa in which a disagreement counts by the squared distance of the two codes.",
    ),
    "micro_f1": (
        "Micro-F1",
        "Harmonic mean of precision and recall over all codes taken together.",
    ),
    "micro_precision": ("Micro precision", "Share of all suggested codes that are true."),
    "micro_recall": ("Micro recall", "Share of all true codes that were suggested."),
    "macro_f1": (
        "Macro-F1",
        "Mean of the F1 of every code that occurs in the truth: rare codes count like common ones.",
    ),
    "macro_precision": ("Macro precision", "Mean precision of the codes that occur in the truth."),
    "macro_recall": ("Macro recall", "Mean recall of the codes that occur in the truth."),
    "samples_f1": ("Samples F1", "F1 of each narrative’s set of codes, averaged over narratives."),
    "samples_precision": ("Samples precision", "Precision of each narrative’s set, averaged."),
    "samples_recall": ("Samples recall", "Recall of each narrative’s set, averaged."),
    "exact_match": ("Exact match", "Share of narratives whose whole set of codes is right."),
    "ranking_average_precision": (
        "Ranking average precision",
        "How near the top of the ranked list the true codes stand; 1 when all stand first.",
    ),
    "precision_at_1": ("Precision at 1", "Share of narratives whose first ranked code is true."),
    "recall_at_1": ("Recall at 1", "Share of a narrative’s true codes that is ranked first."),
    "recall_at_3": ("Recall at 3", "Share of a narrative’s true codes among the first three."),
    "recall_at_5": ("Recall at 5", "Share of a narrative’s true codes among the first five."),
}
"""Measures in the order of the page: name in the JSON -> (name for people, meaning)."""


def render_page(report: Mapping[str, Any]) -> str:
    """The page of a report, given as the plain values of its JSON."""
    environment = Environment(
        loader=PackageLoader("evaluation"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": _number,
        "percent": _percent,
        "size": _size,
        "interval": _interval,
    }
    facets = [_facet_view(id, facet) for id, facet in report["facets"].items()]
    shown = [name for name in MEASURES if any(name in facet for facet in report["facets"].values())]
    return environment.get_template("evaluation.html").render(
        report=report,
        facets=facets,
        measures=MEASURES,
        shown=shown,
        behaviour=report.get("behaviour"),
    )


def _facet_view(id: str, facet: Mapping[str, Any]) -> dict[str, Any]:
    """A facet's report, with its pictures and with its tables cut to what can be read."""
    supported = [row for row in facet["codes"] if row["support"]]
    commonest = sorted(supported, key=lambda row: -row["support"])[:_MOST_BARS]
    kept = {row["code"] for row in commonest}
    headline = "micro_f1" if facet["kind"] == "multi" else "accuracy"
    return {
        "id": id,
        **facet,
        "headline": headline,
        "shown": [name for name in MEASURES if name in facet],
        "finest_first": list(facet["levels"])[::-1],
        "reliability": Markup(reliability_chart(facet["calibration"])),
        "coverage_picture": Markup(coverage_chart(facet["coverage"], facet["accepted"])),
        "bars": Markup(f1_chart([row for row in supported if row["code"] in kept])),
        "barred": len(kept),
        "supported": len(supported),
        "matrix": _matrix(facet["confusion"]),
        "pairs": _confused_pairs(facet["confusion"]),
    }


def _matrix(confusion: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The confusion table with the shade of each cell: its share of the true code's rows."""
    if confusion is None or not 0 < len(confusion["codes"]) <= _MOST_CONFUSED:
        return None
    codes = confusion["codes"]
    counts = {(true, decided): count for true, decided, count in confusion["cells"]}
    rows = []
    for true in codes:
        total = sum(counts.get((true, decided), 0) for decided in codes)
        cells = [_cell(counts.get((true, decided), 0), total, true == decided) for decided in codes]
        rows.append({"code": true, "total": total, "cells": cells})
    return {"codes": codes, "rows": rows, "long": max(map(len, codes)) > 5}


def _cell(count: int, total: int, right: bool) -> dict[str, Any]:
    return {"count": count, "shade": _shade(count / total if total else 0.0), "right": right}


def _shade(share: float) -> str:
    """White to a mid blue on which dark text keeps a contrast above 4.5 to 1."""
    strength = 0.62 * share**0.7
    red, green, blue = (round(255 + (end - 255) * strength) for end in (0x00, 0x5E, 0xB8))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _confused_pairs(confusion: Mapping[str, Any] | None) -> Sequence[Sequence[Any]]:
    """The commonest disagreements, (true, decided, rows)."""
    if confusion is None:
        return []
    wrong = [cell for cell in confusion["cells"] if cell[0] != cell[1]]
    return sorted(wrong, key=lambda cell: -cell[2])[:_MOST_PAIRS]


def _number(value: float | None) -> Markup | str:
    if value is None:
        return Markup('<span aria-hidden="true">–</span><span class="hidden">not defined</span>')
    return f"{value:.3f}"


def _percent(value: float | None) -> Markup | str:
    return _number(None) if value is None else f"{100 * value:.1f}%"


def _size(value: float | None) -> Markup | str:
    return _number(None) if value is None else f"{value:.1f}"


def _interval(bounds: Sequence[float | None] | None) -> Markup | str:
    if bounds is None or bounds[0] is None or bounds[1] is None:
        return _number(None)
    return f"{bounds[0]:.3f} to {bounds[1]:.3f}"
