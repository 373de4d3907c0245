"""Working hours: who is on shift, who starts when, and a clock that runs only while they work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot import hours
from bot.leads.playbook.playbook import Absence

_AHEAD = 7  # days ahead in which somebody must work to count as starting next
_CLOCK_DAYS = 60  # days after which a working-minutes clock stops looking


@dataclass(frozen=True)
class Shift:
    """When one person works; `hours` as in reps.yml, empty is always."""

    timezone: str = "UTC"
    hours: Mapping[str, str] = field(default_factory=dict)
    absences: Sequence[Absence] = ()
    holidays: str | None = None  # whose public holidays are kept: "US", "DE-BY"

    def absent(self, at: datetime) -> Absence | None:
        """The absence that `at` falls into."""
        return self._absence(at.astimezone(ZoneInfo(self.timezone)).date())

    def works(self, at: datetime) -> bool:
        """Whether the person is on shift at `at`."""
        today = at.astimezone(ZoneInfo(self.timezone)).date()
        return any(start <= at < end for start, end in self._spans(today))

    def next_start(self, at: datetime) -> datetime | None:
        """When the person starts next after `at`, in UTC; None when not within a week."""
        for start, _ in self._upcoming(at, _AHEAD):
            if start > at:
                return start
        return None

    def spans(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working times between `begin` and `end`, cut to them, in UTC and in order."""
        for start, stop in self._upcoming(begin, (end - begin).days + 2):
            if start >= end:
                return
            yield max(start, begin), min(stop, end)

    def after(self, at: datetime, minutes: int) -> datetime:
        """The time, in UTC, at which `minutes` of work have passed since `at`."""
        left = timedelta(minutes=minutes)
        last = at
        for start, end in self._upcoming(at, _CLOCK_DAYS):
            begin = max(start, at)
            if end - begin >= left:
                return begin + left
            left -= end - begin
            last = end
        # Somebody who never works does not hold a lead for ever.
        return max(last, at + timedelta(days=_CLOCK_DAYS))

    def _upcoming(self, at: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
        today = at.astimezone(ZoneInfo(self.timezone)).date()
        for ahead in range(days + 1):
            for start, end in self._spans(today + timedelta(days=ahead)):
                if end > at:
                    yield start, end

    def _spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if self._absence(day) is not None or day in public_holidays(self.holidays, day.year):
            return
        text = self.hours.get(hours.DAYS[day.weekday()], "closed") if self.hours else "00:00-24:00"
        zone = ZoneInfo(self.timezone)
        for begin, end in hours.spans(text):
            yield _moment(day, begin, zone), _moment(day, end, zone)

    def _absence(self, day: date) -> Absence | None:
        return next((one for one in self.absences if one.first <= day <= one.last), None)


@lru_cache(maxsize=256)
def public_holidays(code: str | None, year: int) -> frozenset[date]:
    """The public holidays of a country or a part of one (ISO 3166-1 or -2) in a year.

    Raises ValueError for a code that is not known.
    """
    if code is None:
        return frozenset()
    import holidays  # reads a table for each country: only who keeps any pays for it

    country, _, part = code.partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=part or None, years=year)
    except NotImplementedError as error:
        raise ValueError(str(error)) from None
    return frozenset(found)


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """A local clock time as UTC, so that durations are right across a change of the clocks."""
    day += timedelta(days=minutes // 1440)
    clock = time(minutes % 1440 // 60, minutes % 60)
    return datetime.combine(day, clock, zone).astimezone(timezone.utc)
