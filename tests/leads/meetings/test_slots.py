"""Free times: never outside of the working hours, near a booking, too soon, or on a full day."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.hours import DAYS
from bot.leads.desk import Desk
from bot.leads.meetings import times
from bot.leads.meetings.rules import MeetingRules
from bot.leads.meetings.slots import Slot, open_times, spread
from bot.leads.playbook.playbook import Absence
from bot.leads.routing.hours import Shift
from bot.storage.database import Database
from tests.leads.meetings.samples import THURSDAY_TEN, booked, free, held, lead_with_rep
from tests.leads.samples import WEDNESDAY

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Apia",
)
HOURS = (
    "closed",
    "09:00-17:00",
    "00:00-24:00",
    "09:00-12:00, 13:00-17:30",
    "22:00-24:00",
    "01:30-03:30",
)
STARTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(timezone.utc))


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    hours = {day: draw(st.sampled_from(HOURS)) for day in DAYS} if draw(st.booleans()) else {}
    first = draw(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
    away = Absence(first, first + timedelta(days=draw(st.integers(0, 5))))
    return Shift(draw(st.sampled_from(ZONES)), hours, (away,))


@st.composite
def rule_sets(draw: st.DrawFn) -> MeetingRules:
    return MeetingRules(
        length_minutes=draw(st.sampled_from((5, 15, 30, 45, 60, 120))),
        step_minutes=draw(st.sampled_from((15, 20, 30, 60))),
        buffer_minutes=draw(st.sampled_from((0, 5, 15, 60))),
        lead_minutes=draw(st.integers(0, 2000)),
        horizon_days=draw(st.integers(3, 6)),
        most_per_day=draw(st.integers(1, 4)),
    )


@settings(deadline=None, max_examples=60)  # a day of slots takes long on a busy machine
@given(
    shift=shifts(),
    rules=rule_sets(),
    now=STARTS,
    days=st.integers(1, 7),
    begins=st.lists(st.tuples(st.integers(-12, 1500), st.integers(1, 24)), max_size=6),
)
def test_a_free_time_keeps_every_rule(
    shift: Shift,
    rules: MeetingRules,
    now: datetime,
    days: int,
    begins: list[tuple[int, int]],
) -> None:
    base = now.replace(minute=0, second=0, microsecond=0)
    taken = [
        (base + timedelta(minutes=20 * at), base + timedelta(minutes=20 * at + 5 * long))
        for at, long in begins
    ]
    zone = ZoneInfo(shift.timezone)
    full = Counter(begin.astimezone(zone).date() for begin, _ in taken)
    found = list(open_times(shift, taken, rules, now, days))
    assert found == sorted(set(found))
    for start, end in found:
        assert end - start == rules.length
        assert start >= now + timedelta(minutes=rules.lead_minutes)
        assert end <= now + timedelta(days=min(days, rules.horizon_days))
        for at in (start, start + rules.length / 2, end - timedelta(seconds=1)):
            assert shift.works(at)
            assert shift.absent(at) is None
        for begin, until in taken:
            assert end + rules.buffer <= begin or start >= until + rules.buffer
        assert full[start.astimezone(zone).date()] < rules.most_per_day
        assert start.timestamp() % 300 == 0  # or two could overlap within five minutes


@given(now=STARTS)
def test_an_empty_calendar_has_every_half_hour_of_the_shift(now: datetime) -> None:
    shift = Shift("Europe/Berlin", dict.fromkeys(DAYS, "09:00-17:00"))
    rules = MeetingRules(lead_minutes=0, horizon_days=3)
    found = Counter(
        start.astimezone(ZoneInfo("Europe/Berlin")).date()
        for start, _ in open_times(shift, [], rules, now, 3)
    )
    whole = [day for day in found if day not in (now.date(), (now + timedelta(days=3)).date())]
    assert all(found[day] == 16 for day in whole if min(found) < day < max(found))


def test_the_clock_of_the_rep_stays_nine_across_a_change_of_the_clocks() -> None:
    # On 2027-03-28 the clocks in Berlin go forward; New York is five hours behind for two weeks.
    shift = Shift("Europe/Berlin", dict.fromkeys(DAYS, "09:00-10:00"))
    now = datetime(2027, 3, 26, 12, tzinfo=timezone.utc)
    found = [start for start, _ in open_times(shift, [], MeetingRules(step_minutes=60), now, 4)]
    berlin = ZoneInfo("Europe/Berlin")
    assert [start.astimezone(berlin).hour for start in found] == [9] * len(found)
    assert [start.hour for start in found] == [8, 7, 7, 7][: len(found)]


def test_what_is_booked_or_held_is_not_free(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        before = [slot.start for slot in free(session, desk)]
        assert before[0] == datetime(2026, 11, 19, 8, 0, tzinfo=timezone.utc)  # today is over at 5
        booked(session, desk, lead_with_rep(session, desk))
        other = THURSDAY_TEN + timedelta(hours=3)
        held(session, desk, lead_with_rep(session, desk, "bo@client.example"), other)
        gone = set(before) - {slot.start for slot in free(session, desk)}
        buffered = {
            start + timedelta(minutes=m) for start in (THURSDAY_TEN, other) for m in (-30, 0, 30)
        }
        assert gone == buffered
        later = WEDNESDAY + timedelta(minutes=10)
        assert other in [slot.start for slot in free(session, desk, now=later)]  # the hold is over


def test_nobody_is_asked_to_talk_at_night_unless_there_is_no_other_time(
    database: Database, desk: Desk
) -> None:
    with database.reading() as session:
        hours = {
            slot.start.astimezone(ZoneInfo("America/New_York")).hour
            for slot in free(session, desk, zone="America/New_York")
        }
    assert min(hours) == 7  # the rep's day begins at three in New York


def test_times_offered_together_lie_apart() -> None:
    start = datetime(2026, 11, 19, 8, tzinfo=timezone.utc)
    slots = [
        Slot(
            start + timedelta(minutes=30 * n), start + timedelta(minutes=30 * n + 30), "UTC", "UTC"
        )
        for n in range(14)
    ]
    assert [slot.start.hour for slot in spread(slots, 3)] == [8, 11, 14]
    assert len(spread(slots, 4)) == 4  # where nothing lies apart, what there is
    assert len(spread(slots[:2], 4)) == 2


@pytest.mark.parametrize(
    ("visitor", "rep", "label", "shown"),
    [
        (
            "America/New_York",
            "Europe/Berlin",
            "Thu 19 Nov, 04:00 (10:00 Berlin time)",
            "Thursday 19 November, 04:00–04:30 New York time (10:00–10:30 Berlin time)",
        ),
        (
            "Europe/Paris",
            "Europe/Berlin",
            "Thu 19 Nov, 10:00",
            "Thursday 19 November, 10:00–10:30 Paris time",
        ),
        (
            "Pacific/Auckland",
            "America/New_York",
            "Thu 19 Nov, 22:00 (04:00 New York time)",
            "Thursday 19 November, 22:00–22:30 Auckland time (04:00–04:30 New York time)",
        ),
        (
            "Pacific/Kiritimati",
            "America/Los_Angeles",
            "Thu 19 Nov, 23:00 (01:00 Los Angeles time)",
            "Thursday 19 November, 23:00–23:30 Kiritimati time (01:00–01:30 Los Angeles time)",
        ),
        (
            "UTC",
            "Asia/Tokyo",
            "Thu 19 Nov, 09:00 (18:00 Tokyo time)",
            "Thursday 19 November, 09:00–09:30 UTC (18:00–18:30 Tokyo time)",
        ),
    ],
)
def test_both_clocks_are_shown(visitor: str, rep: str, label: str, shown: str) -> None:
    end = THURSDAY_TEN + timedelta(minutes=30)
    assert times.label(THURSDAY_TEN, visitor, rep) == label
    assert times.shown(THURSDAY_TEN, end, visitor, rep) == shown


def test_another_day_on_the_other_clock_is_named() -> None:
    at = datetime(2026, 11, 19, 20, 0, tzinfo=timezone.utc)
    assert times.label(at, "America/New_York", "Asia/Tokyo") == (
        "Thu 19 Nov, 15:00 (Fri 20 Nov, 05:00 Tokyo time)"
    )
    assert "(Friday 20 November, 05:00–05:30 Tokyo time)" in times.shown(
        at, at + timedelta(minutes=30), "America/New_York", "Asia/Tokyo"
    )


@pytest.mark.parametrize("name", [None, 5, "", "../../etc/passwd", "Mars/Olympus", "x" * 500])
def test_a_browser_may_name_no_zone_that_does_not_exist(name: object) -> None:
    assert times.known_zone(name) is None
    assert times.known_zone("Europe/Berlin") == "Europe/Berlin"
