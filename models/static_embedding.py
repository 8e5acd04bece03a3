"""Static word-piece embeddings: a narrative's meaning as the mean of its pieces' vectors."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from model2vec import StaticModel

EMBEDDING_SHARE = 0.8
"""Length of the embedding beside a word block of length 1."""

# A forked tokenizer pool deadlocks, and batch scoring already has a process a core.
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def shipped_embedding() -> Path:
    """The folder of the shipped embedding, distilled from all-MiniLM-L6-v2 by `make embedding`."""
    return Path(__file__).parent / "embedding"


class StaticEmbedding:
    """A model2vec folder, loaded; turns narratives into rows of a dense matrix."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._model = StaticModel.from_pretrained(folder)
        self.width: int = self._model.dim

    def matrix(self, narratives: Sequence[str]) -> np.ndarray:
        """Embeddings, float32 (narratives, width), rows of length `EMBEDDING_SHARE`.

        A narrative without a known word piece is a row of zeros.
        """
        rows = self._model.encode(list(narratives), max_length=None, use_multiprocessing=False)
        rows = rows.astype(np.float32, copy=False)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        scaled: np.ndarray = rows * (EMBEDDING_SHARE / np.maximum(lengths, 1e-9))
        return scaled
