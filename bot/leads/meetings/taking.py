"""A person's time being taken and given back: locks, the rows that keep two meetings apart, holds.

`taken_times` has one row for each five minutes of a person that a meeting takes: its primary key
refuses an overlap on every database, whatever the verbs above have checked.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.errors import Conflict
from bot.storage.tables import Lead, Meeting, TakenTime, User
from bot.storage.tables import now as time_now

_CELL = timedelta(minutes=5)


class Taken(Conflict):
    """The time is no longer free: others may be."""


def lock(session: Session, lead_id: str, *user_ids: str) -> None:
    """The lead, then the people, until the end of the transaction. On SQLite the transaction has
    the only write lock from its beginning."""
    session.execute(sa.select(Lead.id).where(Lead.id == lead_id).with_for_update())
    for user_id in user_ids:
        # Not FOR UPDATE, which would wait for whoever only refers to the person.
        session.execute(
            sa.select(User.id).where(User.id == user_id).with_for_update(key_share=True)
        )


def take(session: Session, meeting: Meeting) -> None:
    """Write the meeting with its five minutes; raises Taken when somebody else has one of them."""
    cells = []
    at = meeting.starts_at
    while at < meeting.ends_at:
        cells.append(at)
        at += _CELL
    try:
        with session.begin_nested():
            session.add(meeting)
            session.flush()
            session.add_all(
                TakenTime(user_id=meeting.user_id, at=cell, meeting_id=meeting.id) for cell in cells
            )
            session.flush()
    except IntegrityError:
        raise Taken("This time is no longer free.") from None


def give_back(session: Session, meeting: Meeting) -> None:
    """Free the five minutes that a meeting takes."""
    session.flush()
    session.execute(
        sa.delete(TakenTime)
        .where(TakenTime.meeting_id == meeting.id)
        .execution_options(synchronize_session="fetch")
    )


def let_go(session: Session, meeting: Meeting, at: datetime) -> None:
    """A hold is over, or a booked meeting is past: its time is nobody's any more."""
    give_back(session, meeting)
    meeting.state = "expired" if meeting.state == "held" else "over"
    meeting.hold_expires_at, meeting.updated_at = None, at
    session.flush()


def has_expired_holds(session: Session, now: datetime) -> bool:
    """Whether a hold is over: a question that takes no lock."""
    query = sa.select(Meeting.id).where(Meeting.state == "held", Meeting.hold_expires_at <= now)
    return session.scalar(query.limit(1)) is not None


def expire_holds(session: Session, now: datetime | None = None, user_id: str | None = None) -> int:
    """Let go of the holds that are over (of one person, or of all); gives how many."""
    at = now or time_now()
    query = (
        sa.select(Meeting)
        .where(Meeting.state == "held", Meeting.hold_expires_at <= at)
        # One that is being booked just now is not for us.
        .with_for_update(skip_locked=True)
    )
    if user_id is not None:
        query = query.where(Meeting.user_id == user_id)
    rows = session.scalars(query).all()
    for meeting in rows:
        let_go(session, meeting, at)
    return len(rows)
