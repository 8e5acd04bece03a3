"""Decisions on held-back probabilities: what rules and figures rest on.

Everything about a row is made without its fold: the learners' scores, the readout, and for the
report also thresholds, acceptance and shortlists.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from evaluation.report import EvaluationReport, evaluate
from evaluation.truth import read_truth
from labelled_data.table import CodedTable
from models.decision import DecisionRule, FacetScores, FrameLimits
from taxonomy.frame import CodeFrame
from training.cutting import fit_decision_rule
from training.readout import ScoredFacet
from training.settings import TrainingSettings


def fit_rule(
    found: ScoredFacet,
    likely: np.ndarray,
    rows: np.ndarray,
    limits: FrameLimits,
    settings: TrainingSettings,
) -> DecisionRule:
    """The rule fitted to some rows, bool (rows,), of probabilities (rows, codes)."""
    return fit_decision_rule(
        limits, likely[rows], found.labels[rows], settings.target_precision, settings.coverage
    )


def held_back_scores(
    frame: CodeFrame,
    fits: Sequence[ScoredFacet],
    likely: Mapping[str, np.ndarray],
    folds: np.ndarray,
    settings: TrainingSettings,
) -> dict[str, FacetScores]:
    """Held-back probabilities with decisions, each fold decided by the others' rule."""
    return {
        found.facet.id: _decide(
            found, likely[found.facet.id], folds, FrameLimits.of(frame, found.facet), settings
        )
        for found in fits
    }


def held_back_report(
    table: CodedTable, scores: Mapping[str, FacetScores], settings: TrainingSettings
) -> EvaluationReport:
    """The evaluation of held-back scores."""
    return evaluate(
        table.frame,
        {facet.id: read_truth(facet, table.codes[facet.id]) for facet in table.frame.facets},
        {facet: found.probabilities for facet, found in scores.items()},
        scores,
        stated_coverage=settings.coverage,
        model="out-of-fold predictions",
        data_hash=table.hash,
        seed=settings.seed,
    )


def _decide(
    found: ScoredFacet,
    likely: np.ndarray,
    folds: np.ndarray,
    limits: FrameLimits,
    settings: TrainingSettings,
) -> FacetScores:
    decided = np.zeros(likely.shape, dtype=bool)
    accept = np.zeros(len(likely), dtype=bool)
    shortlist = np.zeros(likely.shape, dtype=bool)
    for fold in np.unique(folds):
        other = folds == fold
        rule = fit_rule(found, likely, found.coded & ~other, limits, settings)
        scores = rule.decide(likely[other])
        decided[other], accept[other] = scores.decided, scores.accept
        shortlist[other] = scores.shortlist
    return FacetScores(likely, decided, accept, shortlist)
