"""Fitting a model: from a coded table to a coder of one or two tiers, and how good each is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from evaluation.report import EvaluationReport
from labelled_data.out_of_frame import frame_subject
from labelled_data.table import CodedTable
from models.accurate_tier import AccurateTier
from models.coder import Coder
from models.decision import DecisionRule, FacetScores, FrameLimits
from models.encoder import Encoder
from models.linear_coder import LinearCoder, quantised, strongest_rows
from models.readout import Readout
from models.static_embedding import StaticEmbedding, shipped_embedding
from models.text_features import TextFeatures
from models.tier import Tier
from models.words import cut
from taxonomy.frame import CodeFrame
from training.accurate import auto_scores, joined_facets, unsure_from
from training.calibration import Calibration
from training.familiarity import fit_familiarity
from training.held_back import fit_rule, held_back_report, held_back_scores
from training.out_of_fold import FacetFit, TrainingRows, fit_facets, training_rows
from training.readout import ScoredFacet, fit_readout, held_back_probabilities
from training.settings import TrainingSettings
from training.vocabulary import fit_text_features

if TYPE_CHECKING:
    from training.encoder.settings import EncoderSettings

OnStep = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class FineTuning:
    """That there shall be an accurate tier: its settings, and the folder of unfinished work."""

    settings: EncoderSettings
    working: Path


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A fitted coder and the evaluation of each of its tiers on out-of-fold predictions."""

    coder: Coder
    reports: Mapping[Tier, EvaluationReport]


def fit(
    table: CodedTable,
    settings: TrainingSettings,
    *,
    apart: Sequence[str] | None = None,
    fine_tuning: FineTuning | None = None,
    on_step: OnStep = lambda step: None,
) -> TrainedModel:
    """Fit features, learners, calibration and decisions; evaluate out of fold.

    Rows that share an entry of `apart` (rows,), by default their submitter, share a fold where
    `labelled_data.splits.submitters_together` can see to it.
    """
    on_step(f"reading features of {len(table)} narratives")
    text = fit_text_features(table.narratives, settings)
    embedding = StaticEmbedding(shipped_embedding())
    words = cut(table.narratives)
    folds = fine_tuning.settings.folds if fine_tuning else settings.folds_for(len(table))
    rows = training_rows(
        table,
        text.matrix(words),
        embedding.matrix(words),
        settings,
        folds=folds,
        apart=table.submitters if apart is None else apart,
    )
    fits = fit_facets(table, rows, settings, on_step)
    on_step("calibrating")
    fitted, _ = fit_readout(table.frame, fits, np.ones(len(table), dtype=bool))
    likely = held_back_probabilities(table.frame, fits, rows.folds)
    linear = _linear_coder(fits, fitted.calibrations, text, embedding.width, settings)
    readout = Readout(fitted.links, _rules(table.frame, fits, likely, settings))
    fast = held_back_scores(table.frame, fits, likely, rows.folds, settings)
    on_step("evaluating out of fold")
    reports: dict[Tier, EvaluationReport] = {"fast": held_back_report(table, fast, settings)}
    accurate = None
    if fine_tuning is not None:
        accurate, better = _accurate(table, rows, fits, fast, settings, fine_tuning, on_step)
        reports = better | reports
    on_step("learning what is familiar")
    subject = frame_subject(table.frame.id)
    familiarity = fit_familiarity(table.narratives, rows.folds, embedding, subject)
    coder = Coder(table.frame, text, embedding, linear, readout, accurate, familiarity)
    return TrainedModel(coder, reports)


def _accurate(
    table: CodedTable,
    rows: TrainingRows,
    fits: Sequence[FacetFit],
    fast: Mapping[str, FacetScores],
    settings: TrainingSettings,
    fine_tuning: FineTuning,
    on_step: OnStep,
) -> tuple[AccurateTier, dict[Tier, EvaluationReport]]:
    """The accurate tier, and how good it and `auto` are on the rows it was measured on."""
    from training.encoder.tuned import tune_encoder  # needs the extra `encoder`

    tuned = tune_encoder(table, rows.folds, fine_tuning.settings, fine_tuning.working, on_step)
    on_step("joining the encoder to the fast tier")
    joined = joined_facets(fits, tuned)
    fitted, _ = fit_readout(table.frame, joined, np.ones(len(table), dtype=bool))
    likely = held_back_probabilities(table.frame, joined, rows.nests)
    accurate = held_back_scores(table.frame, joined, likely, rows.nests, settings)
    words = cut(table.narratives)
    sums = [fitted.calibrations[facet.id] for facet in table.frame.facets]
    tier = AccurateTier(
        encoder=Encoder(tuned.folder),
        slopes=np.hstack([calibration.slopes for calibration in sums]),
        intercepts=np.concatenate([calibration.intercepts for calibration in sums]),
        readout=Readout(fitted.links, _rules(table.frame, joined, likely, settings)),
        unsure_from=unsure_from(fast, words),
    )
    auto = auto_scores(fast, accurate, words, tier.unsure_from)
    measured = table.take(tuned.measured)

    def report(scores: Mapping[str, FacetScores]) -> EvaluationReport:
        taken = {facet: found.taken(tuned.measured) for facet, found in scores.items()}
        return held_back_report(measured, taken, settings)

    return tier, {"accurate": report(accurate), "auto": report(auto)}


def _rules(
    frame: CodeFrame,
    fits: Sequence[ScoredFacet],
    likely: Mapping[str, np.ndarray],
    settings: TrainingSettings,
) -> dict[str, DecisionRule]:
    """The decision rule of every facet, from held-back probabilities of all its coded rows."""
    return {
        found.facet.id: fit_rule(
            found,
            likely[found.facet.id],
            found.coded,
            FrameLimits.of(frame, found.facet),
            settings,
        )
        for found in fits
    }


def _linear_coder(
    fits: Sequence[FacetFit],
    calibrations: Mapping[str, Calibration],
    text: TextFeatures,
    embedding_width: int,
    settings: TrainingSettings,
) -> LinearCoder:
    """Fold learners and calibration into one weight a feature and code."""
    text_weights, embedding_weights, intercepts = [], [], []
    for found in fits:
        calibration = calibrations[found.facet.id]
        width = text.width + embedding_width
        folded = np.zeros((width, len(found.facet.codes)), dtype=np.float32)
        constant = calibration.intercepts
        for learner, slopes in zip(found.learners, calibration.slopes, strict=True):
            scaled = learner.weights.times(slopes)
            folded[: len(scaled.weights)] += scaled.weights  # margins have none for the embedding
            constant = constant + scaled.intercepts
        text_weights.append(folded[: text.width])
        embedding_weights.append(folded[text.width :])
        intercepts.append(constant)
    inverse_frequency = np.concatenate([text.word_idf, text.gram_idf])
    kept = strongest_rows(
        np.hstack(text_weights), inverse_frequency, most=settings.weighted_features
    )
    whole_steps, step = quantised(kept)
    return LinearCoder(
        text_weights=whole_steps,
        step=step,
        embedding_weights=np.hstack(embedding_weights),
        intercepts=np.concatenate(intercepts),
    )
