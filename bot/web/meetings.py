"""Meetings on the web: the visitor's page behind a signed link, and the list of the reps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.errors import BadRequest, Conflict, NotFound, RequestError
from bot.leads.meetings import booking, times
from bot.leads.meetings.booking import VISITOR
from bot.leads.meetings.slots import Slot, free_slots
from bot.leads.privacy import consent
from bot.links import Links
from bot.services import Services
from bot.storage.tables import Lead, Meeting, User, now
from bot.web.auth import Auth, Person, read_form
from bot.web.bodies import read_fields
from bot.web.render import page

PAST_DAYS = 14  # how far back the list of meetings goes
MOST = 200
_STATES = {"over": "Past", "cancelled": "Cancelled", "expired": "Not confirmed"}


class Meetings:
    """The endpoints about meetings."""

    def __init__(self, services: Services, auth: Auth) -> None:
        self._services = services
        self._database = services.database
        self._auth = auth
        self._links = Links(services.settings.secret_key, services.settings.base_url)

    def routes(self) -> list[Route]:
        def guarded(path: str, endpoint: Any, method: str) -> Route:
            return Route(path, self._auth.guard(endpoint, "rep"), methods=[method])

        return [
            Route("/meetings/{token}", self.show, methods=["GET"]),
            Route("/meetings/{token}/move", self.move, methods=["POST"]),
            Route("/meetings/{token}/cancel", self.cancel, methods=["POST"]),
            guarded("/inbox/meetings", self.index, "GET"),
            guarded("/inbox/meetings/{id}", self.show_to_rep, "GET"),
            guarded("/inbox/meetings/{id}/move", self.move_by_rep, "POST"),
            guarded("/inbox/meetings/{id}/cancel", self.cancel_by_rep, "POST"),
        ]

    # ---- the visitor: the link is the proof, so that no forged form can have it -----------------

    async def show(self, request: Request) -> Response:
        """GET /meetings/TOKEN"""
        return await self._visitor_page(request)

    async def move(self, request: Request) -> Response:
        """POST /meetings/TOKEN/move: field `start`; books a new one after a cancellation"""
        start = _start(await read_fields(request))
        return await self._by_visitor(request, lambda s, id_: self._move_or_book(s, id_, start))

    async def cancel(self, request: Request) -> Response:
        """POST /meetings/TOKEN/cancel"""
        await read_fields(request)
        desk = self._services.desk
        return await self._by_visitor(
            request, lambda s, id_: booking.cancel(s, id_, desk, by=VISITOR).id
        )

    async def _by_visitor(self, request: Request, verb: Callable[[Any, str], str]) -> Response:
        meeting_id = self._links.read_meeting(request.path_params["token"])
        try:
            changed = await run_in_threadpool(self._apply, verb, meeting_id)
        except Conflict as error:
            return await self._visitor_page(request, str(error), error.status)
        address = self._links.meeting(changed).removeprefix(self._services.settings.base_url)
        return RedirectResponse(address if changed != meeting_id else _back(request), 303)

    def _move_or_book(self, session: Any, meeting_id: str, start: datetime) -> str:
        meeting, desk = _meeting(session, meeting_id), self._services.desk
        if meeting.state == "booked":
            return str(booking.move(session, meeting_id, start, desk, by=VISITOR).id)
        lead = session.get(Lead, meeting.lead_id)
        rep = booking.rep_for(session, lead.id)
        if rep is None or not consent.stands(session, lead.conversation_id):
            raise Conflict("No meeting can be booked here any more.")
        zone = meeting.visitor_timezone
        held = booking.hold(session, lead, rep, start, desk, visitor_zone=zone)
        return str(booking.book(session, held.id, desk).id)

    async def _visitor_page(
        self, request: Request, problem: str | None = None, status: int = 200
    ) -> Response:
        meeting_id = self._links.read_meeting(request.path_params["token"])
        values = await run_in_threadpool(self._for_visitor, meeting_id)
        token = request.path_params["token"]
        values |= {"problem": problem, "address": f"/meetings/{token}", "nav": []}
        return page(request, "site/meeting.html", values, status=status)

    def _for_visitor(self, meeting_id: str) -> dict[str, Any]:
        with self._database.reading() as session:
            meeting = _meeting(session, meeting_id)
            lead = session.get(Lead, meeting.lead_id)
            # After a cancellation: of whoever has the lead now, unless another is booked already.
            live = booking.live_meeting(session, lead.id)
            booked = meeting.state == "booked"
            rep = session.get(User, meeting.user_id) if booked else None
            if not booked and (live is None or live.state != "booked"):
                rep = booking.rep_for(session, lead.id)
            if not consent.stands(session, lead.conversation_id):
                rep = None
            if booked and meeting.starts_at <= now():
                rep = None
            return {
                **self._shown(meeting, meeting.visitor_timezone, _zone(meeting.user)),
                "with_whom": meeting.user.name,
                "clock": times.clock(meeting.visitor_timezone),
                "days": self._days(session, meeting, rep) if rep is not None else [],
                "rep": rep.name if rep is not None else None,
            }

    # ---- the rep --------------------------------------------------------------------------------

    async def index(self, request: Request) -> Response:
        """GET /inbox/meetings?all=1"""
        person: Person = request.state.user
        everybody = request.query_params.get("all") == "1"
        ahead, past = await run_in_threadpool(self._list, person, everybody)
        values = {"ahead": ahead, "past": past, "all": everybody}
        return page(request, "inbox/meetings.html", values)

    async def show_to_rep(self, request: Request) -> Response:
        """GET /inbox/meetings/ID: move or cancel it"""
        return await self._rep_page(request)

    async def move_by_rep(self, request: Request) -> Response:
        """POST /inbox/meetings/ID/move: field `start`"""
        start = _start(await read_form(request))
        person: Person = request.state.user
        desk = self._services.desk
        return await self._by_rep(
            request, lambda s, id_: booking.move(s, id_, start, desk, by=person.id).id
        )

    async def cancel_by_rep(self, request: Request) -> Response:
        """POST /inbox/meetings/ID/cancel"""
        await read_form(request)
        person: Person = request.state.user
        desk = self._services.desk
        return await self._by_rep(
            request, lambda s, id_: booking.cancel(s, id_, desk, by=person.id).id
        )

    async def _by_rep(self, request: Request, verb: Callable[[Any, str], str]) -> Response:
        try:
            await run_in_threadpool(self._apply, verb, request.path_params["id"])
        except NotFound:
            raise
        except RequestError as error:
            return await self._rep_page(request, str(error), error.status)
        return RedirectResponse(f"/inbox/meetings/{request.path_params['id']}", 303)

    async def _rep_page(
        self, request: Request, problem: str | None = None, status: int = 200
    ) -> Response:
        person: Person = request.state.user
        values = await run_in_threadpool(self._for_rep, request.path_params["id"], person)
        return page(request, "inbox/meeting.html", {**values, "problem": problem}, status=status)

    def _for_rep(self, meeting_id: str, person: Person) -> dict[str, Any]:
        with self._database.reading() as session:
            meeting = _meeting(session, meeting_id)
            lead = session.get(Lead, meeting.lead_id)
            zone = _zone(meeting.user)
            mine = meeting.user_id == person.id or person.may()
            open_ = meeting.state == "booked" and meeting.starts_at > now() and mine
            return {
                **self._shown(meeting, zone, meeting.visitor_timezone),
                "lead": lead,
                "with_whom": lead.name or lead.company or lead.email or lead.phone,
                "holder": meeting.user.name,
                "clock": times.clock(zone),
                "may_change": open_,
                "days": self._days(session, meeting, meeting.user, zone) if open_ else [],
            }

    def _list(self, person: Person, everybody: bool) -> tuple[list[Any], list[Any]]:
        query = (
            sa.select(Meeting, Lead, User.name.label("holder"))
            .join(Lead, Lead.id == Meeting.lead_id)
            .join(User, User.id == Meeting.user_id)
            .where(
                Meeting.state.in_(("booked", "over", "cancelled")),
                Meeting.starts_at > now() - timedelta(days=PAST_DAYS),
            )
            .order_by(Meeting.starts_at)
            .limit(MOST)
        )
        if not everybody:
            query = query.where(Meeting.user_id == person.id)
        with self._database.reading() as session:
            rows = [
                {
                    **self._shown(row.Meeting, person.timezone, row.Meeting.visitor_timezone),
                    "lead": row.Lead,
                    "holder": row.holder,
                    "day": times.day(row.Meeting.starts_at, person.timezone),
                }
                for row in session.execute(query)
            ]
        ahead = [row for row in rows if row["state"] == "Booked"]
        return ahead, [row for row in reversed(rows) if row["state"] != "Booked"]

    # ---- both -----------------------------------------------------------------------------------

    def _shown(self, meeting: Meeting, zone: str, other: str) -> dict[str, Any]:
        rules = self._services.playbook.meetings
        return {
            "meeting": meeting,
            "what": rules.name if rules else "meeting",
            "location": rules.location if rules else "",
            "when": times.shown(meeting.starts_at, meeting.ends_at, zone, other),
            "label": times.label(meeting.starts_at, zone, other),
            "state": _state(meeting),
        }

    def _days(
        self, session: Any, meeting: Meeting, rep: User, zone: str | None = None
    ) -> list[tuple[str, list[Slot]]]:
        """The free times by day, on the clock of who looks: the visitor's, or `zone`."""
        rules = self._services.playbook.meetings
        if rules is None or rules.external_url is not None:
            return []
        besides = meeting.id if meeting.state == "booked" else None
        seen_from = zone or meeting.visitor_timezone
        days: dict[str, list[Slot]] = {}
        for slot in free_slots(
            session,
            rep,
            rules,
            now(),
            rules.horizon_days,
            meeting.visitor_timezone,
            besides=besides,
        ):
            if slot.start == meeting.starts_at and meeting.state == "booked":
                continue
            shown = Slot(slot.start, slot.end, seen_from, _other(slot, zone))
            days.setdefault(times.day(slot.start, seen_from), []).append(shown)
        return list(days.items())

    def _apply(self, verb: Callable[[Any, str], str], meeting_id: str) -> str:
        with self._database.transaction() as session:
            return verb(session, meeting_id)


def of_lead(session: Any, lead_id: str, zone: str) -> list[dict[str, Any]]:
    """A lead's meetings for its page, newest first: id, `when` on the clock of `zone`, state."""
    rows = session.scalars(
        sa.select(Meeting)
        .where(Meeting.lead_id == lead_id, Meeting.state.in_(("booked", "over", "cancelled")))
        .order_by(Meeting.starts_at.desc())
    )
    return [
        {
            "id": row.id,
            "when": times.shown(row.starts_at, row.ends_at, zone, row.visitor_timezone),
            "state": _state(row),
        }
        for row in rows
    ]


def _state(meeting: Meeting) -> str:
    over = meeting.state == "booked" and meeting.ends_at <= now()
    return "Past" if over else _STATES.get(meeting.state, "Booked")


def _other(slot: Slot, zone: str | None) -> str:
    return slot.rep_zone if zone is None else slot.visitor_zone


def _meeting(session: Any, meeting_id: str) -> Meeting:
    meeting: Meeting | None = session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound("There is no such meeting.")
    return meeting


def _zone(user: User) -> str:
    return (user.profile or {}).get("timezone") or "UTC"


def _start(form: dict[str, str]) -> datetime:
    try:
        start = datetime.fromisoformat(form.get("start", ""))
    except ValueError:
        raise BadRequest("Choose one of the times.") from None
    if start.tzinfo is None:
        raise BadRequest("Choose one of the times.")
    return start


def _back(request: Request) -> str:
    return f"/meetings/{request.path_params['token']}"
