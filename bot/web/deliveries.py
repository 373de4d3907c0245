"""The outbox for people: what failed and why, what waits, and sending it again; for admins."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.delivery import outbox
from bot.errors import Conflict
from bot.services import Services
from bot.storage.tables import DELIVERY_STATES, Delivery, Lead, ReceivedEvent, User, now
from bot.web.auth import Auth, read_form
from bot.web.render import page

PAGE = 50  # rows on one page
_RECEIVED = "received"
TABS = {"dead": "Failed", "pending": "Waiting", "sent": "Sent", _RECEIVED: "From the CRM"}
_NAMES = {"slack": "Slack", "hubspot": "HubSpot", "salesforce": "Salesforce", "csv": "CSV"}
# What a withdrawal of consent has cancelled has not failed; it stands on the lead's own page.
_NOT_CANCELLED = sa.not_(
    sa.func.coalesce(Delivery.last_error, "").startswith(outbox.CANCELLED, autoescape=True)
)


class Deliveries:
    """The endpoints of admins: a row may be of any lead."""

    def __init__(self, services: Services, auth: Auth) -> None:
        self._database = services.database
        self._auth = auth

    def routes(self) -> list[Route]:
        return [
            Route("/deliveries", self._auth.guard(self.index), methods=["GET"]),
            Route("/deliveries/replay", self._auth.guard(self.replay), methods=["POST"]),
        ]

    async def index(self, request: Request) -> Response:
        """GET /deliveries?state=&page="""
        state = request.query_params.get("state", "dead")
        if state not in TABS:
            state = "dead"
        text = request.query_params.get("page", "1")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
        values = await run_in_threadpool(self._read, state, max(1, number))
        return page(request, "deliveries.html", values)

    async def replay(self, request: Request) -> Response:
        """POST /deliveries/replay: field `delivery`, or `destination` for all that failed there"""
        form = await read_form(request)
        await run_in_threadpool(self._replay, form.get("delivery", ""), form.get("destination", ""))
        return RedirectResponse("/deliveries?state=pending", 303)

    def _replay(self, delivery: str, destination: str) -> None:
        with self._database.transaction() as session:
            ids = [delivery]
            if destination:
                failed = sa.select(Delivery.id).where(
                    Delivery.state == "dead", Delivery.destination == destination
                )
                ids = list(session.scalars(failed))  # of which `replay` takes what may be sent
            if not outbox.replay(session, ids, now()):
                raise Conflict("It was sent again already, or must not be sent any more.")

    def _read(self, state: str, number: int) -> dict[str, Any]:
        with self._database.reading() as session:
            people = dict(session.execute(sa.select(User.id, User.name)).all())
            rows = session.execute(_rows(state).limit(PAGE + 1).offset((number - 1) * PAGE)).all()
            counts = session.execute(
                sa.select(
                    Delivery.destination,
                    Delivery.state,
                    sa.func.count(),
                    sa.func.min(Delivery.created_at),
                )
                .where(Delivery.state != "sent", _NOT_CANCELLED)
                .group_by(Delivery.destination, Delivery.state)
                .order_by(Delivery.destination)
            ).all()
            refused = session.scalar(
                sa.select(sa.func.count())
                .select_from(ReceivedEvent)
                .where(ReceivedEvent.state == "refused")
            )
        of_state = {each: sum(n for _, s, n, _ in counts if s == each) for each in DELIVERY_STATES}
        return {
            "state": state,
            "tabs": TABS,
            "counts": {**of_state, _RECEIVED: refused},
            "rows": [_shown(row, state, people) for row in rows[:PAGE]],
            "summary": [
                {"id": where, "name": _name(where, people), "count": count, "since": since}
                for where, each, count, since in counts
                if each == state and count > 1
            ],
            "number": number,
            "more": len(rows) > PAGE,
        }


def _rows(state: str) -> Any:
    if state == _RECEIVED:
        query = sa.select(ReceivedEvent, Lead).order_by(ReceivedEvent.at.desc())
        return query.outerjoin(Lead, Lead.id == ReceivedEvent.lead_id)
    return (
        sa.select(Delivery, Lead)
        .outerjoin(Lead, Lead.id == Delivery.lead_id)
        .where(Delivery.state == state, _NOT_CANCELLED)
        .order_by(Delivery.created_at.desc(), Delivery.id)
    )


def _shown(row: Any, state: str, people: dict[str, str]) -> dict[str, Any]:
    thing, lead = row
    about = lead and {"id": lead.id, "name": lead.name or lead.email or lead.phone}
    if state == _RECEIVED:
        return {
            "id": thing.id,
            "event": thing.event,
            "where": "",
            "lead": about,
            "problem": thing.problem,
            "at": thing.at,
            "attempts": 1,
            "next_at": None,
            "again": False,
        }
    return {
        "id": thing.id,
        "event": thing.event,
        "where": _name(thing.destination, people),
        "lead": about,
        "problem": thing.last_error if state != "sent" else None,
        "at": thing.sent_at or thing.created_at,
        "attempts": thing.attempts,
        "next_at": thing.next_at if state == "pending" else None,
        "again": state == "dead",
    }


def _name(destination: str, people: dict[str, str]) -> str:
    kind, _, rest = destination.partition(":")
    if kind == "email":
        return f"Email to {people.get(rest, rest)}"
    if kind == "visitor":
        return "Email to the visitor"
    if kind == "webhook":
        return f"Webhook {int(rest) + 1}" if rest.isdigit() else "Webhook"
    return _NAMES.get(kind, kind)
