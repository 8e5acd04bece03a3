import numpy as np
import pytest

from evaluation.metrics.levels import coarser_levels
from taxonomy.frame import Code, Facet


def test_a_facet_is_seen_at_its_steps_and_stages(pathway):
    stage, step = coarser_levels(pathway)
    assert (stage.name, stage.codes) == ("stage", ("1", "3"))
    assert (step.name, step.codes) == ("step", ("1.1", "1.2", "3.2"))


def test_codes_of_one_step_become_one_mark(pathway):
    _, step = coarser_levels(pathway)
    marked = np.array([[1, 1, 0, 0], [0, 0, 0, 1]])
    assert step.collapse(marked).tolist() == [[True, False, False], [False, False, True]]


def test_probabilities_add_up_only_where_codes_exclude_one_another(pathway):
    stage, _ = coarser_levels(pathway)
    probabilities = np.array([[0.2, 0.3, 0.1, 0.4]])
    assert stage.sum_probabilities(probabilities)[0] == pytest.approx([0.6, 0.4])
    assert stage.largest_probabilities(probabilities)[0] == pytest.approx([0.3, 0.4])


def test_a_flat_facet_has_no_coarser_level(severity):
    assert coarser_levels(severity) == ()


def test_a_code_above_a_level_stands_for_itself():
    codes = (Code("9", "Other"), Code("1a", "A", parents=("1",)), Code("1b", "B", parents=("1",)))
    facet = Facet(id="f", title="F", kind="multi", levels=("group", "code"), codes=codes)
    assert coarser_levels(facet)[0].codes == ("9", "1")
