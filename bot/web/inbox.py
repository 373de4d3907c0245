"""The rep's inbox: leads, one lead, accept and decline."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.chat import transcript
from bot.chat.hub import Hub
from bot.errors import BadRequest, NotFound, RequestError
from bot.leads import lifecycle
from bot.services import Services
from bot.storage.tables import (
    STAGES,
    Assignment,
    Consent,
    Conversation,
    Delivery,
    Handover,
    Lead,
    LeadDetail,
    StageChange,
    User,
    now,
)
from bot.web.auth import Auth, Person, read_form
from bot.web.meetings import of_lead
from bot.web.render import page

PAGE = 50  # leads on one page
LONGEST_REASON = 500
STAGE_NAMES = {
    "contact": "Contact",
    "mql": "Qualified by marketing",
    "sal": "Accepted by sales",
    "sql": "Opportunity",
    "won": "Won",
    "lost": "Lost",
    "recycled": "Back with marketing",
}
DECLINE_REASONS = (
    "Not my region or segment",
    "No capacity just now",
    "Already a customer of ours",
    "Not a real enquiry",
    "Other",
)


class Inbox:
    """The endpoints of reps and admins."""

    def __init__(self, services: Services, auth: Auth, hub: Hub) -> None:
        self._services = services
        self._database = services.database
        self._auth = auth
        self._hub = hub

    def routes(self) -> list[Route]:
        def guarded(path: str, endpoint: Any, method: str) -> Route:
            return Route(path, self._auth.guard(endpoint, "rep"), methods=[method])

        return [
            guarded("/inbox", self.index, "GET"),
            guarded("/inbox/leads/{id}", self.show, "GET"),
            guarded("/inbox/leads/{id}/accept", self.accept, "POST"),
            guarded("/inbox/leads/{id}/decline", self.decline, "POST"),
        ]

    async def index(self, request: Request) -> Response:
        """GET /inbox?stage=&q=&mine=&page="""
        person: Person = request.state.user
        query = request.query_params
        stage = query.get("stage", "")
        if stage not in STAGES:
            stage = ""
        search = query.get("q", "").strip()[:100]
        mine = query.get("mine") == "1"
        number = _page_number(query.get("page", "1"))
        rows, more = await run_in_threadpool(
            self._list, person.id, stage, search, mine, (number - 1) * PAGE
        )
        values = {
            "rows": rows,
            "stage": stage,
            "stages": STAGE_NAMES,
            "q": search,
            "mine": mine,
            "number": number,
            "more": more,
        }
        return page(request, "inbox/list.html", values)

    async def show(self, request: Request) -> Response:
        """GET /inbox/leads/ID"""
        return await self._page(request)

    async def accept(self, request: Request) -> Response:
        """POST /inbox/leads/ID/accept: field `assignment`"""
        form = await read_form(request)
        person: Person = request.state.user
        assignment_id = form.get("assignment", "")
        return await self._change(
            request,
            lambda session: lifecycle.accept(
                session,
                assignment_id,
                person.id,
                destinations=self._services.desk.destinations,
                now=now(),
            ),
        )

    async def decline(self, request: Request) -> Response:
        """POST /inbox/leads/ID/decline: fields `assignment`, `reason`, `note`"""
        form = await read_form(request)
        person: Person = request.state.user
        assignment_id = form.get("assignment", "")
        try:
            reason = decline_reason(form)
        except BadRequest as error:
            return await self._page(request, str(error), error.status)
        return await self._change(
            request,
            lambda session: lifecycle.decline(
                session, assignment_id, person.id, reason, self._services.desk, now=now()
            ),
        )

    async def _change(self, request: Request, verb: Callable[[Any], object]) -> Response:
        lead_id = request.path_params["id"]
        try:
            conversation_id = await run_in_threadpool(self._apply, lead_id, verb)
        except NotFound:
            raise
        except RequestError as error:
            return await self._page(request, str(error), error.status)
        self._hub.publish(conversation_id)
        return RedirectResponse(f"/inbox/leads/{lead_id}", 303)

    def _apply(self, lead_id: str, verb: Callable[[Any], object]) -> str:
        with self._database.transaction() as session:
            lead = session.get(Lead, lead_id)
            if lead is None:
                raise NotFound("There is no such lead.")
            verb(session)
            return str(lead.conversation_id)

    async def _page(
        self, request: Request, problem: str | None = None, status: int = 200
    ) -> Response:
        values = await run_in_threadpool(
            self._lead, request.path_params["id"], request.state.user.timezone
        )
        values |= {
            "problem": problem,
            "reasons": DECLINE_REASONS,
            "stages": STAGE_NAMES,
        }
        return page(request, "inbox/lead.html", values, status=status)

    def _list(
        self, user_id: str, stage: str, search: str, mine: bool, offset: int
    ) -> tuple[list[Any], bool]:
        open_now = sa.and_(
            Assignment.lead_id == Lead.id, Assignment.state.in_(("offered", "accepted"))
        )
        # An offer to this person waits with a clock: first. Then what is theirs, then the rest.
        order = sa.case(
            (sa.and_(Assignment.user_id == user_id, Assignment.state == "offered"), 0),
            (sa.or_(Assignment.user_id == user_id, Lead.owner_id == user_id), 1),
            else_=2,
        )
        query = (
            sa.select(Lead, Assignment, User.name.label("holder"), order.label("place"))
            .outerjoin(Assignment, open_now)
            .outerjoin(User, User.id == sa.func.coalesce(Assignment.user_id, Lead.owner_id))
            .order_by(order, Lead.updated_at.desc())
            .limit(PAGE + 1)
            .offset(offset)
        )
        if stage:
            query = query.where(Lead.stage == stage)
        if mine:
            query = query.where(order < 2)
        if search:
            fields = (Lead.name, Lead.email, Lead.phone, Lead.company)
            like = (
                sa.func.lower(field).contains(search.lower(), autoescape=True) for field in fields
            )
            query = query.where(sa.or_(*like))
        with self._database.reading() as session:
            rows = session.execute(query).all()
        return rows[:PAGE], len(rows) > PAGE

    def _lead(self, lead_id: str, zone: str) -> dict[str, Any]:
        with self._database.reading() as session:
            lead = session.get(Lead, lead_id)
            if lead is None:
                raise NotFound("There is no such lead.")

            def rows(table: Any, where: Any, *order: Any) -> list[Any]:
                return list(session.scalars(sa.select(table).where(where).order_by(*order)))

            assignments = session.execute(
                sa.select(Assignment, User.name.label("holder"))
                .join(User, User.id == Assignment.user_id)
                .where(Assignment.lead_id == lead_id)
                .order_by(Assignment.offered_at.desc())
            ).all()
            conversation = session.get(Conversation, lead.conversation_id)
            open_assignment = next(
                (row for row in assignments if row.Assignment.state in ("offered", "accepted")),
                None,
            )
            return {
                "lead": lead,
                "conversation": conversation,
                "details": rows(LeadDetail, LeadDetail.lead_id == lead_id, LeadDetail.at),
                "handover": session.scalars(
                    sa.select(Handover).where(Handover.lead_id == lead_id)
                ).first(),
                "assignments": assignments,
                "open": open_assignment,
                "consents": rows(
                    Consent, Consent.conversation_id == lead.conversation_id, Consent.at
                ),
                "messages": transcript.messages(session, lead.conversation_id),
                "deliveries": rows(Delivery, Delivery.lead_id == lead_id, Delivery.created_at),
                "changes": rows(StageChange, StageChange.lead_id == lead_id, StageChange.id),
                "people": dict(session.execute(sa.select(User.id, User.name)).all()),
                "explained": _explained(open_assignment),
                "meetings": of_lead(session, lead_id, zone),
            }


def _explained(row: Any) -> list[tuple[str, list[str]]]:
    """The parts of an explanation as headings with lines, whatever the router wrote."""
    if row is None:
        return []
    parts = []
    for name, value in row.Assignment.explanation.items():
        if not value or name == "text":
            continue
        lines = [_line(each) for each in value] if isinstance(value, list) else [_line(value)]
        if isinstance(value, dict):
            lines = [f"{key}: {_line(each)}" for key, each in value.items()]
        parts.append((name.replace("_", " ").capitalize(), lines))
    return parts


def _line(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')}: {_line(each)}" for key, each in value.items())
    return json.dumps(value, ensure_ascii=False)


def decline_reason(form: dict[str, str]) -> str:
    """The reason and note of a form; raises BadRequest when there is none."""
    reason = form.get("reason", "").strip()
    note = " ".join(form.get("note", "").split())[:LONGEST_REASON]
    if reason not in DECLINE_REASONS:
        raise BadRequest("Choose a reason for declining.")
    if reason == "Other":
        if not note:
            raise BadRequest("Say in a few words why you decline.")
        return note
    return f"{reason}: {note}" if note else reason


def _page_number(text: str) -> int:
    return min(max(int(text), 1), 10_000) if text.isascii() and text.isdigit() else 1
