"""Priors: how common each code is in an extract, and probabilities that allow for it.

A model answers as if every extract had the shares of codes that it was trained on. The shares of an
extract nobody has coded are estimated from the model's own probabilities by expectation
maximisation (Saerens, Latinne and Decaestecker, 2002).

Taken as it is, that estimate does harm where the shares have not changed: it reads another manner
of writing as other shares. So a code's ratio of shares moves only by what exceeds three standard
errors and a quarter; `evaluation.benchmarks.prior_shift` measures both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.decision import FrameLimits
from taxonomy.frame import Kind

_PRIOR_ROWS = 50
"""The shares in training count as much as so many narratives of the extract."""

_ERRORS = 3.0
_LEAST_RATIO = 1.25
_MOST_STEPS = 300
_SETTLED = 1e-4
_LEAST_REST = 1e-6


@dataclass(frozen=True, slots=True)
class CodeShares:
    """`shares` (codes,) of the narratives that have each code, among `rows` narratives."""

    shares: np.ndarray
    rows: int


def trained_shares(measured: Mapping[str, Any]) -> CodeShares:
    """The shares in training, from what a manifest's metrics say of the facet.

    A code without an example counts as half a one.
    """
    rows = int(measured["rows"])
    support = np.array([code["support"] for code in measured["codes"]], dtype=np.float64)
    return CodeShares(np.maximum(support, 0.5) / rows, rows)


def prior_shift(probabilities: np.ndarray, trained: CodeShares, limits: FrameLimits) -> np.ndarray:
    """What to add to each code's log odds (codes,), given an extract's probabilities (rows, codes).

    0 for what the extract does not show to be otherwise than in training. A code that always goes
    to a person is never made rarer: where narratives are of another kind, rare codes are the first
    that a model overlooks. In a facet that takes several codes only those that stand alone are
    estimated, against all others together: its many codes share the evidence, and moving each by
    itself lost more than it gained.
    """
    if limits.kind == "single":
        shares = expected_shares(probabilities, trained.shares)
        ratios = certain_log_ratios(shares, trained, len(probabilities))
        return np.where(limits.always_refer, np.maximum(ratios, 0.0), ratios)
    shift = np.zeros(probabilities.shape[1])
    if not limits.alone.any():
        return shift
    alone = _with_the_rest(probabilities[:, limits.alone])
    before = CodeShares(_with_the_rest(trained.shares[None, limits.alone])[0], trained.rows)
    ratios = certain_log_ratios(expected_shares(alone, before.shares), before, len(probabilities))
    after = before.shares * np.exp(ratios)
    rest = max(1 - after[:-1].sum(), _LEAST_REST) / before.shares[-1]
    shift[limits.alone] = log_odds(after[:-1]) - log_odds(before.shares[:-1])
    others = trained.shares[~limits.alone]
    shift[~limits.alone] = log_odds(others * rest) - log_odds(others)
    return shift


def expected_shares(probabilities: np.ndarray, trained: np.ndarray) -> np.ndarray:
    """The shares (classes,) that explain an extract best, pulled a little to those in training.

    `probabilities` (rows, classes) add up to 1 in each row, `trained` (classes,) in all. Each round
    reads the probabilities with the shares found so far, and takes the mean of what it reads.
    """
    trained = trained / trained.sum()
    shares = trained
    for _ in range(_MOST_STEPS):
        read = shifted(probabilities.astype(np.float64), np.log(shares / trained), "single")
        found = (read.sum(axis=0) + _PRIOR_ROWS * trained) / (len(read) + _PRIOR_ROWS)
        settled = np.abs(np.log(found / shares)).max() < _SETTLED
        shares = found
        if settled:
            break
    return shares


def certain_log_ratios(shares: np.ndarray, trained: CodeShares, rows: int) -> np.ndarray:
    """Logarithms of shares over shares in training (codes,), less what may be chance; 0 at least.

    The standard error is that of the ratio of two counts, the extract's and the training's.
    """
    before = trained.shares / trained.shares.sum()
    ratios = np.log(shares / before)
    seen = np.maximum(rows * np.maximum(shares, before), 0.5)
    error = np.sqrt(1 / seen + 1 / (trained.rows * before))
    beyond = np.abs(ratios) - _ERRORS * error - np.log(_LEAST_RATIO)
    certain: np.ndarray = np.sign(ratios) * np.maximum(beyond, 0.0)
    return certain


def shifted(probabilities: np.ndarray, shift: np.ndarray, kind: Kind) -> np.ndarray:
    """Probabilities (rows, codes) with `shift` (codes,) added to their log odds.

    Those of a single facet add up to 1 again.
    """
    factors = np.exp(shift).astype(probabilities.dtype)
    raised = probabilities * factors
    whole = raised.sum(axis=1, keepdims=True) if kind == "single" else raised + (1 - probabilities)
    adds_up: np.ndarray = raised / whole
    return adds_up


def log_odds(shares: np.ndarray) -> np.ndarray:
    """Log odds of shares between 0 and 1."""
    odds: np.ndarray = np.log(shares) - np.log1p(-shares)
    return odds


def _with_the_rest(alone: np.ndarray) -> np.ndarray:
    """Columns that exclude one another, and a last one for what is left, adding up to 1."""
    rest = np.maximum(1 - alone.sum(axis=1, keepdims=True), _LEAST_REST)
    both = np.hstack([alone, rest])
    whole: np.ndarray = both / both.sum(axis=1, keepdims=True)
    return whole
