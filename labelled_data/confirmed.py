"""Reading coded narratives together with who confirmed their codes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from labelled_data.columns import FIXED_COLUMNS, Columns
from labelled_data.formats import format_of
from labelled_data.reading import read_chunks
from labelled_data.record import Record, cell_text
from labelled_data.seen_ids import SeenIds
from labelled_data.table import Chunk, CodedNarrative
from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame


@dataclass(frozen=True, slots=True)
class ConfirmedNarrative:
    """A row, its file, and who confirmed its codes, a person or a role; empty where nobody did."""

    file: Path
    row: CodedNarrative
    confirmed_by: str


def read_confirmed(
    paths: Iterable[Path], frame: CodeFrame, *, column: str | None = None
) -> Iterator[ConfirmedNarrative]:
    """Rows of whole files one after the other, in memory that does not grow with them.

    `column` names who confirmed a row; None leaves that empty. Ids are unique across files.

    Raises Refusal at the first bad row, naming file, row and remedy.
    """
    with SeenIds() as seen:
        for path in paths:
            seen.start(str(path))
            confirmations = None if column is None else _confirmations(path, column)
            for chunk in read_chunks(path, frame):
                _check(path, chunk, seen)
                for row in chunk.narratives:
                    confirmed_by = "" if confirmations is None else _at(path, row, confirmations)
                    yield ConfirmedNarrative(path, row, confirmed_by)


def _check(path: Path, chunk: Chunk, seen: SeenIds) -> None:
    for reject in chunk.rejects:
        raise Refusal(f"row {reject.row} of {path}: {reject.reason}.")
    repeats = seen.repeats([(row.id, row.row) for row in chunk.narratives])
    for number, first in repeats.items():
        raise Refusal(
            f"row {number} of {path}: the id is that of {first}; give every row one of its own."
        )


def _confirmations(path: Path, column: str) -> Iterator[Record]:
    """The file once more, for this column alone; rows keep their numbers."""
    if column in FIXED_COLUMNS:
        raise Refusal(f"the column '{column}' does not say who confirmed; name another.")
    return format_of(path).records(path, Columns(beside=(column,)))


def _at(path: Path, row: CodedNarrative, confirmations: Iterator[Record]) -> str:
    """Who confirmed this row: `confirmations` goes on until its number."""
    record = next(record for record in confirmations if record.row == row.row)
    cell = record.cells[-1]
    if isinstance(cell, list | dict | bytes):
        raise Refusal(f"row {row.row} of {path}: who confirmed it is not text; write it as text.")
    return cell_text(cell).strip()
