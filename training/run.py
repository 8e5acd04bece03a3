"""The training run: from a coded table to a model bundle on disk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from evaluation.report import EvaluationReport
from labelled_data.table import CodedTable
from models.bundle import library_versions, load_bundle, write_bundle
from models.coder import Coder
from models.decision import FrameLimits
from models.linear_coder import LinearCoder, quantised
from models.manifest import Manifest
from models.static_embedding import StaticEmbedding, shipped_embedding
from models.words import cut
from training.bundle_folder import bundle_folder, check_target
from training.calibration import Calibration
from training.held_back import calibrate, fit_rule, held_back_probabilities, held_back_report
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
    check_target(out)
    model = fit(table, settings, on_step=on_step)
    on_step("writing the bundle")
    with bundle_folder(out) as building:
        written = write_bundle(building, model.coder, _manifest(model, table, name, settings))
        load_bundle(building)  # once, as a user would
    return written


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
    calibrations = [calibrate(found, found.coded) for found in fits]
    likely = {found.facet.id: held_back_probabilities(found, rows.folds) for found in fits}
    rules = {
        found.facet.id: fit_rule(
            found,
            likely[found.facet.id],
            found.coded,
            FrameLimits.of(table.frame, found.facet),
            settings,
        )
        for found in fits
    }
    linear = _linear_coder(fits, calibrations, text.width, embedding.width)
    on_step("evaluating out of fold")
    report = held_back_report(table, fits, likely, rows.folds, settings)
    return TrainedModel(Coder(table.frame, text, embedding, linear, rules), report)


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


def _manifest(
    model: TrainedModel, table: CodedTable, name: str, settings: TrainingSettings
) -> Manifest:
    frame = table.frame
    return Manifest(
        name=name,
        version="",  # made of the files' hashes when they are written
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
