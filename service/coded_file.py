"""The file formats of a batch output, known by the ending of the name.

Workers `encode` rows into pieces, which costs time; the parent `write`s the pieces in order.
"""

import gzip
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from labelled_data.atomic import atomic_path
from labelled_data.csv_file import csv_writer
from labelled_data.xlsx_file import write_xlsx
from models.coded_rows import CodedRow, cells, output_columns
from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame

Piece = Any
"""Encoded rows: bytes, a record batch, or lists of cells, as the format has it."""

_ROW_GROUP = 16
"""Pieces in one row group of Parquet."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """What all rows of one output share: the frame, and the name of the model."""

    frame: CodeFrame
    model: str


@dataclass(frozen=True, slots=True)
class CodedFileFormat:
    """How rows become pieces, and how pieces become a file that appears whole or not at all."""

    encode: Callable[[Suggested, Iterable[CodedRow]], Piece]
    write: Callable[[Path, Suggested, Iterator[Piece]], None]


def coded_file_format(path: Path) -> CodedFileFormat:
    """The format of `path` by its ending, in capitals or not. Raises Refusal for others."""
    name = path.name.lower()
    for ending, known in _FORMATS.items():
        if name.endswith(ending):
            return known
    raise Refusal(
        f"the format of the output {path} is not known; use one of {', '.join(_FORMATS)}."
    )


def _cells(suggested: Suggested, rows: Iterable[CodedRow]) -> Iterator[list[str]]:
    return (cells(row, suggested.frame, suggested.model) for row in rows)


def _csv_text(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv_writer(text).writerows(rows)
    return text.getvalue().encode()


def _encode_csv(suggested: Suggested, rows: Iterable[CodedRow]) -> bytes:
    return _csv_text(_cells(suggested, rows))


def _write_csv(path: Path, suggested: Suggested, pieces: Iterator[bytes]) -> None:
    _write_bytes(path, chain([_csv_text([output_columns(suggested.frame)])], pieces))


def _encode_jsonl(suggested: Suggested, rows: Iterable[CodedRow]) -> bytes:
    """One object a line; ranked lists are JSON already, codes of a multi facet become a list."""
    end = f', "frame": {_json(suggested.frame.name)}, "model": {_json(suggested.model)}}}\n'
    lines = []
    for row in rows:
        members = [f'{{"id": {_json(row.id)}']
        for facet, coded in zip(suggested.frame.facets, row.facets, strict=True):
            decided = list(coded.decided) if facet.is_multi else "".join(coded.decided)
            members.append(
                f'"{facet.id}": {_json(decided)}, "{facet.id}_ranked": {coded.ranked}, '
                f'"{facet.id}_decision": "{coded.decision}"'
            )
        members.append(f'"coding_string": {_json(row.coding_string)}')
        lines.append(", ".join(members) + end)
    return "".join(lines).encode()


def _write_jsonl(path: Path, suggested: Suggested, pieces: Iterator[bytes]) -> None:
    _write_bytes(path, pieces)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _compressed(encode: Callable[[Suggested, Iterable[CodedRow]], bytes]) -> CodedFileFormat:
    """The same text in gzip: every piece is compressed by its worker, as a member of its own."""

    def encode_compressed(suggested: Suggested, rows: Iterable[CodedRow]) -> bytes:
        return gzip.compress(encode(suggested, rows), compresslevel=6, mtime=0)

    def write_compressed(path: Path, suggested: Suggested, pieces: Iterator[bytes]) -> None:
        header = _csv_text([output_columns(suggested.frame)]) if encode is _encode_csv else b""
        _write_bytes(path, chain([gzip.compress(header, mtime=0)], pieces))

    return CodedFileFormat(encode_compressed, write_compressed)


def _write_bytes(path: Path, pieces: Iterable[bytes]) -> None:
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        file.writelines(pieces)


def _encode_parquet(suggested: Suggested, rows: Iterable[CodedRow]) -> Piece:
    import pyarrow as pa

    columns = list(zip(*_cells(suggested, rows), strict=True))
    names = output_columns(suggested.frame)
    return pa.record_batch([pa.array(column, pa.string()) for column in columns], names=names)


def _write_parquet(path: Path, suggested: Suggested, pieces: Iterator[Piece]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.string()) for name in output_columns(suggested.frame)])
    with atomic_path(path) as temporary, pq.ParquetWriter(temporary, schema) as writer:
        group = []
        for piece in pieces:
            group.append(piece)
            if len(group) == _ROW_GROUP:
                writer.write_table(pa.Table.from_batches(group, schema))
                group = []
        writer.write_table(pa.Table.from_batches(group, schema))


def _encode_cells(suggested: Suggested, rows: Iterable[CodedRow]) -> list[list[str]]:
    return list(_cells(suggested, rows))


def _write_xlsx(path: Path, suggested: Suggested, pieces: Iterator[list[list[str]]]) -> None:
    write_xlsx(path, output_columns(suggested.frame), chain.from_iterable(pieces))


_FORMATS = {
    ".csv": CodedFileFormat(_encode_csv, _write_csv),
    ".csv.gz": _compressed(_encode_csv),
    ".jsonl": CodedFileFormat(_encode_jsonl, _write_jsonl),
    ".jsonl.gz": _compressed(_encode_jsonl),
    ".parquet": CodedFileFormat(_encode_parquet, _write_parquet),
    ".xlsx": CodedFileFormat(_encode_cells, _write_xlsx),
}
