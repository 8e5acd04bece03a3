"""Coded narratives as CSV: commas, UTF-8, quoted cells may hold newlines (RFC 4180)."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from labelled_data.atomic import atomic_writer
from labelled_data.byte_lines import not_utf8, opened, text_lines
from labelled_data.columns import Columns
from labelled_data.record import Record
from taxonomy.errors import Refusal

if TYPE_CHECKING:
    from _csv import Writer

_LONGEST_CELL = 32 * 2**20
"""Characters. Enough to reject an over-long narrative by its row and go on."""


def csv_records(path: Path, columns: Columns) -> Iterator[Record]:
    """Records in file order. Rows are counted as records: the header is row 1, blank lines count.

    Raises Refusal: empty file, missing column, not UTF-8, quotation mark never closed.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))  # the module has one for all
    with opened(path) as raw:
        # Strict: otherwise an unclosed quotation mark would swallow the rows after it unseen.
        reader = csv.reader(text_lines(raw, str(path)), strict=True)
        width, positions = _header(str(path), reader, columns)
        row = 1
        while True:
            row += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except UnicodeDecodeError as error:
                raise not_utf8(str(path), row) from error
            except csv.Error as error:
                yield Record(row, (), _fault(str(path), row, error))
                continue
            if len(cells) == width:
                yield Record(row, [None if at is None else cells[at] for at in positions])
            elif cells:
                yield Record(
                    row,
                    (),
                    f"the row has {len(cells)} cells and the header {width}; "
                    "put quotation marks around cells that hold commas",
                )


def _header(
    file: str, reader: Iterator[list[str]], columns: Columns
) -> tuple[int, list[int | None]]:
    try:
        header = next(reader, [])
    except UnicodeDecodeError as error:
        raise not_utf8(file, 1) from error
    except csv.Error as error:
        raise Refusal(f"row 1 of {file}, the header, is not valid CSV; correct it.") from error
    if not header:
        raise Refusal(f"{file} is empty or its first line is blank; start it with a header.")
    return len(header), columns.positions(file, header)


def _fault(file: str, row: int, error: csv.Error) -> str:
    """Why one row cannot be taken apart; raises Refusal where none after it can be either."""
    if "unexpected end" in str(error):
        raise Refusal(
            f"row {row} of {file} opens a quotation mark that is never closed, so nothing after it "
            "can be read; correct the row or export the file again."
        ) from error
    if "field larger" in str(error):
        raise Refusal(
            f"row {row} of {file} has a cell of more than {_LONGEST_CELL:,} characters; look for a "
            "quotation mark that is not closed."
        ) from error
    return "the row is not valid CSV; write a quotation mark inside a quoted cell twice"


def csv_writer(file: TextIO) -> "Writer":
    r"""A writer of RFC 4180 rows. Its line ending, \r\n, is what gets lone \r and \n quoted."""
    return csv.writer(file, lineterminator="\r\n")


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write rows of cells, compressed if `path` ends in `.gz`."""
    with atomic_writer(path) as file:
        writer = csv_writer(file)
        writer.writerow(header)
        writer.writerows(rows)
