"""Intervals of a share: so many of so many."""

from math import nan, sqrt
from statistics import NormalDist


def wilson_interval(count: int, of: int, *, level: float = 0.95) -> tuple[float, float]:
    """The score interval of the share `count / of` (Wilson 1927); nan where `of` is 0.

    Unlike the usual one it stays inside 0 to 1, and is no single point at 0 or 1.
    """
    if not 0 <= count <= of:
        raise ValueError(f"a count lies in 0 to {of}, not {count}")
    if not of:
        return nan, nan
    share = count / of
    squared = NormalDist().inv_cdf((1 + level) / 2) ** 2
    middle = share + squared / (2 * of)
    reach = sqrt(squared * (share * (1 - share) / of + squared / (4 * of**2)))
    return (
        max(0.0, (middle - reach) / (1 + squared / of)),
        min(1.0, (middle + reach) / (1 + squared / of)),
    )
