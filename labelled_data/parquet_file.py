"""Coded narratives as Parquet; a multi facet is a text joined by `|` or a list column."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from labelled_data.atomic import atomic_path
from labelled_data.columns import Columns
from labelled_data.record import Record
from taxonomy.errors import Refusal

_BATCH_ROWS = 2048


def parquet_records(path: Path, columns: Columns) -> Iterator[Record]:
    """Records in file order, numbered as under a header: the first is row 2.

    Raises Refusal: missing column, or a file that is not whole Parquet.
    """
    row = 1
    try:
        # Without pre-buffering a row group is read page by page, not held as a whole.
        with pq.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20) as file:
            header = list(file.schema_arrow.names)
            positions = columns.positions(str(path), header)
            wanted = [header[at] for at in positions if at is not None]
            for batch in file.iter_batches(_BATCH_ROWS, columns=wanted):
                found = dict(zip(batch.schema.names, batch.columns, strict=True))
                lists = [
                    [None] * batch.num_rows if at is None else found[header[at]].to_pylist()
                    for at in positions
                ]
                for cells in zip(*lists, strict=True):
                    row += 1
                    yield Record(row, cells)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise Refusal(
            f"{path} is not whole Parquet (reading stopped after row {row}); "
            "copy or export it again."
        ) from error


def write_parquet(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write text columns, a batch at a time."""
    schema = pa.schema([(name, pa.string()) for name in header])
    remaining = iter(rows)
    with atomic_path(path) as temporary, pq.ParquetWriter(temporary, schema) as writer:
        while batch := list(islice(remaining, _BATCH_ROWS)):
            cells = [pa.array(column, pa.string()) for column in zip(*batch, strict=True)]
            writer.write_batch(pa.record_batch(cells, schema=schema))
