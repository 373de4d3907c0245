"""Free times: working hours less what is taken, within the playbook's rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.leads.meetings import times
from bot.leads.meetings.rules import MeetingRules
from bot.leads.routing.hours import Shift
from bot.leads.routing.roster import rep_of
from bot.storage.tables import Meeting, User

_WAKING = range(7, 21)  # hours of the visitor's clock in which a meeting may begin
_APART = timedelta(hours=3)  # between times that are offered together, so that they differ

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Slot:
    """A time that can be booked, in UTC, with the clocks of both."""

    start: datetime
    end: datetime
    visitor_zone: str
    rep_zone: str

    @property
    def clock(self) -> str:
        """The start on the first clock: "10:00"."""
        return f"{self.start.astimezone(ZoneInfo(self.visitor_zone)):%H:%M}"

    @property
    def other_clock(self) -> str:
        """The start on the other clock, "16:00 Berlin"; empty when both show the same."""
        if times.same_clock(self.start, self.visitor_zone, self.rep_zone):
            return ""
        there = self.start.astimezone(ZoneInfo(self.rep_zone))
        return f"{there:%H:%M} {times.clock(self.rep_zone).removesuffix(' time')}"

    @property
    def label(self) -> str:
        """The start, short enough for a button."""
        return times.label(self.start, self.visitor_zone, self.rep_zone)


def free_slots(
    session: Session,
    user: User,
    rules: MeetingRules,
    now: datetime,
    days: int,
    visitor_zone: str,
    *,
    besides: str | None = None,
) -> list[Slot]:
    """The times of `user` to offer within `days`, in order; as `bookable_slots`, but those in the
    visitor's night are left out unless there are no others."""
    found = bookable_slots(session, user, rules, now, days, visitor_zone, besides=besides)
    zone = ZoneInfo(visitor_zone)
    awake = [slot for slot in found if slot.start.astimezone(zone).hour in _WAKING]
    return awake or found


def bookable_slots(
    session: Session,
    user: User,
    rules: MeetingRules,
    now: datetime,
    days: int,
    visitor_zone: str,
    *,
    besides: str | None = None,
) -> list[Slot]:
    """The times of `user` that can be booked within `days`, in order. `besides` is the id of a
    meeting that does not count as taken: the one that is being moved."""
    shift = rep_of(user).shift
    return [
        Slot(start, end, visitor_zone, shift.timezone)
        for start, end in open_times(shift, _taken(session, user, now, besides), rules, now, days)
    ]


def open_times(
    shift: Shift, taken: Sequence[Span], rules: MeetingRules, now: datetime, days: int
) -> Iterator[Span]:
    """Begin and end of each time that can be booked, in UTC; pure.

    Whole within the working hours of one shift, not before the lead time is over, with the buffer
    to what is taken, on a day that is not full. They begin on the grid of the rep's clock.
    """
    zone = ZoneInfo(shift.timezone)
    first = now + timedelta(minutes=rules.lead_minutes)
    last = now + timedelta(days=min(days, rules.horizon_days))
    step = timedelta(minutes=rules.step_minutes)
    per_day: Counter[date] = Counter(begin.astimezone(zone).date() for begin, _ in taken)
    for begin, end in shift.spans(first, last):
        start = _on_grid(begin, zone, rules.step_minutes)
        while start + rules.length <= end:
            full = per_day[start.astimezone(zone).date()] >= rules.most_per_day
            if not full and not _near(start, start + rules.length, taken, rules.buffer):
                yield start, start + rules.length
            start += step


def spread(slots: Sequence[Slot], count: int) -> list[Slot]:
    """`count` of the slots, early ones that lie apart if there are such."""
    chosen: list[Slot] = []
    for slot in slots:
        if len(chosen) == count:
            break
        if not chosen or slot.start - chosen[-1].start >= _APART:
            chosen.append(slot)
    rest = (slot for slot in slots if slot not in chosen)
    chosen += [slot for slot, _ in zip(rest, range(count - len(chosen)), strict=False)]
    return sorted(chosen, key=lambda slot: slot.start)


def _taken(session: Session, user: User, now: datetime, besides: str | None) -> list[Span]:
    """What is booked, or held by a hold that is not over."""
    query = sa.select(Meeting.starts_at, Meeting.ends_at).where(
        Meeting.user_id == user.id,
        Meeting.ends_at > now - timedelta(days=1),  # what was earlier today counts for the day
        sa.or_(
            Meeting.state == "booked",
            sa.and_(Meeting.state == "held", Meeting.hold_expires_at > now),
        ),
    )
    if besides is not None:
        query = query.where(Meeting.id != besides)
    return [(row.starts_at, row.ends_at) for row in session.execute(query)]


def _near(start: datetime, end: datetime, taken: Sequence[Span], buffer: timedelta) -> bool:
    return any(start < until + buffer and begin < end + buffer for begin, until in taken)


def _on_grid(at: datetime, zone: ZoneInfo, step: int) -> datetime:
    """The first time from `at` on at which the clock in `zone` shows a multiple of `step`."""
    at = at.astimezone(timezone.utc)
    whole = at.replace(second=0, microsecond=0)
    if whole < at:
        whole += timedelta(minutes=1)
    local = whole.astimezone(zone)
    return whole + timedelta(minutes=-(local.hour * 60 + local.minute) % step)
