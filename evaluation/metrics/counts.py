"""Precision, recall and F1 from counts: the one place where they are defined."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.metrics.arrays import FloatArray, indicator_pair, ratio


@dataclass(frozen=True, slots=True, eq=False)
class CodeCounts:
    """How often each code was true, decided, and both.

    Each array is (codes,), or (draws, codes) for resampled rows; the per-code measures keep that
    shape, the micro and macro ones lose the last axis. Range 0 (worst) to 1. Precision is nan for
    a code never decided, recall for a code never true, F1 for a code that is neither.
    """

    true_positive: FloatArray
    decided: FloatArray
    support: FloatArray

    @property
    def precision(self) -> FloatArray:
        """Share of a code's decisions that are right."""
        return ratio(self.true_positive, self.decided)

    @property
    def recall(self) -> FloatArray:
        """Share of a code's true rows that were found."""
        return ratio(self.true_positive, self.support)

    @property
    def f1(self) -> FloatArray:
        """Harmonic mean of precision and recall."""
        return ratio(2 * self.true_positive, self.decided + self.support)

    @property
    def micro_precision(self) -> FloatArray:
        """Precision over all decisions taken together."""
        return ratio(self.true_positive.sum(axis=-1), self.decided.sum(axis=-1))

    @property
    def micro_recall(self) -> FloatArray:
        """Recall over all true codes taken together."""
        return ratio(self.true_positive.sum(axis=-1), self.support.sum(axis=-1))

    @property
    def micro_f1(self) -> FloatArray:
        """F1 over all decisions and true codes taken together."""
        pairs = self.decided.sum(axis=-1) + self.support.sum(axis=-1)
        return ratio(2 * self.true_positive.sum(axis=-1), pairs)

    @property
    def macro_precision(self) -> FloatArray:
        """Mean precision of the codes with support; one never decided counts 0."""
        return self._over_supported(self.precision)

    @property
    def macro_recall(self) -> FloatArray:
        """Mean recall of the codes with support."""
        return self._over_supported(self.recall)

    @property
    def macro_f1(self) -> FloatArray:
        """Mean F1 of the codes with support in the truth; one never found counts 0.

        Codes without support are left out: their F1 could only be 0 or undefined, and a frame
        with many unused codes would drown the rest.
        """
        return self._over_supported(self.f1)

    def _over_supported(self, of_code: FloatArray) -> FloatArray:
        supported = self.support > 0
        total = np.where(supported, np.nan_to_num(of_code), 0.0).sum(axis=-1)
        return ratio(total, supported.sum(axis=-1))


def count_codes(truth: NDArray[Any], decided: NDArray[Any]) -> CodeCounts:
    """Counts of each code over the rows of two indicators (rows, codes)."""
    truth, decided = indicator_pair(truth, decided)
    return CodeCounts(
        true_positive=(truth & decided).sum(axis=0, dtype=float),
        decided=decided.sum(axis=0, dtype=float),
        support=truth.sum(axis=0, dtype=float),
    )
