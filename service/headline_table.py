"""The headline figures of an evaluation report, a row for each facet."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table


def headline_table(report: Mapping[str, Any], title: str) -> Table:
    """From a report's plain values: accuracy of single facets, micro-F1 of multi ones."""
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("Facet", no_wrap=True)
    table.add_column("Measure")
    for heading in ("Rows", "Value", "95% interval", "Macro-F1", "Calibration error"):
        table.add_column(heading, justify="right")
    table.add_column("Accepted", justify="right")
    table.add_column("Precision of accepted", justify="right")
    table.add_column("True codes on lists", justify="right")
    table.add_column("Codes a list", justify="right")
    for facet_id, facet in report["facets"].items():
        measure = "micro_f1" if facet["kind"] == "multi" else "accuracy"
        table.add_row(
            facet_id,
            measure.replace("_f1", "-F1"),
            f"{facet['rows']:,}",
            _number(facet[measure]),
            _interval(facet["intervals"].get(measure)),
            _number(facet["macro_f1"]),
            _number(facet["calibration"]["ece"]),
            _percent(facet["accepted"]["share"]),
            _percent(facet["accepted"]["precision"]),
            _percent(facet["shortlist"]["covered"]),
            _size(facet["shortlist"]["mean_size"]),
        )
    return table


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _size(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _interval(bounds: list[float | None] | None) -> str:
    if not bounds or bounds[0] is None or bounds[1] is None:
        return "–"
    return f"{bounds[0]:.3f} to {bounds[1]:.3f}"
