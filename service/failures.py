"""Failures that are nobody's bad input, said without a narrative, and stops by signal."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

_ROOT = Path(__file__).parents[1]
_ROOMS = ("taxonomy", "labelled_data", "models", "evaluation", "training", "service")


class Stopped(BaseException):
    """Ctrl-C or a request to end: unwinds through everything that cleans up after itself."""


class WorkerFailure(Exception):  # noqa: N818  (a failure that happened elsewhere)
    """An unexpected error of a worker process: the kind of error and its place, nothing else.

    It is made in the worker, since an exception loses its traceback on the way to the parent.
    """

    def __init__(self, kind: str, place: str) -> None:
        super().__init__(kind, place)
        self.kind = kind
        self.place = place


def full_sentence(text: str) -> str:
    """`text` with exactly one full stop at its end."""
    return f"{text.rstrip('. ')}."


def worker_failure(error: Exception) -> WorkerFailure:
    """What a worker reports of an unexpected error."""
    return WorkerFailure(type(error).__name__, place_of(error))


def unexpected(error: Exception, command: str) -> str:
    """One sentence on an error nobody foresaw, without its message, which may quote a narrative."""
    if isinstance(error, WorkerFailure):
        kind, place = error.kind, error.place
    else:
        kind, place = type(error).__name__, place_of(error)
    return (
        f"{command} failed unexpectedly ({kind} in {place}); "
        f"run it as `{command.replace(' ', ' --debug ', 1)}` for the technical detail."
    )


def place_of(error: BaseException) -> str:
    """Where in this project an error arose, `models/bundle.py line 12`."""
    place = "an unknown place"
    own = ""
    traceback = error.__traceback__
    while traceback is not None:
        file = Path(traceback.tb_frame.f_code.co_filename)
        place = f"{file.name} line {traceback.tb_lineno}"
        if file.is_relative_to(_ROOT):
            inside = file.relative_to(_ROOT)
            if inside.parts[0] in _ROOMS:
                own = f"{inside.as_posix()} line {traceback.tb_lineno}"
        traceback = traceback.tb_next
    return own or place


@contextmanager
def stops_by_signal() -> Iterator[None]:
    """Within the block, SIGINT and SIGTERM raise Stopped, so that temporary files are removed."""
    stops = (signal.SIGINT, signal.SIGTERM)
    try:
        before = [signal.signal(number, _stop) for number in stops]
    except ValueError:  # not the main thread, which alone receives signals
        yield
        return
    try:
        yield
    finally:
        for number, previous in zip(stops, before, strict=True):
            signal.signal(number, previous)


def _stop(number: int, frame: FrameType | None) -> None:
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_IGN)  # a second one would stop the cleaning up
    raise Stopped
