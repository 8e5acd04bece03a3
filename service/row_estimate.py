"""How many rows a file has, guessed from its beginning, for the time left on a progress bar."""

import csv
import gzip
import io
import zlib
from pathlib import Path

_SAMPLE = 2 * 2**20
"""Bytes of text that are looked at."""


def estimated_rows(path: Path) -> int | None:
    """Rows of narratives in `path`, about; None where nothing can be said before reading it."""
    name = path.name.lower()
    try:
        if name.endswith(".parquet"):
            import pyarrow.parquet as pq

            return int(pq.read_metadata(path).num_rows)
        if name.endswith((".csv", ".csv.gz", ".jsonl", ".jsonl.gz")):
            return _rows_by_sample(path, is_csv=".csv" in name[-7:])
    except (OSError, EOFError, ValueError, zlib.error, csv.Error):
        return None  # the reader will say what is wrong, in its own words
    return None


def _rows_by_sample(path: Path, *, is_csv: bool) -> int | None:
    with path.open("rb") as raw:
        packed = path.suffix.lower() == ".gz"
        content = gzip.GzipFile(fileobj=raw) if packed else raw
        sample = content.read(_SAMPLE)
        consumed = raw.tell()
    text = io.StringIO(sample.decode("utf-8", errors="replace"), newline="")
    rows = sum(1 for _ in csv.reader(text)) - 1 if is_csv else sum(1 for _ in text)
    if rows < 1 or not consumed:
        return None
    return round(rows * path.stat().st_size / consumed)
