import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from evaluation.report import evaluate
from evaluation.truth import read_truth


@dataclass
class Decided:
    decided: Any
    accept: Any

    @property
    def shortlist(self) -> Any:
        return self.decided


@pytest.fixture
def evaluated(frame):
    probabilities = {
        "severity": np.array([[0.8, 0.1, 0.1, 0, 0], [0, 0, 0.3, 0.7, 0]], dtype=np.float32),
        "pathway": np.array([[0.9, 0.1, 0.7, 0], [0.2, 0.1, 0, 0.6]], dtype=np.float32),
    }
    truth = {
        "severity": read_truth(frame.facet("severity"), [("L1",), ("L3",)]),
        "pathway": read_truth(frame.facet("pathway"), [("1.1a", "9.9z"), ()]),
    }
    accept = np.array([False, True])
    decisions = {
        "severity": Decided(np.eye(5, dtype=bool)[[0, 3]], accept),
        "pathway": Decided(probabilities["pathway"] > 0.5, ~accept),
    }
    return evaluate(
        frame,
        truth,
        probabilities,
        decisions,
        model="fast 1",
        data_hash="c0ffee",
        stated_coverage=0.95,
        draws=20,
    )


def test_the_json_names_frame_model_and_narratives(evaluated, frame):
    report = json.loads(evaluated.to_json())
    assert list(report) == ["frame", "model", "data", "stated_coverage", "bootstrap", "facets"]
    assert report["frame"]["hash"] == frame.hash
    assert report["model"] == "fast 1"
    assert report["data"] == {"rows": 2, "hash": "c0ffee"}
    assert report["stated_coverage"] == 0.95


def test_the_json_of_a_facet_has_its_measures_beside_its_tables(evaluated):
    severity = json.loads(evaluated.to_json())["facets"]["severity"]
    assert (severity["kind"], severity["rows"], severity["accuracy"]) == ("single", 2, 0.5)
    assert severity["intervals"]["accuracy"] == [0, 1]
    assert severity["accepted"]["precision"] == 0
    assert severity["confusion"]["cells"] == [["L1", "L1", 1], ["L3", "L4", 1]]
    assert [row["code"] for row in severity["codes"]] == ["L1", "L2", "L3", "L4", "L5"]


def test_both_kinds_of_facet_have_the_same_tables(evaluated):
    tables = {
        "title",
        "kind",
        "ordinal",
        "rows",
        "unknown_codes",
        "intervals",
        "levels",
        "calibration",
        "accepted",
        "shortlist",
        "coverage",
        "codes",
        "confusion",
    }
    facets = json.loads(evaluated.to_json())["facets"]
    assert all(tables <= set(facet) for facet in facets.values())
    assert facets["pathway"]["confusion"] is None
    assert facets["pathway"]["levels"]["stage"]["micro_recall"] == 0.5


def test_what_is_not_defined_is_null(evaluated):
    pathway = json.loads(evaluated.to_json())["facets"]["pathway"]
    assert pathway["codes"][1]["precision"] is None


def test_the_same_evaluation_gives_the_same_text(evaluated):
    assert evaluated.to_json() == evaluated.to_json()


def test_a_facet_that_nobody_coded_still_makes_valid_json(frame):
    nothing = {"severity": read_truth(frame.facet("severity"), [()])}
    decision = {"severity": Decided(np.eye(5)[[0]], np.array([True]))}
    report = json.loads(evaluate(frame, nothing, {"severity": np.eye(5)[[0]]}, decision).to_json())
    assert report["stated_coverage"] is None
    severity = report["facets"]["severity"]
    assert severity["rows"] == 0
    assert severity["accuracy"] is None
    assert severity["shortlist"]["covered"] is None
    assert severity["intervals"] == {}


def test_only_the_facets_with_truth_are_reported(frame):
    truth = {"severity": read_truth(frame.facet("severity"), [("L1",)])}
    decision = {"severity": Decided(np.eye(5)[[0]], np.array([True]))}
    report = evaluate(frame, truth, {"severity": np.eye(5)[[0]]}, decision, draws=5)
    assert [facet.facet for facet in report.facets] == ["severity"]


def test_a_facet_without_suggestions_is_refused(frame):
    truth = {"severity": read_truth(frame.facet("severity"), [("L1",)])}
    with pytest.raises(ValueError, match="severity: true codes are given, but no suggestions"):
        evaluate(frame, truth, {}, {})


def test_a_facet_that_the_frame_lacks_is_refused(frame, severity):
    with pytest.raises(ValueError, match="small24 has no facet 'outcome'"):
        evaluate(frame, {"outcome": read_truth(severity, [("L1",)])}, {}, {})
