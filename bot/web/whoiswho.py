"""Merging and splitting leads on their page, telling people apart, and undoing each."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import BadRequest
from bot.leads.identity import merging
from bot.services import Services
from bot.web import leadforms
from bot.web.auth import Auth, Person, read_form
from bot.web.leadpage import LeadPage


class WhoIsWho:
    """The endpoints of reps and admins for who is who."""

    def __init__(self, services: Services, auth: Auth, lead_page: LeadPage) -> None:
        self._services = services
        self._auth = auth
        self._page = lead_page

    def routes(self) -> list[Route]:
        def guarded(verb: str, endpoint: Any) -> Route:
            path = f"/inbox/leads/{{id}}/{verb}"
            return Route(path, self._auth.guard(endpoint, "rep"), methods=["POST"])

        return [
            guarded("merge", self.merge),
            guarded("apart", self.apart),
            guarded("split", self.split),
            guarded("undo", self.undo),
        ]

    async def merge(self, request: Request) -> Response:
        """POST /inbox/leads/ID/merge: fields `other`, `why`"""
        form = await read_form(request)
        person: Person = request.state.user
        lead_id, other, why = request.path_params["id"], form.get("other", ""), leadforms.why(form)
        desk = self._services.desk
        return await self._page.change(
            request,
            lambda session: merging.merge(session, lead_id, other, person.id, why, desk),
        )

    async def apart(self, request: Request) -> Response:
        """POST /inbox/leads/ID/apart: fields `other`, `why`"""
        form = await read_form(request)
        person: Person = request.state.user
        lead_id, other, why = request.path_params["id"], form.get("other", ""), leadforms.why(form)
        return await self._page.change(
            request,
            lambda session: merging.tell_apart(session, lead_id, other, person.id, why),
        )

    async def split(self, request: Request) -> Response:
        """POST /inbox/leads/ID/split: fields `lead` (the merged one), `why`"""
        form = await read_form(request)
        person: Person = request.state.user
        merged, why = form.get("lead", ""), leadforms.why(form)
        desk = self._services.desk
        return await self._page.change(
            request,
            lambda session: merging.split(session, merged, person.id, why, desk),
        )

    async def undo(self, request: Request) -> Response:
        """POST /inbox/leads/ID/undo: fields `change`, `why`"""
        form = await read_form(request)
        person: Person = request.state.user
        change, why = form.get("change", ""), leadforms.why(form)
        desk = self._services.desk
        try:
            number = _number(change)
        except BadRequest as error:
            return await self._page.show(request, str(error), error.status)
        return await self._page.change(
            request, lambda session: merging.undo(session, number, person.id, why, desk)
        )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # fits every database
        raise BadRequest("There is no such change.")
    return int(text)
