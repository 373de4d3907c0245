"""What is told of a meeting, and to whom: webhooks, the rep, and the visitor if they agreed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.leads.desk import Desk
from bot.leads.privacy import consent
from bot.leads.stages import tell
from bot.leads.view import iso, meeting_document
from bot.storage.tables import Lead, Meeting, User


def tell_both(
    session: Session,
    event: str,
    meeting: Meeting,
    desk: Desk,
    *,
    now: datetime,
    previous: tuple[datetime, datetime] | None = None,
) -> None:
    """Write the event to the outbox for webhooks, rep and visitor; `previous` are the times
    before a move."""
    lead, user = session.get(Lead, meeting.lead_id), session.get(User, meeting.user_id)
    tell(session, event, lead, desk.destinations, now=now, meeting=meeting_document(meeting))
    agreed = consent.stands(session, lead.conversation_id)
    body = _invitation(session, lead, user, meeting, desk, agreed=agreed, previous=previous)
    _mail_rep(session, event, body, lead, user, desk, now)
    if agreed and lead.email:
        visitor = {**body["visitor"], "kind": "visitor"}
        outbox.enqueue(
            session,
            event,
            {**body, "to": visitor},
            [outbox.visitor_of(lead.id)],
            lead_id=lead.id,
            now=now,
        )


def tell_former_rep(
    session: Session, meeting: Meeting, user: User, desk: Desk, *, now: datetime
) -> None:
    """Take the meeting out of the calendar of a rep who has it no more; for them it is cancelled,
    one change after what they know."""
    lead = session.get(Lead, meeting.lead_id)
    body = _invitation(session, lead, user, meeting, desk, agreed=False, previous=None)
    body["meeting"] = {**body["meeting"], "state": "cancelled", "sequence": meeting.sequence + 1}
    body["gone_on"] = True
    _mail_rep(session, "meeting.cancelled", body, lead, user, desk, now)


def _mail_rep(
    session: Session,
    event: str,
    body: Mapping[str, Any],
    lead: Lead,
    user: User,
    desk: Desk,
    now: datetime,
) -> None:
    to = {**body["rep"], "kind": "rep"}
    link = f"{desk.base_url}/inbox/leads/{lead.id}"
    data = {**body, "to": to, "link": link}
    outbox.enqueue(session, event, data, [outbox.email_to(user.id)], lead_id=lead.id, now=now)


def _invitation(
    session: Session,
    lead: Lead,
    user: User,
    meeting: Meeting,
    desk: Desk,
    *,
    agreed: bool,
    previous: tuple[datetime, datetime] | None,
) -> dict[str, Any]:
    """What a mail about a meeting is made of; nothing of the visitor unless they agreed."""
    rules = desk.playbook.meetings
    changer = session.scalar(sa.select(User.name).where(User.id == meeting.changed_by))
    return {
        "id": lead.id,
        "company": desk.company,
        "what": rules.name if rules else "meeting",
        "location": rules.location if rules else "",
        "meeting": meeting_document(meeting),
        "previous": [iso(at) for at in previous] if previous else None,
        "by": changer or meeting.changed_by,
        "rep": {
            "id": user.id,
            "name": user.name,
            "email": user.email,
            "timezone": (user.profile or {}).get("timezone") or "UTC",
        },
        "visitor": {
            "name": lead.name if agreed else None,
            "email": lead.email if agreed else None,
            "phone": lead.phone if agreed else None,
            "company": lead.company if agreed else None,
            "timezone": meeting.visitor_timezone,
        },
    }
