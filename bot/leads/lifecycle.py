"""What happens to a lead. Each verb works in the caller's transaction, outbox rows included, so
that a change and what is told about it are committed together or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.errors import Conflict, Forbidden, NotFound
from bot.leads import consent, people
from bot.leads.hours import add_working_minutes
from bot.leads.playbook import Playbook, Scoring
from bot.leads.qualification import CONTACT_FIELDS
from bot.leads.routing import Candidate, Decision, choose
from bot.leads.scoring import Act, score
from bot.leads.view import lead_document
from bot.storage.tables import (
    Assignment,
    Conversation,
    Engagement,
    Handover,
    Lead,
    LeadDetail,
    StageChange,
    User,
)

BATON = "baton"  # who moved a lead when no person did
_COLUMNS = ("name", "email", "phone", "company")


@dataclass(frozen=True)
class Recorded:
    """One detail with the visitor's words and the message that they stand in."""

    field: str
    label: str
    value: Any
    shown: str
    said: str
    message_id: int | None
    confidence: float


@dataclass(frozen=True)
class Desk:
    """What handing over needs besides the lead."""

    playbook: Playbook
    destinations: tuple[str, ...]
    base_url: str


def lead_of(session: Session, conversation_id: str) -> Lead | None:
    """The conversation's lead, if it has one yet."""
    return session.scalars(
        sa.select(Lead).where(Lead.conversation_id == conversation_id)
    ).one_or_none()


def record_engagement(
    session: Session,
    conversation_id: str,
    event: str,
    message_id: int | None,
    now: datetime,
) -> None:
    """Keep an act of interest."""
    session.add(
        Engagement(conversation_id=conversation_id, event=event, message_id=message_id, at=now)
    )


def record_details(
    session: Session,
    conversation: Conversation,
    details: Sequence[Recorded],
    *,
    destinations: tuple[str, ...],
    now: datetime,
) -> Lead | None:
    """Write what is known of a visitor to their lead; None while no contact detail is known.

    The lead begins with the first of name, e-mail and phone.
    """
    lead = lead_of(session, conversation.id)
    begun = lead is None
    if lead is None:
        if not any(each.field in CONTACT_FIELDS for each in details):
            return None
        lead = Lead(conversation_id=conversation.id, created_at=now, updated_at=now)
    for each in details:
        if each.field in _COLUMNS:
            setattr(lead, each.field, str(each.value)[:200])
    if begun:
        session.add(lead)
        session.flush()
        session.add(
            StageChange(
                lead_id=lead.id, after="contact", by=BATON, why="Gave a contact detail", at=now
            )
        )
        record_engagement(session, conversation.id, "gave_contact", None, now)
        consent.attach(session, lead)
    known = {
        row.field: row
        for row in session.scalars(sa.select(LeadDetail).where(LeadDetail.lead_id == lead.id))
    }
    for each in details:
        row = known.get(each.field)
        if row is None:
            session.add(LeadDetail(lead_id=lead.id, at=now, **vars(each)))
        elif row.value != each.value or row.message_id != each.message_id:
            for name, value in vars(each).items():
                setattr(row, name, value)
            row.at = now
    lead.updated_at = now
    session.flush()
    if begun:
        _tell(session, "lead.created", lead, destinations, now)
    return lead


def rescore(
    session: Session,
    lead: Lead,
    scoring: Scoring,
    *,
    destinations: tuple[str, ...],
    now: datetime,
) -> None:
    """Score the lead as it is now; a contact that qualifies becomes an MQL."""
    details = {
        row.field: row.value
        for row in session.scalars(sa.select(LeadDetail).where(LeadDetail.lead_id == lead.id))
    }
    acts = [
        Act(row.event, row.at)
        for row in session.scalars(
            sa.select(Engagement).where(Engagement.conversation_id == lead.conversation_id)
        )
    ]
    result = score(details, acts, scoring, now)
    lead.fit, lead.engagement, lead.grade = result.fit, result.engagement, result.grade
    lead.score_reasons = [vars(reason) for reason in result.reasons]
    if lead.stage == "contact" and result.mql:
        _move(session, lead, "mql", BATON, f"Qualified: {result.why_mql}", now)
        _tell(session, "lead.qualified", lead, destinations, now)
    session.flush()


def _move(session: Session, lead: Lead, stage: str, by: str, why: str, now: datetime) -> None:
    session.add(
        StageChange(lead_id=lead.id, before=lead.stage, after=stage, by=by, why=why, at=now)
    )
    lead.stage = stage
    lead.updated_at = now


def _tell(
    session: Session, event: str, lead: Lead, destinations: tuple[str, ...], now: datetime
) -> None:
    """An event about a lead; contact details go out only with consent."""
    agreed = consent.is_given(session, lead.conversation_id)
    outbox.enqueue(
        session,
        event,
        {"lead": lead_document(session, lead, contact=agreed)},
        destinations,
        now=now,
        lead_id=lead.id,
    )


def hand_over(
    session: Session, lead: Lead, desk: Desk, *, reason: str, now: datetime
) -> Assignment:
    """Offer the lead to the person whom the ladder gives it; again, it stays where it is.

    Raises Conflict without the visitor's consent to be contacted.
    """
    if not consent.is_given(session, lead.conversation_id):
        raise Conflict("The visitor has not agreed to be contacted.")
    # Two requests for one lead take turns here; the unique index is the last resort.
    session.execute(sa.select(Lead.id).where(Lead.id == lead.id).with_for_update())
    there = session.scalars(
        sa.select(Assignment).where(
            Assignment.lead_id == lead.id, Assignment.state.in_(("offered", "accepted"))
        )
    ).one_or_none()
    if there is not None:
        return there
    handover = _handover(session, lead)
    if handover is None:
        handover = Handover(lead_id=lead.id, reason=reason, requested_at=now)
        session.add(handover)
        session.flush()
        _tell(session, "handover.requested", lead, desk.destinations, now)
    return _offer(session, lead, handover, desk, now)


def _handover(session: Session, lead: Lead) -> Handover | None:
    return session.scalars(sa.select(Handover).where(Handover.lead_id == lead.id)).one_or_none()


def _offer(
    session: Session, lead: Lead, handover: Handover, desk: Desk, now: datetime
) -> Assignment:
    earlier = session.scalars(sa.select(Assignment).where(Assignment.lead_id == lead.id)).all()
    decision = _decide(session, lead, desk.playbook, [row.user_id for row in earlier], now)
    last_resort = decision.person_id == desk.playbook.routing.catch_all and any(
        row.user_id == decision.person_id for row in earlier
    )
    user = session.get(User, decision.person_id)
    if user is None:
        raise Conflict(f"The playbook's catch-all {decision.person_id!r} is no user.")
    minutes = desk.playbook.routing.accept_within_minutes
    watched = decision.rung == "Catch-all" or last_resort
    assignment = Assignment(
        lead_id=lead.id,
        user_id=user.id,
        rung=decision.rung,
        text=decision.text,
        explanation=dict(decision.explanation),
        offered_at=now,
        # The catch-all is a person who watches: there is nobody after them.
        expires_at=None if watched else add_working_minutes(people.person(user), now, minutes),
    )
    session.add(assignment)
    handover.state = "emailed" if watched else "reassigned" if earlier else "offered"
    lead.updated_at = now
    session.flush()
    _tell(session, "lead.assigned", lead, desk.destinations, now)
    outbox.enqueue(
        session,
        "lead.assigned",
        {
            "to": {"id": user.id, "name": user.name, "email": user.email},
            "lead": lead_document(session, lead),
            "link": f"{desk.base_url}/inbox/leads/{lead.id}",
        },
        [f"email:{user.id}"],
        now=now,
        lead_id=lead.id,
    )
    return assignment


def _decide(
    session: Session, lead: Lead, playbook: Playbook, had_it: Sequence[str], now: datetime
) -> Decision:
    since = now - timedelta(days=playbook.routing.window_days)
    recent, last = _loads(session, Assignment.offered_at >= since)
    still_open, _ = _loads(
        session,
        sa.and_(
            Assignment.state.in_(("offered", "accepted")),
            Assignment.lead_id.in_(sa.select(Lead.id).where(Lead.stage.in_(("mql", "sal")))),
        ),
    )
    candidates = [
        Candidate(
            people.person(user),
            active=bool(user.active),
            recent=recent.get(user.id, 0),
            open=still_open.get(user.id, 0),
            last=last.get(user.id),
            is_new=user.created_at >= since and user.id not in recent,
        )
        for user in session.scalars(sa.select(User).order_by(User.id))
    ]
    details = {
        row.field: row.value
        for row in session.scalars(sa.select(LeadDetail).where(LeadDetail.lead_id == lead.id))
    }
    return choose(
        details, candidates, playbook.routing, now, owner_id=lead.owner_id, not_again=had_it
    )


def _loads(session: Session, where: Any) -> tuple[dict[str, int], dict[str, datetime]]:
    rows = session.execute(
        sa.select(Assignment.user_id, sa.func.count(), sa.func.max(Assignment.offered_at))
        .where(where)
        .group_by(Assignment.user_id)
    ).all()
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


def _offered(session: Session, assignment_id: str, user_id: str) -> tuple[Assignment, Lead, User]:
    """The open offer, for the person whom it was made to or an admin."""
    assignment = session.scalars(
        sa.select(Assignment).where(Assignment.id == assignment_id).with_for_update()
    ).one_or_none()
    user = session.get(User, user_id)
    if assignment is None or user is None:
        raise NotFound("There is no such offer.")
    if assignment.user_id != user_id and "admin" not in user.roles:
        raise Forbidden("This lead was offered to somebody else.")
    if assignment.state != "offered":
        raise Conflict(f"This offer was {assignment.state} already.")
    return assignment, session.get(Lead, assignment.lead_id), user


def accept(
    session: Session,
    assignment_id: str,
    user_id: str,
    *,
    destinations: tuple[str, ...],
    now: datetime,
) -> None:
    """The rep takes the lead: it becomes an SAL and theirs.

    Raises NotFound, Forbidden, or Conflict when the offer is no longer open.
    """
    assignment, lead, user = _offered(session, assignment_id, user_id)
    assignment.state, assignment.decided_at = "accepted", now
    lead.owner_id = assignment.user_id
    handover = _handover(session, lead)
    if handover is not None:
        handover.state, handover.accepted_at = "accepted", now
    if lead.stage in {"contact", "mql"}:
        _move(session, lead, "sal", user.id, f"Accepted by {user.name}", now)
    session.flush()
    _tell(session, "lead.accepted", lead, destinations, now)


def decline(
    session: Session, assignment_id: str, user_id: str, reason: str, desk: Desk, *, now: datetime
) -> Assignment:
    """The rep does not take it: offered to the next at once. Raises as `accept`."""
    assignment, lead, _ = _offered(session, assignment_id, user_id)
    assignment.state, assignment.decided_at = "declined", now
    assignment.decline_reason = reason
    return _pass_on(session, lead, "declined", desk, now)


def _pass_on(session: Session, lead: Lead, state: str, desk: Desk, now: datetime) -> Assignment:
    lead.owner_id = None
    handover = _handover(session, lead)
    if handover is None:
        raise Conflict("This lead was never handed over.")
    handover.state = state
    session.flush()
    return _offer(session, lead, handover, desk, now)


def has_due(session: Session, now: datetime) -> bool:
    """Whether any offer's time is over; asked often, so by an index and without a lock."""
    return (
        session.scalar(
            sa.select(Assignment.id)
            .where(Assignment.state == "offered", Assignment.expires_at <= now)
            .limit(1)
        )
        is not None
    )


def expire_due(session: Session, desk: Desk, *, now: datetime) -> int:
    """Pass on every offer whose time is over; gives how many there were."""
    due = session.scalars(
        sa.select(Assignment)
        .where(Assignment.state == "offered", Assignment.expires_at <= now)
        .order_by(Assignment.expires_at)
        .with_for_update(skip_locked=True)
    ).all()
    for assignment in due:
        assignment.state, assignment.decided_at = "expired", now
        lead = session.get(Lead, assignment.lead_id)
        session.flush()
        _tell(session, "lead.expired", lead, desk.destinations, now)
        _pass_on(session, lead, "expired", desk, now)
    return len(due)
