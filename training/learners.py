"""The two linear learners whose scores a model sums: support vector margins and ridge regression.

They err differently: margins rank codes better in the large, sharply coded facets, ridge regression
in those where the same words serve several codes. Both are linear in the features, so their sum is
one weight a feature and code when the model is used.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg
import scipy.sparse as sp
from joblib import Parallel, delayed
from sklearn.svm import LinearSVC

from training.settings import TrainingSettings

_KERNEL_BLOCK = 512
_NEVER = -1.0
"""Margin and ridge score of a code without an example."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of a learner, float32 (features, codes), and intercepts (codes,)."""

    weights: np.ndarray
    intercepts: np.ndarray

    def times(self, slopes: np.ndarray) -> Weights:
        """Scaled by a slope a code (codes,)."""
        return Weights(self.weights * slopes, self.intercepts * slopes)

    def plus(self, other: Weights) -> Weights:
        """Added up, code by code."""
        return Weights(self.weights + other.weights, self.intercepts + other.intercepts)

    def scores(self, features: sp.csr_matrix) -> np.ndarray:
        """Scores, float32 (rows, codes)."""
        scores: np.ndarray = features @ self.weights
        scores += self.intercepts
        return scores


def kernel_of(features: sp.csr_matrix) -> np.ndarray:
    """Inner products of all rows with each other, float32 (rows, rows)."""
    transposed = features.T.tocsr()
    kernel = np.empty((features.shape[0], features.shape[0]), dtype=np.float32)

    def fill(start: int) -> None:
        block = features[start : start + _KERNEL_BLOCK]
        kernel[start : start + _KERNEL_BLOCK] = (block @ transposed).toarray()

    Parallel(n_jobs=-1, prefer="threads")(
        delayed(fill)(start) for start in range(0, features.shape[0], _KERNEL_BLOCK)
    )
    return kernel


def fit_margins(features: sp.csr_matrix, labels: np.ndarray, settings: TrainingSettings) -> Weights:
    """A class-weighted linear support vector machine for each column of labels (rows, codes)."""
    codes = labels.shape[1]
    weights = np.zeros((features.shape[1], codes), dtype=np.float32)
    intercepts = np.full(codes, _NEVER, dtype=np.float32)
    examples = labels.sum(axis=0)
    fitted = np.flatnonzero(
        (examples >= settings.margin_examples) & (examples < labels.shape[0])
    ).tolist()

    def fit(code: int) -> None:
        machine = LinearSVC(
            C=settings.margin_cost,
            class_weight="balanced",
            tol=0.01,
            max_iter=300,
            random_state=settings.seed,
        )
        machine.fit(features, labels[:, code])
        weights[:, code] = machine.coef_[0]
        intercepts[code] = machine.intercept_[0]

    Parallel(n_jobs=-1, prefer="threads")(delayed(fit)(code) for code in fitted)
    return Weights(weights, intercepts)


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

    def weights(self, features: sp.csr_matrix) -> Weights:
        """The same as weights of features, given the fitted rows' features."""
        return Weights((features.T @ self.coefficients).astype(np.float32), self.means)


def fit_ridge(kernel: np.ndarray, labels: np.ndarray, settings: TrainingSettings) -> RidgeSolution:
    """Ridge regression of -1 / +1 labels (rows, codes) on a kernel (rows, rows)."""
    targets = labels.astype(np.float32) * 2 - 1
    means = targets.mean(axis=0)
    penalised = kernel + settings.ridge_penalty * np.eye(len(kernel), dtype=np.float32)
    factor = scipy.linalg.cho_factor(penalised, overwrite_a=True, check_finite=False)
    solution = scipy.linalg.cho_solve(factor, targets - means, check_finite=False)
    return RidgeSolution(solution.astype(np.float32), means)
