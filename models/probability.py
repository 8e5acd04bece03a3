"""From logits to probabilities, by the cardinality of the facet."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from taxonomy.frame import Kind


def probabilities(logits: np.ndarray, kind: Kind) -> np.ndarray:
    """Probabilities of a facet's codes, same shape (narratives, codes) as the logits.

    A single facet's add up to 1 in each row (softmax); a multi facet's codes stand alone (sigmoid).
    """
    if kind == "multi":
        stands_alone: np.ndarray = expit(logits)
        return stands_alone
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    adds_up: np.ndarray = raised / raised.sum(axis=1, keepdims=True)
    return adds_up
