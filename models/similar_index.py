"""An index of coded incidents on disk: a folder of hashed files, nothing in it that can run.

Incidents behind a wall have vectors in a file of their own, one for each submitter, and the others
in one for all. A search opens the file for all and that of who asks, so no other can be reached.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from models.manifest import file_hash
from models.narrative_vectors import vectors_hash
from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame

INDEX_FILE = "index.json"
FRAME_FILE = "frame.json"
RECORDS_FILE = "incidents.arrow"

FileName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.[a-z]+$")]


class Compartment(BaseModel):
    """The vectors of one submitter's walled incidents; `submitter` None: of those for all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    submitter: str | None
    file: FileName
    narratives: Annotated[int, Field(ge=1)]


class IndexManifest(BaseModel):
    """What stands in `index.json`. `files` maps the name of each file to its SHA-256."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    created: str
    frame_id: str
    frame_version: str
    frame_hash: str
    vectors_hash: str
    incidents: Annotated[int, Field(ge=1)]
    compartments: list[Compartment]
    files: dict[FileName, str]
    content_hash: str = ""

    def sealed(self) -> IndexManifest:
        """The same with its content hash."""
        return self.model_copy(update={"content_hash": self._own_hash()})

    @property
    def is_sealed(self) -> bool:
        """Whether the content hash is that of the content."""
        return self.content_hash == self._own_hash()

    def _own_hash(self) -> str:
        content = self.model_dump(mode="json", exclude={"content_hash"})
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def write_manifest(
    folder: Path, frame: CodeFrame, compartments: list[Compartment], incidents: int
) -> IndexManifest:
    """Write the frame, and last the manifest with the hash of every file."""
    (folder / FRAME_FILE).write_text(json.dumps(frame.to_dict()))
    manifest = IndexManifest(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        frame_id=frame.id,
        frame_version=frame.version,
        frame_hash=frame.hash,
        vectors_hash=vectors_hash(),
        incidents=incidents,
        compartments=compartments,
        files={path.name: file_hash(path) for path in sorted(folder.iterdir())},
    ).sealed()
    (folder / INDEX_FILE).write_text(manifest.model_dump_json(indent=1) + "\n")
    return manifest


@dataclass(frozen=True)
class CheckedIndex:
    """A folder whose every file is as it was written, its manifest and its frame."""

    folder: Path
    manifest: IndexManifest
    frame: CodeFrame


def check_index(folder: Path, *, frame: CodeFrame | None = None) -> CheckedIndex:
    """Compare every file with its hash before anything is read from it.

    Raises Refusal if a file is missing or changed, if vectors are made differently now, or if the
    codes are not those of `frame`, where one is given.
    """
    manifest = _read_manifest(folder)
    for name, expected in manifest.files.items():
        try:
            found = file_hash(folder / name)
        except OSError:
            raise Refusal(
                f"{folder / name} is missing from the index; restore it or build the index again"
            ) from None
        if found != expected:
            raise _changed(folder / name)
    if manifest.vectors_hash != vectors_hash():
        raise Refusal(
            f"the index {folder} compares narratives in another way than this version of "
            "incident-coder; build it again"
        )
    own = _read_frame(folder / FRAME_FILE, manifest)
    if frame is not None and frame.hash != own.hash:
        raise Refusal(
            f"the incidents in {folder} are coded in {own.name} ({own.hash[:12]}), not in "
            f"{frame.name} ({frame.hash[:12]}); build an index of codings in that frame"
        )
    return CheckedIndex(folder, manifest, own)


def _read_manifest(folder: Path) -> IndexManifest:
    path = folder / INDEX_FILE
    try:
        manifest = IndexManifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise Refusal(
            f"{folder} is no index of coded incidents (no {INDEX_FILE}); "
            "name a folder that `incident-coder similar build` wrote"
        ) from None
    except OSError as error:
        raise Refusal(
            f"{path} cannot be read ({error.strerror}); name a folder that can be opened"
        ) from None
    except ValidationError:
        raise Refusal(
            f"{path} is damaged or of another version of incident-coder; build the index again"
        ) from None
    named = {RECORDS_FILE, FRAME_FILE, *(one.file for one in manifest.compartments)}
    if not manifest.is_sealed or not named <= manifest.files.keys():
        raise _changed(path)
    return manifest


def _read_frame(path: Path, manifest: IndexManifest) -> CodeFrame:
    try:
        frame = CodeFrame.from_dict(json.loads(path.read_bytes()))
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal(f"{path} cannot be read; build the index again") from error
    if frame.hash != manifest.frame_hash:
        raise _changed(path)
    return frame


def _changed(path: Path) -> Refusal:
    return Refusal(
        f"{path} was changed since the index was built (its SHA-256 differs); "
        "restore it from where it was built, or build the index again"
    )
