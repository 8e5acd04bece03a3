"""The processes that score a file: each loads the model once and turns chunks into pieces."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm  # type: ignore[import-untyped]

from labelled_data.table import Chunk
from models.coded_rows import coded_rows
from models.tier import Tier
from service.coded_file import Piece, Suggested, coded_file_format
from service.failures import worker_failure
from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame

if TYPE_CHECKING:
    from models.adaptation import Adaptation
    from models.suggester import Suggester

Pieces = Generator[tuple[int, Piece], None, None]
"""Rows and the piece they became, in the order of the file; to be closed by whoever takes them."""

_AHEAD = 2
"""Portions that wait for each worker; more would only fill memory."""
_PORTION_CHARACTERS = 2_000_000
"""Features of longer texts would need too much memory at once. Most chunks are far shorter."""
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Scoring:
    """What a worker needs to know: the bundle, and the file whose format the pieces take.

    A bundle that is bound to another frame than `frame`, if that is given, is refused. The model
    allows for the extract as `adaptation` says, if there is one.
    """

    bundle: Path
    target: Path
    frame: CodeFrame | None = None
    tier: Tier = "auto"
    adaptation: "Adaptation | None" = None


def processor_count() -> int:
    """The processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def score_here(scoring: Scoring, chunks: Iterator[Chunk]) -> Pieces:
    """The pieces of the chunks, scored in this process."""
    suggester = loaded(scoring)
    for ids, narratives in _portions(chunks):
        yield len(ids), _encoded(suggester, scoring.target, ids, narratives)


def score_in_workers(scoring: Scoring, chunks: Iterator[Chunk], jobs: int) -> Pieces:
    """The same pieces in the same order, scored by `jobs` processes.

    At most a few portions a worker are read ahead. Raises Refusal if a worker dies.
    """
    with _pool(jobs) as pool:
        waiting: deque[tuple[int, Future[Piece]]] = deque()
        for ids, narratives in _portions(chunks):
            if len(waiting) == jobs * _AHEAD:
                rows, piece = waiting.popleft()
                yield rows, piece.result()
            future = pool.submit(_encoded_by_worker, scoring, ids, narratives)
            waiting.append((len(ids), future))
        for rows, piece in waiting:
            yield rows, piece.result()


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    pool = ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_start_worker
    )
    try:
        with _one_thread_each():
            yield pool
    except BrokenProcessPool as error:
        raise Refusal(
            "a worker process was ended from outside, perhaps for want of memory, and nothing was "
            "written; run it again, with fewer --jobs if memory is short."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Workers started in the block calculate with one thread: there is one for each processor.

    It takes the environment, since thread pools are made when a worker first imports numpy.
    """
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent ends the others
    # The embedding's progress bar, never shown, would make a lock across processes, and Python
    # complains on stderr about the lock that a killed worker leaves behind.
    tqdm.set_lock(threading.RLock())
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # killed: nobody is left to ask this worker to end


def _portions(chunks: Iterator[Chunk]) -> Iterator[tuple[list[str], list[str]]]:
    """Ids and narratives that are scored together: those of a chunk, fewer where they are long."""
    for chunk in chunks:
        ids: list[str] = []
        narratives: list[str] = []
        characters = 0
        for row in chunk.narratives:
            characters += len(row.narrative)
            if ids and characters > _PORTION_CHARACTERS:
                yield ids, narratives
                ids, narratives, characters = [], [], len(row.narrative)
            ids.append(row.id)
            narratives.append(row.narrative)
        if ids:
            yield ids, narratives


def _encoded_by_worker(scoring: Scoring, ids: list[str], narratives: list[str]) -> Piece:
    try:
        return _encoded(_loaded_once(scoring), scoring.target, ids, narratives)
    except Refusal:
        raise
    except Exception as error:
        raise worker_failure(error) from error


def _encoded(suggester: "Suggester", target: Path, ids: list[str], narratives: list[str]) -> Piece:
    rows = coded_rows(suggester.frame, ids, suggester.score(narratives).facets)
    return coded_file_format(target).encode(Suggested(suggester.frame, suggester.model), rows)


def loaded(scoring: Scoring) -> "Suggester":
    """The model that scores."""
    from models.suggester import Suggester  # slow to import; a parent with workers seldom does

    suggester = Suggester.load(scoring.bundle, frame=scoring.frame, tier=scoring.tier)
    return suggester if scoring.adaptation is None else suggester.adapted(scoring.adaptation)


@lru_cache(maxsize=1)
def _loaded_once(scoring: Scoring) -> "Suggester":
    return loaded(scoring)
