"""Out-of-fold scores: every row scored by learners that never saw it or its near-duplicates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from labelled_data.splits import (
    grouped_folds,
    near_duplicate_groups,
    submitters_together,
)
from labelled_data.table import CodedTable
from taxonomy.errors import Refusal
from taxonomy.frame import Facet
from training.learners import Weights, fit_margins, fit_ridge, kernel_of
from training.settings import TrainingSettings

LEAST_ROWS = 20
"""A facet needs this many coded rows before anything can be learned and checked."""


@dataclass(frozen=True, slots=True)
class LearnerFit:
    """What one learner made of a block of codes.

    `held_back` are out-of-fold scores, float32 (rows, codes); `weights` are fitted on every coded
    row.
    """

    held_back: np.ndarray
    weights: Weights

    def columns(self, codes: slice) -> LearnerFit:
        """The same for some of the codes."""
        weights = Weights(self.weights.weights[:, codes], self.weights.intercepts[codes])
        return LearnerFit(self.held_back[:, codes], weights)


@dataclass(frozen=True, slots=True)
class FacetFit:
    """One facet: labels (rows, codes), coded rows (rows,), both learners; ridge may be absent."""

    facet: Facet
    labels: np.ndarray
    coded: np.ndarray
    margins: LearnerFit
    ridge: LearnerFit | None

    @property
    def learners(self) -> list[LearnerFit]:
        """Those that there are, margins first."""
        return [self.margins] if self.ridge is None else [self.margins, self.ridge]

    def scores(self, seen: np.ndarray) -> list[np.ndarray]:
        """Out-of-fold scores of both learners (rows, codes); nothing more is fitted."""
        return [learner.held_back for learner in self.learners]


@dataclass(frozen=True, slots=True)
class TrainingRows:
    """What all facets share.

    `text` (rows, features) is sparse, `embedding` (rows, width) dense, `kernel` (rows, rows) holds
    the inner products of both together, or is None past `TrainingSettings.kernel_rows`. `folds`
    (rows,) are what learners are fitted without; `nests` (rows,), finer ones, what the accurate
    tier is calibrated without, since its rows are fewer.
    """

    text: sp.csr_matrix
    embedding: np.ndarray
    kernel: np.ndarray | None
    folds: np.ndarray
    nests: np.ndarray


def training_rows(
    table: CodedTable,
    text: sp.csr_matrix,
    embedding: np.ndarray,
    settings: TrainingSettings,
    *,
    folds: int,
    apart: Sequence[str],
) -> TrainingRows:
    """Fold the table and work out the kernel.

    Near-duplicates share a fold and so, where that can be, do rows of one submitter (`apart`), so
    that what is measured holds for submitters never seen; codes are spread evenly.
    """
    labels = np.hstack([table.indicator(facet.id) for facet in table.frame.facets])
    groups = near_duplicate_groups(table.narratives, seed=settings.seed)
    groups = submitters_together(groups, apart, folds=folds)
    fold_of_row, nests = (
        grouped_folds(labels, groups, folds=count, seed=settings.seed)
        for count in (folds, settings.nests)
    )
    kernel = kernel_of(text, embedding) if len(table) <= settings.kernel_rows else None
    # liblinear takes doubles, and would make them anew for every code.
    return TrainingRows(text.astype(np.float64), embedding, kernel, fold_of_row, nests)


def fit_facets(
    table: CodedTable,
    rows: TrainingRows,
    settings: TrainingSettings,
    on_step: Callable[[str], None],
) -> list[FacetFit]:
    """Fit every facet on its coded rows; facets coded in the same rows are fitted together.

    Raises Refusal for a facet coded in too few rows.
    """
    together: dict[bytes, list[Facet]] = {}
    for facet in table.frame.facets:
        coded = table.coded(facet.id)
        if coded.sum() < LEAST_ROWS:
            raise Refusal(
                f"only {int(coded.sum())} narratives are coded in {facet.id}; "
                f"code at least {LEAST_ROWS}, or leave the facet out of the frame"
            )
        if len(np.unique(rows.folds[coded])) < 2:
            raise Refusal(
                f"the narratives coded in {facet.id} are near-duplicates of each other, so nothing "
                "can be checked on others; code more that differ, or leave the facet out"
            )
        together.setdefault(coded.tobytes(), []).append(facet)
    fits = {
        found.facet.id: found
        for facets in together.values()
        for found in _fit_together(facets, table, rows, settings, on_step)
    }
    return [fits[facet.id] for facet in table.frame.facets]


def _fit_together(
    facets: list[Facet],
    table: CodedTable,
    rows: TrainingRows,
    settings: TrainingSettings,
    on_step: Callable[[str], None],
) -> list[FacetFit]:
    labels = np.hstack([table.indicator(facet.id) for facet in facets])
    coded = table.coded(facets[0].id)
    on_step(f"learning {labels.shape[1]} codes of {', '.join(facet.id for facet in facets)}")
    margins = _fit_margins(labels, coded, rows, settings)
    ridge = None
    if rows.kernel is not None:
        ridge = _fit_ridge(labels, coded, rows, rows.kernel, settings)
    fits, start = [], 0
    for facet in facets:
        codes = slice(start, start + len(facet.codes))
        own_ridge = ridge.columns(codes) if ridge is not None else None
        fits.append(FacetFit(facet, labels[:, codes], coded, margins.columns(codes), own_ridge))
        start = codes.stop
    return fits


def _fit_margins(
    labels: np.ndarray, coded: np.ndarray, rows: TrainingRows, settings: TrainingSettings
) -> LearnerFit:
    held_back = np.zeros(labels.shape, dtype=np.float32)
    codes = _margin_codes(labels, coded, rows.folds, settings)
    for fold in np.unique(rows.folds):
        seen = coded & (rows.folds != fold)
        other = rows.folds == fold
        fitted = fit_margins(rows.text[seen], labels[seen], codes, settings)
        held_back[other] = fitted.scores(rows.text[other])
    return LearnerFit(held_back, fit_margins(rows.text[coded], labels[coded], codes, settings))


def _margin_codes(
    labels: np.ndarray, coded: np.ndarray, folds: np.ndarray, settings: TrainingSettings
) -> list[int]:
    """The commonest codes that have enough examples, and rows without them, outside every fold."""
    outside = [coded & (folds != fold) for fold in np.unique(folds)]
    fewest = np.min([labels[seen].sum(axis=0, dtype=np.int64) for seen in outside], axis=0)
    fewest_without = np.min([(1 - labels[seen]).sum(axis=0) for seen in outside], axis=0)
    enough = (fewest >= settings.margin_examples) & (fewest_without > 0)
    commonest = np.argsort(-labels[coded].sum(axis=0, dtype=np.int64), kind="stable")
    return [code for code in commonest.tolist() if enough[code]][: settings.margin_codes]


def _fit_ridge(
    labels: np.ndarray,
    coded: np.ndarray,
    rows: TrainingRows,
    kernel: np.ndarray,
    settings: TrainingSettings,
) -> LearnerFit:
    held_back = np.zeros(labels.shape, dtype=np.float32)
    for fold in np.unique(rows.folds):
        seen = np.flatnonzero(coded & (rows.folds != fold))
        other = np.flatnonzero(rows.folds == fold)
        fitted = fit_ridge(kernel[np.ix_(seen, seen)], labels[seen], settings)
        held_back[other] = fitted.scores(kernel[np.ix_(other, seen)])
    seen = np.flatnonzero(coded)
    whole = fit_ridge(kernel[np.ix_(seen, seen)], labels[seen], settings)
    return LearnerFit(held_back, whole.weights(rows.text[seen], rows.embedding[seen]))
