"""Consent: what somebody agreed to, in which words, and whether it still stands."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.leads.meetings import withdrawal
from bot.leads.view import iso, lead_document, without_contact
from bot.storage.tables import (
    Assignment,
    Consent,
    Conversation,
    Handover,
    Lead,
    StageChange,
    User,
)
from bot.storage.tables import now as time_now

EVENT = "consent.withdrawn"
PURPOSE = "To contact the visitor about their enquiry"
# Longer than a request takes: what is on its way to a CRM, and would open the person there, must
# not come after the news that they withdrew.
_ARRIVED = timedelta(minutes=1)
WITHDRAWN = "The visitor withdrew consent"


@dataclass(frozen=True)
class Rendered:
    """The consent question as one visitor read it, with everything filled in."""

    version: str
    wording: str
    language: str


def record(
    session: Session,
    conversation: Conversation,
    lead: Lead | None,
    text: Rendered,
    *,
    given: bool,
    method: str,
    page: str | None,
    message_id: int | None,
    now: datetime | None = None,
) -> Consent:
    """Write down an answer to the consent question; `method` is "button" or "words".

    A later answer counts instead of an earlier one; no row is ever changed but by `withdraw` and
    by joining it to the lead when that comes to be.
    """
    row = Consent(
        conversation_id=conversation.id,
        lead_id=lead.id if lead is not None else None,
        subject=subject(lead, conversation.id),
        purpose=PURPOSE,
        basis="consent",
        wording=text.wording,
        wording_version=text.version,
        wording_hash=hashlib.sha256(text.wording.encode()).hexdigest(),
        language=text.language,
        given=given,
        method=method,
        page=page,
        message_id=message_id,
        at=now or time_now(),
    )
    session.add(row)
    session.flush()
    return row


def subject(lead: Lead | None, conversation_id: str) -> str:
    """Whose consent it is, as far as known."""
    known = (lead.email or lead.phone or lead.name) if lead is not None else None
    return str(known) if known else f"The visitor of conversation {conversation_id}"


def stands(session: Session, conversation_id: str) -> bool:
    """Whether the last answer was yes and has not been withdrawn."""
    row = session.scalars(
        sa.select(Consent)
        .where(Consent.conversation_id == conversation_id)
        .order_by(Consent.at.desc())
        .limit(1)
    ).first()
    return row is not None and bool(row.given) and row.withdrawn_at is None


def withdraw(
    session: Session,
    conversation: Conversation,
    destinations: Sequence[str],
    *,
    now: datetime | None = None,
) -> None:
    """End every consent of a conversation: what is not sent yet is not sent any more.

    An open offer is taken back, a meeting cancelled, and the lead counts as lost; a rep who had
    accepted is told, and so are the `destinations` that know of the lead, without the details.
    """
    at = now or time_now()
    agreed = session.scalar(
        sa.select(Consent.id)
        .where(
            Consent.conversation_id == conversation.id,
            Consent.given,
            Consent.withdrawn_at.is_(None),
        )
        .limit(1)
    )
    session.execute(
        sa.update(Consent)
        .where(Consent.conversation_id == conversation.id, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
        .execution_options(synchronize_session="fetch")
    )
    lead = session.scalars(
        sa.select(Lead).where(Lead.conversation_id == conversation.id)
    ).one_or_none()
    if lead is None:
        return
    outbox.cancel(session, lead.id, WITHDRAWN)
    withdrawal.clear(session, lead.id, at)
    for assignment in session.scalars(
        sa.select(Assignment).where(
            Assignment.lead_id == lead.id, Assignment.state.in_(("offered", "accepted"))
        )
    ):
        if assignment.state == "offered":
            assignment.state = "declined"
            assignment.decided_at = at
            assignment.decline_reason = WITHDRAWN
            session.execute(
                sa.update(Handover).where(Handover.lead_id == lead.id).values(state="declined")
            )
        user = session.get(User, assignment.user_id)
        outbox.enqueue(
            session,
            "lead.outcome",
            {
                "id": lead.id,
                "stage": "lost",
                "outcome": "lost",
                "reason": WITHDRAWN,
                "to": {"id": user.id, "name": user.name, "email": user.email},
            },
            [outbox.email_to(assignment.user_id)],
            lead_id=lead.id,
            now=at,
        )
    if lead.stage not in ("won", "lost"):
        session.add(
            StageChange(
                lead_id=lead.id,
                before=lead.stage,
                after="lost",
                by="baton",
                why=WITHDRAWN,
                at=at,
            )
        )
        lead.stage = "lost"
    lead.updated_at = at
    session.flush()
    if agreed is not None:
        _tell(session, lead, destinations, at)


def _tell(session: Session, lead: Lead, destinations: Sequence[str], at: datetime) -> None:
    """Tell who may have what the visitor said; nobody hears of somebody by their withdrawal."""
    data = {**without_contact(lead_document(session, lead)), "withdrawn_at": iso(at)}
    known = outbox.heard_of(session, lead.id, destinations)
    for destination in destinations:
        if destination.startswith("webhook:"):  # told of everything
            more = {}
        elif destination in known:
            more = {"email": lead.email} if destination in outbox.BY_ADDRESS else {}
        else:
            continue
        delay = _ARRIVED if destination in outbox.KEEPING_STATE else timedelta(0)
        outbox.enqueue(
            session,
            EVENT,
            {**data, **more},
            [destination],
            lead_id=lead.id,
            now=at,
            delay=delay,
        )
