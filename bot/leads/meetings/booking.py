"""Holding, booking, moving and cancelling a meeting: verbs, each within the caller's transaction.

A verb locks the lead and then the rep, so that those about one rep take turns; what two of them
could still do to each other the database refuses (`bot.leads.meetings.taking`). What is to be told
is written to the outbox by the same verb.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.errors import Conflict, Forbidden, NotFound
from bot.leads.desk import Desk
from bot.leads.meetings import telling
from bot.leads.meetings.rules import MeetingRules
from bot.leads.meetings.slots import bookable_slots
from bot.leads.meetings.taking import Taken, expire_holds, give_back, let_go, lock, take
from bot.leads.routing.roster import rep_of
from bot.storage.tables import Assignment, Lead, Meeting, User, new_id
from bot.storage.tables import now as time_now

VISITOR = "visitor"
BATON = "baton"
_LIVE = ("held", "booked")


def live_meeting(session: Session, lead_id: str) -> Meeting | None:
    """The meeting of a lead that is held or booked, also when it is over already."""
    found: Meeting | None = session.scalars(
        sa.select(Meeting).where(Meeting.lead_id == lead_id, Meeting.state.in_(_LIVE))
    ).one_or_none()
    return found


def rep_for(session: Session, lead_id: str) -> User | None:
    """Whose times a lead's visitor may book: of the rep who has the lead, or is offered it."""
    found: User | None = session.scalars(
        sa.select(User)
        .join(Assignment, Assignment.user_id == User.id)
        .where(Assignment.lead_id == lead_id, Assignment.state.in_(("offered", "accepted")))
    ).one_or_none()
    return found if found is not None and found.active else None


def hold(
    session: Session,
    lead: Lead,
    user: User,
    start: datetime,
    desk: Desk,
    *,
    visitor_zone: str,
    now: datetime | None = None,
) -> Meeting:
    """Keep a time of `user` for a lead's visitor for a while; an earlier hold of theirs is let go.

    Raises Taken when the time is not free, Conflict when the lead has a booked meeting ahead or
    nothing can be booked at all.
    """
    at = now or time_now()
    rules = _rules(desk)
    lock(session, lead.id, user.id)
    expire_holds(session, at, user_id=user.id)
    current = live_meeting(session, lead.id)
    if current is not None and current.state == "booked" and current.ends_at > at:
        raise Conflict("There is a meeting ahead already.")
    if current is not None:
        let_go(session, current, at)
    end = _free_until(session, user, start, rules, at, visitor_zone)
    meeting_id = new_id()
    meeting = Meeting(
        id=meeting_id,
        lead_id=lead.id,
        user_id=user.id,
        starts_at=start,
        ends_at=end,
        state="held",
        hold_expires_at=at + timedelta(minutes=rules.hold_minutes),
        uid=f"{meeting_id}@{urlsplit(desk.base_url).hostname or 'baton'}",
        sequence=0,
        visitor_timezone=visitor_zone,
        changed_by=VISITOR,
        created_at=at,
        updated_at=at,
    )
    take(session, meeting)
    return meeting


def book(session: Session, meeting_id: str, desk: Desk, *, now: datetime | None = None) -> Meeting:
    """Make a held time a meeting and invite both; repeating it is no error.

    A hold that is over is booked all the same while the time is free. Raises NotFound; Taken when
    somebody else has the time; Conflict when it was cancelled.
    """
    at = now or time_now()
    meeting = _locked(session, meeting_id)
    if meeting.state == "booked":
        return meeting
    if meeting.state == "cancelled":
        raise Conflict("This meeting was cancelled.")
    if meeting.state == "expired":
        if live_meeting(session, meeting.lead_id) is not None:
            raise Conflict("There is another meeting ahead.")
        expire_holds(session, at, user_id=meeting.user_id)
        user = session.get(User, meeting.user_id)
        _free_until(session, user, meeting.starts_at, _rules(desk), at, meeting.visitor_timezone)
        meeting.state, meeting.hold_expires_at = "held", at
        take(session, meeting)
    meeting.state, meeting.hold_expires_at, meeting.updated_at = "booked", None, at
    session.flush()
    telling.tell_both(session, "meeting.booked", meeting, desk, now=at)
    return meeting


def move(
    session: Session,
    meeting_id: str,
    start: datetime,
    desk: Desk,
    *,
    by: str,
    now: datetime | None = None,
) -> Meeting:
    """Give a booked meeting another time; `by` is a user's id or VISITOR.

    Raises NotFound, Forbidden for a rep whose meeting it is not, Taken, and Conflict when it is
    not booked or has begun.
    """
    at = now or time_now()
    meeting = _changeable(session, meeting_id, by, at)
    if start == meeting.starts_at:
        return meeting
    expire_holds(session, at, user_id=meeting.user_id)
    user = session.get(User, meeting.user_id)
    zone = meeting.visitor_timezone
    end = _free_until(session, user, start, _rules(desk), at, zone, besides=meeting.id)
    previous = meeting.starts_at, meeting.ends_at
    with session.begin_nested():
        give_back(session, meeting)
        meeting.starts_at, meeting.ends_at = start, end
        meeting.sequence += 1
        meeting.changed_by, meeting.updated_at = by, at
        take(session, meeting)
    telling.tell_both(session, "meeting.moved", meeting, desk, now=at, previous=previous)
    return meeting


def cancel(
    session: Session, meeting_id: str, desk: Desk, *, by: str, now: datetime | None = None
) -> Meeting:
    """Cancel a booked meeting and tell both; one that is cancelled already stays so.

    Raises like `move`.
    """
    at = now or time_now()
    meeting = _locked(session, meeting_id)
    if meeting.state == "cancelled":
        return meeting
    meeting = _changeable(session, meeting_id, by, at)
    _cancel(session, meeting, by, at)
    telling.tell_both(session, "meeting.cancelled", meeting, desk, now=at)
    return meeting


def follow(
    session: Session, lead: Lead, user: User, desk: Desk, *, now: datetime | None = None
) -> None:
    """The lead has gone on to `user`: so does its meeting if they are free then, else it is
    cancelled and the visitor is asked to choose another time."""
    at = now or time_now()
    meeting = live_meeting(session, lead.id)
    if meeting is None or meeting.user_id == user.id or meeting.starts_at <= at:
        return
    lock(session, lead.id, *sorted((meeting.user_id, user.id)))
    session.refresh(meeting, with_for_update=True)
    if meeting.state == "held":
        let_go(session, meeting, at)
    if meeting.state != "booked":
        return
    before = session.get(User, meeting.user_id)
    if _is_free(session, user, meeting, desk.playbook.meetings, at):
        telling.tell_former_rep(session, meeting, before, desk, now=at)
        with session.begin_nested():
            give_back(session, meeting)
            meeting.user_id, meeting.user = user.id, user
            meeting.sequence += 1
            meeting.changed_by, meeting.updated_at = BATON, at
            take(session, meeting)
        telling.tell_both(session, "meeting.moved", meeting, desk, now=at)
        return
    _cancel(session, meeting, BATON, at)
    telling.tell_both(session, "meeting.cancelled", meeting, desk, now=at)


def _cancel(session: Session, meeting: Meeting, by: str, at: datetime) -> None:
    give_back(session, meeting)
    meeting.state = "cancelled"
    meeting.sequence += 1
    meeting.changed_by, meeting.updated_at = by, at
    session.flush()


def _rules(desk: Desk) -> MeetingRules:
    rules = desk.playbook.meetings
    if rules is None:
        raise Conflict("No meetings can be booked: the playbook has no meetings.yml.")
    return rules


def _free_until(
    session: Session,
    user: User,
    start: datetime,
    rules: MeetingRules,
    at: datetime,
    visitor_zone: str,
    besides: str | None = None,
) -> datetime:
    """When the free time that begins at `start` ends; raises Taken when there is none."""
    days = rules.horizon_days
    for slot in bookable_slots(session, user, rules, at, days, visitor_zone, besides=besides):
        if slot.start == start:
            return slot.end
    raise Taken("This time is no longer free.")


def _is_free(
    session: Session, user: User, meeting: Meeting, rules: MeetingRules | None, at: datetime
) -> bool:
    """Whether somebody else could hold this very meeting; lead time and grid do not matter."""
    if not user.active or rules is None:
        return False
    begin, end = meeting.starts_at, meeting.ends_at
    if (begin, end) not in list(rep_of(user).shift.spans(begin, end)):
        return False
    expire_holds(session, at, user_id=user.id)
    others = session.scalar(
        sa.select(sa.func.count()).where(
            Meeting.user_id == user.id,
            Meeting.state.in_(_LIVE),
            Meeting.starts_at < end + rules.buffer,
            Meeting.ends_at > begin - rules.buffer,
        )
    )
    return not others


def _locked(session: Session, meeting_id: str) -> Meeting:
    meeting: Meeting | None = session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound("There is no such meeting.")
    lock(session, meeting.lead_id, meeting.user_id)
    # The row too: the worker lets holds go without locking anybody.
    session.refresh(meeting, with_for_update=True)
    return meeting


def _changeable(session: Session, meeting_id: str, by: str, at: datetime) -> Meeting:
    meeting = _locked(session, meeting_id)
    if by not in {VISITOR, BATON}:
        user = session.get(User, by)
        if user is None or not user.active:
            raise Forbidden("This account is not active.")
        if meeting.user_id != by and "admin" not in user.roles:
            raise Forbidden("This is somebody else's meeting.")
    if meeting.state != "booked":
        raise Conflict("This meeting is not booked any more.")
    if meeting.starts_at <= at:
        raise Conflict("This meeting has begun.")
    return meeting
