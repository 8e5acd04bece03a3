"""Code frames on a terminal."""

from collections.abc import Iterable

from rich.table import Table

from taxonomy.frame import CodeFrame, Facet


def frames_table(frames: Iterable[CodeFrame]) -> Table:
    """A row for each frame."""
    table = Table("Frame", "Version", "Status", "Facets", "Codes", "Title")
    for frame in frames:
        counts = str(len(frame.facets)), str(code_count(frame))
        table.add_row(frame.id, frame.version, frame.status, *counts, frame.title)
    return table


def facet_table(facet: Facet, *, definitions: bool) -> Table:
    """A row for each code, with its definition where asked for."""
    takes = "all that apply" if facet.is_multi else "exactly one"
    title = f"{facet.title} ({facet.id}, {takes})"
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("Code", no_wrap=True)
    table.add_column("Label")
    if definitions:
        table.add_column("Definition", ratio=1)
    for code in facet.codes:
        table.add_row(code.code, code.label, *([code.definition] if definitions else []))
    return table


def code_count(frame: CodeFrame) -> int:
    """The codes of all facets."""
    return sum(len(facet.codes) for facet in frame.facets)
