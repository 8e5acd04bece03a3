"""Coded narratives as JSON Lines: one object a line, the codes of a multi facet in a list."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from labelled_data.atomic import atomic_writer
from labelled_data.byte_lines import not_utf8, opened, text_lines
from labelled_data.columns import Columns
from labelled_data.record import NumberText, Record
from taxonomy.errors import Refusal

_OBJECTS_BEFORE_COLUMNS_ARE_CHECKED = 1000


def jsonl_records(path: Path, columns: Columns) -> Iterator[Record]:
    """Records in file order, numbered by line; blank lines are passed over.

    Raises Refusal: not UTF-8, or no object among the first thousand has a needed column.
    """
    names = columns.names
    keys: dict[str, None] = {}
    objects = 0
    with opened(path) as raw:
        lines = text_lines(raw, str(path))
        row = 0
        while True:
            row += 1
            try:
                line = next(lines, "")
            except UnicodeDecodeError as error:
                raise not_utf8(str(path), row) from error
            if not line:
                break
            if line.isspace():
                continue
            record, found = _record(row, line, names)
            yield record
            if found and objects < _OBJECTS_BEFORE_COLUMNS_ARE_CHECKED:
                objects += 1
                keys |= dict.fromkeys(found)
                if objects == _OBJECTS_BEFORE_COLUMNS_ARE_CHECKED:
                    columns.check(str(path), keys)
    if row == 1:
        raise Refusal(f"{path} is empty; give one JSON object a line.")
    if 0 < objects < _OBJECTS_BEFORE_COLUMNS_ARE_CHECKED:
        columns.check(str(path), keys)


def _record(row: int, line: str, names: Sequence[str]) -> tuple[Record, Iterable[str]]:
    """The record of a line, and the keys of its object."""
    try:
        found = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        return Record(row, (), f"the line is not valid JSON at character {error.pos + 1}"), ()
    except _RepeatedKeyError:
        return Record(row, (), "the line gives a key twice; keep one"), ()
    except (ValueError, RecursionError):
        return Record(row, (), "the line is not valid JSON"), ()
    if not isinstance(found, dict):
        return Record(row, (), "the line is not a JSON object; write one as {…}"), ()
    cells = [found.get(name) for name in names]
    if "\\u" in line and _has_broken_character(cells):
        return Record(row, (), "the line has half a character (a lone \\ud800 to \\udfff)"), found
    return Record(row, cells), found


def _has_broken_character(cells: list[object]) -> bool:
    try:
        json.dumps(cells, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


class _RepeatedKeyError(Exception):
    pass


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _RepeatedKeyError
    return members


def _not_json(constant: str) -> NoReturn:
    raise ValueError(constant)


# Numbers stay as written: an id such as 12345678901234567890 or a code 3.10 keeps its digits.
_DECODER = json.JSONDecoder(
    parse_int=NumberText,
    parse_float=NumberText,
    parse_constant=_not_json,
    object_pairs_hook=_object,
)


def write_jsonl(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[str | list[str]]]
) -> None:
    """Write one object a row, compressed if `path` ends in `.gz`."""
    with atomic_writer(path) as file:
        for cells in rows:
            members = dict(zip(header, cells, strict=True))
            file.write(json.dumps(members, ensure_ascii=False) + "\n")
