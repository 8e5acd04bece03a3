"""Errors of the service as `application/problem+json` (RFC 9457), never with a narrative."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.failures import full_sentence, place_of
from taxonomy.errors import Refusal

_log = logging.getLogger("incident_coder")

_KNOWN_PLACES = {
    *("narratives", "narrative", "id", "evidence", "k", "submitter", "leave_out"),
    *("body", "path", "query", "header"),
}
_OWN_WORDS = {
    "string_pattern_mismatch": "the narrative is empty; write what happened",
    "string_unicode": "the text holds half a character (a lone surrogate)",
    "extra_forbidden": "there is no such field; /openapi.json lists those of each request",
    "model_attributes_type": "send a JSON object, with the content type application/json",
}
"""Kinds of pydantic error whose own message is unclear."""
_OWN_SENTENCES = {
    404: "There is nothing at this address; /openapi.json lists what there is.",
    405: "This address does not take that method; /openapi.json lists what there is.",
}
"""For errors of the framework, which says no more than the title."""


class FieldError(BaseModel):
    """What is wrong at one place of a request."""

    location: str
    message: str


class Problem(BaseModel):
    """An error: `title` by status, `detail` in a sentence, `errors` place by place."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


def problem_response(status: int, detail: str, errors: Sequence[FieldError] = ()) -> Response:
    """The response that carries a problem."""
    problem = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=full_sentence(detail),
        errors=list(errors),
    )
    return JSONResponse(
        problem.model_dump(),
        status_code=status,
        media_type="application/problem+json",
    )


def problem_documentation(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How OpenAPI describes these statuses."""
    schema = Problem.model_json_schema()
    # A reference into $defs would lead nowhere inside the OpenAPI document.
    schema["properties"]["errors"]["items"] = schema.pop("$defs")["FieldError"]
    content = {"application/problem+json": {"schema": schema}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content}
        for status in statuses
    }


def install_problems(app: FastAPI) -> None:
    """Make every error of the app a problem."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Refusal, _refused)
    app.add_middleware(UnexpectedFailures)


class UnexpectedFailures:
    """Answers 500 and logs kind and place only: the message of an exception may quote a narrative.

    It stands inside the framework's own handler, which would log the whole traceback.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:
            if scope["type"] != "http":
                raise
            _log.error("unexpected failure: %s in %s", type(error).__name__, place_of(error))
            if not started:
                response = problem_response(
                    500, "The service failed unexpectedly; its log says where."
                )
                await response(scope, receive, send)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [_field_error(found) for found in error.errors()]
    return problem_response(422, "The request is not as the service takes it.", errors)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = str(error.detail)
    if detail == HTTPStatus(error.status_code).phrase:
        detail = _OWN_SENTENCES.get(error.status_code, detail)
    response = problem_response(error.status_code, detail)
    response.headers.update(error.headers or {})
    return response


async def _refused(request: Request, error: Exception) -> Response:
    return problem_response(422, str(error))


def _field_error(found: dict[str, Any]) -> FieldError:
    """Place and message only: the rest of pydantic's finding holds the input."""
    if found["type"] == "json_invalid":
        message = f"the body is not valid JSON at character {found['loc'][-1] + 1}"
        return FieldError(location="body", message=full_sentence(message))
    message = _OWN_WORDS.get(found["type"], str(found["msg"]))
    return FieldError(location=_location(found["loc"]), message=full_sentence(message))


def _location(place: Sequence[str | int]) -> str:
    """`body.narratives.3.narrative`; a name that we did not choose may itself be a narrative."""
    parts = [part for part in place if part not in ("one", "many")]
    return ".".join(
        str(part) if isinstance(part, int) or part in _KNOWN_PLACES else "(unknown)"
        for part in parts
    )
