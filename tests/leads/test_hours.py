"""Shifts and the clock of working minutes, across weekends, absences and changes of the clocks."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import DAYS
from bot.leads.playbook.playbook import Absence
from bot.leads.routing.hours import Shift, public_holidays

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Shift("Europe/Berlin", dict.fromkeys(DAYS[:5], "09:00-12:00, 13:00-17:00"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("moment", "working"),
    [
        ("2026-11-18 08:59", False),
        ("2026-11-18 09:00", True),
        ("2026-11-18 12:00", False),
        ("2026-11-18 13:00", True),
        ("2026-11-18 17:00", False),
        ("2026-11-21 10:00", False),
    ],
)
def test_on_shift(moment: str, working: bool) -> None:
    assert OFFICE.works(at(moment)) is working


def test_without_hours_always() -> None:
    assert Shift("Asia/Tokyo").works(at("2026-11-22 03:00"))


def test_hours_are_local() -> None:
    new_york = Shift("America/New_York", dict.fromkeys(DAYS, "09:00-17:00"))
    assert not new_york.works(at("2026-11-18 14:00"))
    assert new_york.works(at("2026-11-18 16:00"))


def test_until_midnight() -> None:
    late = Shift("Europe/Berlin", dict.fromkeys(DAYS, "16:00-24:00"))
    assert late.works(at("2026-11-18 23:59"))
    assert not late.works(at("2026-11-19 00:00"))


@pytest.mark.parametrize(
    ("begin", "minutes", "end"),
    [
        ("2026-11-18 10:00", 30, "2026-11-18 10:30"),
        ("2026-11-18 11:50", 30, "2026-11-18 13:20"),  # over lunch
        ("2026-11-18 16:45", 30, "2026-11-19 09:15"),  # over night
        ("2026-11-20 16:45", 30, "2026-11-23 09:15"),  # over the weekend
        ("2026-11-18 03:00", 30, "2026-11-18 09:30"),  # offered at night
        ("2026-11-18 09:00", 7 * 60, "2026-11-18 17:00"),
    ],
)
def test_the_clock_runs_only_while_they_work(begin: str, minutes: int, end: str) -> None:
    assert OFFICE.after(at(begin), minutes) == at(end)


def test_the_clock_stands_still_in_an_absence() -> None:
    away = Shift(OFFICE.timezone, OFFICE.hours, [Absence(date(2026, 11, 19), date(2026, 11, 20))])
    assert away.after(at("2026-11-18 16:45"), 30) == at("2026-11-23 09:15")
    assert away.absent(at("2026-11-20 23:59")) is not None
    assert away.absent(at("2026-11-21 00:00")) is None
    assert away.next_start(at("2026-11-18 18:00")) == at("2026-11-23 09:00")


def test_the_change_of_the_clocks_takes_no_hour_away() -> None:
    # On 2027-03-28 the clocks in Berlin go from 02:00 to 03:00.
    night = Shift("Europe/Berlin", {"sun": "00:00-06:00"})
    assert night.after(at("2027-03-28 00:00"), 180) == at("2027-03-28 04:00")


def test_somebody_who_never_works_holds_no_lead_for_ever() -> None:
    never = Shift("Europe/Berlin", dict.fromkeys(DAYS, "closed"))
    start = at("2026-11-18 10:00")
    assert never.next_start(start) is None
    assert start < never.after(start, 30) <= start + timedelta(days=61)


@given(
    offset=st.integers(0, 400 * 24 * 60),
    first=st.integers(1, 900),
    second=st.integers(1, 900),
)
def test_minutes_add_up(offset: int, first: int, second: int) -> None:
    start = datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(minutes=offset)
    assert OFFICE.after(OFFICE.after(start, first), second) == OFFICE.after(start, first + second)
    assert OFFICE.after(start, first) >= start + timedelta(minutes=first)


def test_public_holidays_are_days_off() -> None:
    weekdays = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-17:00")
    ann = Shift("America/New_York", weekdays, holidays="US")
    thanksgiving = datetime(2026, 11, 26, 15, 0, tzinfo=timezone.utc)
    assert not ann.works(thanksgiving)
    assert Shift("America/New_York", weekdays).works(thanksgiving)
    assert ann.works(thanksgiving + timedelta(days=1))
    # Half an hour of work from an hour before closing on the day before: the same day still;
    # two hours: past the holiday.
    eve = datetime(2026, 11, 25, 21, 0, tzinfo=timezone.utc)
    assert ann.after(eve, 30) == eve + timedelta(minutes=30)
    assert ann.after(eve, 120) == datetime(2026, 11, 27, 15, 0, tzinfo=timezone.utc)


def test_holidays_of_a_part_of_a_country() -> None:
    all_saints = datetime(2027, 11, 1, 10, 0, tzinfo=timezone.utc)
    always = dict.fromkeys(DAYS, "00:00-24:00")
    assert not Shift("Europe/Berlin", always, holidays="DE-BY").works(all_saints)
    assert Shift("Europe/Berlin", always, holidays="DE-BE").works(all_saints)


def test_an_unknown_country_has_no_holidays_to_keep() -> None:
    with pytest.raises(ValueError, match="XX"):
        public_holidays("XX", 2026)
