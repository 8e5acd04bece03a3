"""The encoder: a small transformer fine-tuned on the coding task, run through onnxruntime.

It reads a narrative as word pieces in context. Each code looks at the pieces with an attention of
its own (Mullenbach et al. 2018, CAML), so a logit is a sum over pieces and says which carried it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"


@dataclass(frozen=True, slots=True)
class PieceWeights:
    """What each word piece of one narrative adds to each code's logit.

    `offsets` (pieces, 2) are characters of the narrative; `weights` float32 (pieces, codes): how
    much lower the logit would be without the piece, the others' attention growing in its place.
    """

    offsets: np.ndarray
    weights: np.ndarray


class Encoder:
    """An encoder folder, loaded. Safe to share between threads.

    It calculates with OMP_NUM_THREADS threads, as numpy does, or with one a processor.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS", "0"))
        options.log_severity_level = 3
        # Narratives differ in length: memory kept for each shape would only grow.
        options.enable_mem_pattern = False
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            (folder / MODEL_FILE).read_bytes(), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizing = threading.Lock()  # a tokenizer can be borrowed by one thread at a time

    def logits(self, narratives: Sequence[str]) -> np.ndarray:
        """Logits, float32 (narratives, codes), not calibrated.

        Narratives are run one by one: the file's whole numbers are scaled to each run, so in a
        batch a narrative's answer would depend on its neighbours, and padding would cost as much
        as batching saves.
        """
        return np.vstack([self._run(["logits"], found)[0] for found in self._encode(narratives)])

    def piece_weights(self, narrative: str) -> PieceWeights:
        """Which pieces carry which code. Pieces past the encoder's reach weigh nothing."""
        (encoding,) = self._encode([narrative])
        values, attention = self._run(["values", "attention"], encoding)
        parts = attention[0] * values[0]
        weights = (parts - attention[0] * parts.sum(axis=0)) / np.maximum(1 - attention[0], 1e-6)
        real = np.array([not special for special in encoding.special_tokens_mask])
        return PieceWeights(np.array(encoding.offsets)[real], weights[real])

    def _encode(self, narratives: Sequence[str]) -> list[Encoding]:
        with self._tokenizing:
            encodings: list[Encoding] = self._tokenizer.encode_batch(list(narratives))
        return encodings

    def _run(self, outputs: list[str], encoding: Encoding) -> list[np.ndarray]:
        pieces = np.array([encoding.ids], dtype=np.int64)
        found: list[np.ndarray] = self._session.run(
            outputs, {"pieces": pieces, "mask": np.ones_like(pieces)}
        )
        return found
