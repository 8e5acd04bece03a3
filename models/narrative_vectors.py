"""Narrative vectors: incidents that read alike, and that coders code alike, lie close together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from models.manifest import file_hash
from models.static_embedding import EMBEDDING_SHARE, StaticEmbedding, shipped_embedding
from models.text_features import TextFeatures
from models.words import Words, cut

STEMS_FILE = "stems.json"
WEIGHTS_FILE = "weights.safetensors"
MEANING_SHARE = 0.5
"""Length of the embedding's block beside the blocks of wording and of coding, which have 1."""

_WEIGHTS = ("wording", "centre", "common", "coding_stems", "coding_meaning", "turn")


def shipped_vectors() -> Path:
    """The folder of the shipped projections, which `python -m training.narrative_vectors` wrote."""
    return Path(__file__).parent / "nearness"


@dataclass(frozen=True)
class NarrativeVectors:
    """Three views of a narrative, turned together into one short vector.

    Wording: the stems of `text` weighted by TF-IDF, projected by `wording` (stems, w). Meaning: the
    static embedding less its `centre` (e,) and its `common` directions (c, e). Coding: what
    `coding_stems` (stems, codes) and `coding_meaning` (e, codes) say that a narrative tells a
    coder. `turn` (w + e + codes, width) keeps the directions in which narratives reach furthest.
    """

    embedding: StaticEmbedding
    text: TextFeatures
    wording: np.ndarray
    centre: np.ndarray
    common: np.ndarray
    coding_stems: np.ndarray
    coding_meaning: np.ndarray
    turn: np.ndarray

    @classmethod
    def load(cls, folder: Path | None = None) -> NarrativeVectors:
        """Read a folder that `save` wrote, by default the shipped one."""
        folder = shipped_vectors() if folder is None else folder
        weights = {
            name: matrix.astype(np.float32)
            for name, matrix in load_file(folder / WEIGHTS_FILE).items()
        }
        stems = json.loads((folder / STEMS_FILE).read_bytes())
        text = stems_alone(stems, weights.pop("idf"))
        return cls(StaticEmbedding(shipped_embedding()), text, **weights)

    def save(self, folder: Path) -> None:
        """Write stems and weights, these in half precision; the embedding stays where it is."""
        weights = {name: getattr(self, name) for name in _WEIGHTS} | {"idf": self.text.word_idf}
        half = {name: np.ascontiguousarray(rows, np.float16) for name, rows in weights.items()}
        folder.mkdir(exist_ok=True)
        (folder / STEMS_FILE).write_text(json.dumps(self.text.stems))
        save_file(half, folder / WEIGHTS_FILE)
        (folder / WEIGHTS_FILE).chmod(0o644)  # safetensors makes it readable by its owner alone

    @property
    def width(self) -> int:
        """Dimensions of a vector."""
        return int(self.turn.shape[1])

    def matrix(self, narratives: Sequence[str]) -> np.ndarray:
        """Vectors, int8 (narratives, width), for comparing by cosine; no known word gives zeros."""
        turned = self.views(cut(narratives)) @ self.turn
        largest = np.abs(turned).max(axis=1, keepdims=True)
        rows: np.ndarray = np.rint(turned * (127 / np.maximum(largest, 1e-9))).astype(np.int8)
        return rows

    def views(self, words: Words) -> np.ndarray:
        """Wording, meaning and coding side by side, float32 (narratives, w + e + codes)."""
        by_stem = self.text.matrix(words)
        meaning = self.meaning(self.embedding.matrix(words))
        return np.hstack(
            [
                unit_rows(by_stem @ self.wording),
                MEANING_SHARE * meaning,
                unit_rows(by_stem @ self.coding_stems + meaning @ self.coding_meaning),
            ]
        )

    def meaning(self, embedded: np.ndarray) -> np.ndarray:
        """Embeddings less what all narratives share, rows of length 1; zeros stay zeros."""
        known = embedded.any(axis=1, keepdims=True)
        rows = (embedded / EMBEDDING_SHARE - self.centre) * known
        return unit_rows(rows - rows @ self.common.T @ self.common)


def vectors_hash(folder: Path | None = None) -> str:
    """SHA-256 over the files that vectors depend on: vectors of another hash do not compare."""
    folder = shipped_vectors() if folder is None else folder
    read = [folder / STEMS_FILE, folder / WEIGHTS_FILE]
    read += [shipped_embedding() / name for name in ("model.safetensors", "tokenizer.json")]
    return hashlib.sha256("".join(map(file_hash, read)).encode()).hexdigest()


def stems_alone(stems: Sequence[str], idf: np.ndarray) -> TextFeatures:
    """Text features without pairs and character n-grams."""
    return TextFeatures(tuple(stems), np.empty(0, np.int64), (), idf, np.empty(0, np.float32))


def unit_rows(rows: np.ndarray) -> np.ndarray:
    """Rows of length 1; rows of zeros as they are."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: np.ndarray = rows / np.maximum(lengths, 1e-9)
    return unit
