import json
from dataclasses import replace

import numpy as np
import pytest

from evaluation.behaviour.catalogue import BEHAVIOURS
from evaluation.behaviour.report import BehaviourReport, behaviour_report
from evaluation.behaviour.unseen_narratives import WRITTEN, unseen_narratives
from evaluation.page import render_page
from evaluation.report import evaluate
from evaluation.truth import read_truth
from models.bundle import default_bundle
from models.decision import FacetScores
from models.suggester import Suggester

# A little below what the shipped model's accurate tier reaches. For scale: the codes of two
# narratives that have nothing to do with each other agree to 0.31 in the mean of the facets.
CODES_KEPT = {
    "typing errors": 0.88,
    "abbreviations written out": 0.88,
    "terms abbreviated": 0.90,
    "left and right exchanged": 0.96,
    "names, rooms, dates exchanged": 0.90,
    "irrelevant sentence": 0.87,
    "capital letters": 0.99,
    "small letters": 0.99,
    "punctuation": 0.93,
    "line breaks": 0.96,
    "order of sentences": 0.91,
    "American spelling": 0.92,
}
RATE = {
    "problem denied": 0.65,
    "no harm": 0.88,
    "another examination": 0.82,
    "another person exposed": 0.68,
    "plain modality": 0.85,
    "nothing performed": 0.74,
    "plain pathway step": 0.94,
    "no more steps than told": 0.76,
    "plain contributory factor": 0.97,
    "plain severity": 0.92,
}
# What the shipped model does not do, with what a model should reach. One that does so passes, which
# fails the test until its bar moves up to RATE.
NOT_YET = {
    "step not done": 0.50,  # 0.05
    "noticed before the exposure": 0.50,  # 0.15
}


@pytest.fixture(scope="module")
def shipped() -> Suggester:
    return Suggester.load(default_bundle())


@pytest.fixture(scope="module")
def report(shipped: Suggester) -> BehaviourReport:
    return behaviour_report(shipped, unseen_narratives())


def test_every_behaviour_has_a_bar(report):
    assert {*CODES_KEPT, *RATE, *NOT_YET} == {behaviour.name for behaviour in BEHAVIOURS}
    assert report.left_out == ()


@pytest.mark.parametrize(("name", "bar"), CODES_KEPT.items())
def test_codes_stay_when_nothing_that_matters_changes(report, name, bar):
    assert report.result(name).mean_kept >= bar


@pytest.mark.parametrize(("name", "bar"), RATE.items())
def test_codes_are_those_that_a_plain_text_deserves(report, name, bar):
    assert report.result(name).rate >= bar


@pytest.mark.xfail(reason="no two corpus narratives differ in one such word alone", strict=True)
@pytest.mark.parametrize(("name", "bar"), NOT_YET.items())
def test_the_model_reads_a_not_and_a_before(report, name, bar):
    assert report.result(name).rate >= bar


def test_the_same_seed_gives_the_same_report(shipped, report):
    again = behaviour_report(shipped, unseen_narratives())
    assert again.to_json() == report.to_json()


def test_no_narrative_stands_in_a_report(report):
    text = json.dumps(json.loads(report.to_json()), ensure_ascii=False)
    assert not any(narrative[:60] in text for narrative in unseen_narratives())


def test_at_most_three_failures_of_a_behaviour_are_shown(report):
    assert max(len(result.examples) for result in report.results) == 3
    assert all(len(result.examples) <= result.failures for result in report.results)


def test_a_narrative_is_kept_whole_only_if_every_facet_is(report):
    result = report.result("irrelevant sentence")
    assert result.rate <= min(result.kept.values())
    assert set(result.kept) == {
        "severity",
        "exposure_type",
        "intended_modality",
        "performed_modality",
        "pathway",
        "contributory_factor",
    }


def test_behaviours_without_a_case_are_left_out_by_name(shipped):
    found = behaviour_report(shipped, ["Nothing here has a side."])
    assert "left and right exchanged" in found.left_out
    assert all(result.cases for result in found.results)


def test_behaviours_in_the_codes_of_another_frame_are_left_out(shipped):
    elsewhere = [replace(behaviour, frame="pria24") for behaviour in BEHAVIOURS[-2:]]
    found = behaviour_report(shipped, WRITTEN, behaviours=[BEHAVIOURS[0], *elsewhere])
    assert found.left_out == ("plain contributory factor", "plain severity")
    assert [result.name for result in found.results] == ["typing errors"]


def test_no_more_cases_are_asked_than_wanted(shipped):
    found = behaviour_report(shipped, WRITTEN, most_cases=5)
    assert max(result.cases for result in found.results) == 5


def test_an_evaluation_s_page_shows_the_behaviour_that_was_measured(frame, report):
    severity = frame.facet("severity")
    given = np.eye(5)[[0, 3]]
    measured = evaluate(
        frame,
        {"severity": read_truth(severity, [("L1",), ("L4",)])},
        {"severity": given},
        {"severity": FacetScores(given, given.astype(bool), np.ones(2, bool), given.astype(bool))},
        draws=0,
    )
    assert "behaviour" not in measured.to_dict()
    assert 'id="behaviour"' not in render_page(measured.to_dict())
    page = render_page(replace(measured, behaviour=report).to_dict())
    assert all(f'<th scope="row">{behaviour.name}</th>' in page for behaviour in BEHAVIOURS)
