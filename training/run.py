"""The training run: from a coded table to a model bundle on disk."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np

from evaluation.report import EvaluationReport, evaluate
from evaluation.truth import read_truth
from labelled_data.table import CodedTable
from models.bundle import library_versions, load_bundle, write_bundle
from models.coder import Coder
from models.decision import DecisionRule, FacetScores
from models.linear_coder import LinearCoder, quantised
from models.manifest import MANIFEST_FILE, Manifest
from models.probability import probabilities
from models.static_embedding import StaticEmbedding, shipped_embedding
from models.words import cut
from taxonomy.errors import Refusal
from training.calibration import Calibration, fit_calibration
from training.cutting import fit_decision_rule
from training.out_of_fold import FacetFit, fit_facets, training_rows
from training.settings import TrainingSettings
from training.vocabulary import fit_text_features


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A fitted coder and its evaluation on out-of-fold predictions."""

    coder: Coder
    report: EvaluationReport


def train(
    table: CodedTable,
    *,
    name: str,
    out: Path,
    settings: TrainingSettings | None = None,
    on_step: Callable[[str], None] = lambda step: None,
) -> Manifest:
    """Fit a model to the table and write its bundle to `out`, whole or not at all.

    Raises Refusal if the table is too small, or if `out` holds something other than a bundle.
    """
    settings = settings or TrainingSettings()
    _check_target(out)
    model = fit(table, settings, on_step=on_step)
    on_step("writing the bundle")
    return write_model(model, table, name=name, out=out, settings=settings)


def fit(
    table: CodedTable,
    settings: TrainingSettings,
    *,
    on_step: Callable[[str], None] = lambda step: None,
) -> TrainedModel:
    """Fit features, learners, calibration and decisions; evaluate out of fold."""
    on_step(f"reading features of {len(table)} narratives")
    text = fit_text_features(table.narratives, settings)
    embedding = StaticEmbedding(shipped_embedding())
    words = cut(table.narratives)
    rows = training_rows(table, text.matrix(words), embedding.matrix(words), settings)
    fits = fit_facets(table, rows, settings, on_step)
    on_step("calibrating")
    calibrations = [_calibration(found, found.coded) for found in fits]
    held_back = {found.facet.id: _held_back(found, rows.folds) for found in fits}
    rules = {
        found.facet.id: fit_decision_rule(
            found.facet,
            held_back[found.facet.id][found.coded],
            found.labels[found.coded],
            settings.target_precision,
        )
        for found in fits
    }
    linear = _linear_coder(fits, calibrations, text.width, embedding.width)
    on_step("evaluating out of fold")
    report = _report(table, held_back, rules, settings)
    return TrainedModel(Coder(table.frame, text, embedding, linear, rules), report)


def write_model(
    model: TrainedModel, table: CodedTable, *, name: str, out: Path, settings: TrainingSettings
) -> Manifest:
    """Write the bundle beside `out`, load it once as a user would, then give it its name."""
    out = Path(out)
    frame = table.frame
    manifest = Manifest(
        name=name,
        version=_version(table, settings),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        frame_id=frame.id,
        frame_version=frame.version,
        frame_hash=frame.hash,
        training_rows=len(table),
        training_hash=table.hash,
        target_precision=settings.target_precision,
        settings=settings.to_dict(),
        libraries=library_versions(),
        metrics=model.report.to_dict(),
        files={},
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    temporary.mkdir()
    try:
        manifest = write_bundle(temporary, model.coder, manifest)
        load_bundle(temporary)
        _replace(temporary, out)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return manifest


def _calibration(found: FacetFit, rows: np.ndarray) -> Calibration:
    ridge = found.ridge.held_back if found.ridge else np.zeros_like(found.margins.held_back)
    return fit_calibration(
        found.margins.held_back[rows], ridge[rows], found.labels[rows], found.facet.kind
    )


def _held_back(found: FacetFit, folds: np.ndarray) -> np.ndarray:
    """Probabilities of all rows (rows, codes), each calibrated on the other folds only."""
    likely = np.zeros(found.labels.shape, dtype=np.float32)
    for fold in np.unique(folds):
        other = folds == fold
        calibration = _calibration(found, found.coded & ~other)
        logits = calibration.logits(
            found.margins.held_back[other], found.ridge.held_back[other] if found.ridge else 0
        )
        likely[other] = probabilities(logits, found.facet.kind)
    return likely


def _linear_coder(
    fits: list[FacetFit], calibrations: list[Calibration], text_width: int, embedding_width: int
) -> LinearCoder:
    """Fold learners and calibration into one weight a feature and code."""
    text, embedding, intercepts = [], [], []
    for found, calibration in zip(fits, calibrations, strict=True):
        margins = found.margins.weights.times(calibration.margin_slopes)
        text.append(margins.weights)
        embedding.append(np.zeros((embedding_width, len(found.facet.codes)), dtype=np.float32))
        intercepts.append(margins.intercepts + calibration.intercepts)
        if found.ridge is not None:
            ridge = found.ridge.weights.times(calibration.ridge_slopes)
            text[-1] += ridge.weights[:text_width]
            embedding[-1] += ridge.weights[text_width:]
            intercepts[-1] += ridge.intercepts
    text_weights, step = quantised(np.hstack(text))
    return LinearCoder(
        text_weights=text_weights,
        step=step,
        embedding_weights=np.hstack(embedding),
        intercepts=np.concatenate(intercepts),
    )


def _report(
    table: CodedTable,
    held_back: dict[str, np.ndarray],
    rules: dict[str, DecisionRule],
    settings: TrainingSettings,
) -> EvaluationReport:
    scores: dict[str, FacetScores] = {
        facet: rules[facet].decide(likely) for facet, likely in held_back.items()
    }
    return evaluate(
        table.frame,
        {facet.id: read_truth(facet, table.codes[facet.id]) for facet in table.frame.facets},
        held_back,
        scores,
        model="out-of-fold predictions",
        data_hash=table.hash,
        seed=settings.seed,
    )


def _version(table: CodedTable, settings: TrainingSettings) -> str:
    """The same data, frame, settings and library versions give the same version."""
    told = f"{table.hash} {table.frame.hash} {settings} {library_versions()}"
    return sha256(told.encode()).hexdigest()[:8]


def _check_target(out: Path) -> None:
    if out.exists() and not (out / MANIFEST_FILE).exists():
        raise Refusal(f"{out} exists and is no model bundle; name a new folder with --out")


def _replace(built: Path, out: Path) -> None:
    """Put the built folder in the place of `out`; an older bundle goes only once that worked."""
    _check_target(out)
    old = out.with_name(f".{out.name}.{secrets.token_hex(4)}.old")
    with suppress(FileNotFoundError):
        out.rename(old)
    built.rename(out)
    shutil.rmtree(old, ignore_errors=True)
