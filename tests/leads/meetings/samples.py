"""A playbook with meetings, and a lead with a rep whose times can be booked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy.orm import Session

from bot.leads.desk import Desk
from bot.leads.meetings import booking
from bot.leads.meetings.slots import Slot, free_slots
from bot.storage.tables import Lead, Meeting, User
from tests.leads.samples import REPS, WEDNESDAY, handed_over, make_desk

MEETINGS = """\
name: demo call
location: We call you.
length_minutes: 30
buffer_minutes: 15
lead_minutes: 120
horizon_days: 10
hold_minutes: 10
most_per_day: 4
"""
OFFICE = (
    'timezone: Europe/Berlin, hours: {mon: "09:00-17:00", tue: "09:00-17:00", '
    'wed: "09:00-17:00", thu: "09:00-17:00", fri: "09:00-17:00"}'
)
LONDON = "Europe/London"
THURSDAY_TEN = datetime(2026, 11, 19, 9, 0, tzinfo=timezone.utc)  # 10:00 in Berlin
HALF_AN_HOUR = timedelta(minutes=30)


def make_meeting_desk(folder: Path, rules: str = MEETINGS) -> Desk:
    """The small playbook with meetings; everybody works in Berlin, nine to five."""
    reps = REPS.replace("roles:", f"{OFFICE}, roles:")
    desk = make_desk(folder, reps=reps, meetings=rules)
    return replace(desk, company="Fern & Co")


def lead_with_rep(session: Session, desk: Desk, email: str = "ann@client.example") -> Lead:
    """A lead that is offered to Dana."""
    assignment = handed_over(session, desk, {"company_size": 250, "email": email})
    assert assignment.user_id == "dana"
    return assignment.lead


def free(session: Session, desk: Desk, now: datetime = WEDNESDAY, zone: str = LONDON) -> list[Slot]:
    rules = desk.playbook.meetings
    assert rules is not None
    return free_slots(session, session.get(User, "dana"), rules, now, 30, zone)


def held(
    session: Session,
    desk: Desk,
    lead: Lead,
    start: datetime = THURSDAY_TEN,
    now: datetime = WEDNESDAY,
) -> Meeting:
    user = session.get(User, "dana")
    return booking.hold(session, lead, user, start, desk, visitor_zone=LONDON, now=now)


def booked(
    session: Session,
    desk: Desk,
    lead: Lead,
    start: datetime = THURSDAY_TEN,
    now: datetime = WEDNESDAY,
) -> Meeting:
    return booking.book(session, held(session, desk, lead, start, now).id, desk, now=now)
