"""The records of coded incidents on disk: an Arrow file, mapped into memory and read by number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import pyarrow as pa

from models.coded_incident import CodedIncident, SimilarIncident

NO_RECORD = -1
_CODES = "codes:"
"""Before the name of a facet's column, which may be that of another."""


class RecordsWriter:
    """Writes records in the order given; the file is whole when the block has ended."""

    def __init__(self, path: Path, facets: Sequence[str], *, with_text: bool) -> None:
        self._facets = tuple(facets)
        self._schema = pa.schema(
            [
                ("id", pa.string()),
                ("submitter", pa.string()),
                ("occurred_on", pa.string()),
                ("confirmed_by", pa.string()),
                ("text_hash", pa.int64()),
                ("earlier", pa.int64()),
                *([("narrative", pa.string())] if with_text else []),
                *((_CODES + facet, pa.list_(pa.string())) for facet in self._facets),
            ]
        )
        self._with_text = with_text
        self._writer = pa.ipc.new_file(str(path), self._schema)

    def __enter__(self) -> RecordsWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._writer.close()

    def append(
        self, incidents: Sequence[CodedIncident], text_hashes: list[int], earlier: list[int]
    ) -> None:
        """Write the next records.

        `earlier` is the number of the record before with the same narrative behind the same wall,
        or `NO_RECORD`.
        """
        columns: list[Sequence[object]] = [
            [incident.id for incident in incidents],
            [incident.submitter for incident in incidents],
            [incident.occurred_on for incident in incidents],
            [incident.confirmed_by for incident in incidents],
            text_hashes,
            earlier,
        ]
        if self._with_text:
            columns.append([incident.narrative for incident in incidents])
        for facet in self._facets:
            columns.append([list(incident.codes.get(facet, ())) for incident in incidents])
        arrays = [
            pa.array(column, field.type)
            for column, field in zip(columns, self._schema, strict=True)
        ]
        self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))


class IncidentRecords:
    """Records by number, from 0. Pages of the file are read when asked for. Safe between threads.

    Raises pyarrow.ArrowInvalid or KeyError if the file holds something else.
    """

    def __init__(self, path: Path, facets: Sequence[str]) -> None:
        table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
        self._columns = {name: table.column(name) for name in table.column_names}
        self._codes = {facet: table.column(_CODES + facet) for facet in facets}
        self._narratives = self._columns.get("narrative")

    def id(self, number: int) -> str:
        """The id of a record."""
        return str(self._columns["id"][number].as_py())

    def text_hash(self, number: int) -> int:
        """A number that equal narratives share."""
        return int(self._columns["text_hash"][number].as_py())

    def earlier(self, number: int) -> int:
        """The record before with the same narrative behind the same wall, or `NO_RECORD`."""
        return int(self._columns["earlier"][number].as_py())

    def similar(self, number: int, similarity: float) -> SimilarIncident:
        """A record as what was found."""

        def text(column: str) -> str:
            return str(self._columns[column][number].as_py())

        codes = {facet: tuple(column[number].as_py()) for facet, column in self._codes.items()}
        return SimilarIncident(
            id=self.id(number),
            similarity=similarity,
            narrative=None if self._narratives is None else self._narratives[number].as_py(),
            submitter=text("submitter"),
            occurred_on=text("occurred_on"),
            confirmed_by=text("confirmed_by"),
            codes={facet: given for facet, given in codes.items() if given},
        )
