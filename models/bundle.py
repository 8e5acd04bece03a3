"""The model bundle on disk: a folder of hashed files, nothing in it that can run."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from safetensors import SafetensorError

from models.coder import Coder
from models.coder_files import read_coder, write_coder
from models.expectations import check_expectations, write_expectations
from models.manifest import (
    MANIFEST_FILE,
    Manifest,
    bundle_files,
    check_files,
    file_hash,
    read_manifest,
)
from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame

FRAME_FILE = "frame.json"
LIBRARIES = (
    "incident-coder",
    "numpy",
    "scipy",
    "scikit-learn",
    "model2vec",
    "onnxruntime",
    "tokenizers",
    "PyStemmer",
)


def default_bundle() -> Path:
    """The folder of the shipped model, trained on the shipped corpus by `make bundle`."""
    return Path(__file__).parent / "default"


def load_bundle(directory: Path, *, frame: CodeFrame | None = None) -> tuple[Coder, Manifest]:
    """Check every file's hash, then build the coder, then replay its expectations.

    Raises Refusal if a file is missing or changed, if `frame` is given and is not the one the model
    is bound to, or if the model no longer answers as it did.
    """
    manifest = read_manifest(directory)
    check_files(directory, manifest)
    own_frame = read_frame(directory, manifest)
    if frame is not None and frame.hash != own_frame.hash:
        raise Refusal(
            f"the model {manifest.model} in {directory} is bound to {own_frame.name} "
            f"({own_frame.hash[:12]}), not to {frame.name} ({frame.hash[:12]}); "
            "train it again with that frame, or leave the frame out"
        )
    try:
        coder = read_coder(directory, own_frame)
    except (KeyError, ValueError, IndexError, SafetensorError) as error:
        raise Refusal(
            f"{directory} does not hold what a bundle of this version of incident-coder holds "
            f"({type(error).__name__}); train the model again"
        ) from error
    check_expectations(directory, coder, manifest)
    return coder, manifest


def read_frame(directory: Path, manifest: Manifest) -> CodeFrame:
    """The frame that the model is bound to. Raises Refusal if the file is not that frame."""
    path = directory / FRAME_FILE
    try:
        frame = CodeFrame.from_dict(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refusal(f"{path} cannot be read; restore the bundle or train it again") from error
    if frame.hash != manifest.frame_hash:
        raise Refusal(f"{path} is not the frame of {manifest.model}; restore the bundle")
    return frame


def write_bundle(directory: Path, coder: Coder, manifest: Manifest) -> Manifest:
    """Write all files into an existing folder, and the manifest with their hashes last.

    The version is made of those hashes: another model has another version.
    """
    (directory / FRAME_FILE).write_text(json.dumps(coder.frame.to_dict()))
    write_coder(directory, coder)
    write_expectations(directory, coder)
    files = {name: file_hash(directory / name) for name in sorted(bundle_files(directory))}
    version = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:8]
    manifest = manifest.model_copy(update={"files": files, "version": version}).sealed()
    (directory / MANIFEST_FILE).write_text(manifest.model_dump_json(indent=1) + "\n")
    return manifest


def library_versions() -> dict[str, str]:
    """Versions of the libraries that a model's answers depend on."""
    return {name: version(name) for name in LIBRARIES}
