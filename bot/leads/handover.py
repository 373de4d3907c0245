"""Giving a lead to a person: requested → offered → accepted, or on to the next one.

Each verb runs in the caller's transaction and writes what is to be told to the outbox. The
database itself refuses a second open assignment of a lead.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.errors import Conflict, Forbidden, NotFound
from bot.leads.desk import Desk
from bot.leads.offering import locked, offer, offer_anew, open_assignment, to
from bot.leads.privacy import consent
from bot.leads.routing.decision import CATCH_ALL
from bot.leads.routing.roster import take_turns
from bot.leads.stages import move, tell
from bot.leads.view import iso
from bot.storage.database import AWAY
from bot.storage.tables import Assignment, Handover, Lead, User
from bot.storage.tables import now as time_now

log = logging.getLogger(__name__)

_NOT_ACCEPTED = "Not accepted in time"


def hand_over(
    session: Session,
    lead: Lead,
    desk: Desk,
    *,
    reason: str,
    now: datetime | None = None,
) -> Assignment:
    """Offer a lead to the person whom routing chooses; asked again, gives the open assignment.

    `reason` is what the visitor asked for, in words. Raises Conflict without consent: nobody is
    given the details of somebody who has not agreed to be contacted.
    """
    at = now or time_now()
    take_turns(session)
    lead = locked(session, lead.id)
    current = open_assignment(session, lead.id)
    if current is not None:
        return current
    if not consent.stands(session, lead.conversation_id):
        raise Conflict("The visitor has not agreed to be contacted.")
    handover = session.scalars(sa.select(Handover).where(Handover.lead_id == lead.id)).first()
    if handover is None:
        handover = Handover(lead_id=lead.id, state="requested", reason=reason, requested_at=at)
        session.add(handover)
    else:
        to(handover, "requested")
        handover.reason, handover.requested_at = reason, at
    session.flush()
    tell(session, "handover.requested", lead, desk.destinations, now=at, reason=reason)
    return offer(session, lead, handover, desk, at)


def accept(
    session: Session,
    assignment_id: str,
    user_id: str,
    *,
    destinations: Sequence[str],
    now: datetime | None = None,
) -> Assignment:
    """The offered person takes the lead; an admin may take it in their name. Repeating is no error.

    Raises NotFound; Forbidden for anybody else; Conflict when the offer has moved on.
    """
    at = now or time_now()
    assignment, lead = _decidable(session, assignment_id, user_id)
    if assignment.state == "accepted":
        return assignment
    if assignment.state != "offered":
        raise Conflict(_moved_on(session, assignment))
    who = session.get(User, user_id)
    take(
        session,
        assignment,
        lead,
        by=user_id,
        why=f"Accepted by {who.name}",
        destinations=destinations,
        at=at,
    )
    return assignment


def take(
    session: Session,
    assignment: Assignment,
    lead: Lead,
    *,
    by: str,
    why: str,
    destinations: Sequence[str],
    at: datetime,
) -> None:
    """Make an open offer of a locked lead an accepted one, which ends its clock, and tell
    lead.accepted. The lead is then with the person to whom it was offered, whoever said so."""
    assignment.state, assignment.decided_at = "accepted", at
    lead.owner_id, lead.updated_at = assignment.user_id, at
    handover = session.scalars(sa.select(Handover).where(Handover.lead_id == lead.id)).one()
    to(handover, "accepted")
    handover.accepted_at = at
    session.flush()
    if lead.stage in ("contact", "mql", "lost", "recycled"):
        move(session, lead, "sal", by=by, why=why, now=at)
    tell(session, "lead.accepted", lead, destinations, now=at)


def decline(
    session: Session,
    assignment_id: str,
    user_id: str,
    reason: str,
    desk: Desk,
    *,
    now: datetime | None = None,
) -> Assignment:
    """The offered person declines and the lead goes on; gives the next assignment.

    Raises like `accept`, and Conflict for the person whom the lead ended up with: after the
    catch-all there is nobody.
    """
    at = now or time_now()
    take_turns(session)
    assignment, lead = _decidable(session, assignment_id, user_id)
    if assignment.state != "offered":
        raise Conflict(_moved_on(session, assignment))
    if assignment.rung == CATCH_ALL:
        raise Conflict("You are the last in line for this lead: after you it would be lost.")
    assignment.state, assignment.decided_at = "declined", at
    assignment.decline_reason = reason or None
    return _go_on(session, lead, desk, at, "declined")


def has_due(session: Session, now: datetime | None = None) -> bool:
    """Whether an offer's time is over: a question that takes no lock."""
    return session.scalar(_due(now or time_now()).limit(1)) is not None


def _due(at: datetime) -> Any:
    return (
        sa.select(Assignment.id)
        .where(Assignment.state == "offered", Assignment.expires_at <= at)
        .order_by(Assignment.expires_at)
    )


def expire_due(session: Session, desk: Desk, *, now: datetime | None = None) -> int:
    """Let the offers that nobody accepted in time go on to the next person; gives how many did.

    One that cannot go on is logged and stays; it holds up no other.
    """
    at = now or time_now()
    take_turns(session)
    moved = 0
    for assignment_id in session.scalars(_due(at)).all():
        try:
            with session.begin_nested():
                moved += _expire(session, assignment_id, desk, at)
        except AWAY:
            raise  # SQLite has taken back the others with this one
        except Exception as error:  # noqa: BLE001  # the other leads must go on
            log.error("offer %s cannot go on (%s)", assignment_id, type(error).__name__)
    return moved


def pass_on(
    session: Session, assignment_id: str, desk: Desk, why: str, *, now: datetime | None = None
) -> bool:
    """Take an offer back from somebody and make it to the next; False when it had moved on."""
    at = now or time_now()
    take_turns(session)
    assignment = session.get(Assignment, assignment_id)
    lead = locked(session, assignment.lead_id)
    session.refresh(assignment)
    if assignment.state != "offered":
        return False
    return offer_anew(session, assignment, lead, desk, why, at) is not None


def _expire(session: Session, assignment_id: str, desk: Desk, at: datetime) -> bool:
    assignment = session.get(Assignment, assignment_id)
    lead = locked(session, assignment.lead_id)
    session.refresh(assignment)
    if assignment.state != "offered":
        return False  # accepted, or moved on by another worker, while the lead was waited for
    assignment.state, assignment.decided_at = "expired", at
    assignment.decline_reason = _NOT_ACCEPTED
    session.flush()
    tell(
        session,
        "lead.expired",
        lead,
        desk.destinations,
        now=at,
        expired={"person_id": assignment.user_id, "offered_at": iso(assignment.offered_at)},
    )
    _go_on(session, lead, desk, at, "expired")
    return True


def _go_on(session: Session, lead: Lead, desk: Desk, at: datetime, state: str) -> Assignment:
    handover = session.scalars(sa.select(Handover).where(Handover.lead_id == lead.id)).one()
    to(handover, state)
    session.flush()  # the old assignment must be closed before the database takes a new one
    return offer(session, lead, handover, desk, at)


def _decidable(session: Session, assignment_id: str, user_id: str) -> tuple[Assignment, Lead]:
    assignment = session.get(Assignment, assignment_id)
    if assignment is None:
        raise NotFound("There is no such offer.")
    lead = locked(session, assignment.lead_id)
    session.refresh(assignment)
    user = session.get(User, user_id)
    if user is None or not user.active:
        raise Forbidden("This account is not active.")
    if assignment.user_id != user_id and "admin" not in user.roles:
        raise Forbidden("This lead is offered to somebody else.")
    return assignment, lead


def _moved_on(session: Session, assignment: Assignment) -> str:
    current = open_assignment(session, assignment.lead_id)
    if assignment.state == "accepted":
        return "You have accepted this lead already."
    if current is None:
        return f"This offer is over ({assignment.state})."
    who = session.get(User, current.user_id).name
    what = "was accepted by" if current.state == "accepted" else "is now offered to"
    return f"This offer is over ({assignment.state}): the lead {what} {who}."
