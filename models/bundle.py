"""The model bundle on disk: a folder of hashed files, nothing in it that can run."""

from __future__ import annotations

import hashlib
import json
import shutil
from importlib.metadata import version
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from models.coder import Coder
from models.decision import DecisionRule, FrameLimits
from models.expectations import check_expectations, write_expectations
from models.linear_coder import LinearCoder
from models.manifest import (
    MANIFEST_FILE,
    Manifest,
    bundle_files,
    check_files,
    file_hash,
    read_manifest,
)
from models.static_embedding import StaticEmbedding
from models.text_features import TextFeatures
from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame

FRAME_FILE = "frame.json"
VOCABULARY_FILE = "vocabulary.json"
WEIGHTS_FILE = "weights.safetensors"
EMBEDDING_FOLDER = "embedding"
LIBRARIES = (
    "incident-coder",
    "numpy",
    "scipy",
    "scikit-learn",
    "model2vec",
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
        coder = _read_coder(directory, own_frame)
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
    vocabulary = {"stems": coder.text.stems, "grams": coder.text.grams}
    (directory / VOCABULARY_FILE).write_text(json.dumps(vocabulary))
    rules = [coder.rules[facet.id] for facet in coder.frame.facets]
    save_file(
        {
            "pairs": coder.text.pairs,
            "word_idf": coder.text.word_idf,
            "gram_idf": coder.text.gram_idf,
            "text_weights": np.ascontiguousarray(coder.linear.text_weights),
            "step": coder.linear.step,
            "embedding_weights": np.ascontiguousarray(coder.linear.embedding_weights),
            "intercepts": coder.linear.intercepts,
            "thresholds": np.concatenate([rule.thresholds for rule in rules]),
            "accept_from": np.array([rule.accept_from for rule in rules]),
        },
        directory / WEIGHTS_FILE,
    )
    (directory / WEIGHTS_FILE).chmod(0o644)  # safetensors makes it readable by its owner alone
    shutil.copytree(coder.embedding.folder, directory / EMBEDDING_FOLDER, dirs_exist_ok=True)
    write_expectations(directory, coder)
    files = {name: file_hash(directory / name) for name in sorted(bundle_files(directory))}
    version = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:8]
    manifest = manifest.model_copy(update={"files": files, "version": version}).sealed()
    (directory / MANIFEST_FILE).write_text(manifest.model_dump_json(indent=1) + "\n")
    return manifest


def library_versions() -> dict[str, str]:
    """Versions of the libraries that a model's answers depend on."""
    return {name: version(name) for name in LIBRARIES}


def _read_coder(directory: Path, frame: CodeFrame) -> Coder:
    vocabulary = json.loads((directory / VOCABULARY_FILE).read_bytes())
    weights = load_file(directory / WEIGHTS_FILE)
    text = TextFeatures(
        stems=tuple(vocabulary["stems"]),
        pairs=weights["pairs"],
        grams=tuple(vocabulary["grams"]),
        word_idf=weights["word_idf"],
        gram_idf=weights["gram_idf"],
    )
    linear = LinearCoder(
        text_weights=weights["text_weights"],
        step=weights["step"],
        embedding_weights=weights["embedding_weights"],
        intercepts=weights["intercepts"],
    )
    ends = np.cumsum([len(facet.codes) for facet in frame.facets])[:-1]
    thresholds = np.split(weights["thresholds"], ends)
    rules = {
        facet.id: DecisionRule(FrameLimits.of(frame, facet), cuts, float(accept_from))
        for facet, cuts, accept_from in zip(
            frame.facets, thresholds, weights["accept_from"], strict=True
        )
    }
    return Coder(frame, text, StaticEmbedding(directory / EMBEDDING_FOLDER), linear, rules)
