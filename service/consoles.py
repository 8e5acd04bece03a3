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
    from rich.console import Console  # slow to import, and not needed for help

    return Console(highlight=False, width=None if _has_width(sys.stdout) else _PIPED_WIDTH)


def messages() -> "Console":
    """Stderr."""
    from rich.console import Console

    return Console(
        stderr=True, highlight=False, width=None if _has_width(sys.stderr) else _PIPED_WIDTH
    )


def _has_width(stream: object) -> bool:
    is_terminal = getattr(stream, "isatty", bool)
    return bool(is_terminal()) or "COLUMNS" in os.environ
