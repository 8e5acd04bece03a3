"""Held-back predictions: what calibration, thresholds and figures rest on.

Everything about a row is made without its fold: the learners' scores, the calibration, and for the
report also thresholds and acceptance.
"""

from collections.abc import Sequence

import numpy as np

from evaluation.report import EvaluationReport, evaluate
from evaluation.truth import read_truth
from labelled_data.table import CodedTable
from models.decision import DecisionRule, FacetScores, FrameLimits
from models.probability import probabilities
from training.calibration import Calibration, fit_calibration
from training.cutting import fit_decision_rule
from training.out_of_fold import FacetFit
from training.settings import TrainingSettings


def calibrate(found: FacetFit, rows: np.ndarray) -> Calibration:
    """The calibration that fits the out-of-fold scores of some rows, bool (rows,)."""
    ridge = found.ridge.held_back if found.ridge else np.zeros_like(found.margins.held_back)
    return fit_calibration(
        found.margins.held_back[rows], ridge[rows], found.labels[rows], found.facet.kind
    )


def held_back_probabilities(found: FacetFit, folds: np.ndarray) -> np.ndarray:
    """Probabilities of all rows (rows, codes), each calibrated on the other folds only."""
    likely = np.zeros(found.labels.shape, dtype=np.float32)
    for fold in np.unique(folds):
        other = folds == fold
        logits = calibrate(found, found.coded & ~other).logits(
            found.margins.held_back[other], found.ridge.held_back[other] if found.ridge else 0
        )
        likely[other] = probabilities(logits, found.facet.kind)
    return likely


def fit_rule(
    found: FacetFit,
    likely: np.ndarray,
    rows: np.ndarray,
    limits: FrameLimits,
    settings: TrainingSettings,
) -> DecisionRule:
    """Thresholds and acceptance on some rows, bool (rows,), of probabilities (rows, codes)."""
    return fit_decision_rule(limits, likely[rows], found.labels[rows], settings.target_precision)


def held_back_report(
    table: CodedTable,
    fits: Sequence[FacetFit],
    likely: dict[str, np.ndarray],
    folds: np.ndarray,
    settings: TrainingSettings,
) -> EvaluationReport:
    """The evaluation of held-back probabilities, each fold decided by the others' rule."""
    return evaluate(
        table.frame,
        {facet.id: read_truth(facet, table.codes[facet.id]) for facet in table.frame.facets},
        likely,
        {
            found.facet.id: _decide(
                found,
                likely[found.facet.id],
                folds,
                FrameLimits.of(table.frame, found.facet),
                settings,
            )
            for found in fits
        },
        model="out-of-fold predictions",
        data_hash=table.hash,
        seed=settings.seed,
    )


def _decide(
    found: FacetFit,
    likely: np.ndarray,
    folds: np.ndarray,
    limits: FrameLimits,
    settings: TrainingSettings,
) -> FacetScores:
    decided = np.zeros(likely.shape, dtype=bool)
    accept = np.zeros(len(likely), dtype=bool)
    for fold in np.unique(folds):
        other = folds == fold
        rule = fit_rule(found, likely, found.coded & ~other, limits, settings)
        scores = rule.decide(likely[other])
        decided[other], accept[other] = scores.decided, scores.accept
    return FacetScores(likely, decided, accept)
