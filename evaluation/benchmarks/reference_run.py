"""The reference run that sets of coded reports are judged against, by cross-validation.

TF-IDF of words and of pairs of neighbouring words that stand in two narratives or more. For a facet
with one code a linear support vector machine; for one with several a balanced logistic regression
a code, for codes with enough examples, and one threshold for all: that of the best micro-F1 on the
last 15 % of the training rows, scored by models that have not seen them.
"""

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from evaluation.metrics.arrays import BoolArray, FloatArray
from evaluation.metrics.counts import count_codes
from labelled_data.splits import grouped_folds, near_duplicate_groups, submitters_together
from labelled_data.table import CodedTable
from taxonomy.frame import Facet

_TRAINED_SHARE = 0.85
"""Of the training rows; the threshold is chosen on the others."""

_CUTS = np.linspace(0.02, 0.98, 49)


def training_folds(table: CodedTable, settings: Mapping[str, Any]) -> NDArray[np.int64]:
    """The folds (rows,) that a training with these settings, from its manifest, has used."""
    few = len(table) <= settings["large_rows"]
    folds = settings["folds"] if few else settings["folds_of_large"]
    groups = near_duplicate_groups(table.narratives, seed=settings["seed"])
    groups = submitters_together(groups, table.submitters, folds=folds)
    labels = np.hstack([table.indicator(facet) for facet in table.frame.facet_ids])
    return grouped_folds(labels, groups, folds=folds, seed=settings["seed"])


def reference_decisions(
    table: CodedTable, facet: Facet, folds: NDArray[np.int64], *, fewest: int = 5
) -> BoolArray:
    """What the reference decides out of fold, (rows, codes); nothing for rows not coded.

    `fewest` is how many training rows a code of a facet with several must have to be learned.
    """
    narratives = np.array(table.narratives, dtype=object)
    truth, coded = table.indicator(facet.id).astype(bool), table.coded(facet.id)
    decided = np.zeros_like(truth)
    for fold in np.unique(folds[coded]):
        seen = np.flatnonzero(coded & (folds != fold))
        other = np.flatnonzero(coded & (folds == fold))
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        features, others = words.fit_transform(narratives[seen]), words.transform(narratives[other])
        if facet.is_multi:
            decided[other] = _codes_over_one_threshold(features, truth[seen], others, fewest)
        else:
            machine = LinearSVC(C=0.5, random_state=0)
            machine.fit(features, truth[seen].argmax(axis=1))
            decided[other, machine.predict(others)] = True
    return decided


def micro_f1(truth: NDArray[Any], decided: NDArray[Any]) -> float:
    """Over all decisions; for a facet with one code it is the accuracy."""
    return float(count_codes(truth, decided).micro_f1)


def _codes_over_one_threshold(
    features: sp.csr_matrix, truth: BoolArray, others: sp.csr_matrix, fewest: int
) -> BoolArray:
    learned = np.flatnonzero(truth.sum(axis=0) >= fewest).tolist()
    start = int(len(truth) * _TRAINED_SHARE)
    trial = _probabilities(features[:start], truth[:start], features[start:], learned)
    threshold = max(_CUTS, key=lambda cut: np.nan_to_num(micro_f1(truth[start:], trial >= cut)))
    over: BoolArray = _probabilities(features, truth, others, learned) >= threshold
    return over


def _probabilities(
    features: sp.csr_matrix, truth: BoolArray, others: sp.csr_matrix, learned: list[int]
) -> FloatArray:
    """Probabilities of other rows (others, codes); 0 for a code that cannot be learned."""
    likely = np.zeros((others.shape[0], truth.shape[1]))
    for code in learned:
        if truth[:, code].all() or not truth[:, code].any():
            likely[:, code] = truth[0, code]
            continue
        model = LogisticRegression(C=10, class_weight="balanced", solver="liblinear", tol=1e-3)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(features, truth[:, code])
        likely[:, code] = model.predict_proba(others)[:, 1]
    return likely
