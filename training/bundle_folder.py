"""The folder a bundle is written to: it appears whole or not at all."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from models.manifest import MANIFEST_FILE
from taxonomy.errors import Refusal


def check_target(
    out: Path, *, manifest_file: str = MANIFEST_FILE, kind: str = "model bundle"
) -> None:
    """Raise Refusal if a bundle cannot be written here, or something else stands here."""
    is_own = (out / manifest_file).exists()
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not is_own):
        raise Refusal(f"{out} exists and is no {kind}; name a new folder")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out.parent):
            pass
    except OSError as error:
        reason = error.strerror
        raise Refusal(f"{out} cannot be written ({reason}); name another folder") from error


@contextmanager
def bundle_folder(
    out: Path, *, manifest_file: str = MANIFEST_FILE, kind: str = "model bundle"
) -> Iterator[Path]:
    """A folder beside `out` that takes its place when the block ends well.

    After an exception it is removed, and a bundle that stood at `out` still stands there. Folders
    of another `kind` are known by their own `manifest_file`.
    """
    check_target(out, manifest_file=manifest_file, kind=kind)
    building = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    building.mkdir()
    try:
        yield building
        check_target(out, manifest_file=manifest_file, kind=kind)
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
