"""Expectations: what a model answered when it was built, asked again whenever it is loaded.

The texts are labels and definitions of the frame, never narratives, so a bundle carries nobody's
report.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from models.coder import Coder
from models.manifest import Manifest
from models.tier import Tier
from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame

EXPECTATIONS_FILE = "expectations.json"
_TEXTS = 6
_TOLERANCE: dict[Tier, float] = {"fast": 0.002, "accurate": 0.02}
"""The encoder's whole numbers are rounded from sums that processors add up in their own order."""


def expectation_texts(frame: CodeFrame) -> list[str]:
    """A few texts of the frame, spread over its codes."""
    codes = [code for facet in frame.facets for code in facet.codes]
    chosen = np.linspace(0, len(codes) - 1, min(_TEXTS, len(codes))).astype(int)
    return [f"{codes[at].label}. {codes[at].definition}".strip() for at in chosen]


def write_expectations(directory: Path, coder: Coder) -> None:
    """Store what the coder answers now."""
    content = {
        tier: {facet: rows.round(5).tolist() for facet, rows in answers.items()}
        for tier, answers in _answers(coder).items()
    }
    (directory / EXPECTATIONS_FILE).write_text(json.dumps(content))


def check_expectations(directory: Path, coder: Coder, manifest: Manifest) -> None:
    """Ask again. Raises Refusal, naming the libraries, if an answer is off by more than a tier's
    tolerance.
    """
    stored = json.loads((directory / EXPECTATIONS_FILE).read_bytes())
    for tier, answers in _answers(coder).items():
        for facet, rows in answers.items():
            expected = np.array(stored[tier].get(facet), dtype=np.float32)
            off = float(np.abs(rows - expected).max()) if expected.shape == rows.shape else np.inf
            if not off <= _TOLERANCE[tier]:  # so that NaN is refused
                built_with = ", ".join(f"{name} {v}" for name, v in manifest.libraries.items())
                raise Refusal(
                    f"the model in {directory} no longer answers as it did when it was built "
                    f"({facet}, {tier} tier, is off by {off:.3f}); install what it was built with "
                    f"({built_with}) or train it again"
                )


def _answers(coder: Coder) -> dict[Tier, dict[str, np.ndarray]]:
    texts = expectation_texts(coder.frame)
    tiers: list[Tier] = [tier for tier in coder.tiers if tier != "auto"]
    return {tier: coder.probabilities(texts, tier) for tier in tiers}
