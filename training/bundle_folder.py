"""The folder a bundle is written to: it appears whole or not at all."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from models.manifest import MANIFEST_FILE
from taxonomy.errors import Refusal


def check_target(out: Path) -> None:
    """Raise Refusal if a bundle cannot be written here, or something else stands here."""
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not _is_bundle(out)):
        raise Refusal(f"{out} exists and is no model bundle; name a new folder")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out.parent):
            pass
    except OSError as error:
        reason = error.strerror
        raise Refusal(f"{out} cannot be written ({reason}); name another folder") from error


@contextmanager
def bundle_folder(out: Path) -> Iterator[Path]:
    """A folder beside `out` that takes its place when the block ends well.

    After an exception it is removed, and a bundle that stood at `out` still stands there.
    """
    check_target(out)
    building = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    building.mkdir()
    try:
        yield building
        check_target(out)
        _replace(building, out)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _replace(built: Path, out: Path) -> None:
    old = out.with_name(f".{out.name}.{secrets.token_hex(4)}.old")
    with suppress(FileNotFoundError):
        out.rename(old)
    try:
        built.rename(out)
    except OSError:
        with suppress(FileNotFoundError):
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _is_bundle(folder: Path) -> bool:
    return (folder / MANIFEST_FILE).exists()
