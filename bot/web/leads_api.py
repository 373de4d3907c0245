"""Leads over HTTP, for programs with an API key; described in `openapi.yml`."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import keys
from bot.chat.hub import Hub
from bot.errors import BadRequest, Forbidden, NotFound, Unauthorised
from bot.leads import outcomes, received
from bot.leads.identity.duplicates import full_document
from bot.leads.view import lead_summary
from bot.services import Services
from bot.storage.tables import STAGES, ApiKey, Lead, now
from bot.web.bodies import only, read_object, text_of
from bot.web.limits import Window

PAGE = 100  # leads in one answer, unless asked for fewer
PER_MINUTE = 600  # requests of one key
WRONG_PER_MINUTE = 30  # requests with a wrong key from one address
BODY = 8 * 1024

Endpoint = Callable[[Request], Awaitable[Response]]


class LeadsApi:
    """The endpoints under `/api/leads`, and the document that describes all of `/api`."""

    def __init__(self, services: Services, hub: Hub) -> None:
        self._services = services
        self._database = services.database
        self._hub = hub
        self._of_key = Window(PER_MINUTE, 60, "requests with this key")
        self._wrong = Window(WRONG_PER_MINUTE, 60, "requests with a wrong key")

    def routes(self) -> list[Route]:
        def keyed(path: str, endpoint: Endpoint, scope: str, method: str) -> Route:
            return Route(path, self._guard(endpoint, scope), methods=[method])

        return [
            Route("/api/openapi.json", self.describe, methods=["GET"]),
            keyed("/api/leads", self.index, "leads:read", "GET"),
            keyed("/api/leads/{id}", self.show, "leads:read", "GET"),
            keyed("/api/leads/{id}/outcome", self.outcome, "leads:write", "POST"),
        ]

    async def describe(self, request: Request) -> Response:
        """GET /api/openapi.json"""
        return JSONResponse(document() | {"servers": [{"url": self._services.settings.base_url}]})

    async def index(self, request: Request) -> Response:
        """GET /api/leads?stage=&updated_since=&after=&limit=: least recently changed first, so
        that whoever follows `next` to its end and goes on from there misses none."""
        query = request.query_params
        known = {"stage", "updated_since", "after", "limit"}
        only(dict(query), known)
        stage = query.get("stage")
        if stage is not None and stage not in STAGES:
            raise BadRequest(f"'stage' is {stage[:20]!r}; one of {', '.join(STAGES)} is expected.")
        since = query.get("updated_since")
        limit = _limit(query.get("limit", str(PAGE)))
        rows = await run_in_threadpool(
            self._list, stage, _moment(since) if since else None, _place(query.get("after")), limit
        )
        return JSONResponse(
            {
                "leads": rows[:limit],
                "next": _cursor(rows[limit - 1]) if len(rows) > limit else None,
            }
        )

    async def show(self, request: Request) -> Response:
        """GET /api/leads/ID"""
        return JSONResponse(await run_in_threadpool(self._document, request.path_params["id"]))

    async def outcome(self, request: Request) -> Response:
        """POST /api/leads/ID/outcome: `stage`, `reason`, and of a deal `value`, `currency` and
        `closes_on`. Saying again what is known already changes nothing."""
        body = await read_object(request, BODY)
        only(body, {"stage", "reason", "value", "currency", "closes_on"})
        reason = text_of(body, "reason", outcomes.LONGEST_REASON) or ""
        key: ApiKey = request.state.key
        lead_id = request.path_params["id"]
        conversation_id = await run_in_threadpool(
            self._record, lead_id, body, reason, f"key:{key.id}"
        )
        self._hub.publish(conversation_id)
        return JSONResponse(await run_in_threadpool(self._document, lead_id))

    def _guard(self, endpoint: Endpoint, scope: str) -> Endpoint:
        """The endpoint for keys with this scope; 401 for what is no key, 403 for another scope."""

        async def guarded(request: Request) -> Response:
            address = request.client.host if request.client else "unknown"
            self._wrong.check(address)
            kind, _, text = request.headers.get("authorization", "").partition(" ")
            key = None
            if kind.lower() == "bearer":
                key = await run_in_threadpool(self._key, text.strip())
            if key is None:
                self._wrong.hit(address)
                raise Unauthorised("An API key is expected: Authorization: Bearer baton_…")
            self._of_key.hit(key.id)
            if scope not in key.scopes:
                raise Forbidden(f"This key may not {keys.SCOPES[scope]} ({scope}).")
            request.state.key = key
            return await endpoint(request)

        return guarded

    def _key(self, text: str) -> ApiKey | None:
        at = now()
        with self._database.reading() as session:
            key = keys.find(session, text)
        if key is not None and keys.is_unnoted(key, at):
            with self._database.transaction(durable=False) as session:
                session.get(ApiKey, key.id).last_used_at = at
        return key

    def _list(
        self, stage: str | None, since: datetime | None, after: tuple[datetime, str] | None, n: int
    ) -> list[dict[str, Any]]:
        query = sa.select(Lead).order_by(Lead.updated_at, Lead.id).limit(n + 1)
        if stage:
            query = query.where(Lead.stage == stage)
        if since:
            query = query.where(Lead.updated_at >= since)
        if after:
            at, lead_id = after
            later = sa.and_(Lead.updated_at == at, Lead.id > lead_id)
            query = query.where(sa.or_(Lead.updated_at > at, later))
        with self._database.reading() as session:
            return [lead_summary(lead) for lead in session.scalars(query)]

    def _document(self, lead_id: str) -> dict[str, Any]:
        with self._database.reading() as session:
            lead = session.get(Lead, lead_id)
            if lead is None:
                raise NotFound("There is no such lead.")
            return full_document(session, lead)

    def _record(self, lead_id: str, body: dict[str, Any], reason: str, by: str) -> str:
        with self._database.transaction() as session:
            lead = session.get(Lead, lead_id)
            if lead is None:
                raise NotFound("There is no such lead.")
            lead = received.outcome(session, lead, body, reason, by, self._services.desk, now())
            return str(lead.conversation_id)


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The OpenAPI document, without the address of this server."""
    text = (Path(__file__).parent / "openapi.yml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def _limit(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= PAGE:
        raise BadRequest(f"'limit' is {text[:20]!r}; a number 1 to {PAGE} is expected.")
    return int(text)


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise BadRequest(
            f"'updated_since' is {text[:40]!r}; a time with its zone is expected: "
            "2026-11-18T14:00:00Z."
        )
    return at


def _cursor(row: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps([row["updated_at"], row["id"]]).encode()).decode()


def _place(cursor: str | None) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    try:
        at, lead_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return datetime.fromisoformat(at), str(lead_id)
    except (ValueError, TypeError, binascii.Error):
        raise BadRequest("'after' is not what 'next' of an earlier answer was.") from None
