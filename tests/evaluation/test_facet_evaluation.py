from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, f1_score

from evaluation.facet_evaluation import Resampling, evaluate_facet
from evaluation.truth import counted_truth, read_truth

FEW_DRAWS = Resampling(draws=50)


@dataclass
class Decided:
    decided: Any
    accept: Any
    shortlist: Any


def single(probabilities, accept=True):
    decided = np.eye(probabilities.shape[1], dtype=bool)[probabilities.argmax(axis=1)]
    return Decided(decided, np.full(len(probabilities), accept), decided)


def over(probabilities, threshold, accept):
    decided = probabilities > threshold
    return Decided(decided, np.asarray(accept), decided)


def sharp(codes, positions, probability=0.96):
    """Probabilities that put nearly all on one code a row."""
    rest = (1 - probability) / (codes - 1)
    return np.where(np.eye(codes)[positions] > 0, probability, rest)


def test_severity_is_measured_with_weighted_kappa(severity):
    random = np.random.default_rng(0)
    true = random.integers(0, 5, 300)
    probabilities = sharp(5, np.where(random.random(300) < 0.7, true, random.integers(0, 5, 300)))
    decision = single(probabilities)
    report = evaluate_facet(
        severity, counted_truth(np.eye(5)[true]), probabilities, decision, resampling=FEW_DRAWS
    )
    decided = decision.decided.argmax(axis=1)
    assert report.measures["kappa"] == pytest.approx(cohen_kappa_score(true, decided))
    assert report.measures["weighted_kappa"] == pytest.approx(
        cohen_kappa_score(true, decided, weights="quadratic")
    )
    assert report.measures["macro_f1"] == pytest.approx(f1_score(true, decided, average="macro"))
    for name in ("accuracy", "kappa", "weighted_kappa", "macro_f1"):
        low, high = report.intervals[name]
        assert low < report.measures[name] < high


def test_rows_not_coded_are_left_out(severity):
    truth = read_truth(severity, [("L1",), (), ("L3",)])
    probabilities = sharp(5, [0, 4, 2])
    report = evaluate_facet(
        severity, truth, probabilities, single(probabilities), resampling=FEW_DRAWS
    )
    assert report.rows == 2
    assert report.measures["accuracy"] == 1
    assert sum(row.predicted for row in report.codes) == 2


def test_an_unknown_true_code_is_a_wrong_answer_in_a_single_facet(severity):
    truth = read_truth(severity, [("L1",), ("L9",)])
    probabilities = sharp(5, [0, 4])
    report = evaluate_facet(
        severity, truth, probabilities, single(probabilities), resampling=FEW_DRAWS
    )
    assert report.measures["accuracy"] == 0.5
    assert report.measures["macro_f1"] == 0.5
    assert report.measures["recall_at_5"] == 0.5
    assert report.unknown_codes == ("L9",)
    assert ("L9", "L5", 1) in report.confusion.cells


def test_unknown_true_codes_are_missed_in_a_multi_facet(pathway):
    truth = counted_truth(np.array([[1, 0, 0, 0], [0, 0, 0, 1]]), np.array([1, 0]))
    probabilities = np.array([[0.9, 0.1, 0.1, 0.1], [0.1, 0.1, 0.1, 0.9]])
    decision = over(probabilities, 0.5, [True, True])
    measures = evaluate_facet(
        pathway, truth, probabilities, decision, resampling=FEW_DRAWS
    ).measures
    assert measures["micro_precision"] == 1
    assert measures["micro_recall"] == pytest.approx(2 / 3)
    assert measures["micro_f1"] == pytest.approx(4 / 5)
    assert measures["samples_f1"] == pytest.approx((2 / 3 + 1) / 2)
    assert measures["exact_match"] == 0.5
    assert measures["recall_at_5"] == pytest.approx((1 / 2 + 1) / 2)


def test_a_wrong_code_of_the_right_step_is_right_at_the_step(pathway):
    truth = read_truth(pathway, [("1.1a",)])
    probabilities = np.array([[0.2, 0.9, 0.1, 0.1]])
    decision = over(probabilities, 0.5, [True])
    report = evaluate_facet(pathway, truth, probabilities, decision, resampling=FEW_DRAWS)
    assert report.measures["micro_f1"] == 0
    assert report.levels["step"]["micro_f1"] == 1
    assert report.levels["stage"]["exact_match"] == 1


def test_the_code_table_says_what_was_never_true_and_never_decided(pathway):
    truth = read_truth(pathway, [("1.1a",), ("1.2a",)])
    probabilities = np.array([[0.9, 0.7, 0.1, 0.1], [0.1, 0.2, 0.4, 0.1]])
    decision = over(probabilities, 0.6, [True, False])
    report = evaluate_facet(pathway, truth, probabilities, decision, resampling=FEW_DRAWS)
    never_true, never_decided = report.codes[1], report.codes[2]
    assert (never_true.support, never_true.predicted, never_true.f1) == (0, 1, 0)
    assert np.isnan(never_true.recall)
    assert (never_decided.support, never_decided.predicted, never_decided.f1) == (1, 0, 0)
    assert np.isnan(never_decided.precision)
    assert never_decided.mean_probability == pytest.approx(0.25)


def test_a_facet_that_nobody_coded_has_no_measures(severity):
    truth = read_truth(severity, [(), ()])
    probabilities = sharp(5, [0, 1])
    report = evaluate_facet(severity, truth, probabilities, single(probabilities))
    assert report.rows == 0
    assert np.isnan(list(report.measures.values())).all()
    assert report.coverage == ()
    assert np.isnan(report.accepted.share)


def test_a_single_row_is_measured(severity):
    truth, probabilities = read_truth(severity, [("L2",)]), sharp(5, [1])
    report = evaluate_facet(severity, truth, probabilities, single(probabilities, accept=False))
    assert report.measures["accuracy"] == 1
    assert np.isnan(report.measures["kappa"])
    assert (report.accepted.rows, report.accepted.share) == (0, 0)


def test_hopeless_suggestions_score_0(severity):
    truth, probabilities = read_truth(severity, [("L1",), ("L2",)]), sharp(5, [4, 4])
    measures = evaluate_facet(
        severity, truth, probabilities, single(probabilities), resampling=FEW_DRAWS
    ).measures
    assert measures["accuracy"] == measures["macro_f1"] == measures["kappa"] == 0


def test_the_order_of_rows_does_not_matter(pathway):
    random = np.random.default_rng(6)
    known, probabilities = random.random((80, 4)) < 0.4, random.random((80, 4)).round(1)
    accept = random.random(80) < 0.5
    order = random.permutation(80)
    one = evaluate_facet(
        pathway,
        counted_truth(known),
        probabilities,
        over(probabilities, 0.5, accept),
        resampling=Resampling(draws=0),
    )
    other = evaluate_facet(
        pathway,
        counted_truth(known[order]),
        probabilities[order],
        over(probabilities[order], 0.5, accept[order]),
        resampling=Resampling(draws=0),
    )
    assert one.measures == pytest.approx(other.measures)
    assert one.accepted == other.accepted
    assert one.shortlist == other.shortlist
    assert one.calibration.ece == pytest.approx(other.calibration.ece)


def test_a_facet_may_be_resampled_by_submitter(severity):
    truth = read_truth(severity, [("L1",), (), ("L3",), ("L2",)])
    probabilities = sharp(5, [0, 4, 2, 0])
    by_submitter = Resampling(draws=200, groups=np.array(["a", "b", "a", "c"]))
    report = evaluate_facet(
        severity, truth, probabilities, single(probabilities), resampling=by_submitter
    )
    assert report.intervals["accuracy"] == (0, 1)


def test_shortlists_are_measured_over_every_true_code(pathway):
    truth = read_truth(pathway, [("1.1a", "9.9z"), ("1.2a", "3.2a"), ("1.1b",), ()])
    probabilities = np.tile([0.9, 0.2, 0.5, 0.1], (4, 1))
    decision = replace(over(probabilities, 0.6, [True] * 4), shortlist=probabilities > 0.3)
    report = evaluate_facet(pathway, truth, probabilities, decision, resampling=FEW_DRAWS)
    assert report.shortlist.covered == pytest.approx(2 / 5)  # the unknown code is missed
    assert report.shortlist.rows_covered == 0
    assert report.shortlist.mean_size == report.shortlist.median_size == 2
    low, high = report.intervals["shortlist_covered"]
    assert low < 2 / 5 < high


def test_shortlists_of_another_frame_are_refused(severity):
    truth, probabilities = read_truth(severity, [("L1",)]), sharp(5, [0])
    decision = replace(single(probabilities), shortlist=np.ones((1, 4), dtype=bool))
    with pytest.raises(ValueError, match=r"severity: shortlist must have the shape \(1, 5\)"):
        evaluate_facet(severity, truth, probabilities, decision)


def test_probabilities_of_another_frame_are_refused(severity):
    truth = read_truth(severity, [("L1",)])
    with pytest.raises(ValueError, match=r"severity: probabilities must have the shape \(1, 5\)"):
        evaluate_facet(severity, truth, np.ones((1, 4)) / 4, single(sharp(5, [0])))


def test_two_decided_codes_in_a_single_facet_are_refused(severity):
    two = np.array([[1, 1, 0, 0, 0]])
    decision = Decided(two, np.array([True]), two)
    with pytest.raises(ValueError, match="exactly one code"):
        evaluate_facet(severity, read_truth(severity, [("L1",)]), sharp(5, [0]), decision)
