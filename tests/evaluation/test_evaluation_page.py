from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

from evaluation.page import render_page
from evaluation.report import evaluate
from evaluation.truth import counted_truth, read_truth
from taxonomy.frame import Code, CodeFrame, Facet

VOID = {"meta", "br", "path", "rect", "circle"}


@dataclass
class Decided:
    decided: Any
    accept: Any

    @property
    def shortlist(self) -> Any:
        return self.decided


class Elements(HTMLParser):
    """The elements of a page, checked to be nested as they are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def every(self, tag):
        return [attributes for name, attributes in self.seen if name == tag]


def elements(page: str) -> Elements:
    parser = Elements()
    parser.feed(page)
    assert parser.open == []
    return parser


@pytest.fixture
def report(frame):
    random = np.random.default_rng(0)
    true = random.integers(0, 5, 60)
    severity = random.dirichlet(np.ones(5), 60)
    pathway = random.random((60, 4))
    return evaluate(
        frame,
        {
            "severity": counted_truth(np.eye(5)[true]),
            "pathway": read_truth(frame.facet("pathway"), [("1.1a", "3.2a"), ("1.2a",)] * 30),
        },
        {"severity": severity, "pathway": pathway},
        {
            "severity": Decided(np.eye(5)[severity.argmax(axis=1)], np.zeros(60, dtype=bool)),
            "pathway": Decided(pathway > 0.5, np.ones(60, dtype=bool)),
        },
        model="fast 1.0",
        stated_coverage=0.9,
        draws=20,
    ).to_dict()


def test_the_page_is_well_formed_and_says_which_frame_is_in_use(report):
    page = render_page(report)
    elements(page)
    assert "Evaluation of fast 1.0" in page
    assert "small24 1, status: draft" in page
    assert "a draft code is not an official code" in page


def test_nothing_is_fetched_from_elsewhere(report):
    seen = elements(render_page(report))
    assert not seen.every("script")
    assert not seen.every("link")
    assert not seen.every("img")
    assert all(link["href"].startswith("#") for link in seen.every("a"))


def test_every_picture_says_what_it_shows(report):
    pictures = elements(render_page(report)).every("svg")
    assert len(pictures) == 6
    assert all(p["role"] == "img" and len(p["aria-label"] or "") > 30 for p in pictures)


def test_every_table_has_a_caption_and_every_head_cell_a_scope(report):
    seen = elements(render_page(report))
    assert len(seen.every("caption")) == len(seen.every("table"))
    assert all(cell["scope"] in ("row", "col") for cell in seen.every("th"))


def test_every_link_of_the_summary_leads_to_a_facet(report):
    seen = elements(render_page(report))
    ids = {attributes["id"] for _, attributes in seen.seen if "id" in attributes}
    assert all((link["href"] or "")[1:] in ids for link in seen.every("a"))


def test_text_of_the_frame_is_escaped(report):
    page = render_page(report)
    assert "A small &lt;working&gt; frame" in page
    assert "<working>" not in page


def test_nothing_accepted_is_said_in_words(report):
    assert "The model accepted no narrative: each goes to a person." in render_page(report)


def test_the_page_says_what_shortlists_state_and_what_they_cover(report):
    covered = 100 * report["facets"]["severity"]["shortlist"]["covered"]
    page = render_page(report)
    assert f"Shortlists: {covered:.1f}% of the true codes stand on the shortlist" in page
    assert "(90.0% stated)" in page
    assert "A list has 1.0 codes on average, 1.0 at the median, 1 at most." in page


def test_without_a_stated_coverage_the_page_states_none(report):
    page = render_page(report | {"stated_coverage": None})
    assert "stated" not in page
    assert "The shortlists state" not in page


def test_a_facet_that_nobody_coded_is_said_in_words(frame):
    truth = {"severity": read_truth(frame.facet("severity"), [()])}
    decision = {"severity": Decided(np.eye(5)[[0]], np.array([True]))}
    empty = evaluate(frame, truth, {"severity": np.eye(5)[[0]]}, decision).to_dict()
    assert "No narrative is coded in this facet." in render_page(empty)


def test_hundreds_of_codes_are_shown_by_their_commonest_disagreements():
    codes = tuple(Code(f"Part {n} & more", f"Label {n}") for n in range(200))
    facet = Facet(id="part", title="Part", kind="single", codes=codes)
    frame = CodeFrame(id="parts", version="1", title="Parts", status="benchmark", facets=(facet,))
    random = np.random.default_rng(0)
    probabilities = random.dirichlet(np.ones(200), 400)
    report = evaluate(
        frame,
        {"part": counted_truth(np.eye(200)[random.integers(0, 200, 400)])},
        {"part": probabilities},
        {"part": Decided(np.eye(200)[probabilities.argmax(axis=1)], np.ones(400, dtype=bool))},
        draws=0,
    )
    page = render_page(report.to_dict())
    elements(page)
    assert "The commonest disagreements" in page
    assert "The 40 commonest of" in page
    assert 'class="confusion"' not in page
