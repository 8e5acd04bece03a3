"""Splits of coded narratives that do not flatter a model."""

from collections.abc import Iterator, Sequence

import numpy as np
import scipy.sparse as sp
from iterstrat.ml_stratifiers import MultilabelStratifiedKFold
from numpy.typing import ArrayLike, NDArray
from scipy.sparse.csgraph import connected_components

from labelled_data.near_duplicates import near_duplicate_groups
from taxonomy.errors import Refusal

__all__ = [
    "grouped_folds",
    "leave_one_submitter_out",
    "near_duplicate_groups",
    "submitters_together",
]

_MOST_LABELS = 1000
"""Labels that are stratified: about ten seconds at 17,500 rows, growing with their square."""


def grouped_folds(
    labels: ArrayLike, groups: ArrayLike, *, folds: int = 5, seed: int = 0
) -> NDArray[np.int64]:
    """The fold, from 0, of each row; rows of one group always share a fold.

    `labels` is 0/1, shape (rows, labels); `groups` has shape (rows,). Folds are stratified over
    groups (a group has the labels of any of its rows) by iterative stratification (Sechidis et al.
    2011) on the labels that at least `folds` groups have; if those are more than 1,000, on the
    rarest 1,000, since chance alone spreads the common ones. The same seed gives the same folds,
    and no fold is empty: with fewer groups than `folds` there are as many folds as groups.

    Raises Refusal if all rows are of one group.
    """
    matrix = np.asarray(labels)
    _, group_of_row = np.unique(np.asarray(groups), return_inverse=True)
    group_count = int(group_of_row.max()) + 1 if len(group_of_row) else 0
    if group_count < 2:
        raise Refusal(
            "the narratives are all near-duplicates of one another, so they cannot be split; "
            "give more of them."
        )
    folds = min(folds, group_count)
    group_labels = _stratified_labels(_labels_by_group(matrix, group_of_row), folds)
    # The library wants two columns or more; constant ones steer nothing.
    padded = np.pad(group_labels, ((0, 0), (0, 2)))
    stratifier = MultilabelStratifiedKFold(n_splits=folds, shuffle=True, random_state=seed)
    fold_of_group = np.zeros(group_count, dtype=np.int64)
    for fold, (_, chosen) in enumerate(stratifier.split(padded, padded)):
        fold_of_group[chosen] = fold
    _fill_empty_folds(fold_of_group, folds)
    return fold_of_group[group_of_row]


def submitters_together(
    groups: NDArray[np.int64], submitters: Sequence[str], *, folds: int
) -> NDArray[np.int64]:
    """Groups (rows,) joined wherever they share a submitter, so that folds part whole submitters.

    A fold then looks as a new submitter will. The groups come back as they are where that cannot
    be: some rows have no submitter, or there are fewer than two joined groups a fold, or one of
    them is larger than a fold should be.
    """
    if not all(submitters):
        return groups
    _, submitter_of_row = np.unique(np.array(submitters, dtype=object), return_inverse=True)
    nodes = int(submitter_of_row.max()) + 1  # submitters first, so that their order numbers groups
    size = nodes + int(groups.max()) + 1
    ones = np.ones(len(groups), dtype=np.uint8)
    links = sp.coo_matrix((ones, (submitter_of_row, nodes + groups)), shape=(size, size))
    count, joined = connected_components(links, directed=False)
    of_row: NDArray[np.int64] = joined[submitter_of_row].astype(np.int64)
    if count < 2 * folds or np.bincount(of_row).max() > 1.2 * len(groups) / folds:
        return groups
    return of_row


def leave_one_submitter_out(
    submitters: Sequence[str],
) -> Iterator[tuple[str, NDArray[np.int64], NDArray[np.int64]]]:
    """For each submitter in order of name: (name, training rows, test rows), as positions from 0.

    Rows without a submitter form one group of their own, named "". Raises Refusal if all rows are
    of one group.
    """
    names, submitter_of_row = np.unique(np.array(submitters, dtype=object), return_inverse=True)
    if len(names) < 2:
        raise Refusal(
            "leaving one submitter out needs narratives of at least two; fill the column submitter."
        )
    for number, name in enumerate(names):
        is_test = submitter_of_row == number
        yield str(name), np.flatnonzero(~is_test), np.flatnonzero(is_test)


def _labels_by_group(
    labels: NDArray[np.generic], group_of_row: NDArray[np.int64]
) -> NDArray[np.uint8]:
    """The maximum of each label over a group's rows, shape (groups, labels)."""
    order = np.argsort(group_of_row, kind="stable")
    _, starts = np.unique(group_of_row[order], return_index=True)
    maxima: NDArray[np.uint8] = np.maximum.reduceat((labels[order] != 0).astype(np.uint8), starts)
    return maxima


def _stratified_labels(group_labels: NDArray[np.uint8], folds: int) -> NDArray[np.uint8]:
    """The columns that at least `folds` groups have, the rarest of them if they are too many."""
    bearers = group_labels.sum(axis=0, dtype=np.int64)
    rarest_first = np.argsort(bearers, kind="stable")
    enough = rarest_first[bearers[rarest_first] >= folds]
    return group_labels[:, np.sort(enough[:_MOST_LABELS])]


def _fill_empty_folds(fold_of_group: NDArray[np.int64], folds: int) -> None:
    """Give every empty fold one group of the fold that has most, in place."""
    for fold in range(folds):
        sizes = np.bincount(fold_of_group, minlength=folds)
        if not sizes[fold]:
            fold_of_group[np.flatnonzero(fold_of_group == sizes.argmax())[0]] = fold
