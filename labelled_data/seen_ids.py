"""Which ids were read before, in memory that does not grow with the file."""

import sqlite3
from collections.abc import Sequence
from types import TracebackType

_CACHE_KIB = 32 * 1024


class SeenIds:
    """Ids and the place where each was first read: a temporary SQLite table that spills to disk.

    The table is private to the object and gone when it is closed.
    """

    def __init__(self) -> None:
        self._files: list[str] = []
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(
            "CREATE TABLE seen (id TEXT PRIMARY KEY, file INTEGER, row INTEGER) WITHOUT ROWID"
        )

    def __enter__(self) -> "SeenIds":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._database.close()

    def start(self, file: str) -> None:
        """Say that the ids that follow are those of `file`."""
        self._files.append(file)

    def repeats(self, ids: Sequence[tuple[str, int]]) -> dict[int, str]:
        """Note (id, row) pairs; for each repeated one, its row → where the id was first read.

        That place is `row 17`, or `row 17 of other.csv` in an earlier file. The first row that
        bears an id keeps it.
        """
        file = len(self._files) - 1
        before = self._database.total_changes
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", [(id_, file, row) for id_, row in ids]
        )
        self._database.execute("COMMIT")
        if self._database.total_changes - before == len(ids):
            return {}
        return {
            row: f"row {first_row}"
            if first_file == file
            else f"row {first_row} of {self._files[first_file]}"
            for id_, row in ids
            for first_file, first_row in [self._first(id_)]
            if (first_file, first_row) != (file, row)
        }

    def _first(self, id_: str) -> tuple[int, int]:
        """The number of the file and the row in which `id_` was first read."""
        file, row = self._database.execute(
            "SELECT file, row FROM seen WHERE id = ?", (id_,)
        ).fetchone()
        return file, row
