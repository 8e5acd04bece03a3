"""Where commands write: results on stdout, progress and messages on stderr."""

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_PIPED_WIDTH = 140
"""Columns of a table that goes to a file or another program."""


def output() -> "Console":
    """Stdout. Made afresh for each command, since a test may have replaced the stream."""
    return _console(on_stderr=False)


def messages() -> "Console":
    """Stderr."""
    return _console(on_stderr=True)


def _console(*, on_stderr: bool) -> "Console":
    """A console that prints texts as they are: labels and paths may hold `[a]` or `:b:`."""
    from rich.console import Console  # slow to import, and not needed for help

    stream = sys.stderr if on_stderr else sys.stdout
    return Console(
        stderr=on_stderr,
        width=None if _has_width(stream) else _PIPED_WIDTH,
        markup=False,
        emoji=False,
        highlight=False,
    )


def _has_width(stream: object) -> bool:
    is_terminal = getattr(stream, "isatty", bool)
    return bool(is_terminal()) or "COLUMNS" in os.environ
