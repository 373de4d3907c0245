"""The rep's inbox: leads, one lead, accept and decline, and what came of it."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import BadRequest
from bot.leads import handover, outcomes
from bot.leads.stages import STAGE_NAMES
from bot.services import Services
from bot.storage.tables import STAGES, Lead, now
from bot.web import leadforms, leadlist
from bot.web.auth import Auth, Person, read_form
from bot.web.leadpage import LeadPage
from bot.web.render import page


class Inbox:
    """The endpoints of reps and admins."""

    def __init__(self, services: Services, auth: Auth, lead_page: LeadPage) -> None:
        self._services = services
        self._database = services.database
        self._auth = auth
        self._page = lead_page

    def routes(self) -> list[Route]:
        def guarded(path: str, endpoint: Any, method: str) -> Route:
            return Route(path, self._auth.guard(endpoint, "rep"), methods=[method])

        return [
            guarded("/inbox", self.index, "GET"),
            guarded("/inbox/leads/{id}", self.show, "GET"),
            guarded("/inbox/leads/{id}/accept", self.accept, "POST"),
            guarded("/inbox/leads/{id}/decline", self.decline, "POST"),
            guarded("/inbox/leads/{id}/stage", self.stage, "POST"),
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
        rows, more = await run_in_threadpool(self._list, person.id, stage, search, mine, number)
        values = {
            "rows": rows,
            "stage": stage,
            "stages": STAGE_NAMES,
            "q": search,
            "mine": mine,
            "number": number,
            "more": more,
            # What sales operations has to mend; to others it would say nothing.
            "refused": self._services.rules.problem if person.may() else None,
        }
        return page(request, "inbox/list.html", values)

    async def show(self, request: Request) -> Response:
        """GET /inbox/leads/ID"""
        return await self._page.show(request)

    async def accept(self, request: Request) -> Response:
        """POST /inbox/leads/ID/accept: field `assignment`"""
        form = await read_form(request)
        person: Person = request.state.user
        assignment_id = form.get("assignment", "")
        return await self._page.change(
            request,
            lambda session: handover.accept(
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
            reason = leadforms.decline_reason(form)
        except BadRequest as error:
            return await self._page.show(request, str(error), error.status)
        return await self._page.change(
            request,
            lambda session: handover.decline(
                session, assignment_id, person.id, reason, self._services.desk, now=now()
            ),
        )

    async def stage(self, request: Request) -> Response:
        """POST /inbox/leads/ID/stage: fields `stage`, `reason`, `note`, and for an opportunity
        `value`, `currency`, `closes_on`"""
        form = await read_form(request)
        person: Person = request.state.user
        lead_id = request.path_params["id"]
        try:
            stage, why, deal = leadforms.outcome(form)
        except BadRequest as error:
            return await self._page.show(request, str(error), error.status)

        def record(session: Any) -> object:
            outcomes.check_may(session, session.get(Lead, lead_id), person.id)
            return outcomes.record(
                session,
                lead_id,
                stage,
                by=person.id,
                why=why,
                deal=deal,
                destinations=self._services.desk.destinations,
                now=now(),
            )

        return await self._page.change(request, record)

    def _list(
        self, user_id: str, stage: str, search: str, mine: bool, number: int
    ) -> tuple[list[dict[str, Any]], bool]:
        with self._database.reading() as session:
            return leadlist.rows(session, user_id, stage, search, mine, number)


def _page_number(text: str) -> int:
    return min(max(int(text), 1), 10_000) if text.isascii() and text.isdigit() else 1
