"""What a row must satisfy to become a coded narrative, and the sentence if it does not."""

from typing import Literal

from labelled_data.columns import FIXED_COLUMNS
from labelled_data.record import NumberText, Record, cell_text
from labelled_data.table import CodedNarrative
from taxonomy.coding import quoted_code
from taxonomy.frame import CodeFrame, Facet

UnknownCodes = Literal["refuse", "keep"]

LONGEST_NARRATIVE = 1_000_000
"""Characters; a report is a few hundred words, so a longer cell is a slip of the export."""
LONGEST_ID = 1_000
"""Characters."""


class RowFault(Exception):  # noqa: N818  (a finding about the input, not a failure of the program)
    """Why a row is not taken, without a full stop, never with its narrative."""


def row_id(record: Record) -> str:
    """The id as text; empty if the row has none or could not be taken apart."""
    cell = record.cells[0] if record.cells else None
    return "" if isinstance(cell, list | dict | bytes) else cell_text(cell)


def coded_narrative(
    record: Record, frame: CodeFrame | None, unknown_codes: UnknownCodes
) -> CodedNarrative:
    """The row as a coded narrative, with codes if a frame is given. Raises RowFault."""
    if record.fault:
        raise RowFault(record.fault)
    id_ = _text(record, 0)
    narrative = record.cells[1]
    submitter = _text(record, 2)
    occurred_on = _text(record, 3)
    if not id_ or id_.isspace():
        raise RowFault("the id is missing; give every row one of its own")
    if len(id_) > LONGEST_ID:
        raise RowFault(_too_long("id", id_, LONGEST_ID))
    if narrative is None or narrative == "":
        raise RowFault("the narrative is empty; write it or remove the row")
    if not isinstance(narrative, str) or isinstance(narrative, NumberText):
        raise RowFault("the narrative is not text; write it as text")
    if len(narrative) > LONGEST_NARRATIVE:
        raise RowFault(_too_long("narrative", narrative, LONGEST_NARRATIVE))
    if narrative.isspace():
        raise RowFault("the narrative is empty; write it or remove the row")
    if "\0" in narrative or "\0" in id_ or "\0" in submitter or "\0" in occurred_on:
        raise RowFault("the row holds NUL bytes; export it again as text")
    row = CodedNarrative(record.row, id_, narrative, submitter, occurred_on)
    if frame is not None:
        _add_codes(row, record, frame, unknown_codes)
    return row


def _too_long(column: str, text: str, most: int) -> str:
    return (
        f"the {column} has {len(text):,} characters and {most:,} are allowed; "
        "shorten it or remove the row"
    )


def _text(record: Record, column: int) -> str:
    cell = record.cells[column]
    if type(cell) is str:  # nearly every cell
        return cell
    if isinstance(cell, list | dict | bytes):
        raise RowFault(f"the {FIXED_COLUMNS[column]} is not text; write it as text")
    return cell_text(cell)


def _add_codes(
    row: CodedNarrative, record: Record, frame: CodeFrame, unknown_codes: UnknownCodes
) -> None:
    cells = record.cells[len(FIXED_COLUMNS) :]
    for facet, cell in zip(frame.facets, cells, strict=True):
        given = _codes_given(facet, cell)
        known = sorted((code for code in given if code in facet), key=facet.position)
        unknown = [code for code in given if code not in facet]
        if unknown and unknown_codes == "refuse":
            raise RowFault(
                f"{facet.id} code {quoted_code(facet, unknown[0])} is not in {frame.name}; "
                "correct it or use the frame it was coded in"
            )
        if len(given) > 1 and not facet.is_multi:
            raise RowFault(f"{facet.id} takes one code and has {len(given)}; keep one")
        if known:
            row.codes[facet.id] = tuple(known)
        if unknown:
            row.unknown_codes[facet.id] = tuple(unknown)


def _codes_given(facet: Facet, cell: object) -> list[str]:
    """The codes of a cell, trimmed, each once, in the order given."""
    if cell is None or cell == "":
        return []
    if isinstance(cell, list):
        parts = [_code_text(facet, part) for part in cell]
    else:
        parts = _code_text(facet, cell).split("|")
    return list(dict.fromkeys(code for part in parts if (code := part.strip())))


def _code_text(facet: Facet, value: object) -> str:
    if isinstance(value, list | dict | bytes):
        raise RowFault(f"{facet.id} holds something other than codes; give codes as text")
    return cell_text(value)
