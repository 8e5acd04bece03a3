import numpy as np
import pytest

from evaluation.shifted_extracts import SHIFTS, CodeTilt, drawn, stage_tilt, weights_of
from labelled_data.corpus import corpus_path
from labelled_data.reading import read_coded
from labelled_data.table import CodedTable
from taxonomy.reading import load_frame


@pytest.fixture(scope="module")
def table() -> CodedTable:
    """Every tenth narrative of the shipped corpus."""
    table = read_coded([corpus_path()], load_frame("draft24"))
    return table.take(range(0, len(table), 10))


def share(table: CodedTable, weights: np.ndarray, facet: str, code: str) -> float:
    return float(weights @ table.indicator(facet)[:, table.frame.facet(facet).position(code)])


@pytest.mark.parametrize("shift", SHIFTS)
def test_the_weights_of_every_shift_add_up_to_one(table: CodedTable, shift: str) -> None:
    weights = weights_of(table, SHIFTS[shift])
    assert weights.sum() == pytest.approx(1)
    assert (weights >= 0).all()


def test_a_code_gets_the_share_that_was_asked_for(table: CodedTable) -> None:
    weights = weights_of(table, (CodeTilt("contributory_factor", ("CF7a",), share=0.5),))
    assert share(table, weights, "contributory_factor", "CF7a") == pytest.approx(0.5)


def test_tilting_one_code_leaves_the_others_as_common_among_themselves(table: CodedTable) -> None:
    before = weights_of(table, ())
    after = weights_of(table, (CodeTilt("severity", ("L1",), times=5),))
    ratios = [
        share(table, weights, "severity", "L2") / share(table, weights, "severity", "L3")
        for weights in (before, after)
    ]
    assert ratios[0] == pytest.approx(ratios[1])


def test_a_stage_of_the_pathway_becomes_commoner(table: CodedTable) -> None:
    after = weights_of(table, (stage_tilt(table, "5", 4),))
    before = weights_of(table, ())
    assert share(table, after, "pathway", "5.1a") > share(table, before, "pathway", "5.1a")


def test_a_share_of_codes_that_nothing_has_is_refused(table: CodedTable) -> None:
    few = table.take([0])
    with pytest.raises(ValueError, match="some narratives must have"):
        weights_of(few, (CodeTilt("contributory_factor", ("CF7a",), share=0.5),))


def test_narratives_are_drawn_by_their_weights_and_the_same_for_a_seed(table: CodedTable) -> None:
    weights = np.array([0.0, 0.25, 0.75])
    rows = drawn(weights, 4000, seed=1)
    assert np.bincount(rows, minlength=3) / 4000 == pytest.approx([0, 0.25, 0.75], abs=0.03)
    assert (rows == drawn(weights, 4000, seed=1)).all()
