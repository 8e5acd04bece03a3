"""Prediction sets: how long a shortlist must be to hold a right code as often as is stated."""

import numpy as np

from models.decision import probability_shares

_ROUNDING = 1e-9
"""So that 0.1 of 100 rows, in binary a hair less than 10, are 10."""


def lowest_listed_share(
    probabilities: np.ndarray, decided: np.ndarray, truth: np.ndarray, coverage: float
) -> float:
    """The share of a row's probability from which codes are listed, so that lists cover.

    Of all true codes, at least `coverage` (0 to 1) stand on their row's list, where a list holds
    the row's decided codes and every code of at least that share. Infinity if the decided codes are
    enough, 0 (every code is listed) if there are too few rows to say. Arrays are (rows, codes), of
    held-back rows coded in the facet.

    One threshold for all rows is the least ambiguous set-valued classifier of Sadinle, Lei and
    Wasserman (2019); for a single facet this is split conformal prediction with it. For a multi
    facet it is conformal risk control (Angelopoulos et al. 2024) of the share of true codes missed:
    the true codes of a row come and go together. The correction for finite samples is theirs: the
    list must cover even if one row more, with as many true codes as any has, missed them all. It
    holds for rows drawn like these, on average over rows, not for each code or submitter.

    Adaptive sets (Romano, Sesia and Candes 2020; regularised by Angelopoulos et al. 2021) were
    tried on the shipped corpus: at equal coverage their lists were longer in every facet.
    """
    truth = truth.astype(bool)
    shares = np.where(decided, np.inf, probability_shares(probabilities))
    of_true_codes = np.sort(shares[truth])
    one_row_more = int(truth.sum(axis=1).max(initial=1))
    may_be_missed = (1 - coverage) * (len(of_true_codes) + one_row_more) - one_row_more + _ROUNDING
    return float(of_true_codes[int(may_be_missed)]) if may_be_missed >= 0 else 0.0
