"""Similar coded incidents by command, over HTTP and on the page."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from labelled_data.corpus import corpus_path
from service.api import create_app
from service.cli import run
from service.settings import Settings

Command = Callable[..., Any]
PATH = "/v1/similar"
ASKED = "Wrong patient brought for CT chest; the ID check was rushed."
ROWS = [
    ("I1", "Wrong patient scanned in CT, ID check rushed.", "SITE-01", "L3", "3.2b", "analyst"),
    ("I2", "Patient's identity not checked before CT.", "SITE-02", "L4", "", "adjudicated"),
    ("I3", "Blister after MRI, the coil cable was looped.", "SITE-02", "L2", "", "analyst"),
    ("I4", "Wrong patient in CT, a student asked the name.", "SITE-02", "L3", "", " "),
    ("I5", "Wrong patient in CT, not coded yet.", "SITE-02", "", "", "analyst"),
]


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    path = tmp_path / "coded.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "narrative", "submitter", "severity", "pathway", "reviewer"))
        writer.writerows(ROWS)
    return path


def build(command: Command, coded: Path, out: Path, *options: object) -> Any:
    return command(
        *("similar", "build", coded, "--frame", "draft24", "--out", out),
        *("--confirmed-by", "reviewer", *options),
    )


def found(command: Command, index: Path, *options: object) -> list[dict[str, Any]]:
    shown = command("similar", "find", ASKED, "--index", index, "--json", *options)
    answer = json.loads(shown.out)
    assert answer["frame"] == "draft24 2026.1"
    similar: list[dict[str, Any]] = answer["similar"]
    return similar


def test_rows_are_shown_to_their_own_submitter_alone(
    command: Command, coded: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    built = build(command, coded, index)
    assert built.out.splitlines() == [
        f"{index} holds 3 coded incidents of draft24 2026.1.",
        "Rows left out, confirmed by nobody: 1.",
        "Rows left out, without a code: 1.",
    ]
    assert [one["id"] for one in found(command, index, "--submitter", "SITE-02")] == ["I2", "I3"]
    assert [one["id"] for one in found(command, index, "--submitter", "SITE-01")] == ["I1"]
    assert found(command, index, "--submitter", "SITE-03") == found(command, index) == []


def test_without_walls_everybody_sees_every_row(
    command: Command, coded: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    build(command, coded, index, "--walls", "none")
    nearest, *others = found(command, index)
    assert [one["id"] for one in others] == ["I2", "I3"]
    assert nearest["confirmed_by"] == "analyst"
    assert nearest["facets"] == [
        {
            "facet": "severity",
            "title": "Severity",
            "codes": [{"code": "L3", "label": "Minor incident"}],
        },
        {
            "facet": "pathway",
            "title": "Patient pathway",
            "codes": [
                {"code": "3.2b", "label": "Unsafe or conditional device scanned or admitted"}
            ],
        },
    ]
    assert nearest["coding_string"] == "DRAFT24/L3/3.2b"
    assert nearest["narrative"] == ROWS[0][1]
    assert [one["id"] for one in found(command, index, "--leave-out", "I1", "--k", 1)] == ["I2"]


def test_the_list_names_codes_and_who_confirmed_them(
    command: Command, coded: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    build(command, coded, index, "--walls", "none")
    shown = command("similar", "find", ASKED, "--index", index)
    assert (shown.code, shown.err) == (0, "")
    assert "confirmed by: adjudicated, SITE-02" in shown.out
    assert "Severity: L3 Minor incident" in shown.out
    assert shown.out.endswith("Codes in draft24 2026.1.\n")
    nobody = command("similar", "find", "…", "--index", index)
    assert "No similar coded incident was found." in nobody.out


def test_without_text_no_narrative_is_shown(command: Command, coded: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(command, coded, index, "--walls", "none", "--no-text")
    assert [one["narrative"] for one in found(command, index)] == [None] * 3
    assert "coil cable" not in command("similar", "find", ASKED, "--index", index).out


def test_rows_without_a_column_are_all_confirmed_as_said(command: Command, tmp_path: Path) -> None:
    path, index = tmp_path / "few.jsonl", tmp_path / "index"
    with corpus_path().open(encoding="utf-8") as corpus:
        path.write_text("".join(next(corpus) for _ in range(20)), encoding="utf-8")
    command(
        *("similar", "build", path, "--frame", "draft24", "--out", index, "--walls", "none"),
        *("--confirmed-as", "written for the corpus"),
    )
    assert {one["confirmed_by"] for one in found(command, index)} == {"written for the corpus"}


def test_a_row_that_nobody_could_see_is_refused_and_nothing_is_left(
    command: Command, tmp_path: Path
) -> None:
    path = tmp_path / "coded.csv"
    path.write_text("id,narrative,severity\nI1,told,L3\n", encoding="utf-8")
    refused = command("similar", "build", path, "--frame", "draft24", "--out", tmp_path / "index")
    assert f"row 2 of {path} has no submitter" in refused.sentence
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_of_something_else_is_not_overwritten(
    command: Command, coded: Path, tmp_path: Path, bundle: Path
) -> None:
    assert "exists and is no index of coded incidents" in build(command, coded, bundle).sentence
    index = tmp_path / "index"
    build(command, coded, index)
    assert build(command, coded, index, "--walls", "none").code == 0
    assert len(found(command, index)) == 3


def test_a_narrative_in_the_wrong_place_is_not_repeated(command: Command, tmp_path: Path) -> None:
    for words in (
        ["similar", ASKED],
        ["similar", "find", *ASKED.split(), "--index", tmp_path],
        ["similar", "find", ASKED, "--index", tmp_path],
    ):
        assert "Wrong patient" not in command(*words).sentence


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A service whose index has I1 for all, and I2 and I3 behind the wall of SITE-02."""
    from models.coded_incident import CodedIncident
    from models.similar_building import build_index
    from taxonomy.reading import load_frame

    folder = tmp_path_factory.mktemp("index")
    incidents = [
        CodedIncident(
            id_, text, submitter, "2026-01", by, {"severity": (level,)}, submitter == "SITE-02"
        )
        for id_, text, submitter, level, _, by in ROWS[:3]
    ]
    build_index(folder, incidents, load_frame("draft24"))
    return TestClient(create_app(Settings(similar=str(folder))))


def test_the_service_answers_each_submitter_what_it_may_see(client: TestClient) -> None:
    def ids(**body: object) -> list[str]:
        response = client.post(PATH, json={"narrative": ASKED, **body})
        assert response.status_code == 200, response.text
        return [one["id"] for one in response.json()["similar"]]

    assert ids() == ids(submitter="") == ids(submitter="SITE-01") == ["I1"]
    assert ids(submitter="SITE-02") == ["I1", "I2", "I3"]
    assert ids(submitter="SITE-02", k=1) == ["I1"]
    assert ids(submitter="SITE-02", leave_out="I1") == ["I2", "I3"]


def test_an_answer_has_codes_labels_and_who_confirmed_them(client: TestClient) -> None:
    (one,) = client.post(PATH, json={"narrative": ASKED}).json()["similar"]
    assert 0.3 < one.pop("similarity") < 1
    assert one == {
        "id": "I1",
        "narrative": ROWS[0][1],
        "submitter": "SITE-01",
        "occurred_on": "2026-01",
        "confirmed_by": "analyst",
        "facets": [
            {
                "facet": "severity",
                "title": "Severity",
                "codes": [{"code": "L3", "label": "Minor incident"}],
            }
        ],
        "coding_string": "DRAFT24/L3",
    }


@pytest.mark.parametrize(
    ("body", "location"),
    [
        ({"narrative": " "}, "body.narrative"),
        ({"narrative": ASKED, "k": 0}, "body.k"),
        ({"narrative": ASKED, "k": 51}, "body.k"),
        ({"narrative": ASKED, "submitter": ["SITE-02"]}, "body.submitter"),
        ({"narrative": ASKED, "leave_out": "x" * 1001}, "body.leave_out"),
        ({"narrative": ASKED, ASKED: 1}, "body.(unknown)"),
    ],
)
def test_a_wrong_request_is_a_problem_without_its_narrative(
    client: TestClient, body: object, location: str
) -> None:
    response = client.post(PATH, json=body)
    assert response.status_code == 422
    assert [error["location"] for error in response.json()["errors"]] == [location]
    assert "Wrong patient" not in response.text


def test_the_page_shows_what_has_no_wall(client: TestClient) -> None:
    page = client.post("/", data={"narrative": ASKED}).text
    assert "Similar coded incidents" in page
    assert "Confirmed by: analyst. Occurred: 2026-01." in page
    assert ROWS[0][1] in page
    assert "I2" not in page
    assert "Blister" not in page


def test_without_an_index_the_address_says_so_and_the_page_is_silent() -> None:
    client = TestClient(create_app(Settings()))
    response = client.post(PATH, json={"narrative": ASKED})
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"].startswith("The service has no index of coded incidents;")
    assert "Similar coded" not in client.post("/", data={"narrative": ASKED}).text


def test_an_index_that_is_not_there_is_refused_at_the_start(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENT_CODER_SIMILAR", str(tmp_path / "absent"))
    refused = command("serve", "--port", "0")
    assert "is no index of coded incidents" in refused.sentence
    assert run(["serve", "--port", "0", "--similar", str(tmp_path)]) == 2
