"""Another owner for a lead, decided outside: whoever has it hands it on without being asked."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.errors import BadRequest, Conflict, NotFound
from bot.leads.desk import Desk
from bot.leads.meetings import booking
from bot.leads.offering import locked, open_assignment
from bot.leads.privacy import consent
from bot.leads.stages import move, tell
from bot.storage.tables import Assignment, Handover, Lead, User
from bot.storage.tables import now as time_now

RUNG = "Owner changed outside"
_OVER = ("lost", "recycled")


def transfer(
    session: Session,
    lead_id: str,
    email: str,
    desk: Desk,
    *,
    by: str,
    why: str,
    now: datetime | None = None,
) -> Lead:
    """Make the rep with this address the owner, as if they had accepted the lead; they get the
    lead mail, and a meeting goes along. Nothing happens when they are the owner already.

    Raises NotFound, BadRequest for an address that is no active rep's, Conflict for a lead that is
    over, and without consent: nobody is given the details of somebody who has not agreed.
    """
    at = now or time_now()
    if session.get(Lead, lead_id) is None:
        raise NotFound("There is no such lead.")
    lead = locked(session, lead_id)
    user = _rep(session, email)
    current = open_assignment(session, lead.id)
    if (
        current is not None
        and current.state == "accepted"
        and current.user_id == lead.owner_id == user.id
    ):
        return lead
    if lead.stage in _OVER:
        raise Conflict(f"This lead is {lead.stage}: nobody is at work on it.")
    if not consent.stands(session, lead.conversation_id):
        raise Conflict("The visitor has not agreed to be contacted.")
    if current is not None:
        current.state = "closed" if current.state == "accepted" else "withdrawn"
        current.decided_at = current.decided_at or at
        session.flush()  # the database takes no second open one
    _accepted(session, lead, user, why, at)
    if lead.stage in ("contact", "mql"):
        move(session, lead, "sal", by=by, why=why, now=at)
    booking.follow(session, lead, user, desk, now=at)
    tell(session, "lead.accepted", lead, desk.destinations, now=at)
    tell(
        session,
        "lead.accepted",
        lead,
        [outbox.email_to(user.id)],
        now=at,
        to={
            "id": user.id,
            "name": user.name,
            "email": user.email,
            "timezone": (user.profile or {}).get("timezone") or "UTC",
        },
        link=f"{desk.base_url}/inbox/leads/{lead.id}",
    )
    return lead


def _rep(session: Session, email: str) -> User:
    user: User | None = session.scalars(
        sa.select(User).where(sa.func.lower(User.email) == email.strip().lower(), User.active)
    ).one_or_none()
    if user is None or not {"rep", "admin"} & set(user.roles):
        raise BadRequest("'owner' is no active rep's e-mail address.")
    return user


def _accepted(session: Session, lead: Lead, user: User, why: str, at: datetime) -> None:
    last = session.scalar(
        sa.select(sa.func.max(Assignment.offered_at)).where(Assignment.lead_id == lead.id)
    )
    handover = session.scalars(sa.select(Handover).where(Handover.lead_id == lead.id)).first()
    if handover is None:
        handover = Handover(lead_id=lead.id, reason=why, requested_at=at)
        session.add(handover)
    handover.state, handover.accepted_at = "accepted", at
    assignment = Assignment(
        lead_id=lead.id,
        user_id=user.id,
        state="accepted",
        rung=RUNG,
        text=why,
        explanation={},
        offered_at=at if last is None else max(at, last + timedelta(microseconds=1)),
        decided_at=at,
    )
    session.add(assignment)
    lead.owner_id, lead.updated_at = user.id, at
    session.flush()
    assignment.user = user
