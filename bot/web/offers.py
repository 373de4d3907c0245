"""Accepting and declining a lead out of the mail, without signing in.

The link only shows what is asked; the button on its page decides. Mail scanners follow links, and
none of them may accept a lead. The link is for one offer to one person: once that is decided, it
tells what became of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.chat.hub import Hub
from bot.errors import BadRequest, NotFound, RequestError
from bot.leads import handover
from bot.leads.offering import open_assignment
from bot.links import Links
from bot.services import Services
from bot.storage.tables import Assignment, Lead, User, now
from bot.web.bodies import read_fields
from bot.web.leadforms import decline_reason
from bot.web.leadpage import DECLINE_REASONS
from bot.web.render import page


class Offers:
    """The endpoints behind the links of a lead mail."""

    def __init__(self, services: Services, hub: Hub) -> None:
        self._services = services
        self._hub = hub
        self._links = Links(services.settings.secret_key, services.settings.base_url)

    def routes(self) -> list[Route]:
        return [
            Route("/offers/{token}", self.show, methods=["GET"]),
            Route("/offers/{token}/accept", self.accept, methods=["POST"]),
            Route("/offers/{token}/decline", self.decline, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """GET /offers/TOKEN?decline=1"""
        return await self._page(request)

    async def accept(self, request: Request) -> Response:
        """POST /offers/TOKEN/accept"""
        await read_fields(request)
        desk = self._services.desk
        return await self._change(
            request,
            lambda session, assignment_id, user_id: handover.accept(
                session, assignment_id, user_id, destinations=desk.destinations, now=now()
            ),
        )

    async def decline(self, request: Request) -> Response:
        """POST /offers/TOKEN/decline: fields `reason`, `note`"""
        form = await read_fields(request)
        try:
            reason = decline_reason(form)
        except BadRequest as error:
            return await self._page(request, str(error), error.status, declining=True)
        desk = self._services.desk
        return await self._change(
            request,
            lambda session, assignment_id, user_id: handover.decline(
                session, assignment_id, user_id, reason, desk, now=now()
            ),
        )

    async def _change(self, request: Request, verb: Callable[[Any, str, str], object]) -> Response:
        assignment_id, user_id = self._links.read_offer(request.path_params["token"])
        try:
            conversation_id = await run_in_threadpool(self._apply, verb, assignment_id, user_id)
        except NotFound:
            raise
        except RequestError as error:
            return await self._page(request, str(error), error.status)
        self._hub.publish(conversation_id)
        return await self._page(request)

    def _apply(
        self, verb: Callable[[Any, str, str], object], assignment_id: str, user_id: str
    ) -> str:
        with self._services.database.transaction() as session:
            assignment = session.get(Assignment, assignment_id)
            if assignment is None or assignment.user_id != user_id:
                raise NotFound("There is no such offer.")
            verb(session, assignment_id, user_id)
            return str(session.get(Lead, assignment.lead_id).conversation_id)

    async def _page(
        self,
        request: Request,
        problem: str | None = None,
        status: int = 200,
        *,
        declining: bool = False,
    ) -> Response:
        ids = self._links.read_offer(request.path_params["token"])
        values = await run_in_threadpool(self._offer, *ids)
        values |= {
            "problem": problem,
            "address": f"/offers/{request.path_params['token']}",
            "declining": declining or request.query_params.get("decline") == "1",
            "reasons": DECLINE_REASONS,
        }
        return page(request, "offer.html", values, status=status)

    def _offer(self, assignment_id: str, user_id: str) -> dict[str, Any]:
        with self._services.database.reading() as session:
            assignment = session.get(Assignment, assignment_id)
            user = session.get(User, user_id)
            if assignment is None or user is None or assignment.user_id != user_id:
                raise NotFound("There is no such offer.")
            lead = session.get(Lead, assignment.lead_id)
            holder = open_assignment(session, lead.id)
            return {
                "assignment": assignment,
                "lead": lead,
                "zone": (user.profile or {}).get("timezone") or "UTC",
                "holder": holder.user.name if holder is not None else None,
                "accepted": holder is not None and holder.state == "accepted",
            }
