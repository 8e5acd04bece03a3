"""The headline measures of one facet, for its rows as they are and for rows resampled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from evaluation.metrics.agreement import inequality, kappa, squared_distance
from evaluation.metrics.arrays import BoolArray, FloatArray, ratio
from evaluation.metrics.counts import CodeCounts
from evaluation.metrics.ranking import row_average_precision, row_precision_at, row_recall_at
from evaluation.metrics.sets import row_exact, row_f1, row_precision, row_recall

_SINGLE_COUNTS = ("macro_f1",)
_MULTI_COUNTS = (
    "micro_f1",
    "micro_precision",
    "micro_recall",
    "macro_f1",
    "macro_precision",
    "macro_recall",
)


@dataclass(frozen=True, slots=True, eq=False)
class Headline:
    """What the measures of one facet need, kept so that any weights of its rows can be tried.

    Intervals and the measures themselves come from the same sums: an interval cannot be of
    something else than the number beside it.

    Attributes:
        row_values: measure -> value of each row (rows,); the measure is their weighted mean.
        marks: what `CodeCounts` counts, sparse, (rows, codes) each.
        from_counts: which properties of `CodeCounts` are measures here.
        disagreement: kappa's name -> weight of each (true, decided) pair (codes, codes), and of
            the pair of each row (rows,).
    """

    row_values: Mapping[str, FloatArray]
    marks: "Marks"
    from_counts: tuple[str, ...]
    disagreement: Mapping[str, tuple[FloatArray, FloatArray]]

    def measures(self) -> dict[str, float]:
        """Every measure over the rows as they are; nan where not defined."""
        weighted = self.weighted(np.ones((1, self.marks.support.shape[0])))
        return {name: float(values[0]) for name, values in weighted.items()}

    def weighted(self, weights: NDArray[Any]) -> dict[str, FloatArray]:
        """Every measure for each weighting of the rows: (draws, rows) to (draws,)."""
        total = weights.sum(axis=1)
        result = {name: ratio(weights @ row, total) for name, row in self.row_values.items()}
        counts = self.marks.counts(weights)
        result |= {name: getattr(counts, name) for name in self.from_counts}
        for name, (of_pair, of_row) in self.disagreement.items():
            result[name] = kappa(weights @ of_row, counts.support, counts.decided, of_pair)
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """True and decided codes of every row, kept sparse: few of the codes are marked."""

    true_positive: csr_array
    decided: csr_array
    support: csr_array

    @classmethod
    def of(cls, truth: BoolArray, decided: BoolArray) -> "Marks":
        """The marks of two indicators (rows, codes)."""
        true, chosen = csr_array(truth, dtype=float), csr_array(decided, dtype=float)
        return cls(true_positive=true.multiply(chosen).tocsr(), decided=chosen, support=true)

    def counts(self, weights: NDArray[Any]) -> CodeCounts:
        """Counts of each code for each weighting of the rows: (draws, rows) to (draws, codes)."""
        return CodeCounts(
            true_positive=(self.true_positive.T @ weights.T).T,
            decided=(self.decided.T @ weights.T).T,
            support=(self.support.T @ weights.T).T,
        )


def single_headline(
    truth: BoolArray,
    decided: BoolArray,
    scores: NDArray[Any],
    *,
    ordinal: bool = False,
    unknown: int = 0,
) -> Headline:
    """Measures of a facet with exactly one code a row: truth and decided have one mark a row.

    The last `unknown` of the codes are true codes that the frame lacks.
    """
    for name, marked in (("truth", truth), ("decided", decided)):
        if (marked.sum(axis=1) != 1).any():
            raise ValueError(f"{name} of a single facet must mark exactly one code in each row")
    codes = truth.shape[1]
    weights = {"kappa": inequality(codes)}
    if ordinal:
        weights["weighted_kappa"] = squared_distance(codes, unknown=unknown)
    pair = truth.argmax(axis=1), decided.argmax(axis=1)
    return Headline(
        row_values={"accuracy": row_exact(truth, decided), **_ranking(truth, scores)},
        marks=Marks.of(truth, decided),
        from_counts=_SINGLE_COUNTS,
        disagreement={name: (of_pair, of_pair[pair]) for name, of_pair in weights.items()},
    )


def multi_headline(truth: BoolArray, decided: BoolArray, scores: NDArray[Any]) -> Headline:
    """Measures of a facet that takes all codes that apply."""
    return Headline(
        row_values={
            "samples_f1": row_f1(truth, decided),
            "samples_precision": row_precision(truth, decided),
            "samples_recall": row_recall(truth, decided),
            "exact_match": row_exact(truth, decided),
            "precision_at_1": row_precision_at(truth, scores, 1),
            **_ranking(truth, scores),
        },
        marks=Marks.of(truth, decided),
        from_counts=_MULTI_COUNTS,
        disagreement={},
    )


def _ranking(truth: BoolArray, scores: NDArray[Any]) -> dict[str, FloatArray]:
    return {
        "ranking_average_precision": row_average_precision(truth, scores),
        **{f"recall_at_{k}": row_recall_at(truth, scores, k) for k in (1, 3, 5)},
    }
