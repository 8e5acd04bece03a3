import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from models.suggester import Suggester
from service.api import create_app
from service.settings import Settings
from taxonomy.reading import load_frame

SECRET = "Mrs Example of Example Street was scanned twice"
PATH = "/v1/suggestions"


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(Settings()))


def problem_of(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert "Example Street" not in response.text
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert list(problem) == ["type", "title", "status", "detail", "errors"]
    for text in (problem["detail"], *(error["message"] for error in problem["errors"])):
        assert text.endswith(".")
        assert not text.endswith("..")
    return problem


def test_one_narrative_is_answered(client: TestClient, narratives: list[str]) -> None:
    answer = client.post(PATH, json={"narrative": narratives[0]}).json()
    assert answer["frame"] == "draft24 2026.1"
    (suggestion,) = answer["suggestions"]
    assert suggestion["id"] is None
    assert suggestion["provisional"] is True
    assert [facet["facet"] for facet in suggestion["facets"]] == list(
        load_frame("draft24").facet_ids
    )
    assert not any(facet["evidence"] for facet in suggestion["facets"])


def test_many_answers_are_in_order_and_those_of_the_suggester(
    client: TestClient, bundle: Path, narratives: list[str]
) -> None:
    asked = [{"id": f"W{at}", "narrative": text} for at, text in enumerate(narratives[:64])]
    answer = client.post(PATH, json={"narratives": asked, "evidence": True}).json()
    assert [suggestion["id"] for suggestion in answer["suggestions"]] == [
        one["id"] for one in asked
    ]
    expected = Suggester.load(bundle).suggest(narratives[:64], evidence=True)
    for found, suggestion in zip(answer["suggestions"], expected, strict=True):
        assert found["coding_string"] == suggestion.coding_string
        for facet, own in zip(found["facets"], suggestion.facets, strict=True):
            assert facet["decided"] == list(own.decided)
            assert facet["decision"] == own.decision
            shortlist = [(listed["code"], listed["probability"]) for listed in facet["shortlist"]]
            assert shortlist == list(own.shortlist)
            assert [(span["start"], span["end"]) for span in facet["evidence"]] == [
                (span.start, span.end) for span in own.evidence
            ]


def test_a_broken_rule_is_a_warning(client: TestClient, narratives: list[str]) -> None:
    asked = [{"narrative": text} for text in narratives]
    warnings = [
        warning
        for start in range(0, len(asked), 60)
        for suggestion in client.post(PATH, json={"narratives": asked[start : start + 60]}).json()[
            "suggestions"
        ]
        for warning in suggestion["warnings"]
    ]
    rules = {rule.id: rule.strength for rule in load_frame("draft24").rules}
    assert warnings
    assert all(rules[warning["rule"]] == warning["strength"] for warning in warnings)
    assert all(warning["sentence"].endswith(".") for warning in warnings)


@pytest.mark.parametrize(
    ("body", "location", "message"),
    [
        ({"narrative": " \n"}, "body.narrative", "the narrative is empty; write what happened"),
        ({"narrative": SECRET * 500}, "body.narrative", "at most 20000 characters"),
        ({"narrative": [SECRET]}, "body.narrative", "valid string"),
        ({"narratives": []}, "body.narratives", "at least 1 item"),
        ({"narratives": [{"narrative": SECRET}] * 65}, "body.narratives", "at most 64 items"),
        ({"narratives": [{"narrative": SECRET}, {}]}, "body.narratives.1.narrative", "required"),
        ({"narratives": [SECRET]}, "body.narratives.0", "send a JSON object"),
        ({"narrative": SECRET, SECRET: 1}, "body.(unknown)", "there is no such field"),
        ({"narrative": SECRET, "evidence": SECRET}, "body.evidence", "valid boolean"),
        ({"narrative": SECRET, "id": SECRET * 30}, "body.id", "at most 1000 characters"),
        (SECRET, "body", "send a JSON object"),
        ({"text": SECRET}, "body.narratives", "required"),
    ],
)
def test_a_wrong_request_is_a_problem_without_its_narrative(
    client: TestClient, body: object, location: str, message: str
) -> None:
    problem = problem_of(client.post(PATH, json=body), 422)
    found = {error["location"]: error["message"] for error in problem["errors"]}
    assert message in found[location]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (f'{{"narrative": "{SECRET}'.encode(), "not valid JSON at character 15"),
        (b'{"narrative": "' + SECRET.encode() + b' \\ud800"}', "half a character"),
        (b"", "required"),
    ],
)
def test_a_body_that_is_not_json_is_a_problem(
    client: TestClient, content: bytes, message: str
) -> None:
    headers = {"content-type": "application/json"}
    problem = problem_of(client.post(PATH, content=content, headers=headers), 422)
    assert message in problem["errors"][0]["message"].lower().replace("json", "JSON")


def test_bytes_that_are_not_utf8_are_a_problem(client: TestClient) -> None:
    content = b'{"narrative": "' + SECRET.encode() + b' \xff"}'
    headers = {"content-type": "application/json"}
    problem_of(client.post(PATH, content=content, headers=headers), 400)


def test_a_body_that_states_its_size_is_refused_unread(client: TestClient) -> None:
    problem = problem_of(client.post(PATH, content=SECRET.encode() * 300_000), 413)
    assert "use `incident-coder batch` for a file" in problem["detail"]


def test_a_body_that_does_not_state_its_size_is_cut_off(client: TestClient) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(10_000):
            sent += 1
            yield SECRET.encode() * 1000

    headers = {"content-type": "application/json"}
    problem_of(client.post(PATH, content=pieces(), headers=headers), 413)
    problem_of(client.post("/", content=pieces()), 413)


def test_64_narratives_of_20000_characters_are_taken(client: TestClient) -> None:
    body = {"narratives": [{"id": str(at), "narrative": "ö " * 10_000} for at in range(64)]}
    assert len(client.post(PATH, json=body).json()["suggestions"]) == 64


@pytest.mark.parametrize(("method", "path", "status"), [("GET", PATH, 405), ("GET", "/docs", 404)])
def test_an_address_that_is_not_there_is_a_problem(
    client: TestClient, method: str, path: str, status: int
) -> None:
    assert (
        "/openapi.json lists what there is"
        in problem_of(client.request(method, path), status)["detail"]
    )


def test_a_frame_is_served_with_its_hash(client: TestClient) -> None:
    response = client.get("/v1/frames/draft24")
    frame = load_frame("draft24")
    assert response.json() == {**json.loads(json.dumps(frame.to_dict())), "hash": frame.hash}
    assert response.headers["etag"] == f'"{frame.hash}"'
    again = client.get("/v1/frames/draft24", headers={"If-None-Match": f'"{frame.hash}"'})
    assert (again.status_code, again.content) == (304, b"")


def test_an_unknown_frame_is_a_problem_that_names_the_known_ones(client: TestClient) -> None:
    assert "draft24, pria24" in problem_of(client.get("/v1/frames/other"), 404)["detail"]


def test_the_model_says_what_it_is_and_how_good(client: TestClient) -> None:
    model = client.get("/v1/model").json()
    assert model["frame_hash"] == load_frame("draft24").hash
    assert 0 < model["metrics"]["severity"]["accuracy"] <= 1
    assert "files" not in model
    assert model["other_tiers"].keys() == {"auto", "fast"}
    assert len(json.dumps(model)) < 30_000


def test_health(client: TestClient) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json()["status"] == "ready"


def test_openapi_describes_requests_answers_and_problems(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    operation = described["paths"][PATH]["post"]
    assert set(operation["requestBody"]["content"]["application/json"]["examples"]) == {
        "one",
        "many",
    }
    assert "application/problem+json" in operation["responses"]["422"]["content"]
    assert "HTTPValidationError" not in json.dumps(described)
    assert "$defs" not in json.dumps(described)
    for example in operation["requestBody"]["content"]["application/json"]["examples"].values():
        assert client.post(PATH, json=example["value"]).status_code == 200


def test_an_unforeseen_failure_tells_nobody_the_narrative(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = create_app(Settings())

    @app.get("/fails")
    def fails() -> None:
        raise ValueError(SECRET)

    with caplog.at_level(logging.DEBUG):
        problem_of(TestClient(app, raise_server_exceptions=False).get("/fails"), 500)
    assert "unexpected failure: ValueError in" in caplog.text
    assert SECRET not in caplog.text
