import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelled_data.splits import grouped_folds, leave_one_submitter_out
from taxonomy.errors import Refusal


@settings(max_examples=60, deadline=None)
@given(
    groups=st.lists(st.integers(0, 30), min_size=2, max_size=80).filter(lambda g: len(set(g)) > 1),
    label_count=st.integers(0, 6),
    folds=st.integers(2, 6),
    seed=st.integers(0, 3),
)
def test_groups_stay_whole_and_no_fold_is_empty(
    groups: list[int], label_count: int, folds: int, seed: int
) -> None:
    labels = np.random.default_rng(seed).integers(0, 2, (len(groups), label_count))
    fold_of_row = grouped_folds(labels, groups, folds=folds, seed=seed)
    folds_of_group = {group: set() for group in groups}
    for group, fold in zip(groups, fold_of_row, strict=True):
        folds_of_group[group].add(int(fold))
    assert all(len(found) == 1 for found in folds_of_group.values())
    assert set(fold_of_row.tolist()) == set(range(min(folds, len(set(groups)))))


def test_every_label_is_spread_over_the_folds() -> None:
    random = np.random.default_rng(0)
    labels = (random.random((2000, 40)) < np.linspace(0.004, 0.06, 40)).astype(np.uint8)
    fold_of_row = grouped_folds(labels, np.arange(2000), folds=5)
    for label in range(40):
        spread = np.bincount(fold_of_row[labels[:, label] == 1], minlength=5)
        assert spread.max() - spread.min() <= max(3, 0.15 * spread.sum() / 5)
    assert np.ptp(np.bincount(fold_of_row)) <= 20


def test_the_seed_decides_the_folds() -> None:
    labels = np.random.default_rng(0).integers(0, 2, (200, 5))
    one, again, other = (grouped_folds(labels, range(200), seed=seed) for seed in (1, 1, 2))
    assert one.tolist() == again.tolist()
    assert one.tolist() != other.tolist()


def test_one_group_alone_cannot_be_split() -> None:
    with pytest.raises(Refusal, match="near-duplicates of one another"):
        grouped_folds(np.ones((3, 2)), [0, 0, 0])


def test_each_submitter_is_left_out_once_and_those_without_a_name_together() -> None:
    splits = list(leave_one_submitter_out(["Leeds", "", "Bath", "Leeds", ""]))
    assert [(name, train.tolist(), test.tolist()) for name, train, test in splits] == [
        ("", [0, 2, 3], [1, 4]),
        ("Bath", [0, 1, 3, 4], [2]),
        ("Leeds", [1, 2, 4], [0, 3]),
    ]


def test_one_submitter_alone_cannot_be_left_out() -> None:
    with pytest.raises(Refusal, match="needs narratives of at least two"):
        list(leave_one_submitter_out(["Leeds", "Leeds"]))
