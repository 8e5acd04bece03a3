"""One record as a file format gives it, before its cells are checked."""

import datetime
import decimal
import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Record:
    """A row number and its cells in the order of `Columns.names`, None where the file has none.

    `fault` says why the record could not be taken apart; its cells are then empty.
    """

    row: int
    cells: Sequence[object]
    fault: str = ""


class NumberText(str):
    """A number as it was written in the file, so that `3.10` and long ids keep every digit."""

    __slots__ = ()


def cell_text(value: object) -> str:
    """A cell as a person sees it: 929642.0 is `929642`, a date is ISO, nothing is empty."""
    if type(value) is str:  # nearly every cell
        return value
    if isinstance(value, str):
        return str(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, decimal.Decimal):
        return f"{value:f}"
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time() and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return str(value)


def _number_text(value: float) -> str:
    if math.isnan(value):  # how a table library marks an empty cell among numbers
        return ""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"  # the digits a spreadsheet shows
