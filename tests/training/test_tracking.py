import csv
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from evaluation.report import evaluate
from evaluation.truth import read_truth
from models.manifest import Manifest
from models.suggester import Suggester
from taxonomy.errors import Refusal
from taxonomy.frame import Code, CodeFrame, Facet
from training.confusion_picture import confusion_picture
from training.tracking import flat_numbers, log_training
from training.tracking_store import open_store, tracking_uri

SEVERITY = Facet(
    id="severity",
    title="Severity",
    kind="single",
    codes=(Code("L1", "Serious"), Code("L2", "Moderate")),
)
PATHWAY = Facet(
    id="pathway",
    title="Patient pathway",
    kind="multi",
    codes=(Code("1a", "Referral, wrong patient"), Code("1b", "Referral lost")),
)


def small_frame(*facets: Facet) -> CodeFrame:
    return CodeFrame(id="small24", version="1", title="Small", status="draft", facets=facets)


def measured(frame: CodeFrame) -> dict[str, object]:
    """The report of four narratives, one of them given the wrong code in each facet."""
    true, decided, probabilities = {}, {}, {}
    for facet in frame.facets:
        first, second = facet.code_ids
        true[facet.id] = read_truth(facet, [(first,), (first,), (second,), (second,)])
        marks = np.array([[1, 0], [1, 0], [1, 0], [0, 1]], dtype=bool)
        accept = np.array([1, 1, 0, 1], dtype=bool)
        decided[facet.id] = SimpleNamespace(decided=marks, accept=accept, shortlist=marks)
        probabilities[facet.id] = np.where(marks, 0.8, 0.2)
    return evaluate(frame, true, probabilities, decided, draws=0).to_dict()


def write_bundle(folder: Path, *, name: str = "small", frame: CodeFrame | None = None) -> Path:
    """A bundle as tracking sees it: a manifest, its frame, and weights that nobody opens."""
    frame = frame or small_frame(SEVERITY, PATHWAY)
    manifest = Manifest(
        name=name,
        version="7",
        created="2026-01-05T09:00:00+00:00",
        frame_id=frame.id,
        frame_version=frame.version,
        frame_hash=frame.hash,
        training_rows=4,
        training_hash="ab" * 32,
        target_precision=0.9,
        settings={"seed": 3, "most_features": 100_000},
        libraries={"numpy": np.__version__},
        metrics=measured(frame),
        files={},
    )
    folder.mkdir()
    (folder / "manifest.json").write_text(manifest.sealed().model_dump_json())
    (folder / "frame.json").write_text(json.dumps(frame.to_dict()))
    (folder / "weights.safetensors").write_bytes(bytes(range(256)) * 40)
    return folder


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory) -> Path:
    """A SQLite store with its tables, made once: MLflow takes seconds to make one."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("MLFLOW_TRACKING_URI", raising=False)
        environment.chdir(tmp_path_factory.mktemp("store"))
        with open_store() as client:
            client.search_experiments()
        return Path("mlflow.db").absolute()


@pytest.fixture
def client(empty_store, tmp_path, monkeypatch):
    """MLflow's own client of a fresh store, the store in use."""
    shutil.copy(empty_store, tmp_path / "tracking.db")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'tracking.db'}")
    with open_store() as client:
        yield client


@pytest.fixture
def bundle(tmp_path) -> Path:
    return write_bundle(tmp_path / "bundle")


@dataclass(frozen=True)
class LoggedTraining:
    """A training that was logged, as MLflow gives it back."""

    bundle: Path
    run: Any
    artifacts: Path
    model: Path


@pytest.fixture(scope="module")
def logged(empty_store, tmp_path_factory) -> LoggedTraining:
    """One logged training, for the tests that only read it."""
    folder = tmp_path_factory.mktemp("logged")
    shutil.copy(empty_store, folder / "tracking.db")
    bundle = write_bundle(folder / "bundle")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder / 'tracking.db'}")
        version = log_training(bundle, seconds=12.5, parameters={"machine": {"cores": 2}})
        with open_store() as client:
            run = client.get_run(version.run_id)
            artifacts = Path(client.download_artifacts(version.run_id, ""))
    (description,) = (folder / "mlartifacts").rglob("MLmodel")
    return LoggedTraining(bundle, run, artifacts, description.parent)


def test_a_training_is_one_run_with_its_parameters(logged):
    parameters = logged.run.data.params
    assert parameters["frame.id"] == "small24"
    assert parameters["frame.hash"] == small_frame(SEVERITY, PATHWAY).hash
    assert parameters["training.hash"] == "ab" * 32
    assert parameters["training.rows"] == "4"
    assert parameters["target_precision"] == "0.9"
    assert parameters["settings.seed"] == "3"
    assert parameters["settings.most_features"] == "100000"
    assert parameters["libraries.numpy"] == np.__version__
    assert parameters["machine.cores"] == "2"


def test_a_run_has_the_metrics_of_each_facet_by_their_path(logged):
    metrics = logged.run.data.metrics

    assert metrics["severity.accuracy"] == 0.75
    assert metrics["pathway.micro_f1"] == 0.75
    assert metrics["pathway.accepted.share"] == 0.75
    assert metrics["pathway.shortlist.covered"] == 0.75
    assert metrics["training_seconds"] == 12.5


def test_a_run_is_tagged_with_its_frame_and_training_narratives(logged):
    assert logged.run.info.run_name == "small 7"
    assert logged.run.info.status == "FINISHED"
    assert logged.run.data.tags["incident_coder.frame"] == "small24 1"
    assert logged.run.data.tags["incident_coder.training_hash"] == "ab" * 32


def test_the_table_of_codes_is_a_csv_artifact(logged):
    with (logged.artifacts / "codes.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["code"] for row in rows] == ["L1", "L2", "1a", "1b"]
    assert rows[2]["label"] == "Referral, wrong patient"
    assert rows[1] | {"recall": "0.5", "support": "2", "predicted": "1"} == rows[1]


def test_only_single_facets_have_a_confusion_picture(logged):
    (picture,) = (logged.artifacts / "confusion").iterdir()
    assert picture.name == "severity.svg"
    assert "Of 4 narratives 3 have their true code." in picture.read_text()


def test_the_whole_report_is_logged_as_json_and_as_a_page(logged):
    report = json.loads((logged.artifacts / "evaluation.json").read_text())
    assert report == measured(small_frame(SEVERITY, PATHWAY))
    assert "<html" in (logged.artifacts / "evaluation.html").read_text()


def test_the_bundle_is_logged_byte_for_byte_and_once(logged):
    (copy,) = logged.bundle.parent.glob("mlartifacts/**/weights.safetensors")

    assert copy.read_bytes() == (logged.bundle / "weights.safetensors").read_bytes()


def test_the_logged_model_needs_no_pickle_and_states_what_it_needs(logged):
    names = {path.name for path in logged.model.rglob("*")}
    assert "pyfunc_model.py" in names
    assert not [name for name in names if name.endswith((".pkl", ".pickle", ".joblib"))]
    required = (logged.model / "requirements.txt").read_text().split()
    assert [line.partition("==")[0] for line in required] == ["incident-coder", "mlflow", "numpy"]


def test_the_logged_model_says_which_columns_go_in_and_out(logged):
    from mlflow.models import Model

    signature = Model.load(logged.model).signature
    assert signature.inputs.input_names() == ["narrative", "id"]
    assert signature.inputs.required_input_names() == ["narrative"]
    assert signature.outputs.input_names() == [
        "id",
        *("severity", "severity_ranked", "severity_decision"),
        *("pathway", "pathway_ranked", "pathway_decision"),
        *("coding_string", "frame", "model"),
    ]


def test_only_the_first_version_of_a_name_becomes_its_champion(client, bundle):
    first, second = log_training(bundle, seconds=1), log_training(bundle, seconds=1)

    assert (first.version, first.aliases) == (1, ("champion",))
    assert (second.version, second.aliases) == (2, ())
    assert first.promotions[0].previous is None


def test_more_metrics_than_one_request_takes_are_all_logged(client, tmp_path):
    facets = [
        Facet(id=f"facet_{i}", title=f"Facet {i}", kind="multi", codes=PATHWAY.codes)
        for i in range(55)
    ]
    frame = small_frame(*facets)
    logged = log_training(write_bundle(tmp_path / "large", frame=frame), seconds=1)

    expected = dict(flat_numbers(measured(frame)["facets"]))
    assert len(expected) > 1000
    assert client.get_run(logged.run_id).data.metrics.keys() == expected.keys() | {
        "training_seconds"
    }


def test_the_store_is_in_the_current_folder_unless_told_otherwise(
    empty_store, bundle, tmp_path, monkeypatch
):
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    folder = tmp_path / "here and now"
    folder.mkdir()
    shutil.copy(empty_store, folder / "mlflow.db")
    monkeypatch.chdir(folder)
    log_training(bundle, seconds=1)

    assert sorted(path.name for path in folder.iterdir()) == ["mlartifacts", "mlflow.db"]
    assert tracking_uri() == f"sqlite:///{folder}/mlflow.db"


def test_a_training_in_a_new_folder_prints_nothing_and_stays_on_this_machine(bundle, tmp_path):
    """In a process of its own: MLflow reads its settings when it is first imported."""
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from training.tracking import log_training\n"
        "assert 'mlflow' not in sys.modules\n"
        "log_training(Path(sys.argv[1]), seconds=1)\n"
        "from mlflow.telemetry.utils import is_telemetry_disabled\n"
        "assert is_telemetry_disabled()\n"
        "assert 'MLFLOW_TRACKING_URI' not in os.environ\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, bundle],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "HOME": str(tmp_path), "PATH": ""},
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert (tmp_path / "mlflow.db").exists()


def test_a_name_that_no_address_can_hold_is_refused_before_anything_is_logged(client, tmp_path):
    bundle = write_bundle(tmp_path / "bundle", name="north/south")

    with pytest.raises(Refusal, match="'north/south' cannot name a model"):
        log_training(bundle, seconds=1)
    assert client.get_experiment_by_name("incident-coder") is None


def test_a_folder_without_a_manifest_is_refused(client, tmp_path):
    with pytest.raises(Refusal, match="is not a model bundle"):
        log_training(tmp_path, seconds=1)


NARRATIVES = ["The wrong patient was scanned in CT.", "Contrast leaked into the arm during MRI."]


@pytest.fixture
def pyfunc_model(client, small_bundle):
    import mlflow

    log_training(small_bundle, seconds=1)
    return mlflow.pyfunc.load_model("models:/small@champion")


def test_the_champion_suggests_as_the_bundle_does(pyfunc_model, small_bundle):
    table = pyfunc_model.predict(pd.DataFrame({"id": ["a", "b"], "narrative": NARRATIVES}))

    assert list(table["id"]) == ["a", "b"]
    for (_, row), suggestion in zip(
        table.iterrows(), Suggester.load(small_bundle).suggest(NARRATIVES), strict=True
    ):
        for facet in suggestion.facets:
            assert row[facet.facet] == "|".join(facet.decided)
            assert json.loads(row[f"{facet.facet}_ranked"]) == [list(one) for one in facet.ranked]
            assert row[f"{facet.facet}_decision"] == facet.decision
        assert row["coding_string"] == suggestion.coding_string
        assert row["frame"] == suggestion.frame
        assert row["model"] == suggestion.model


def test_the_columns_of_the_model_are_those_of_its_signature(pyfunc_model):
    columns = pyfunc_model.metadata.signature.outputs.input_names()

    with_id = pyfunc_model.predict(pd.DataFrame({"id": ["a"], "narrative": NARRATIVES[:1]}))
    without = pyfunc_model.predict(pd.DataFrame({"narrative": NARRATIVES[:1]}))
    assert list(with_id) == columns
    assert list(without) == columns[1:]


def test_a_row_without_a_narrative_is_kept_and_referred(pyfunc_model):
    narratives = pd.DataFrame({"narrative": ["  ", NARRATIVES[0], None]}, index=[7, 8, 9])

    table = pyfunc_model.predict(narratives)
    assert list(table.index) == [7, 8, 9]
    assert list(table["pathway"] == "") == [True, False, True]
    assert list(table.loc[[7, 9], "severity_decision"]) == ["refer", "refer"]


def test_numbers_in_lists_and_undefined_ones_are_no_metrics():
    values = {"micro_f1": 0.5, "kappa": None, "bins": [1, 2], "ok": True, "accepted": {"rows": 3}}

    assert dict(flat_numbers(values, "pathway.")) == {
        "pathway.micro_f1": 0.5,
        "pathway.accepted.rows": 3.0,
    }


def test_a_confusion_picture_folds_rare_codes_into_one():
    codes = [f"<{i}>" for i in range(862)]
    cells = [(code, code, 862 - i) for i, code in enumerate(codes)] + [("<861>", "<0>", 5)]
    picture = ElementTree.fromstring(
        confusion_picture("Diagnosis & more", {"codes": codes, "cells": cells})
    )

    words = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert words.count("<0>") == 2
    assert words.count("other") == 2
    assert "<861>" not in words
    assert str(sum(862 - i for i in range(39, 862))) in words


def test_a_confusion_picture_counts_right_codes_among_the_folded_ones():
    codes = [str(i) for i in range(50)]
    cells = [(code, code, 2) for code in codes]

    picture = confusion_picture("Diagnosis", {"codes": codes, "cells": cells})
    assert "Of 100 narratives 100 have their true code." in picture
