"""The words of a batch of narratives, cut once and shared by all features."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

WORD = re.compile(r"\w{1,40}")
"""A word; what runs on longer is cut, so that no row can fill the memory of words."""


def words_of(narrative: str) -> list[str]:
    """The words of a narrative, lower case, in order."""
    # İ alone grows when made lower case, which would displace the evidence after it.
    return WORD.findall(narrative.replace("İ", "I").lower())


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a batch: each different word once, and where it stands.

    `at` (tokens,) is the position in `distinct` of every word in turn; the words of narrative i are
    `at[starts[i]:starts[i + 1]]`.
    """

    distinct: list[str]
    at: np.ndarray
    starts: np.ndarray

    @property
    def narratives(self) -> int:
        """How many narratives were cut."""
        return len(self.starts) - 1

    def counts(self) -> sp.csr_matrix:
        """How often each different word stands in each narrative, (narratives, distinct)."""
        ones = np.ones(len(self.at), dtype=np.float32)
        shape = (self.narratives, len(self.distinct))
        return sp.csr_matrix((ones, self.at, self.starts), shape=shape)


def cut(narratives: Sequence[str]) -> Words:
    """Cut narratives into words."""
    place: dict[str, int] = {}
    at: list[int] = []
    starts = [0]
    for narrative in narratives:
        at += [place.setdefault(word, len(place)) for word in words_of(narrative)]
        starts.append(len(at))
    return Words(list(place), np.array(at, dtype=np.int64), np.array(starts, dtype=np.int64))
