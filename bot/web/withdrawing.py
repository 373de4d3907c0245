"""The page behind the link in mails on which a visitor takes their consent back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.dialogue.withdrawing import withdraw_outside
from bot.errors import NotFound
from bot.leads.privacy import consent
from bot.links import Links
from bot.services import Services
from bot.storage.tables import Consent, Lead, now
from bot.web.bodies import read_fields
from bot.web.render import page


class Withdrawing:
    """Its endpoints: the link is the proof, so that no forged form can have it. Only a form that
    is sent changes anything: what opens the links of mails to look at them does no harm."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._links = Links(services.settings.secret_key, services.settings.base_url)

    def routes(self) -> list[Route]:
        return [
            Route("/consent/{token}", self.show, methods=["GET"]),
            Route("/consent/{token}", self.withdraw, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """GET /consent/TOKEN"""
        lead_id = self._links.read_consent(request.path_params["token"])
        values = await run_in_threadpool(self._read, lead_id)
        return page(request, "site/consent.html", {**values, "nav": []})

    async def withdraw(self, request: Request) -> Response:
        """POST /consent/TOKEN"""
        lead_id = self._links.read_consent(request.path_params["token"])
        await read_fields(request)
        await run_in_threadpool(self._withdraw, lead_id)
        return RedirectResponse(request.url.path, 303)

    def _read(self, lead_id: str) -> dict[str, Any]:
        with self._services.database.reading() as session:
            lead = _lead(session, lead_id)
            last = session.scalars(
                sa.select(Consent)
                .where(Consent.conversation_id == lead.conversation_id, Consent.given)
                .order_by(Consent.at.desc())
                .limit(1)
            ).first()
            return {
                "stands": consent.stands(session, lead.conversation_id),
                "consent": last,
            }

    def _withdraw(self, lead_id: str) -> None:
        with self._services.database.transaction() as session:
            lead = _lead(session, lead_id)
            if consent.stands(session, lead.conversation_id):
                withdraw_outside(
                    session, lead.conversation, self._services.desk.destinations, now()
                )


def _lead(session: Session, lead_id: str) -> Lead:
    lead: Lead | None = session.get(Lead, lead_id)
    if lead is None:
        raise NotFound("There is nothing of yours here any more.")
    return lead
