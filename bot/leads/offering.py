"""One offer of a lead to one person: whom routing chooses, the clock, and who is told.

The states of a handover and which may follow which stand here too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.errors import Conflict
from bot.leads.desk import Desk
from bot.leads.identity import identity
from bot.leads.meetings import booking
from bot.leads.playbook.playbook import Playbook
from bot.leads.routing import routing
from bot.leads.routing.decision import TEAM_LEAD, Decision, Facts
from bot.leads.routing.roster import rep_of, roster
from bot.leads.routing.rotation import Rep
from bot.leads.stages import tell, values_of
from bot.storage.tables import Assignment, Conversation, Handover, Lead, User

OPEN = ("offered", "accepted")
_HAD_THEIR_TURN = ("declined", "expired")
# State of a handover → the states that may follow it.
MOVES = {
    "requested": ("offered", "emailed"),
    "offered": ("accepted", "declined", "expired", "reassigned", "emailed"),
    "reassigned": ("accepted", "declined", "expired", "reassigned", "emailed", "requested"),
    "emailed": ("accepted", "declined", "reassigned", "emailed", "requested"),
    "declined": ("reassigned", "emailed", "requested"),
    "expired": ("reassigned", "emailed", "requested"),
    "accepted": ("requested",),
}


def to(handover: Handover, state: str) -> None:
    """Move a handover on; raises Conflict when that does not follow from where it is."""
    if state not in MOVES[handover.state]:
        raise Conflict(f"A handover that is {handover.state} cannot become {state}.")
    handover.state = state


def offer(
    session: Session,
    lead: Lead,
    handover: Handover,
    desk: Desk,
    at: datetime,
) -> Assignment:
    """Offer a lead that is with nobody to whom routing chooses; raises Conflict without people."""
    before = _offers(session, lead.id)
    this_time = [one for one in before if one.offered_at >= handover.requested_at]
    rungs = [
        one.rung for one in this_time if one.state in _HAD_THEIR_TURN and one.rung != TEAM_LEAD
    ]
    decision = _decide(session, lead, this_time, desk, at, after=rungs[-1] if rungs else None)
    return _make(session, lead, handover, decision, before, desk, at)


def offer_anew(
    session: Session,
    assignment: Assignment,
    lead: Lead,
    desk: Desk,
    why: str,
    at: datetime,
    *,
    wanted: str | None = None,
    only_now: bool = False,
) -> Assignment | None:
    """Take an offer back and make it to whom the ladder, from its first rung, now gives; None when
    that is the same person, or anybody but `wanted`, or, with `only_now`, nobody who works at this
    moment.

    Whoever it is taken from has not had their turn by that.
    """
    handover = session.scalars(sa.select(Handover).where(Handover.lead_id == lead.id)).one()
    before = _offers(session, lead.id)
    this_time = [one for one in before if one.offered_at >= handover.requested_at]
    decision = _decide(session, lead, this_time, desk, at)
    if decision.person_id == assignment.user_id or decision.person_id != (
        wanted or decision.person_id
    ):
        return None
    if only_now and not takes_now(decision, roster(session, desk.playbook.routing, at), at):
        return None
    assignment.state, assignment.decided_at = "withdrawn", at
    assignment.decline_reason = why
    session.flush()  # the old assignment must be closed before the database takes a new one
    return _make(session, lead, handover, decision, before, desk, at)


def takes_now(decision: Decision, people: list[Rep], at: datetime) -> bool:
    """Whether a decision gives a lead by a rung to somebody who is on shift."""
    chosen = next(rep for rep in people if rep.id == decision.person_id)
    return decision.via == "rung" and chosen.shift.works(at)


def _offers(session: Session, lead_id: str) -> list[Assignment]:
    return list(
        session.scalars(
            sa.select(Assignment)
            .where(Assignment.lead_id == lead_id)
            .order_by(Assignment.offered_at, Assignment.id)
        )
    )


def tried(this_time: list[Assignment]) -> list[str]:
    """Who declined a lead or let it expire."""
    return [one.user_id for one in this_time if one.state in _HAD_THEIR_TURN]


def _decide(
    session: Session,
    lead: Lead,
    this_time: list[Assignment],
    desk: Desk,
    at: datetime,
    *,
    after: str | None = None,
) -> Decision:
    rules = desk.playbook.routing
    people = roster(session, rules, at)
    if not people:
        raise Conflict("There is nobody to give a lead to: no rep or admin has an account.")
    return routing.choose(
        facts_of(session, lead, desk.playbook),
        people,
        rules,
        at,
        tried=tried(this_time),
        after=after,
    )


def _make(
    session: Session,
    lead: Lead,
    handover: Handover,
    decision: Decision,
    before: list[Assignment],
    desk: Desk,
    at: datetime,
) -> Assignment:
    user = session.get(User, decision.person_id)
    last = decision.via == "catch_all"
    zone = (user.profile or {}).get("timezone") or "UTC"
    minutes = desk.playbook.routing.accept_within_minutes
    assignment = Assignment(
        lead_id=lead.id,
        user_id=user.id,
        state="offered",
        rung=decision.rung,
        text=decision.text,
        explanation=decision.explanation(),
        offered_at=at if not before else max(at, before[-1].offered_at + timedelta(microseconds=1)),
        # Nobody comes after the catch-all.
        expires_at=None if last else rep_of(user).shift.after(at, minutes),
    )
    session.add(assignment)
    again = any(one.offered_at >= handover.requested_at for one in before)
    to(handover, "emailed" if last else "reassigned" if again else "offered")
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


def facts_of(session: Session, lead: Lead, playbook: Playbook) -> Facts:
    """What routing goes by: the lead's details, and who has another lead of the same person.

    The same person is who a rep has recognised as such: an address that somebody typed proves
    nothing, and leads nobody to the rep of its owner.
    """
    owner = identity.owner(session, lead)
    return Facts(
        details=values_of(session, lead),
        email=lead.email,
        owner_id=owner.id if owner else None,
        owner_name=owner.name if owner else None,
        language=session.scalar(
            sa.select(Conversation.locale).where(Conversation.id == lead.conversation_id)
        ),
        labels=playbook.labels(),
    )


def locked(session: Session, lead_id: str) -> Lead:
    """The lead, locked until the end of the transaction: handovers of one lead take turns."""
    lead: Lead = session.scalars(
        sa.select(Lead)
        .where(Lead.id == lead_id)
        .with_for_update(of=Lead)
        # What was read before the lock may be of before somebody else's change.
        .execution_options(populate_existing=True)
    ).one()
    return lead


def open_assignment(session: Session, lead_id: str) -> Assignment | None:
    """The assignment by which a lead is with somebody now."""
    found: Assignment | None = session.scalars(
        sa.select(Assignment).where(Assignment.lead_id == lead_id, Assignment.state.in_(OPEN))
    ).one_or_none()
    return found
