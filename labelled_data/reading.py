"""Reading coded narratives: in chunks for scoring, as a whole table for training."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from labelled_data.columns import Columns
from labelled_data.formats import format_of
from labelled_data.record import Record
from labelled_data.row_rules import (
    LONGEST_ID,
    RowFault,
    UnknownCodes,
    coded_narrative,
    row_id,
)
from labelled_data.seen_ids import SeenIds
from labelled_data.table import Chunk, CodedNarrative, CodedTable, Reject
from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame

_CHUNK_CHARACTERS = 16_000_000


def read_chunks(
    path: str | Path,
    frame: CodeFrame | None = None,
    *,
    unknown_codes: UnknownCodes = "refuse",
    chunk_rows: int = 4096,
) -> Iterator[Chunk]:
    """Read a file in chunks of at most `chunk_rows` rows, in memory that does not grow with it.

    Bad rows become rejects and the others go on; every row is in one or the other. Codes are read
    only with a frame; a row with a code that is not in it is rejected, or with
    `unknown_codes="keep"` taken with that code apart. XLSX sheets are held in memory.

    Raises Refusal, also between chunks, when the file itself cannot be read to its end: what was
    written from earlier chunks is then worthless.
    """
    with SeenIds() as seen:
        yield from _chunks(Path(path), frame, unknown_codes, chunk_rows, seen)


def read_coded(
    paths: str | Path | Iterable[str | Path],
    frame: CodeFrame,
    *,
    unknown_codes: UnknownCodes = "refuse",
) -> CodedTable:
    """Read whole files into one table, for training and evaluation. Ids are unique across files.

    `unknown_codes="keep"` is for evaluation: a code that the frame lacks is one that the model
    could never give, and is counted, not refused.

    Raises Refusal at the first bad row, naming file, row and remedy.
    """
    files = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    if not files:
        raise Refusal("no file of coded narratives was named; name at least one.")
    rows: list[CodedNarrative] = []
    with SeenIds() as seen:
        for file in files:
            for chunk in _chunks(file, frame, unknown_codes, 4096, seen):
                for reject in chunk.rejects:
                    raise Refusal(f"row {reject.row} of {file}: {reject.reason}.")
                rows += chunk.narratives
    return CodedTable.from_rows(frame, rows)


def _chunks(
    path: Path,
    frame: CodeFrame | None,
    unknown_codes: UnknownCodes,
    chunk_rows: int,
    seen: SeenIds,
) -> Iterator[Chunk]:
    chunk = Chunk([], [])
    bearers: list[tuple[str, int]] = []
    rows = characters = 0
    seen.start(str(path))
    for record in _records(path, Columns.of(frame)):
        rows += 1
        id_ = row_id(record)
        if 0 < len(id_) <= LONGEST_ID:
            bearers.append((id_, record.row))
        try:
            narrative = coded_narrative(record, frame, unknown_codes)
        except RowFault as fault:
            chunk.rejects.append(Reject(record.row, id_[:LONGEST_ID], str(fault)))
        else:
            chunk.narratives.append(narrative)
            characters += len(narrative.narrative)
        if rows % chunk_rows == 0 or characters > _CHUNK_CHARACTERS:
            yield _without_repeats(chunk, seen.repeats(bearers))
            chunk, bearers, characters = Chunk([], []), [], 0
    if not rows:
        raise Refusal(f"{path} has no rows below its header; check what was exported.")
    if chunk.narratives or chunk.rejects:
        yield _without_repeats(chunk, seen.repeats(bearers))


def _records(path: Path, columns: Columns) -> Iterator[Record]:
    """The records of the file, with refusals for what is no readable file at all."""
    if path.is_dir():
        raise Refusal(f"{path} is a folder; name a file.")
    if not path.exists():
        raise Refusal(f"{path} does not exist; check its name and folder.")
    known = format_of(path)
    if path.stat().st_size == 0:
        raise Refusal(f"{path} is empty; check what was exported.")
    try:
        yield from known.records(path, columns)
    except OSError as error:
        raise Refusal(
            f"{path} cannot be read ({error.strerror}); check its permissions."
        ) from error


def _without_repeats(chunk: Chunk, repeats: dict[int, str]) -> Chunk:
    """Move rows whose id was read before to the rejects, which stay in file order."""
    if not repeats:
        return chunk
    rejects = {reject.row: reject for reject in chunk.rejects}
    for row in chunk.narratives:
        if row.row in repeats:
            reason = f"the id is that of {repeats[row.row]}; give every row one of its own"
            rejects[row.row] = Reject(row.row, row.id, reason)
    return Chunk(
        [row for row in chunk.narratives if row.row not in repeats],
        [rejects[row] for row in sorted(rejects)],
    )
