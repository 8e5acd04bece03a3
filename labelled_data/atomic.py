"""Files that appear whole or not at all."""

import gzip
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from taxonomy.errors import Refusal


@contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """A temporary path in the folder of `path`, renamed to it when the block ends well.

    After an exception the temporary file is removed and whatever stood at `path` is untouched.
    Raises Refusal if the folder does not exist or cannot be written.
    """
    target = Path(os.path.realpath(path))  # a link is written through, not replaced
    if target.is_dir():
        raise Refusal(f"{path} is a folder; name a file.")
    if not target.parent.is_dir():
        raise Refusal(f"the folder of {path} does not exist; create it first.")
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        temporary.touch(exist_ok=False)
    except OSError as error:
        raise Refusal(
            f"{path} cannot be written ({error.strerror}); choose another folder."
        ) from error
    try:
        yield temporary
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def atomic_writer(path: str | Path) -> Iterator[TextIO]:
    """A UTF-8 text file that takes its name when the block ends well; see `atomic_path`.

    Line endings are written as given. Compressed if `path` ends in `.gz`, without a time stamp, so
    that the same text gives the same bytes.
    """
    compressed = str(path).lower().endswith(".gz")
    with atomic_path(path) as temporary, temporary.open("wb") as raw:
        if not compressed:
            with io.TextIOWrapper(raw, encoding="utf-8", newline="") as file:
                yield file
            return
        with (
            gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed,
            io.TextIOWrapper(packed, encoding="utf-8", newline="") as file,
        ):
            yield file
