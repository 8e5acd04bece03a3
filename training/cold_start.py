"""A cold start: a model made of a frame's own words, before anything has been coded.

A narrative is compared with the label and definition of every code: shared words, pairs and
n-grams, and beside them the static embedding, less what all texts of the frame have in common. The
comparison is linear in the narrative, so that what comes out is a coder like any other.

Definitions do not say how common a code is, nor how people write. So the probabilities rest on a
prior that is flat: any code of a facet is as likely as any other, and a narrative has
`CODES_A_NARRATIVE` of a facet that takes several. Nothing is accepted; all goes to a person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from evaluation.report import evaluate
from labelled_data.table import CodedTable
from models.bundle import library_versions, load_bundle, write_bundle
from models.coder import Coder, facet_columns
from models.decision import DecisionRule, FrameLimits
from models.linear_coder import LinearCoder, quantised
from models.manifest import Manifest
from models.readout import Readout
from models.static_embedding import EMBEDDING_SHARE, StaticEmbedding, shipped_embedding
from models.words import cut
from taxonomy.frame import Code, CodeFrame, Facet
from training.bundle_folder import bundle_folder, check_target
from training.settings import TrainingSettings
from training.vocabulary import fit_text_features

CODES_A_NARRATIVE = 1.5
"""How many codes of a facet that takes several a narrative is taken to have."""

MEANING_SHARE = 0.1
"""Length of the embedding beside a word block of length 1: more of it blurs what words tell."""

STEEPNESS = 10.0
"""What a likeness of 1 adds to a code's log odds. Measured on the shipped corpus and on six public
sets of coded reports, with or without definitions; a frame alone cannot tell."""

_CUT = 0.5
_MOST_COMPARED = 1000
"""Texts of the frame that its codes are compared with, spread over it."""


def train_from_definitions(
    frame: CodeFrame, *, name: str, out: Path, on_step: Callable[[str], None] = lambda step: None
) -> Manifest:
    """Make a model of the frame alone and write its bundle to `out`, whole or not at all.

    Raises Refusal if `out` holds something other than a bundle.
    """
    check_target(out)
    on_step(f"reading the definitions of {frame.name}")
    coder = coder_from_definitions(frame)
    on_step("writing the bundle")
    with bundle_folder(out) as building:
        written = write_bundle(building, coder, _manifest(frame, name))
        load_bundle(building)  # once, as a user would
    return written


def coder_from_definitions(frame: CodeFrame) -> Coder:
    """A coder that knows nothing but the frame."""
    texts = [code_text(code) for facet in frame.facets for code in facet.codes]
    words = cut(texts)
    text = fit_text_features(texts, replace(TrainingSettings(), least_narratives=1))
    embedding = StaticEmbedding(shipped_embedding())
    wording, embedded = text.matrix(words), embedding.matrix(words) / EMBEDDING_SHARE
    common = embedded.mean(axis=0)
    known = embedded.any(axis=1, keepdims=True)  # nothing is like a text without words
    meaning = _directions((embedded - common) * known) * MEANING_SHARE
    some = np.unique(np.linspace(0, len(texts) - 1, _MOST_COMPARED).astype(int))
    likeness = (wording[some] @ wording.T).toarray() + (embedded[some] - common) @ meaning.T
    other = np.array([[texts[row] != text for text in texts] for row in some])
    text_weights, step = quantised(STEEPNESS * wording.T.toarray())
    linear = LinearCoder(
        text_weights=text_weights,
        step=step,
        embedding_weights=np.ascontiguousarray(STEEPNESS / EMBEDDING_SHARE * meaning.T),
        intercepts=_prior_log_odds(frame, likeness, other) - STEEPNESS * meaning @ common,
    )
    rules = {facet.id: _rule(frame, facet) for facet in frame.facets}
    return Coder(frame, text, embedding, linear, Readout({}, rules))


def code_text(code: Code) -> str:
    """What a frame says of a code."""
    return f"{code.label}. {code.definition}".strip()


def _prior_log_odds(frame: CodeFrame, likeness: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Intercepts of all codes, float32 (codes,), that give the flat prior.

    A code of a facet that takes several stands at its prior where a narrative is as like it as the
    likelier texts of other codes are: a standard deviation above their mean. `likeness` (texts,
    codes) is that between texts of the frame, `other` says where they differ.
    """
    intercepts = np.zeros(likeness.shape[1], dtype=np.float32)
    for facet, columns in zip(frame.facets, facet_columns(frame), strict=True):
        if facet.is_multi and len(facet.codes) > 1:
            odds = CODES_A_NARRATIVE / max(len(facet.codes) - CODES_A_NARRATIVE, 0.5)
            of_others = likeness[:, columns][other[:, columns]]
            intercepts[columns] = np.log(odds) - STEEPNESS * (of_others.mean() + of_others.std())
    return intercepts


def _rule(frame: CodeFrame, facet: Facet) -> DecisionRule:
    """Nothing is accepted; the shortlist holds what is likelier than the prior."""
    return DecisionRule(
        FrameLimits.of(frame, facet),
        thresholds=np.full(len(facet.codes), _CUT, dtype=np.float32),
        accept_from=float("inf"),
        shortlist_from=1 / len(facet.codes),
    )


def _directions(rows: np.ndarray) -> np.ndarray:
    directions: np.ndarray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return directions


def _manifest(frame: CodeFrame, name: str) -> Manifest:
    nothing = CodedTable.from_rows(frame, [])
    settings = {
        "codes_a_narrative": CODES_A_NARRATIVE,
        "meaning_share": MEANING_SHARE,
        "steepness": STEEPNESS,
    }
    return Manifest(
        name=name,
        version="",  # made of the files' hashes when they are written
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        frame_id=frame.id,
        frame_version=frame.version,
        frame_hash=frame.hash,
        training_rows=0,
        training_hash=nothing.hash,
        data_note="Made of the frame's labels and definitions alone; no narrative was read.",
        target_precision=TrainingSettings().target_precision,
        settings={"from_definitions": settings},
        libraries=library_versions(),
        metrics=evaluate(frame, {}, {}, {}, model="not measured", draws=0).to_dict(),
        files={},
    )
