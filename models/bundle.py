"""The model bundle on disk: a folder of hashed files, nothing in it that can run."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import version
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from models.coder import Coder
from models.decision import DecisionRule, always_refer_mask
from models.expectations import check_expectations, write_expectations
from models.linear_coder import LinearCoder
from models.manifest import MANIFEST_FILE, Manifest, check_files, file_hash, read_manifest
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
    own_frame = CodeFrame.from_dict(json.loads((directory / FRAME_FILE).read_bytes()))
    if own_frame.hash != manifest.frame_hash:
        raise Refusal(f"{directory / FRAME_FILE} is not the frame of {manifest.model}; restore it")
    if frame is not None and frame.hash != own_frame.hash:
        raise Refusal(
            f"the model {manifest.model} in {directory} is bound to {own_frame.name} "
            f"({own_frame.hash[:12]}), not to {frame.name} ({frame.hash[:12]}); "
            "train it again with that frame, or leave the frame out"
        )
    coder = _read_coder(directory, own_frame)
    check_expectations(directory, coder, manifest)
    return coder, manifest


def write_bundle(directory: Path, coder: Coder, manifest: Manifest) -> Manifest:
    """Write all files into an existing folder, and the manifest with their hashes last."""
    (directory / FRAME_FILE).write_text(json.dumps(coder.frame.to_dict(), ensure_ascii=False))
    vocabulary = {"stems": coder.text.stems, "grams": coder.text.grams}
    (directory / VOCABULARY_FILE).write_text(json.dumps(vocabulary, ensure_ascii=False))
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
    files = sorted(path for path in directory.rglob("*") if path.is_file())
    hashed = {path.relative_to(directory).as_posix(): file_hash(path) for path in files}
    hashed.pop(MANIFEST_FILE, None)
    manifest = manifest.model_copy(update={"files": hashed})
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
        facet.id: DecisionRule(facet.kind, cuts, float(accept_from), always_refer_mask(facet))
        for facet, cuts, accept_from in zip(
            frame.facets, thresholds, weights["accept_from"], strict=True
        )
    }
    return Coder(frame, text, StaticEmbedding(directory / EMBEDDING_FOLDER), linear, rules)
