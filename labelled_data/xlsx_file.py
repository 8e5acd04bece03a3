"""Coded narratives as an XLSX workbook: the first sheet, its first row the header."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell, WriteOnlyCell
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from labelled_data.atomic import atomic_path
from labelled_data.columns import Columns
from labelled_data.record import Record, cell_text
from taxonomy.errors import Refusal

_SHEET_ROWS = 1_048_576
_CELL_UNITS = 32_767
"""What a cell can hold, in UTF-16 units."""

# XML has no control characters and reads \r as \n. The format writes them as _x000D_, so a text
# that already looks like that needs its underscore written the same way.
_ESCAPED = re.compile("[\x01-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")


def xlsx_records(path: Path, columns: Columns) -> Iterator[Record]:
    """Records in sheet order with the sheet's own row numbers; empty rows are passed over.

    The sheet is held in memory. Raises Refusal: missing column, protected or damaged workbook.
    """
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except PasswordError as error:
        raise Refusal(f"{path} has a password; save it without one.") from error
    except (CalamineError, OSError) as error:
        raise Refusal(
            f"{path} is not a whole XLSX workbook; save it again from the spreadsheet program."
        ) from error
    if not rows:
        raise Refusal(f"the first sheet of {path} is empty; put the table there.")
    positions = columns.positions(str(path), [cell_text(cell) for cell in rows[0]])
    for row, cells in enumerate(rows[1:], start=2):
        if any(cell != "" for cell in cells):
            yield Record(row, [None if at is None else cells[at] for at in positions])


def write_xlsx(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write one sheet in which every cell is text.

    Raises Refusal: more rows, or a longer text, than a sheet can hold.
    """
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("coded narratives")
    try:
        sheet.append(list(header))
        for row, cells in enumerate(rows, start=2):
            if row > _SHEET_ROWS:
                raise Refusal(
                    f"{path} cannot hold more than {_SHEET_ROWS:,} rows; write CSV or Parquet."
                )
            sheet.append([_text_cell(sheet, str(path), row, cell) for cell in cells])
    finally:
        sheet.close()
    with atomic_path(path) as temporary:
        workbook.save(temporary)


def _text_cell(sheet: object, file: str, row: int, text: str) -> Cell | None:
    if not text:
        return None
    # Readers drop a text of bare white space unless its first character is escaped too.
    kept = 1 if text.isspace() else 0
    written = "".join(map(_escape, text[:kept])) + _ESCAPED.sub(_escape, text[kept:])
    if len(written.encode("utf-16-le")) // 2 > _CELL_UNITS:
        raise Refusal(
            f"row {row} of {file} would have a text of more than {_CELL_UNITS:,} characters, "
            "which a sheet cannot hold; write CSV or Parquet."
        )
    cell = WriteOnlyCell(sheet, value=written)
    cell.data_type = "s"  # also for texts that look like a formula or an error
    return cell


def _escape(character: str | re.Match[str]) -> str:
    text = character if isinstance(character, str) else character.group()
    return f"_x{ord(text):04X}_"
