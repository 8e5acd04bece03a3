"""The lines of a text file that may be compressed, decoded as UTF-8."""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from taxonomy.errors import Refusal

_BOM = b"\xef\xbb\xbf"
LONGEST_LINE = 128 * 2**20
"""Bytes. A longer line means that the file is not a table; it is not read into memory."""


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of `path`, decompressed if it ends in `.gz`.

    Raises Refusal, also from inside the `with` block, when the compressed bytes are damaged.
    """
    with path.open("rb") as raw:
        if path.suffix.lower() != ".gz":
            yield raw
            return
        try:
            # GzipFile reads lines in Python; the buffer around it reads them in C.
            yield io.BufferedReader(gzip.GzipFile(fileobj=raw), 1 << 18)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise Refusal(
                f"{path} is cut short or damaged (its gzip stream does not end as it should); "
                "copy or export it again."
            ) from error


def text_lines(lines: BinaryIO, file: str) -> Iterator[str]:
    """Lines split at newline bytes only, endings kept, a byte order mark dropped.

    Raises UnicodeDecodeError, at the line that is not UTF-8; Refusal for an endless line.
    """
    first = True
    while line := lines.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise Refusal(
                f"{file} has a line of more than {LONGEST_LINE // 2**20} MB and is not a table of "
                "narratives; check what was exported."
            )
        yield (line.removeprefix(_BOM) if first else line).decode()
        first = False


def not_utf8(file: str, row: int) -> Refusal:
    """The refusal of a file whose row `row` cannot be decoded."""
    return Refusal(
        f"row {row} of {file} is not UTF-8; save the file as UTF-8 "
        "('CSV UTF-8' in a spreadsheet program)."
    )
