"""The manifest of a model bundle: what it is, what it learned from, and the hash of every file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from taxonomy.errors import Refusal

MANIFEST_FILE = "manifest.json"


class Manifest(BaseModel):
    """What stands in `manifest.json`.

    `metrics` is the evaluation report on out-of-fold predictions of the best tier, `tier`, as JSON;
    `other_tiers` maps the others to theirs. `files` maps each file of the bundle, by its path
    inside, to its SHA-256. `training_hash` is that of the coded table, and `data_note` what a
    reader of the figures should know of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    created: str
    frame_id: str
    frame_version: str
    frame_hash: str
    training_rows: int
    training_hash: str
    data_note: str = ""
    target_precision: float
    settings: dict[str, Any]
    libraries: dict[str, str]
    tier: str = "fast"
    metrics: dict[str, Any]
    other_tiers: dict[str, dict[str, Any]] = {}
    files: dict[str, str]
    content_hash: str = ""

    @property
    def model(self) -> str:
        """Name and version, as outputs show them."""
        return f"{self.name} {self.version}"

    @property
    def coverage(self) -> float | None:
        """How often a right code stands on its shortlist, 0 to 1; None if nothing was measured."""
        return self.settings.get("coverage")

    def sealed(self) -> Manifest:
        """The same with its content hash."""
        return self.model_copy(update={"content_hash": self._own_hash()})

    @property
    def is_sealed(self) -> bool:
        """Whether the content hash is that of the content."""
        return self.content_hash == self._own_hash()

    def _own_hash(self) -> str:
        content = self.model_dump(mode="json", exclude={"content_hash"})
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def read_manifest(directory: Path) -> Manifest:
    """The manifest of a bundle folder, its files not checked; for showing.

    Raises Refusal if the folder is no bundle or the manifest was changed.
    """
    path = directory / MANIFEST_FILE
    try:
        manifest = Manifest.model_validate(json.loads(path.read_bytes()))
    except FileNotFoundError:
        raise Refusal(
            f"{directory} is not a model bundle (no {MANIFEST_FILE}); "
            "name a folder that `incident-coder train` wrote"
        ) from None
    except OSError as error:
        raise Refusal(
            f"{path} cannot be read ({error.strerror}); name a folder that can be opened"
        ) from None
    except (ValueError, ValidationError):
        raise Refusal(
            f"{path} is damaged or of another version of incident-coder; "
            "restore the bundle from where it was built, or train it again"
        ) from None
    if not manifest.is_sealed:
        raise _changed(path)
    return manifest


def check_files(directory: Path, manifest: Manifest) -> None:
    """Compare every file with its hash. Raises Refusal naming the first that differs.

    Files that the manifest does not name are refused too, so nothing unchecked is ever read.
    """
    for name in bundle_files(directory) - manifest.files.keys():
        raise Refusal(f"{directory / name} does not belong to the bundle; take it out")
    for name, expected in manifest.files.items():
        path = directory / name
        if not path.resolve().is_relative_to(directory.resolve()):
            raise Refusal(
                f"{directory / MANIFEST_FILE} names {name!r} outside the bundle; restore it"
            )
        try:
            found = file_hash(path)
        except OSError:
            raise Refusal(
                f"{path} is missing from the bundle; restore it or train the model again"
            ) from None
        if found != expected:
            raise _changed(path)


def bundle_files(directory: Path) -> set[str]:
    """The files of a bundle folder by their paths inside, the manifest left out."""
    files = (path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix() for path in files} - {MANIFEST_FILE}


def _changed(path: Path) -> Refusal:
    return Refusal(
        f"{path} was changed since the bundle was built (its SHA-256 differs); "
        "restore the bundle from where it was built, or train it again"
    )


def file_hash(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
