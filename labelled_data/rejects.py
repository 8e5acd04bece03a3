"""The file of rejected rows: row number, id and reason, as CSV."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from labelled_data.atomic import atomic_writer
from labelled_data.csv_file import csv_writer
from labelled_data.table import Reject


@dataclass(slots=True)
class RejectFile:
    """An open rejects file; `count` is the number written so far."""

    file: TextIO
    count: int = 0

    def write(self, rejects: Iterable[Reject]) -> None:
        """Add rows; ids are written literally."""
        writer = csv_writer(self.file)
        for reject in rejects:
            writer.writerow((reject.row, reject.id, reject.reason))
            self.count += 1


@contextmanager
def reject_file(path: str | Path) -> Iterator[RejectFile]:
    """A rejects file that takes its name when the block ends well.

    If nothing was rejected there is no file, and one left there by an earlier run is removed:
    it would speak of rows that have been taken now.
    """
    with atomic_writer(path) as file:
        csv_writer(file).writerow(("row", "id", "reason"))
        rejects = RejectFile(file)
        yield rejects
    if not rejects.count:
        Path(path).unlink(missing_ok=True)
