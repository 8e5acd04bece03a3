"""The two linear learners whose scores a model sums: support vector margins and ridge regression.

They err differently: margins rank codes better in the large, sharply coded facets, ridge regression
in those where the same words serve several codes. Both are linear in the features, so their sum is
one weight a feature and code when the model is used.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.linalg
import scipy.sparse as sp
from joblib import Parallel, delayed
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

from training.settings import TrainingSettings

_KERNEL_BLOCK = 512
_SHARED = 0.02
"""A column is dense for the kernel where more than this share of the rows has it."""

_NO_MARGIN = -1.0
"""Margin of a code without a machine."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of a learner, float32 (features, codes), and intercepts (codes,).

    The features are the text's, then the embedding's; a learner of the text alone lacks the latter.
    """

    weights: np.ndarray
    intercepts: np.ndarray

    def times(self, slopes: np.ndarray) -> Weights:
        """Scaled by a slope a code (codes,)."""
        return Weights(self.weights * slopes, self.intercepts * slopes)

    def scores(self, features: sp.csr_matrix) -> np.ndarray:
        """Scores, float32 (rows, codes)."""
        scores: np.ndarray = features @ self.weights
        scores += self.intercepts
        return scores


def kernel_of(features: sp.csr_matrix, embedding: np.ndarray) -> np.ndarray:
    """Inner products of all rows with each other over both blocks, float32 (rows, rows).

    Columns that many rows share make nearly all the work of a sparse product, so they are
    multiplied densely.
    """
    rows = features.shape[0]
    shared = np.bincount(features.indices, minlength=features.shape[1]) > _SHARED * rows
    dense = np.hstack([features[:, shared].toarray(), embedding])
    sparse = features[:, ~shared]
    transposed = sparse.T.tocsr()
    kernel: np.ndarray = dense @ dense.T

    def add(start: int) -> None:
        block = (sparse[start : start + _KERNEL_BLOCK] @ transposed).tocoo()
        kernel[block.row + start, block.col] += block.data

    Parallel(n_jobs=-1, prefer="threads")(
        delayed(add)(start) for start in range(0, rows, _KERNEL_BLOCK)
    )
    return kernel


def fit_margins(
    features: sp.csr_matrix, labels: np.ndarray, codes: Sequence[int], settings: TrainingSettings
) -> Weights:
    """A class-weighted linear support vector machine for some of the columns of labels.

    `labels` are (rows, codes). Each of `codes` needs rows with it and rows without; the others have
    weights of 0.
    """
    weights = np.zeros((features.shape[1], labels.shape[1]), dtype=np.float32)
    intercepts = np.full(labels.shape[1], _NO_MARGIN, dtype=np.float32)
    # Processes, not threads: liblinear draws from one generator a process, and only a machine that
    # has it to itself is the same each time.
    machines = Parallel(n_jobs=-1)(
        delayed(_fit_machine)(features, labels[:, code], settings) for code in codes
    )
    for code, (machine_weights, intercept) in zip(codes, machines, strict=True):
        weights[:, code] = machine_weights
        intercepts[code] = intercept
    return Weights(weights, intercepts)


def _fit_machine(
    features: sp.csr_matrix, labels: np.ndarray, settings: TrainingSettings
) -> tuple[np.ndarray, float]:
    machine = LinearSVC(
        C=settings.margin_cost,
        class_weight="balanced",
        tol=0.01,
        max_iter=300,
        random_state=settings.seed,
    )
    # Identical narratives with different codes never separate; the best so far is then calibrated.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        machine.fit(features, labels)
    return machine.coef_[0].astype(np.float32), float(machine.intercept_[0])


@dataclass(frozen=True, slots=True)
class RidgeSolution:
    """Dual coefficients, float32 (rows, codes), of the rows it was fitted on; means (codes,)."""

    coefficients: np.ndarray
    means: np.ndarray

    def scores(self, kernel: np.ndarray) -> np.ndarray:
        """Scores of other rows from their kernel with the fitted rows (others, rows)."""
        scores: np.ndarray = kernel @ self.coefficients
        scores += self.means
        return scores

    def weights(self, text: sp.csr_matrix, embedding: np.ndarray) -> Weights:
        """The same as weights, text features first, given both blocks of the fitted rows."""
        both = [text.T @ self.coefficients, embedding.T @ self.coefficients]
        return Weights(np.vstack(both).astype(np.float32), self.means)


def fit_ridge(kernel: np.ndarray, labels: np.ndarray, settings: TrainingSettings) -> RidgeSolution:
    """Ridge regression of -1 / +1 labels (rows, codes) on a kernel (rows, rows).

    The kernel is overwritten, since at 20,000 rows a copy would take 1.6 GB.
    """
    targets = labels.astype(np.float32) * 2 - 1
    means = targets.mean(axis=0)
    kernel[np.diag_indices_from(kernel)] += settings.ridge_penalty
    # A kernel is symmetric: transposed it has the order of memory that LAPACK takes as it is.
    factor = scipy.linalg.cho_factor(kernel.T, overwrite_a=True, check_finite=False)
    solution = scipy.linalg.cho_solve(factor, targets - means, check_finite=False)
    return RidgeSolution(solution.astype(np.float32), means)
