"""The page at `/`: one narrative in, its suggestions in plain words. Works without scripts."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from models.similar_incidents import SimilarIncidents
from models.suggester import Suggester
from service.plain_words import likelihood, percentage
from service.schemas import (
    LONGEST_NARRATIVE,
    RankedCode,
    SuggestedCoding,
    SuggestedFacet,
    suggested_coding,
)
from service.similar_schemas import SimilarCodedIncident, similar_coded_incident
from taxonomy.frame import CodeFrame

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_SIMILAR = 3


def page_router(
    suggester: Suggester, notes: Sequence[str], similar: SimilarIncidents | None
) -> APIRouter:
    """The routes of the page. `notes` are shown beside every suggestion.

    Without a sign-in it asks as nobody: of `similar`, incidents behind a wall are never shown.
    """
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    def answer(**shown: Any) -> HTMLResponse:
        content = _template().render(
            frame=suggester.frame,
            model=suggester.model,
            notes=notes,
            longest=LONGEST_NARRATIVE,
            **({"narrative": "", "fault": "", "coding": None} | shown),
        )
        return HTMLResponse(content, 422 if shown.get("fault") else 200, headers=_HEADERS)

    @router.get("/")
    def empty_page() -> HTMLResponse:
        return answer()

    @router.post("/")
    def suggestions_page(narrative: Annotated[str, Depends(_sent_narrative)]) -> HTMLResponse:
        fault = _fault(narrative)
        if fault:
            return answer(narrative=narrative, fault=fault)
        suggestion = suggester.suggest([narrative], evidence=True)[0]
        coding = suggested_coding(suggester.frame, suggestion, None)
        return answer(
            narrative=narrative,
            coding=coding,
            facets=[_facet_view(suggester.frame, facet, narrative) for facet in coding.facets],
            similar=_similar(similar, narrative),
            marked=marked_text(narrative, list(_spans_of_decided(coding))),
        )

    return router


def _similar(similar: SimilarIncidents | None, narrative: str) -> list[SimilarCodedIncident]:
    if similar is None:
        return []
    found = similar.find(narrative, k=_SIMILAR)
    return [similar_coded_incident(similar.frame, one) for one in found]


async def _sent_narrative(request: Request) -> str:
    """The field of the form. Browsers send newlines as two characters; one is kept."""
    body = (await request.body()).decode("utf-8", errors="replace")
    sent = parse_qs(body, keep_blank_values=True).get("narrative", [""])[0]
    return sent.replace("\r\n", "\n")


def _fault(narrative: str) -> str:
    if not narrative.strip():
        return "Write what happened"
    if len(narrative) > LONGEST_NARRATIVE:
        return f"The narrative must be {LONGEST_NARRATIVE:,} characters or fewer"
    return ""


def marked_text(text: str, spans: Sequence[tuple[int, int]]) -> Markup:
    """`text` as HTML with each stretch that a span covers in one `<mark>`."""
    parts: list[Markup | str] = []
    at = 0
    for start, end in _joined(spans):
        parts += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end])]
        parts.append(Markup("</mark>"))
        at = end
    parts.append(escape(text[at:]))
    return Markup("").join(parts)


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping spans as one, in order."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _spans_of_decided(coding: SuggestedCoding) -> Iterator[tuple[int, int]]:
    for facet in coding.facets:
        for span in facet.evidence:
            if span.code in facet.decided:
                yield span.start, span.end


def _facet_view(frame: CodeFrame, suggested: SuggestedFacet, narrative: str) -> dict[str, Any]:
    """A facet: its decided codes in full, the others of its shortlist in short, then the rest."""
    facet = frame.facet(suggested.facet)

    def view(ranked: RankedCode) -> dict[str, Any]:
        return {
            "code": ranked.code,
            "label": ranked.label,
            "definition": facet[ranked.code].definition,
            "percentage": percentage(ranked.probability),
            "likelihood": likelihood(ranked.probability),
            "words": _words(suggested, ranked.code, narrative),
        }

    listed = {ranked.code for ranked in suggested.shortlist}
    return {
        "title": suggested.title,
        "takes": "all that apply" if facet.is_multi else "exactly one",
        "decision": suggested.decision,
        "decided": [view(one) for one in suggested.shortlist if one.code in suggested.decided],
        "others": [view(one) for one in suggested.shortlist if one.code not in suggested.decided],
        "rest": [view(one) for one in suggested.ranked if one.code not in listed],
    }


def _words(suggested: SuggestedFacet, code: str, narrative: str) -> list[str]:
    spans = [(span.start, span.end) for span in suggested.evidence if span.code == code]
    return list(dict.fromkeys(narrative[start:end] for start, end in _joined(spans)))


def _template() -> Any:
    return _ENVIRONMENT.get_template("suggestions.html")


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
