"""The linear coder: one sparse product gives the logits of every code of every facet."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

_STEPS = 127


@dataclass(frozen=True)
class LinearCoder:
    """Weights of all codes side by side, columns in the frame's order.

    `text_weights` int8 (features, codes) are whole steps of `step` (codes,); `embedding_weights`
    float32 (embedding width, codes); `intercepts` (codes,).
    """

    text_weights: np.ndarray
    step: np.ndarray
    embedding_weights: np.ndarray
    intercepts: np.ndarray
    _full: np.ndarray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        full = self.text_weights.astype(np.float32) * self.step
        object.__setattr__(self, "_full", full)

    def logits(self, text: sp.csr_matrix, embedding: np.ndarray) -> np.ndarray:
        """Calibrated logits, float32 (narratives, codes), for `models.probability`."""
        logits: np.ndarray = text @ self._full + embedding @ self.embedding_weights
        logits += self.intercepts
        return logits

    def weights_of(self, code: int) -> np.ndarray:
        """The text weights of one code (by column), float32 (features,)."""
        column: np.ndarray = self._full[:, code]
        return column


def quantised(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights (features, codes) as int8 steps and the size of a step per code (codes,).

    A quarter of the size at no measurable loss: a step is a 127th of the code's largest weight.
    """
    step = (np.abs(weights).max(axis=0, initial=0) / _STEPS).astype(np.float32)
    step[step == 0] = 1
    return np.rint(weights / step).astype(np.int8), step


def strongest_rows(weights: np.ndarray, values: np.ndarray, *, most: int) -> np.ndarray:
    """Weights (features, codes) with all but the strongest rows set to 0.

    A row's strength is the length of its weights times the feature's usual value (features,).
    """
    strength = np.linalg.norm(weights, axis=1) * values
    weak = np.argsort(-strength, kind="stable")[most:]
    kept = weights.copy()
    kept[weak] = 0
    return kept
