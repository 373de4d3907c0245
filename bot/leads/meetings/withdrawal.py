"""A visitor takes their consent back: their meeting goes, and out of the rep's calendar too.

Apart from the other verbs because consent stands below them: it needs no playbook, and the mail
to the rep says nothing of the visitor.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.leads.meetings.taking import give_back, lock
from bot.leads.view import meeting_document
from bot.storage.tables import Meeting, User


def clear(session: Session, lead_id: str, now: datetime, *, erasing: bool = False) -> None:
    """Cancel what a lead has held or booked; the rep of a booked meeting is told by mail.

    `erasing`: the mail does not count as the lead's, so that it is not erased with it.
    """
    lock(session, lead_id)
    rows = session.scalars(
        sa.select(Meeting)
        .where(
            Meeting.lead_id == lead_id,
            Meeting.state.in_(("held", "booked")),
            Meeting.ends_at > now,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for meeting in rows:
        booked = meeting.state == "booked"
        give_back(session, meeting)
        meeting.state = "cancelled" if booked else "expired"
        meeting.hold_expires_at = None
        meeting.sequence += 1
        meeting.changed_by, meeting.updated_at = "visitor", now
        session.flush()
        if booked:
            _tell_rep(session, meeting, now, None if erasing else lead_id)


def _tell_rep(session: Session, meeting: Meeting, now: datetime, lead_id: str | None) -> None:
    user = session.get(User, meeting.user_id)
    rep = {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "timezone": (user.profile or {}).get("timezone") or "UTC",
    }
    outbox.enqueue(
        session,
        "meeting.cancelled",
        {
            "id": meeting.lead_id,
            "company": "",
            "what": "meeting",
            "location": "",
            "meeting": meeting_document(meeting),
            "previous": None,
            "by": "visitor",
            "rep": rep,
            "visitor": {
                **dict.fromkeys(("name", "email", "phone", "company")),
                "timezone": meeting.visitor_timezone,
            },
            "to": {**rep, "kind": "rep"},
            "link": None,
        },
        [outbox.email_to(user.id)],
        lead_id=lead_id,
        now=now,
    )
