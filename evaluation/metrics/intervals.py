"""Bootstrap intervals: how far a measure could move with other rows of the same kind."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.metrics.arrays import FloatArray

# Weights are drawn in slices, so that memory stays small for many rows.
_SLICE_CELLS = 4_000_000


def resample_weights(
    rows: int, *, draws: int, groups: NDArray[Any] | None = None, seed: int = 0
) -> Iterator[FloatArray]:
    """How often each row occurs in each bootstrap sample: slices (draws, rows) of all draws.

    With `groups` (rows,), whole groups are resampled (a submitter's narratives come and go
    together), which widens the interval where rows of a group resemble each other.
    """
    if groups is not None and groups.shape != (rows,):
        raise ValueError(f"groups must be ({rows},), not {groups.shape}")
    if not rows:
        return
    of_unit = np.arange(rows) if groups is None else np.unique(groups, return_inverse=True)[1]
    units = int(of_unit.max()) + 1
    random = np.random.default_rng(seed)
    at_once = max(1, _SLICE_CELLS // rows)
    for start in range(0, draws, at_once):
        size = min(at_once, draws - start)
        drawn = random.integers(units, size=(size, units)) + units * np.arange(size)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=size * units).reshape(size, units)
        yield counts[:, of_unit].astype(float)


def bootstrap_intervals(
    measure: Callable[[FloatArray], Mapping[str, FloatArray]],
    rows: int,
    *,
    draws: int = 1000,
    level: float = 0.95,
    groups: NDArray[Any] | None = None,
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """Percentile intervals of measures over resampled rows (Efron 1979).

    Args:
        measure: row weights (draws, rows) to named values (draws,).
        rows: the number of rows resampled.
        draws: bootstrap samples; 0 gives no intervals.
        level: the share of draws inside an interval.
        groups: resample these instead of rows, (rows,).
        seed: of the draws; the same seed gives the same intervals.

    Draws in which a measure is not defined are left out of its interval; nan when all are.
    """
    parts = [measure(w) for w in resample_weights(rows, draws=draws, groups=groups, seed=seed)]
    if not parts:
        return {}
    drawn = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return {name: _interval(values, level) for name, values in drawn.items()}


def _interval(values: FloatArray, level: float) -> tuple[float, float]:
    defined = values[~np.isnan(values)]
    if not len(defined):
        return float("nan"), float("nan")
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
