import re

import pytest
from fastapi.testclient import TestClient

from service.api import create_app
from service.page import marked_text
from service.settings import Settings

NARRATIVE = (
    "Wrong patient brought for CT chest.\r\nTwo of the same name <b>on the list</b>; the ID check "
    "was rushed & the scan was done with contrast."
)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(Settings()))


def test_the_page_asks_for_a_narrative_and_says_what_it_is(client: TestClient) -> None:
    page = client.get("/").text
    assert '<label for="narrative">What happened?</label>' in page
    assert "DRAFT24 codes are not official codes." in page
    assert "learned from invented narratives" in page


def test_a_narrative_is_answered_in_plain_words(client: TestClient) -> None:
    page = client.post("/", data={"narrative": NARRATIVE}).text
    assert re.search(r"<code>DRAFT24/L\d/E1/MG/", page)
    assert "Computed tomography" in page
    assert re.search(r"Nearly certain \((9\d|over 99)%\)", page)
    assert "Refer to a person" in page
    assert "<mark>" in page
    assert "not official codes" in page


def test_the_shortlist_stands_open_and_less_likely_codes_are_folded_away(
    client: TestClient,
) -> None:
    page = client.post("/", data={"narrative": NARRATIVE}).text
    sent = {"narrative": NARRATIVE.replace("\r\n", "\n")}
    facets = client.post("/v1/suggestions", json=sent).json()["suggestions"][0]["facets"]
    shown = page.split('<div class="facet">')[1:]
    for facet, part in zip(facets, shown, strict=True):
        opened, _, folded = part.partition("<details>")
        listed = [ranked["code"] for ranked in facet["shortlist"]]
        assert all(f'<span class="token">{code}</span>' in opened for code in listed)
        for ranked in facet["ranked"]:
            if ranked["code"] not in listed:
                assert f'<span class="token">{ranked["code"]}</span>' in folded
    assert "hold a right code 95 times in 100" in page


def test_a_narrative_is_text_and_never_markup(client: TestClient) -> None:
    page = client.post("/", data={"narrative": NARRATIVE}).text
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert "rushed &amp; the" in page.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize(
    ("narrative", "fault"),
    [
        ("", "Write what happened"),
        (" \n", "Write what happened"),
        ("x" * 20_001, "The narrative must be 20,000 characters or fewer"),
    ],
)
def test_a_fault_is_said_above_and_beside_the_field(
    client: TestClient, narrative: str, fault: str
) -> None:
    response = client.post("/", data={"narrative": narrative})
    assert response.status_code == 422
    assert response.text.count(fault) == 2
    assert "<title>Error: " in response.text
    assert 'aria-invalid="true"' in response.text


def test_a_form_without_its_field_is_a_fault_too(client: TestClient) -> None:
    assert client.post("/", content=b"\xff&=").status_code == 422


def test_nothing_comes_from_elsewhere(client: TestClient) -> None:
    response = client.post("/", data={"narrative": NARRATIVE})
    assert "<script" not in response.text
    assert not re.search(r'(src|href)="(https?:)?//', response.text)
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "no-store"
    style = client.get("/static/page.css")
    assert style.headers["content-type"].startswith("text/css")
    assert "url(" not in style.text
    assert "@import" not in style.text


def test_overlapping_evidence_is_marked_once() -> None:
    assert marked_text("a <wrong> patient", [(2, 9), (4, 9), (10, 17)]) == (
        "a <mark>&lt;wrong&gt;</mark> <mark>patient</mark>"
    )
