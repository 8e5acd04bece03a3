"""Fitting a readout: calibration of a tier's scores, and links between facets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from models.readout import SourceLink, linked_probabilities, source_of, source_score
from taxonomy.frame import CodeFrame, Facet
from training.calibration import Calibration, fit_calibration


class ScoredFacet(Protocol):
    """A facet with its labels (rows, codes), the rows coded in it (rows,), and scores."""

    @property
    def facet(self) -> Facet:
        """The facet."""

    @property
    def labels(self) -> np.ndarray:
        """0/1, (rows, codes)."""

    @property
    def coded(self) -> np.ndarray:
        """Bool, (rows,)."""

    def scores(self, seen: np.ndarray) -> list[np.ndarray]:
        """Out-of-fold scores of every row (rows, codes), one array a learner.

        What they need to be fitted looks at the labels of the rows in `seen`, bool (rows,), alone.
        """


@dataclass(frozen=True, slots=True)
class FittedReadout:
    """Calibration of each facet, and links of those that have one."""

    calibrations: Mapping[str, Calibration]
    links: Mapping[str, SourceLink]


def fit_readout(
    frame: CodeFrame, facets: Sequence[ScoredFacet], seen: np.ndarray
) -> tuple[FittedReadout, dict[str, np.ndarray]]:
    """Fit on the rows in `seen`, bool (rows,); and the probabilities of every row (rows, codes)."""
    calibrations: dict[str, Calibration] = {}
    links: dict[str, SourceLink] = {}
    logits: dict[str, np.ndarray] = {}
    for found in facets:
        facet, rows = found.facet, found.coded & seen
        scores = found.scores(seen)
        calibration = fit_calibration([one[rows] for one in scores], found.labels[rows], facet.kind)
        calibrations[facet.id] = calibration
        logits[facet.id] = calibration.logits(scores)
    likely = linked_probabilities(frame, logits, links)
    for found in facets:
        facet, rows = found.facet, found.coded & seen
        source = source_of(frame, facet)
        if source is not None:
            inputs = [logits[facet.id][rows], source_score(likely[source][rows])]
            link = fit_calibration(inputs, found.labels[rows], facet.kind)
            links[facet.id] = SourceLink(link.slopes[0], link.slopes[1], link.intercepts)
            likely = linked_probabilities(frame, logits, links)
    return FittedReadout(calibrations, links), likely


def held_back_probabilities(
    frame: CodeFrame, facets: Sequence[ScoredFacet], folds: np.ndarray
) -> dict[str, np.ndarray]:
    """Probabilities of all rows (rows, codes), each fitted on the other folds (rows,) only."""
    likely = {found.facet.id: np.zeros(found.labels.shape, dtype=np.float32) for found in facets}
    for fold in np.unique(folds):
        other = folds == fold
        _, without = fit_readout(frame, facets, ~other)
        for facet, rows in likely.items():
            rows[other] = without[facet][other]
    return likely
