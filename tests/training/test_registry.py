import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from urllib.error import URLError
from urllib.request import urlopen

import numpy as np
import pytest

from evaluation.report import evaluate
from evaluation.truth import read_truth
from models.manifest import Manifest
from taxonomy.errors import Refusal
from taxonomy.frame import Code, CodeFrame, Facet
from training.registry import list_models, promote, read_address, resolve, show
from training.tracking import log_training
from training.tracking_store import open_store


def write_bundle(folder: Path, *, name: str = "small", version: str = "1") -> Path:
    """A bundle as the registry sees it: a manifest, its frame, and weights that nobody opens."""
    codes = (Code("L1", "Serious"), Code("L2", "Moderate"))
    facet = Facet(id="severity", title="Severity", kind="single", codes=codes)
    frame = CodeFrame(id="small24", version="1", title="Small", status="draft", facets=(facet,))
    marks = np.array([[1, 0], [0, 1]], dtype=bool)
    decision = SimpleNamespace(decided=marks, accept=np.array([True, True]), shortlist=marks)
    report = evaluate(
        frame,
        {"severity": read_truth(facet, [("L1",), ("L2",)])},
        {"severity": np.where(marks, 0.8, 0.2)},
        {"severity": decision},
        draws=0,
    )
    manifest = Manifest(
        name=name,
        version=version,
        created="2026-01-05T09:00:00+00:00",
        frame_id=frame.id,
        frame_version=frame.version,
        frame_hash=frame.hash,
        training_rows=2,
        training_hash="ab" * 32,
        target_precision=0.95,
        settings={},
        libraries={},
        metrics=report.to_dict(),
        files={},
    )
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(manifest.sealed().model_dump_json())
    (folder / "frame.json").write_text(json.dumps(frame.to_dict()))
    (folder / "weights.safetensors").write_bytes(version.encode() * 1000)
    return folder


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory) -> Path:
    """A SQLite store with its tables, made once: MLflow takes seconds to make one."""
    file = tmp_path_factory.mktemp("store") / "mlflow.db"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{file}")
        with open_store() as client:
            client.search_experiments()
    return file


@pytest.fixture
def store(empty_store, tmp_path, monkeypatch) -> Path:
    """A fresh store, the one in use."""
    file = tmp_path / "tracking.db"
    shutil.copy(empty_store, file)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{file}")
    return file


@pytest.fixture(scope="module")
def trained_twice(empty_store, tmp_path_factory) -> Path:
    """A folder with a store of `small` in two versions, the first its champion."""
    folder = tmp_path_factory.mktemp("trained")
    shutil.copy(empty_store, folder / "tracking.db")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder / 'tracking.db'}")
        log_training(write_bundle(folder / "first", version="2026.1"), seconds=1)
        log_training(write_bundle(folder / "second", version="2026.2"), seconds=1)
    shutil.rmtree(folder / "first")
    return folder


@pytest.fixture
def two_versions(trained_twice, tmp_path, monkeypatch) -> Path:
    """The same in a store of the test's own, the one in use; the folder of its artifacts."""
    file = tmp_path / "tracking.db"
    shutil.copy(trained_twice / "tracking.db", file)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{file}")
    return trained_twice / "mlartifacts"


def test_models_are_listed_by_name_newest_first(two_versions, tmp_path):
    log_training(write_bundle(tmp_path / "other", name="another"), seconds=1)

    listed = [(version.name, version.version, version.aliases) for version in list_models()]
    assert listed == [
        ("another", 1, ("champion",)),
        ("small", 2, ()),
        ("small", 1, ("champion",)),
    ]


def test_a_listed_version_says_what_it_is(two_versions):
    newest = list_models()[0]

    assert newest.model == "small 2026.2"
    assert newest.frame == "small24 1"
    assert newest.metrics["severity.accuracy"] == 1.0
    assert newest.address == "models:/small/2"


def test_models_of_other_software_are_not_listed(two_versions, tmp_path):
    with open_store() as client:
        client.create_registered_model("weather")
        client.create_model_version("weather", (tmp_path / "mlartifacts").as_uri())

    assert {version.name for version in list_models()} == {"small"}


def test_a_store_not_yet_written_lists_nothing_and_is_not_created(tmp_path, monkeypatch):
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.chdir(tmp_path)

    assert list_models() == []
    assert list(tmp_path.iterdir()) == []


def test_a_version_is_shown_by_number_and_by_alias(two_versions):
    assert show("small", 2).model == "small 2026.2"
    assert show("small", "2").model == "small 2026.2"
    assert show("small", "champion").model == "small 2026.1"
    assert show("small").model == "small 2026.1"


def test_a_version_outlives_its_deleted_run(two_versions):
    with open_store() as client:
        client.delete_run(show("small", 2).run_id)

    assert show("small", 2).model == "small 2026.2"


def test_a_promotion_moves_the_champion_and_says_who_did_it(two_versions):
    promoted = promote("small", 2, by="A. Analyst")

    assert promoted.aliases == ("champion",)
    assert show("small", 1).aliases == ()
    assert [(one.by, one.previous) for one in promoted.promotions] == [("A. Analyst", 1)]


def test_going_back_to_a_version_keeps_the_history_of_both(two_versions):
    promote("small", 2, by="A. Analyst")
    promote("small", 1, by="B. Analyst")
    promote("small", 2, by="C. Analyst")

    assert [(one.by, one.previous) for one in show("small", 2).promotions] == [
        ("A. Analyst", 1),
        ("C. Analyst", 1),
    ]
    assert [one.previous for one in show("small", 1).promotions] == [None, 2]


def test_promoting_the_champion_changes_nothing(two_versions):
    before = show("small")

    assert promote("small", 1, by="A. Analyst") == before
    assert promote("small", "champion", by="A. Analyst") == before


def test_an_address_leads_to_the_stored_bundle_itself(two_versions):
    folder = resolve("models:/small@champion")

    assert folder.is_relative_to(two_versions)
    assert (folder / "weights.safetensors").read_bytes() == b"2026.1" * 1000
    assert json.loads((folder / "manifest.json").read_text())["version"] == "2026.1"


def test_an_address_follows_the_champion_and_a_number_stays(two_versions):
    promote("small", 2, by="A. Analyst")

    assert resolve("models:/small@champion") == resolve("models:/small/2")
    assert (resolve("models:/small/1") / "weights.safetensors").read_bytes() == b"2026.1" * 1000


@pytest.mark.parametrize(
    "uri",
    [
        "models:/",
        "models:/small",
        "models:/small@",
        "models:/small/latest",
        "models:/small/2/bundle",
        "models:/small@champion/2",
        "models://small@champion",
        "models:/../secret@champion",
        "runs:/0a1b/bundle",
        "small@champion",
    ],
)
def test_a_malformed_address_is_refused_with_the_right_forms(uri):
    with pytest.raises(Refusal, match="is not a model address; write models:/NAME@champion"):
        read_address(uri)


def test_an_unknown_name_is_refused(two_versions):
    with pytest.raises(Refusal, match=r"no model is registered as 'large' in .*tracking\.db"):
        resolve("models:/large@champion")


@pytest.mark.parametrize("version", ["9", "beta", "99999999999999999999"])
def test_an_unknown_version_or_alias_is_refused(two_versions, version):
    with pytest.raises(Refusal, match=f"'small' has no version or alias '{version}'"):
        show("small", version)
    with pytest.raises(Refusal, match=f"'small' has no version or alias '{version}'"):
        promote("small", version, by="A. Analyst")


def test_a_name_without_a_champion_is_refused_with_the_command_that_sets_one(two_versions):
    with open_store() as client:
        client.delete_registered_model_alias("small", "champion")

    with pytest.raises(Refusal, match=r"has no champion.*incident-coder models promote small VER"):
        resolve("models:/small@champion")


def test_a_version_of_other_software_is_refused(store, tmp_path):
    folder = tmp_path / "foreign"
    folder.mkdir()
    (folder / "MLmodel").write_text("flavors:\n  sklearn:\n    pickled_model: model.pkl\n")
    with open_store() as client:
        client.create_registered_model("weather")
        client.create_model_version("weather", folder.as_uri())

    with pytest.raises(Refusal, match="version 1 of 'weather' holds no model bundle"):
        resolve("models:/weather/1")


def test_a_bundle_that_was_deleted_is_refused_with_its_place(store, tmp_path):
    log_training(write_bundle(tmp_path / "bundle"), seconds=1)
    shutil.rmtree(tmp_path / "mlartifacts")

    with pytest.raises(Refusal, match="version 1 of 'small' is registered, but its bundle is not"):
        resolve("models:/small/1")


def test_a_store_not_yet_written_is_refused_with_the_way_to_one(tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'none.db'}")

    with pytest.raises(Refusal, match=r"none\.db does not exist; train one with"):
        resolve("models:/small@champion")


def test_a_store_in_a_missing_folder_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'none' / 'mlflow.db'}")

    with pytest.raises(Refusal, match=r"the folder of the tracking store .* does not exist"):
        list_models()


def test_a_store_that_is_no_database_is_refused_and_left_alone(tmp_path, monkeypatch):
    file = tmp_path / "notes.db"
    file.write_text("not a database, but a text that is long enough")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{file}")

    with pytest.raises(Refusal, match=r"notes\.db is not a SQLite file"):
        list_models()
    assert file.read_text().startswith("not a database")


def test_a_server_that_does_not_answer_is_refused_without_its_password(monkeypatch):
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
        monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://analyst:secret@{address}")

        with pytest.raises(Refusal, match=f"server http://{address} does not answer") as refused:
            resolve("models:/small@champion")
    assert "secret" not in str(refused.value)


def test_an_address_that_no_store_has_is_refused(monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "carrier-pigeon://loft")

    with pytest.raises(Refusal, match="the tracking store carrier-pigeon://loft cannot be used"):
        list_models()


@pytest.fixture
def server(empty_store, tmp_path, monkeypatch):
    """A real MLflow server that keeps artifacts out of this process's reach, the store in use."""
    home = tmp_path / "server"
    home.mkdir()
    shutil.copy(empty_store, home / "mlflow.db")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [sys.executable, "-m", "mlflow", "server", "--port", str(port), "--workers", "1"]
    stores = ["--backend-store-uri", "sqlite:///mlflow.db", "--artifacts-destination", "artifacts"]
    quiet = {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"}
    running = subprocess.Popen(
        [*program, *stores],
        cwd=home,
        env={**os.environ, **quiet},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _await_answer(f"{address}/health", seconds=120)
        monkeypatch.setenv("MLFLOW_TRACKING_URI", address)
        yield home
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(timeout=30)


def _await_answer(url: str, *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            with urlopen(url, timeout=2):
                return
        except (URLError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


def test_a_server_takes_trainings_and_hands_out_a_copy_of_the_bundle(server, tmp_path):
    log_training(write_bundle(tmp_path / "bundle", version="2026.1"), seconds=1)
    promote("small", 1, by="A. Analyst")

    folder = resolve("models:/small@champion")
    assert not folder.is_relative_to(tmp_path)
    assert (folder / "weights.safetensors").read_bytes() == b"2026.1" * 1000
    assert [version.address for version in list_models()] == ["models:/small/1"]
