"""What a CRM sends back, as Standard Webhooks 1.0.0: the way in of `POST /api/crm/events`.

The signature is of the body and the time, which may be five minutes off. An event is applied once,
by its webhook-id; what could not be applied is kept with the reason, where an admin sees it, and is
tried anew when it is sent again.
"""

from __future__ import annotations

import json
import logging
from typing import Any

import sqlalchemy as sa
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.chat.hub import Hub
from bot.delivery.outbox import BODY_LIMIT
from bot.errors import BadRequest, NotFound, RequestError, Unauthorised, Unavailable
from bot.leads import received
from bot.services import Services
from bot.storage.tables import Lead, ReceivedEvent, now
from bot.web.bodies import read_body
from bot.web.limits import Window

log = logging.getLogger(__name__)

PER_MINUTE = 600  # events; a CRM that changes many at once tries again
_LONGEST_ID = 200
_TRIES = 3


class Crm:
    """The endpoint of CRMs."""

    def __init__(self, services: Services, hub: Hub) -> None:
        self._services = services
        self._database = services.database
        self._hub = hub
        secrets = services.settings.crm_secret
        self._verifiers = [Webhook(secret) for endpoint in secrets for secret in endpoint]
        self._window = Window(PER_MINUTE, 60, "events")

    def routes(self) -> list[Route]:
        return [Route("/api/crm/events", self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """POST /api/crm/events"""
        if not self._verifiers:
            raise NotFound("Nothing is taken here: BATON_CRM_SECRET is not set.")
        body = await read_body(request, BODY_LIMIT)
        self._verify(body, request)
        self._window.hit("crm")
        webhook_id = request.headers["webhook-id"]
        if len(webhook_id) > _LONGEST_ID:
            raise BadRequest(f"webhook-id has more than {_LONGEST_ID} characters.")
        kind, data = _event(body)
        problem, conversation_id = await run_in_threadpool(self._take, webhook_id, kind, data)
        if problem is not None:
            raise problem
        if conversation_id is not None:
            self._hub.publish(conversation_id)
        return JSONResponse({"id": webhook_id, "state": "applied"})

    def _verify(self, body: bytes, request: Request) -> None:
        headers = {name: request.headers.get(name, "") for name in _SIGNED}
        for verifier in self._verifiers:
            try:
                verifier.verify(body, headers, json_parse=False)
                return
            except (WebhookVerificationError, ValueError):
                continue  # signed with the other key, or not as the standard says
        raise Unauthorised(
            "The signature is not of this body, time and key, or more than five minutes old "
            "(Standard Webhooks 1.0.0)."
        )

    def _take(
        self, webhook_id: str, kind: str, data: dict[str, Any]
    ) -> tuple[RequestError | None, str | None]:
        """Apply an event that was not applied before; gives what was wrong, or whose it was."""
        for _ in range(_TRIES):
            try:
                with self._database.transaction() as session:
                    row = session.get(ReceivedEvent, webhook_id, with_for_update=True)
                    if row is not None and row.state == "applied":
                        return None, None
                    if row is None:
                        row = ReceivedEvent(id=webhook_id)
                        session.add(row)
                    row.event, row.state, row.problem, row.at = kind[:40], "applied", None, now()
                    session.flush()  # whoever sends the same at this moment waits here
                    return self._apply(session, row, kind, data)
            except sa.exc.IntegrityError:
                log.info("an event came twice at once")  # the other one is in: look again
        raise Unavailable("Others are at work on this lead. Please send the event again.")

    def _apply(
        self, session: Any, row: ReceivedEvent, kind: str, data: dict[str, Any]
    ) -> tuple[RequestError | None, str | None]:
        lead_id = data.get("id")
        lead = session.get(Lead, lead_id) if isinstance(lead_id, str) else None
        row.lead_id = lead.id if lead is not None else None
        try:
            with session.begin_nested():
                received.apply(session, kind, data, self._services.desk, now())
        except RequestError as error:
            row.state, row.problem = "refused", str(error)
            log.warning("an event of the CRM is refused (HTTP %d)", error.status)
            return error, None
        return None, str(lead.conversation_id) if lead is not None else None


_SIGNED = ("webhook-id", "webhook-timestamp", "webhook-signature")


def _event(body: bytes) -> tuple[str, dict[str, Any]]:
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("The body is not valid JSON.") from None
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        raise BadRequest("The body is no event: {'type': …, 'timestamp': …, 'data': {…}}.")
    data = event.get("data")
    if not isinstance(data, dict):
        raise BadRequest("'data' is no object.")
    return event["type"], data
