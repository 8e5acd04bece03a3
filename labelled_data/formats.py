"""The file formats of coded narratives, known by the ending of the name."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labelled_data.columns import Columns
from labelled_data.csv_file import csv_records, write_csv
from labelled_data.jsonl_file import jsonl_records, write_jsonl
from labelled_data.parquet_file import parquet_records, write_parquet
from labelled_data.record import Record
from labelled_data.xlsx_file import write_xlsx, xlsx_records
from taxonomy.errors import Refusal


@dataclass(frozen=True, slots=True)
class Format:
    """How one format is read and written; `has_lists` where codes need not be joined by `|`."""

    records: Callable[[Path, Columns], Iterator[Record]]
    write: Callable[[Path, Sequence[str], Iterable[Sequence[Any]]], None]
    has_lists: bool = False


_CSV = Format(csv_records, write_csv)
_JSONL = Format(jsonl_records, write_jsonl, has_lists=True)

FORMATS = {
    ".csv": _CSV,
    ".csv.gz": _CSV,
    ".jsonl": _JSONL,
    ".jsonl.gz": _JSONL,
    ".parquet": Format(parquet_records, write_parquet),
    ".xlsx": Format(xlsx_records, write_xlsx),
}


def format_of(path: Path) -> Format:
    """The format of `path` by its ending, in capitals or not. Raises Refusal for others."""
    name = path.name.lower()
    for ending, known in FORMATS.items():
        if name.endswith(ending):
            return known
    raise Refusal(f"the format of {path} is not known; use one of {', '.join(FORMATS)}.")
