"""One lead's page: all that is known of it, of the same person's other leads, and who it may be."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.chat import transcript
from bot.chat.hub import Hub
from bot.errors import Forbidden, NotFound, RequestError
from bot.leads import outcomes
from bot.leads.identity import duplicates, identity
from bot.leads.stages import STAGE_NAMES
from bot.services import Services
from bot.storage.tables import (
    Assignment,
    Consent,
    Conversation,
    Delivery,
    Handover,
    IdentityChange,
    Lead,
    LeadDetail,
    Opportunity,
    StageChange,
    User,
)
from bot.web.meetings import of_lead
from bot.web.render import page

DECLINE_REASONS = (
    "Not my region or segment",
    "No capacity just now",
    "Already a customer of ours",
    "Not a real enquiry",
    "Other",
)
OUTCOME_REASONS = {
    "lost": ("No budget", "Chose somebody else", "No answer", "Not a fit", "Other"),
    "recycled": ("Not ready yet", "Only looking for information", "No budget this year", "Other"),
}
# How the button names the move to a stage, and the one that confirms it.
MOVES = {
    "sal": ("Take it up again", "Take it up"),
    "sql": ("Opportunity …", "Make it an opportunity"),
    "won": ("Won …", "Mark as won"),
    "lost": ("Lost …", "Mark as lost"),
    "recycled": ("Back to marketing …", "Send back to marketing"),
}


class LeadPage:
    """Shows a lead, and applies what somebody does on its page."""

    def __init__(self, services: Services, hub: Hub) -> None:
        self._services = services
        self._hub = hub

    async def show(
        self, request: Request, problem: str | None = None, status: int = 200
    ) -> Response:
        """The page; `problem` says what could not be done."""
        values = await run_in_threadpool(
            self._values, request.path_params["id"], request.state.user
        )
        values |= {
            "problem": problem,
            "reasons": DECLINE_REASONS,
            "outcome_reasons": OUTCOME_REASONS,
            "moves": MOVES,
            "stages": STAGE_NAMES,
        }
        return page(request, "inbox/lead.html", values, status=status)

    async def change(self, request: Request, verb: Callable[[Session], object]) -> Response:
        """Run a verb in a transaction and show the page anew; what it refuses is told there."""
        lead_id = request.path_params["id"]
        try:
            conversation_id = await run_in_threadpool(self._apply, lead_id, verb)
        except NotFound:
            raise
        except RequestError as error:
            return await self.show(request, str(error), error.status)
        self._hub.publish(conversation_id)
        return RedirectResponse(f"/inbox/leads/{lead_id}", 303)

    def _apply(self, lead_id: str, verb: Callable[[Session], object]) -> str:
        with self._services.database.transaction() as session:
            lead = session.get(Lead, lead_id)
            if lead is None:
                raise NotFound("There is no such lead.")
            verb(session)
            return str(lead.conversation_id)

    def _values(self, lead_id: str, reader: Any) -> dict[str, Any]:
        with self._services.database.reading() as session:
            lead = session.get(Lead, lead_id)
            if lead is None:
                raise NotFound("There is no such lead.")
            names = dict(session.execute(sa.select(User.id, User.name)).all())
            assignments = session.execute(
                sa.select(Assignment, User.name.label("holder"))
                .join(User, User.id == Assignment.user_id)
                .where(Assignment.lead_id == lead_id)
                .order_by(Assignment.offered_at.desc())
            ).all()
            open_assignment = next(
                (row for row in assignments if row.Assignment.state in ("offered", "accepted")),
                None,
            )
            return {
                **_told(session, lead),
                "handover": session.scalars(
                    sa.select(Handover).where(Handover.lead_id == lead_id)
                ).first(),
                "assignments": assignments,
                "open": open_assignment,
                "deliveries": _rows(
                    session, Delivery, Delivery.lead_id == lead_id, Delivery.created_at
                ),
                "changes": _rows(
                    session, StageChange, StageChange.lead_id == lead_id, StageChange.id
                ),
                "people": names,
                "explained": _explained(open_assignment),
                "meetings": of_lead(session, lead_id, reader.timezone),
                "opportunity": session.get(Opportunity, lead_id),
                "choices": _choices(session, lead, reader.id),
                **_who(session, lead),
            }


def _rows(session: Session, table: Any, where: Any, *order: Any) -> list[Any]:
    return list(session.scalars(sa.select(table).where(where).order_by(*order)))


def _told(session: Session, lead: Lead) -> dict[str, Any]:
    """What came of one conversation: details, transcript, consents."""
    return {
        "lead": lead,
        "conversation": session.get(Conversation, lead.conversation_id),
        "details": _rows(session, LeadDetail, LeadDetail.lead_id == lead.id, LeadDetail.at),
        "messages": transcript.messages(session, lead.conversation_id),
        "consents": _rows(
            session, Consent, Consent.conversation_id == lead.conversation_id, Consent.at
        ),
    }


def _choices(session: Session, lead: Lead, user_id: str) -> list[str]:
    """The stages that the reader may move the lead to."""
    try:
        outcomes.check_may(session, lead, user_id)
    except Forbidden:
        return []
    return outcomes.choices(session, lead)


def _who(session: Session, lead: Lead) -> dict[str, Any]:
    group = identity.group(session, lead.id)
    alike = duplicates.possible(session, lead)
    trail = identity.changes(session, group)
    undone = {row.undoes_id for row in trail}
    return {
        "merged_into": session.get(Lead, group[0]) if group[0] != lead.id else None,
        "others": [_told(session, session.get(Lead, each)) for each in group if each != lead.id],
        "alike": alike,
        "colleagues": duplicates.colleagues(session, lead, [each.lead.id for each in alike]),
        "trail": [
            {
                "row": row,
                "other": session.get(Lead, _other(row, lead.id)),
                "undoable": row.undoes_id is None and row.id not in undone,
            }
            for row in reversed(trail)
        ],
    }


def _other(row: IdentityChange, lead_id: str) -> str:
    """Of the two leads of a change the one that a reader of `lead_id` needs to be told."""
    return str(row.other_id if row.lead_id == lead_id else row.lead_id)


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
