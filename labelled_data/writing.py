"""Writing coded narratives in the canonical shape, as any of the known formats."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from labelled_data.columns import FIXED_COLUMNS
from labelled_data.formats import format_of
from labelled_data.table import CodedNarrative
from taxonomy.frame import CodeFrame


def write_coded(path: str | Path, rows: Iterable[CodedNarrative], frame: CodeFrame) -> None:
    """Write rows to `path` in the format of its ending: id, narrative, submitter, date, facets.

    The codes of a multi facet are joined by `|` (a list in JSONL), codes that the frame lacks after
    the others. The file appears whole or not at all.

    Raises Refusal: unknown ending, no such folder, a text or table too long for XLSX.
    """
    target = Path(path)
    known = format_of(target)
    header = FIXED_COLUMNS + tuple(facet.id for facet in frame.facets)
    known.write(target, header, _cells(rows, frame, has_lists=known.has_lists))


def _cells(
    rows: Iterable[CodedNarrative], frame: CodeFrame, *, has_lists: bool
) -> Iterator[list[str | list[str]]]:
    for row in rows:
        cells: list[str | list[str]] = [row.id, row.narrative, row.submitter, row.occurred_on]
        for facet in frame.facets:
            codes = [*row.codes.get(facet.id, ()), *row.unknown_codes.get(facet.id, ())]
            cells.append(codes if has_lists and facet.is_multi else "|".join(codes))
        yield cells
