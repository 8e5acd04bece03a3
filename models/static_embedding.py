"""Static embeddings: a narrative's meaning as the mean of its words' vectors."""

import os
import threading
from pathlib import Path

import numpy as np
from model2vec.model import StaticModel
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from models.words import Words

EMBEDDING_SHARE = 0.8
"""Length of the embedding beside a word block of length 1."""

_REMEMBERED_WORDS = 50_000

# A forked tokenizer pool deadlocks, and batch scoring already has a process a core.
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def shipped_embedding() -> Path:
    """The folder of the shipped embedding, distilled from all-MiniLM-L6-v2 by `make embedding`."""
    return Path(__file__).parent / "embedding"


class StaticEmbedding:
    """A model2vec folder, loaded; turns cut narratives into rows of a dense matrix."""

    def __init__(self, folder: Path) -> None:
        # Put together here: model2vec's own loader brings in the hub's client, which is slow to
        # import and has no business in a service that never asks a hub.
        self.folder = folder
        vectors = load_file(folder / "model.safetensors")["embeddings"]
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._model = StaticModel(vectors, tokenizer)
        self._encoding = threading.Lock()  # a tokenizer can be borrowed by one thread at a time
        self._remembered: dict[str, np.ndarray] = {}
        self.width: int = vectors.shape[1]

    def matrix(self, words: Words) -> np.ndarray:
        """Embeddings, float32 (narratives, width), rows of length `EMBEDDING_SHARE`.

        A narrative without a known word piece is a row of zeros.
        """
        rows: np.ndarray = words.counts() @ self._vectors(words.distinct)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows *= EMBEDDING_SHARE / np.maximum(lengths, 1e-9)
        return rows

    def _vectors(self, distinct: list[str]) -> np.ndarray:
        """Vectors of words, float32 (words, width): the mean of a word's pieces."""
        if len(self._remembered) > _REMEMBERED_WORDS:
            self._remembered = {}
        remembered = self._remembered  # another thread may start a new one meanwhile
        new = [word for word in distinct if word not in remembered]
        if new:
            with self._encoding:
                encoded = self._model.encode(new, use_multiprocessing=False).astype(np.float32)
            remembered.update(zip(new, encoded, strict=True))
        vectors = np.empty((len(distinct), self.width), dtype=np.float32)
        for at, word in enumerate(distinct):
            vectors[at] = remembered[word]
        return vectors
