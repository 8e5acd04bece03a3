"""Sureness: whether a model is as sure of an extract as of the narratives it was tested on.

Shares of codes can be allowed for (`models.priors`); narratives of another kind cannot, and there a
model is right less often than it says. How often is estimated without any coding from how many
narratives reach the confidence that, in the test, just as many reached as were right ("average
thresholded confidence", Garg et al., 2022). Where that falls, acceptance asks for more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit

_ERRORS = 1.64
_LEAST_FALL = 0.05
"""A fall counts where it exceeds this and chance, at 95 %."""

_MOST_FLATTENING = 20.0


@dataclass(frozen=True, slots=True)
class SurenessInTest:
    """`right`: the share of decided codes that were right in the test; `level`: the confidence
    that so large a share of its narratives reached."""

    right: float
    level: float


def sureness_in_test(measured: Mapping[str, Any]) -> SurenessInTest:
    """From what a manifest's metrics say of the facet: its curve of coverage against precision."""
    curve = measured["coverage"]
    coverage = [point["coverage"] for point in curve]
    right = float(curve[-1]["precision"])
    return SurenessInTest(
        right, float(np.interp(right, coverage, [point["confidence"] for point in curve]))
    )


def expected_right(confident: np.ndarray, tested: SurenessInTest) -> float:
    """The share of decided codes expected to be right, given the rows' confidence (rows,).

    For no rows that of the test.
    """
    return float((confident >= tested.level).mean()) if len(confident) else tested.right


def flattening(confident: np.ndarray, right: float, tested: SurenessInTest) -> float:
    """By what to divide log odds so that the mean confidence (rows,) is the share `right`.

    1 where that share is about as large as in the test, or the extract too small to tell; infinite
    where no confidence can be believed.
    """
    if not len(confident):
        return 1.0
    chance = _ERRORS * np.sqrt(max(right * (1 - right), 0.01) / len(confident))
    if tested.right - right <= _LEAST_FALL + chance or confident.mean() <= right:
        return 1.0
    odds = logit(np.clip(confident, 0.001, 0.999))

    def excess(by: float) -> float:
        return float(expit(odds / by).mean()) - right

    if excess(_MOST_FLATTENING) > 0:
        return float("inf")
    return float(brentq(excess, 1.0, _MOST_FLATTENING)) if excess(1.0) > 0 else 1.0


def accept_from_flattened(accept_from: float, by: float) -> float:
    """The confidence that is worth `accept_from` once log odds are divided by `by`."""
    if by == 1.0 or accept_from >= 1.0:
        return accept_from
    return float(expit(logit(accept_from) * by)) if np.isfinite(by) else float("inf")
