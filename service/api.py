"""The HTTP service: suggestions for narratives, the frame, the model, health."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from fastapi import Body, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from models.manifest import Manifest
from models.similar_incidents import SimilarIncidents
from models.suggester import Suggester
from service.body_limit import BodyLimit
from service.model_choice import bundle_folder, chosen_frame
from service.notes import suggestion_notes
from service.page import page_router
from service.problems import install_problems, problem_documentation
from service.schemas import (
    LONGEST_NARRATIVE,
    MOST_NARRATIVES,
    REQUEST_EXAMPLES,
    ManyNarratives,
    Narrative,
    SuggestionRequest,
    SuggestionsAnswer,
    suggested_coding,
)
from service.settings import Settings
from service.similar_schemas import SimilarAnswer, SimilarRequest, similar_coded_incident
from taxonomy.frame import CodeFrame
from taxonomy.reading import load_frame, shipped_frame_ids

_LONG_TABLES = ("codes", "confusion", "coverage", "calibration", "levels")
_STATIC = Path(__file__).with_name("static")
# Four bytes a character in UTF-8, up to six where JSON escapes them, and room for ids.
_LARGEST_BODY = MOST_NARRATIVES * (LONGEST_NARRATIVE * 6 + 8_000)

_DESCRIPTION = """
Suggests codes for narratives of safety incidents in clinical imaging, MRI and nuclear medicine.

A suggestion is provisional: `accept` means that codings this sure met the agreed precision on
narratives the model had not seen, never that a coding is final. Codes of a draft frame are not
official codes. Nothing that is sent here is stored or logged.

This document is all the documentation the service carries; interactive pages would load their
scripts from elsewhere, so there are none.
"""


def create_app(settings: Settings) -> FastAPI:
    """The service with its model loaded and warm, ready to answer.

    Raises Refusal if the model or the index of coded incidents cannot be loaded.
    """
    bundle = bundle_folder(settings.model)
    suggester = Suggester.load(bundle, frame=chosen_frame(settings.frame), tier=settings.tier)
    suggester.suggest(["The first narrative pays for what is made on first use."], evidence=True)
    similar = _similar_incidents(settings.similar, suggester.frame)
    notes = suggestion_notes(suggester.frame, bundle, suggester.manifest.coverage)

    app = FastAPI(
        title="incident-coder",
        version="1",
        description=_DESCRIPTION,
        docs_url=None,  # they load from a CDN
        redoc_url=None,
    )
    app.state.suggester = suggester
    app.state.similar = similar
    app.state.frames = _frames(suggester.frame)
    install_problems(app)
    app.add_middleware(BodyLimit, most=_LARGEST_BODY)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.include_router(page_router(suggester, notes, similar))
    _add_suggestions(app)
    _add_similar(app)
    _add_references(app)
    _add_health(app)
    return app


def _add_suggestions(app: FastAPI) -> None:
    @app.post(
        "/v1/suggestions",
        tags=["suggestions"],
        summary="Suggest codes for one narrative, or for up to 64",
        responses=problem_documentation(413, 422),
    )
    def suggestions(
        request: Request,
        body: Annotated[SuggestionRequest, Body(openapi_examples=REQUEST_EXAMPLES)],
    ) -> SuggestionsAnswer:
        suggester: Suggester = request.app.state.suggester
        asked: list[Narrative] = (
            list(body.narratives) if isinstance(body, ManyNarratives) else [body]
        )
        suggested = suggester.suggest([one.narrative for one in asked], evidence=body.evidence)
        return SuggestionsAnswer(
            frame=suggester.frame_name,
            model=suggester.model,
            suggestions=[
                suggested_coding(suggester.frame, suggestion, one.id)
                for one, suggestion in zip(asked, suggested, strict=True)
            ],
        )


def _add_similar(app: FastAPI) -> None:
    @app.post(
        "/v1/similar",
        tags=["similar coded incidents"],
        summary="Confirmed reports that read most like a narrative, with their codes",
        responses=problem_documentation(404, 413, 422),
    )
    def similar(request: Request, body: SimilarRequest) -> SimilarAnswer:
        incidents: SimilarIncidents | None = request.app.state.similar
        if incidents is None:
            raise HTTPException(
                404,
                "The service has no index of coded incidents; build one with `incident-coder "
                "similar build` and start the service with --similar and its folder.",
            )
        found = incidents.find(
            body.narrative, k=body.k, submitter=body.submitter, leave_out=body.leave_out
        )
        return SimilarAnswer(
            frame=incidents.frame.name,
            similar=[similar_coded_incident(incidents.frame, one) for one in found],
        )


def _similar_incidents(folder: str | None, frame: CodeFrame) -> SimilarIncidents | None:
    """The index, warm; it must hold codings of the model's frame, which stand beside its own."""
    if folder is None:
        return None
    incidents = SimilarIncidents.load(Path(folder), frame=frame)
    incidents.find("The first narrative pays for what is made on first use.")
    return incidents


def _add_references(app: FastAPI) -> None:
    @app.get(
        "/v1/frames/{frame_id}",
        tags=["references"],
        summary="A code frame: facets, codes with definitions, rules, and its hash",
        responses={304: {"description": "Not Modified"}, **problem_documentation(404, 422)},
    )
    def frame(request: Request, frame_id: str) -> Response:
        found: CodeFrame | None = request.app.state.frames.get(frame_id)
        if found is None:
            known = ", ".join(request.app.state.frames)
            raise HTTPException(404, f"There is no such frame; the frames are {known}.")
        tag = f'"{found.hash}"'
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers={"ETag": tag})
        return JSONResponse({**found.to_dict(), "hash": found.hash}, headers={"ETag": tag})

    @app.get("/v1/model", tags=["references"], summary="The model in use and how good it is")
    def model(request: Request) -> dict[str, Any]:
        return described(request.app.state.suggester.manifest)


def described(manifest: Manifest) -> dict[str, Any]:
    """The manifest without file hashes and without the long tables of its report."""
    content = manifest.model_dump(exclude={"files", "metrics", "other_tiers"})
    content["metrics"] = _figures(manifest.metrics)
    content["other_tiers"] = {tier: _figures(its) for tier, its in manifest.other_tiers.items()}
    return content


def _figures(metrics: Mapping[str, Any]) -> dict[str, Any]:
    return {
        facet_id: {name: value for name, value in facet.items() if name not in _LONG_TABLES}
        for facet_id, facet in metrics.get("facets", {}).items()
    }


def _add_health(app: FastAPI) -> None:
    @app.get("/health/live", tags=["health"], summary="The process answers")
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @app.get("/health/ready", tags=["health"], summary="The model is loaded and warm")
    async def ready(request: Request) -> dict[str, str]:
        return {"status": "ready", "model": request.app.state.suggester.model}


def _frames(own: CodeFrame) -> dict[str, CodeFrame]:
    """The frames that are served by id; the model's own goes before a shipped one of its id."""
    return {id_: load_frame(id_) for id_ in shipped_frame_ids()} | {own.id: own}
