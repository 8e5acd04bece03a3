"""Scoring a whole file: narratives in, suggestions out, in memory that does not grow with it."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

from labelled_data.reading import read_chunks
from labelled_data.rejects import RejectFile, reject_file
from labelled_data.table import Chunk, Reject
from models.bundle import FRAME_FILE
from models.manifest import check_files, read_manifest
from models.tier import Tier
from service.coded_file import Piece, Suggested, coded_file_format
from service.extract_adaptation import adaptation_notes, adaptation_of, priors_file, priors_path
from service.output_paths import check_outputs
from service.workers import Pieces, Scoring, loaded, processor_count, score_here, score_in_workers
from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame

_CHUNK_ROWS = 1024


@dataclass(slots=True)
class BatchOutcome:
    """What became of the rows of a file; `notes` say what was assumed of it."""

    scored: int = 0
    rejected: int = 0
    first_reject: Reject | None = None
    notes: list[str] = field(default_factory=list)


def score_file(
    source: Path,
    target: Path,
    bundle: Path,
    *,
    frame: CodeFrame | None = None,
    tier: Tier = "auto",
    jobs: int | None = None,
    adapt_priors: bool = False,
    on_rows: Callable[[int], None] = lambda rows: None,
) -> BatchOutcome:
    """Suggest codes for every narrative of `source` and write them to `target`.

    Rows that cannot be taken go to `rejects_path(target)`. A bundle that is bound to another frame
    than `frame` is refused. `tier` is the model's; a model without an encoder has only the fast
    one. `jobs` is the number of processes, by default one a processor.
    With `adapt_priors` the model first allows for how common the codes are in the file, see
    `models.adaptation`; what it assumes goes to `priors_path(target)`. `on_rows` hears how many
    narratives were written since it was last called.

    Raises Refusal if a file or the bundle cannot be used, or a worker dies; `target` then does not
    appear, and one that was there stays as it was.
    """
    if jobs is not None and jobs < 1:
        raise Refusal(f"--jobs is {jobs}; give 1 or more.")
    coded_format = coded_file_format(target)
    rejects = rejects_path(target)
    priors = priors_path(target)
    check_outputs(source, target, rejects, priors)
    suggested = _suggested(bundle)
    scoring = Scoring(bundle, target, frame, tier)
    outcome = BatchOutcome()
    if adapt_priors:
        scoring = replace(scoring, adaptation=adaptation_of(source, loaded(scoring)))
    if scoring.adaptation is not None:
        outcome.notes = adaptation_notes(scoring.adaptation, suggested.frame)
    with (
        priors_file(priors, scoring.adaptation, suggested),
        reject_file(rejects) as file,
    ):
        chunks = _noted(read_chunks(source, chunk_rows=_CHUNK_ROWS), file, outcome)
        first = list(islice(chunks, jobs or processor_count()))
        chunks = chain(first, chunks)
        if len(first) > 1:
            pieces = score_in_workers(scoring, chunks, len(first))
        else:  # too little for a second worker to be worth its start
            pieces = score_here(scoring, chunks)
        with closing(pieces):  # ends the workers at once if the writing fails
            coded_format.write(target, suggested, _told(pieces, on_rows))
    return outcome


def rejects_path(target: Path) -> Path:
    """Where the rejected rows of an output go."""
    return target.with_name(f"{target.name}.rejects.csv")


def _suggested(bundle: Path) -> Suggested:
    """The frame and the name of the model, from files whose hashes are right.

    Weights are left to the process that scores: loading them twice costs seconds and memory.
    """
    manifest = read_manifest(bundle)
    check_files(bundle, manifest)
    frame = CodeFrame.from_dict(json.loads((bundle / FRAME_FILE).read_bytes()))
    return Suggested(frame, manifest.model)


def _told(pieces: Pieces, on_rows: Callable[[int], None]) -> Iterator[Piece]:
    """The pieces themselves; once one is written, `on_rows` hears of its rows."""
    for rows, piece in pieces:
        yield piece
        on_rows(rows)


def _noted(chunks: Iterator[Chunk], rejects: RejectFile, outcome: BatchOutcome) -> Iterator[Chunk]:
    """The chunks as they come, their rejects written and their rows counted."""
    for chunk in chunks:
        rejects.write(chunk.rejects)
        outcome.scored += len(chunk.narratives)
        outcome.rejected += len(chunk.rejects)
        if chunk.rejects and outcome.first_reject is None:
            outcome.first_reject = chunk.rejects[0]
        yield chunk
