"""Giving a lead to a person: requested → offered → accepted, or on to the next one.

Each verb runs in the caller's transaction and writes what is to be told to the outbox. The
database itself refuses a second open assignment of a lead.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.errors import Conflict, Forbidden, NotFound
from bot.leads import consent, routing
from bot.leads.desk import Desk
from bot.leads.meetings import booking
from bot.leads.playbook import Playbook
from bot.leads.roster import rep_of, roster, take_turns
from bot.leads.stages import move, tell, values_of
from bot.leads.view import iso
from bot.storage.tables import Assignment, Handover, Lead, User
from bot.storage.tables import now as time_now

log = logging.getLogger(__name__)

_OPEN = ("offered", "accepted")
_NOT_OWNED = ("lost", "recycled")
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
    lead = _locked(session, lead.id)
    current = _open_assignment(session, lead.id)
    if current is not None:
        return current
    if not consent.stands(session, lead.conversation_id):
        raise Conflict("The visitor has not agreed to be contacted.")
    handover = session.scalars(sa.select(Handover).where(Handover.lead_id == lead.id)).first()
    if handover is None:
        handover = Handover(lead_id=lead.id, state="requested", reason=reason, requested_at=at)
        session.add(handover)
    else:
        handover.state, handover.reason, handover.requested_at = "requested", reason, at
    session.flush()
    tell(session, "handover.requested", lead, desk.destinations, now=at, reason=reason)
    return _offer(session, lead, handover, desk, at)


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
    assignment.state, assignment.decided_at = "accepted", at
    lead.owner_id, lead.updated_at = assignment.user_id, at
    handover = session.scalars(sa.select(Handover).where(Handover.lead_id == lead.id)).one()
    handover.state, handover.accepted_at = "accepted", at
    session.flush()
    if lead.stage in ("contact", "mql", "recycled"):
        who = session.get(User, user_id)
        move(session, lead, "sal", by=user_id, why=f"Accepted by {who.name}", now=at)
    tell(session, "lead.accepted", lead, destinations, now=at)
    return assignment


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
    if assignment.rung == routing.CATCH_ALL:
        raise Conflict("You are the last in line for this lead: after you it would be lost.")
    assignment.state, assignment.decided_at = "declined", at
    assignment.decline_reason = reason or None
    return _go_on(session, lead, desk, at, "declined")


def holder(session: Session, lead_id: str) -> Assignment | None:
    """The open assignment of a lead: to whom it is offered, or who accepted it."""
    return _open_assignment(session, lead_id)


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
    lead = _locked(session, assignment.lead_id)
    session.refresh(assignment)
    if assignment.state != "offered":
        return False
    assignment.state, assignment.decided_at = "declined", at
    assignment.decline_reason = why
    _go_on(session, lead, desk, at, "declined")
    return True


def _expire(session: Session, assignment_id: str, desk: Desk, at: datetime) -> bool:
    assignment = session.get(Assignment, assignment_id)
    lead = _locked(session, assignment.lead_id)
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
    handover.state = state
    session.flush()  # the old assignment must be closed before the database takes a new one
    return _offer(session, lead, handover, desk, at)


def _offer(
    session: Session, lead: Lead, handover: Handover, desk: Desk, at: datetime
) -> Assignment:
    rules = desk.playbook.routing
    before = list(
        session.scalars(
            sa.select(Assignment)
            .where(Assignment.lead_id == lead.id)
            .order_by(Assignment.offered_at, Assignment.id)
        )
    )
    this_time = [one for one in before if one.offered_at >= handover.requested_at]
    rungs = [one.rung for one in this_time if one.rung != routing.TEAM_LEAD]
    people = roster(session, rules, at)
    if not people:
        raise Conflict("There is nobody to give a lead to: no rep or admin has an account.")
    decision = routing.choose(
        facts_of(session, lead, desk.playbook),
        people,
        rules,
        at,
        tried=[one.user_id for one in this_time],
        after=rungs[-1] if rungs else None,
    )
    user = session.get(User, decision.person_id)
    last = decision.via == "catch_all"
    zone = (user.profile or {}).get("timezone") or "UTC"
    assignment = Assignment(
        lead_id=lead.id,
        user_id=user.id,
        state="offered",
        rung=decision.rung,
        text=decision.text,
        explanation=decision.explanation(),
        offered_at=at if not before else max(at, before[-1].offered_at + timedelta(microseconds=1)),
        expires_at=None
        if last  # nobody comes after the catch-all
        else rep_of(user).shift.after(at, rules.accept_within_minutes),
    )
    session.add(assignment)
    handover.state = "emailed" if last else "reassigned" if this_time else "offered"
    lead.updated_at = at
    session.flush()
    assignment.user = user
    tell(session, "lead.assigned", lead, desk.destinations, now=at)
    if before:
        booking.follow(session, lead, user, desk, now=at)
    tell(
        session,
        "lead.assigned",
        lead,
        [outbox.email_to(user.id)],
        now=at,
        to={"id": user.id, "name": user.name, "email": user.email, "timezone": zone},
        link=f"{desk.base_url}/inbox/leads/{lead.id}",
    )
    return assignment


def facts_of(session: Session, lead: Lead, playbook: Playbook) -> routing.Facts:
    """What routing goes by: the lead's details, and who has an earlier lead of the same address."""
    owner = None
    if lead.email:
        owner = session.execute(
            sa.select(User.id, User.name)
            .join(Lead, Lead.owner_id == User.id)
            .where(
                Lead.email_key == lead.email_key,
                Lead.id != lead.id,
                Lead.stage.not_in(_NOT_OWNED),
            )
            .order_by(Lead.updated_at.desc())
            .limit(1)
        ).first()
    return routing.Facts(
        details=values_of(session, lead),
        email=lead.email,
        owner_id=owner[0] if owner else None,
        owner_name=owner[1] if owner else None,
        labels=playbook.labels(),
    )


def _locked(session: Session, lead_id: str) -> Lead:
    """The lead, locked until the end of the transaction: handovers of one lead take turns."""
    lead: Lead = session.scalars(
        sa.select(Lead)
        .where(Lead.id == lead_id)
        .with_for_update(of=Lead)
        # What was read before the lock may be of before somebody else's change.
        .execution_options(populate_existing=True)
    ).one()
    return lead


def _open_assignment(session: Session, lead_id: str) -> Assignment | None:
    found: Assignment | None = session.scalars(
        sa.select(Assignment).where(Assignment.lead_id == lead_id, Assignment.state.in_(_OPEN))
    ).one_or_none()
    return found


def _decidable(session: Session, assignment_id: str, user_id: str) -> tuple[Assignment, Lead]:
    assignment = session.get(Assignment, assignment_id)
    if assignment is None:
        raise NotFound("There is no such offer.")
    lead = _locked(session, assignment.lead_id)
    session.refresh(assignment)
    user = session.get(User, user_id)
    if user is None or not user.active:
        raise Forbidden("This account is not active.")
    if assignment.user_id != user_id and "admin" not in user.roles:
        raise Forbidden("This lead is offered to somebody else.")
    return assignment, lead


def _moved_on(session: Session, assignment: Assignment) -> str:
    current = _open_assignment(session, assignment.lead_id)
    if assignment.state == "accepted":
        return "You have accepted this lead already."
    if current is None:
        return f"This offer is over ({assignment.state})."
    who = session.get(User, current.user_id).name
    what = "was accepted by" if current.state == "accepted" else "is now offered to"
    return f"This offer is over ({assignment.state}): the lead {what} {who}."
