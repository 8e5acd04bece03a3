"""Narratives that are copies of one another, exact or lightly edited."""

import re
import zlib
from collections.abc import Sequence

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

_WORDS_IN_SHINGLE = 2
_FEWEST_WORDS = 8
"""A shorter text is grouped only with its exact equals: one changed word would change it all."""
_PERMUTATIONS = 128
_WORD = re.compile(r"\w+")
"""Whole words. The models have a pattern of their own, which may cut words and may change with
their features; what counts as a copy must not."""


def near_duplicate_groups(
    narratives: Sequence[str], *, similarity: float = 0.8, seed: int = 0
) -> NDArray[np.int64]:
    """The group, from 0 in order of first appearance, of each narrative; shape (narratives,).

    Two narratives belong together if their words are the same (case, punctuation and white space
    aside), or if the Jaccard similarity of their pairs of adjacent words is at least `similarity`:
    at 0.8, up to three words changed in seventy. Groups are transitive. Candidates come from
    MinHash signatures (`seed` chooses their permutations) and are then compared exactly, so nothing
    dissimilar is linked; a similar pair is missed about once in ten thousand.
    """
    words = [" ".join(_WORD.findall(text.casefold())) or text.strip() for text in narratives]
    first_with: dict[str, int] = {}
    exact = [first_with.setdefault(text, index) for index, text in enumerate(words)]
    groups = _Groups(len(narratives))
    long_enough = [
        index for text, index in first_with.items() if text.count(" ") + 1 >= _FEWEST_WORDS
    ]
    shingles = {index: _shingles(words[index]) for index in long_enough}
    _link_similar(groups, shingles, similarity, seed)
    roots = [groups.root(index) for index in exact]
    number: dict[int, int] = {}
    return np.array([number.setdefault(root, len(number)) for root in roots], dtype=np.int64)


def _shingles(words: str) -> frozenset[int]:
    """Hashes of the runs of adjacent words; crc32 is the same in every process, `hash` is not."""
    tokens = words.split(" ")
    runs = zip(*(tokens[start:] for start in range(_WORDS_IN_SHINGLE)), strict=False)
    return frozenset(zlib.crc32(" ".join(run).encode()) for run in runs)


def _link_similar(
    groups: "_Groups", shingles: dict[int, frozenset[int]], similarity: float, seed: int
) -> None:
    # Weighted against misses: a false candidate only costs the comparison below.
    index = MinHashLSH(threshold=similarity, num_perm=_PERMUTATIONS, weights=(0.1, 0.9))
    signatures = MinHash.generator(
        shingles.values(), num_perm=_PERMUTATIONS, seed=seed, hashfunc=int
    )
    # What is this close to an indexed narrative is found through it. Not indexing it keeps
    # thousands of copies of one form letter from being compared each with each.
    as_good_as_equal = (1 + similarity) / 2
    for narrative, signature in zip(shingles, signatures, strict=True):
        closest = 0.0
        for candidate in index.query(signature):
            found = _jaccard(shingles[narrative], shingles[candidate])
            if found >= similarity:
                groups.link(narrative, candidate)
                closest = max(closest, found)
        if closest < as_good_as_equal:
            index.insert(narrative, signature, check_duplication=False)


def _jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


class _Groups:
    """Sets that grow together as their members are linked (union-find with path halving)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, member: int) -> int:
        parent = self._parent
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    def link(self, one: int, other: int) -> None:
        low, high = sorted((self.root(one), self.root(other)))
        self._parent[high] = low
