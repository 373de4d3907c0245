"""Errors as people and programs get them: RFC 9457 problem documents, or a page.

Paths under `/api/` answer with `application/problem+json`; all others with a plain page.
"""

from __future__ import annotations

import logging
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.errors import RequestError, TooManyRequests, Unavailable
from bot.web.render import page

log = logging.getLogger(__name__)


def problem(
    status: int, title: str, detail: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """A problem document; its type is the default, `about:blank`."""
    return JSONResponse(
        {"type": "about:blank", "title": title, "status": status, "detail": detail},
        status_code=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        media_type="application/problem+json",
    )


def _answer(
    request: Request, status: int, title: str, detail: str, headers: dict[str, str] | None = None
) -> Response:
    if request.url.path.startswith("/api/"):
        return problem(status, title, detail, headers)
    response = page(request, "problem.html", {"title": title, "detail": detail}, status=status)
    response.headers.update(headers or {})
    return response


async def on_request_error(request: Request, error: Exception) -> Response:
    """An error that we raised on purpose."""
    if not isinstance(error, RequestError):
        raise error
    headers = {}
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.retry_after)
    if error.status == 503:
        headers["Retry-After"] = "1"
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return _answer(request, error.status, error.title, str(error), headers)


_DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
}


async def on_http_exception(request: Request, error: Exception) -> Response:
    """An error of the framework's: no such route, wrong method."""
    if not isinstance(error, HTTPException):
        raise error
    title = HTTPStatus(error.status_code).phrase
    detail = _DETAILS.get(error.status_code, error.detail)
    return _answer(request, error.status_code, title, detail, dict(error.headers or {}))


async def on_database_away(request: Request, error: Exception) -> Response:
    """The database is away, locked or out of disk: worth trying again."""
    # Only the kind: the message of the error holds the statement.
    log.error("the database could not be used (%s)", type(error).__name__)
    return await on_request_error(
        request, Unavailable("The database cannot be reached just now. Please try again.")
    )


async def on_failure(request: Request, error: Exception) -> Response:
    """Anything else is our fault: the trace goes to the log, the client gets one sentence."""
    return _answer(
        request, 500, "Something went wrong", "This is our fault, not yours. Please try again."
    )
