"""The measuring of one facet: true codes against probabilities and decisions."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from evaluation.facet_report import Calibration, CodeRow, Confusion, FacetReport
from evaluation.headline import Headline, multi_headline, single_headline
from evaluation.metrics.agreement import confusion
from evaluation.metrics.arrays import BoolArray, indicator
from evaluation.metrics.calibration import Binning, expected_calibration_error, reliability
from evaluation.metrics.counts import count_codes
from evaluation.metrics.intervals import bootstrap_intervals
from evaluation.metrics.levels import coarser_levels
from evaluation.metrics.selective import (
    accepted,
    accepted_weighted,
    coverage_curve,
)
from evaluation.metrics.shortlists import shortlists, shortlists_weighted
from evaluation.truth import FacetTruth
from models.decision import confidence as row_confidence
from taxonomy.frame import Facet


class Decision(Protocol):
    """What was decided for each row of a facet."""

    @property
    def decided(self) -> NDArray[Any]:
        """The decided codes, an indicator (rows, codes)."""

    @property
    def accept(self) -> NDArray[Any]:
        """Which rows were accepted rather than referred to a person, (rows,)."""

    @property
    def shortlist(self) -> NDArray[Any]:
        """The codes on each row's shortlist, an indicator (rows, codes)."""


@dataclass(frozen=True, slots=True)
class Resampling:
    """How intervals are drawn: over rows, or over groups of rows when `groups` (rows,) is given."""

    draws: int = 1000
    level: float = 0.95
    groups: NDArray[Any] | None = None
    seed: int = 0


def evaluate_facet(
    facet: Facet,
    truth: FacetTruth,
    probabilities: NDArray[Any],
    decision: Decision,
    *,
    resampling: Resampling | None = None,
    confidence: NDArray[Any] | None = None,
) -> FacetReport:
    """Measure one facet over the rows that are coded in it.

    Args:
        facet: gives the codes, their order and levels.
        truth: of all rows; those not coded in the facet are left out.
        probabilities: (rows, codes), 0 to 1.
        decision: decided codes and shortlists (rows, codes), and accepted rows (rows,).
        resampling: of the intervals; 1,000 draws of rows by default.
        confidence: what the coverage curve accepts rows by, (rows,); by default the mean
            probability of the decided codes.

    Raises:
        ValueError: arrays that do not fit the facet or each other.
    """
    resampling = resampling or Resampling()
    decided = indicator(decision.decided, "decided")
    shortlist = indicator(decision.shortlist, "shortlist")
    _check_shapes(facet, truth, probabilities, decision)
    coded = truth.coded
    truth, decided = truth.take(coded), decided[coded]
    # Sums in single precision may pass 1 by a hair.
    probabilities = np.clip(probabilities[coded].astype(float), 0.0, 1.0)
    accept = decision.accept[coded]
    confident = row_confidence(probabilities, decided) if confidence is None else confidence[coded]

    true, chosen = np.hstack([truth.known, truth.unknown]), _pad(decided, truth)
    listed = _pad(shortlist[coded], truth)
    headline = _headline(facet, true, chosen, _pad(probabilities, truth), truth)
    groups = None if resampling.groups is None else resampling.groups[coded]
    intervals = bootstrap_intervals(
        lambda weights: (
            headline.weighted(weights)
            | accepted_weighted(true, chosen, accept, weights)
            | shortlists_weighted(true, listed, weights)
        ),
        len(true),
        draws=resampling.draws,
        level=resampling.level,
        groups=groups,
        seed=resampling.seed,
    )
    return FacetReport(
        facet=facet.id,
        title=facet.title,
        kind=facet.kind,
        ordinal=facet.ordinal,
        rows=len(true),
        unknown_codes=truth.unknown_codes,
        measures=headline.measures(),
        intervals=intervals,
        levels=_levels(facet, truth, decided, probabilities),
        calibration=_calibration(facet, truth.known, decided, probabilities),
        accepted=accepted(true, chosen, accept),
        shortlist=shortlists(true, listed),
        coverage=coverage_curve(true, chosen, confident),
        codes=_code_rows(facet, truth.known, decided, probabilities),
        confusion=None if facet.is_multi else _confusion(facet, truth, true, chosen),
    )


def _check_shapes(
    facet: Facet, truth: FacetTruth, probabilities: NDArray[Any], decision: Decision
) -> None:
    expected = (len(truth), len(facet.code_ids))
    shapes = {
        "truth": truth.known.shape,
        "probabilities": probabilities.shape,
        "decided codes": decision.decided.shape,
        "shortlist": decision.shortlist.shape,
    }
    for name, shape in shapes.items():
        if shape != expected:
            raise ValueError(f"{facet.id}: {name} must have the shape {expected}, not {shape}")
    if decision.accept.shape != expected[:1]:
        raise ValueError(f"{facet.id}: accept must be ({len(truth)},), not {decision.accept.shape}")
    if not ((probabilities >= 0) & (probabilities <= 1 + 1e-6)).all():
        raise ValueError(f"{facet.id}: probabilities must lie in 0 to 1")


def _pad(array: NDArray[Any], truth: FacetTruth) -> NDArray[Any]:
    """The array with columns for the unknown codes: never decided, not in the ranked list."""
    absent = False if array.dtype == np.bool_ else -np.inf
    return np.hstack([array, np.full(truth.unknown.shape, absent, dtype=array.dtype)])


def _headline(
    facet: Facet, true: BoolArray, chosen: BoolArray, scores: NDArray[Any], truth: FacetTruth
) -> Headline:
    if facet.is_multi:
        return multi_headline(true, chosen, scores)
    unknown = len(truth.unknown_codes)
    return single_headline(true, chosen, scores, ordinal=facet.ordinal, unknown=unknown)


def _levels(
    facet: Facet, truth: FacetTruth, decided: BoolArray, probabilities: NDArray[Any]
) -> dict[str, dict[str, float]]:
    """Measures at each coarser level; a code that the frame lacks is missed there too."""
    measured = {}
    for level in coarser_levels(facet):
        true = np.hstack([level.collapse(truth.known), truth.unknown])
        chosen = _pad(level.collapse(decided), truth)
        if facet.is_multi:
            scores = _pad(level.largest_probabilities(probabilities), truth)
        else:
            scores = _pad(level.sum_probabilities(probabilities), truth)
        measured[level.name] = _headline(facet, true, chosen, scores, truth).measures()
    return measured


def _calibration(
    facet: Facet, known: BoolArray, decided: BoolArray, probabilities: NDArray[Any]
) -> Calibration:
    over_decided = reliability(probabilities[decided], known[decided], binning="equal-mass")
    binning: Binning = "equal-width" if facet.is_multi else "equal-mass"
    if facet.is_multi:
        over = "every code of every row"
        probability, correct = probabilities.ravel(), known.ravel()
    else:
        over = "the most probable code of each row"
        rows, top = np.arange(len(known)), probabilities.argmax(axis=1)
        probability, correct = probabilities[rows, top], known[rows, top]
    bins = reliability(probability, correct, binning=binning)
    return Calibration(
        over=over,
        binning=binning,
        ece=expected_calibration_error(bins),
        decided_ece=expected_calibration_error(over_decided),
        bins=bins,
    )


def _code_rows(
    facet: Facet, known: BoolArray, decided: BoolArray, probabilities: NDArray[Any]
) -> tuple[CodeRow, ...]:
    counts = count_codes(known, decided)
    rows = len(known)
    mean = probabilities.mean(axis=0) if rows else np.full(known.shape[1], np.nan)
    return tuple(
        CodeRow(
            code=code.code,
            label=code.label,
            support=int(counts.support[i]),
            predicted=int(counts.decided[i]),
            precision=float(counts.precision[i]),
            recall=float(counts.recall[i]),
            f1=float(counts.f1[i]),
            mean_probability=float(mean[i]),
        )
        for i, code in enumerate(facet.codes)
    )


def _confusion(facet: Facet, truth: FacetTruth, true: BoolArray, chosen: BoolArray) -> Confusion:
    names = (*facet.code_ids, *truth.unknown_codes)
    counts = confusion(true.argmax(axis=1), chosen.argmax(axis=1), len(names))
    occurs = np.logical_or(counts.any(axis=0), counts.any(axis=1))
    return Confusion(
        codes=tuple(name for name, there in zip(names, occurs, strict=True) if there),
        cells=tuple(
            (names[row], names[column], int(counts[row, column]))
            for row, column in np.argwhere(counts)
        ),
    )
