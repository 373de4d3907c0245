"""Times in words, against free times from Wednesday on."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.leads.meetings.choosing import meant, names_time
from bot.leads.meetings.slots import Slot

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=ZONE)  # a Wednesday


def slot(text: str) -> Slot:
    start = datetime.fromisoformat(text).replace(tzinfo=ZONE)
    return Slot(start, start + timedelta(minutes=30), "America/New_York", "Europe/Berlin")


FREE = [
    slot(f"2026-11-{day} {clock}")
    for day in (18, 19, 20, 23, 24, 25, 26)
    for clock in ("10:00", "10:30", "11:00", "15:00", "16:00")
    if (day, clock) != (24, "16:00")
]
OFFERED = [slot("2026-11-18 11:00"), slot("2026-11-18 15:00"), slot("2026-11-19 10:00")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tuesday at 3", ["2026-11-24 15:00"]),
        ("Tues 3pm works", ["2026-11-24 15:00"]),
        ("can we do thursday at 10:30?", ["2026-11-19 10:30"]),
        ("how about tomorrow at 3 pm", ["2026-11-19 15:00"]),
        ("friday 4", ["2026-11-20 16:00"]),
        ("next wednesday at 11", ["2026-11-25 11:00"]),
        ("wednesday at 11", ["2026-11-18 11:00"]),
        ("the 26th at half past 10", ["2026-11-26 10:30"]),
        ("24 november, 11 o'clock", ["2026-11-24 11:00"]),
        ("nov 23 at 16:00", ["2026-11-23 16:00"]),
        ("at 3", ["2026-11-18 15:00"]),  # the one on the table
        ("the first one", ["2026-11-18 11:00"]),
        ("ok, the last option please", ["2026-11-19 10:00"]),
        ("the second works", ["2026-11-18 15:00"]),
        ("the fourth one", []),
        ("tuesday at 4", []),  # taken
        ("sunday at 10", []),
        ("monday afternoon", ["2026-11-23 15:00", "2026-11-23 16:00"]),
        ("monday after 3pm", ["2026-11-23 15:00", "2026-11-23 16:00"]),
        ("tuesday before 10:30", ["2026-11-24 10:00"]),
        ("thursday at 3am", []),
    ],
)
def test_what_is_meant(text: str, expected: list[str]) -> None:
    assert names_time(text)
    assert meant(text, FREE, OFFERED, NOW) == [slot(each) for each in expected]


def test_a_day_alone_is_every_time_of_it() -> None:
    assert len(meant("tuesday", FREE, OFFERED, NOW)) == 4
    assert meant("tuesday", [], OFFERED, NOW) == []


@pytest.mark.parametrize(
    "text",
    [
        "are you open on sunday?",
        "what does the team plan cost?",
        "we are 10 people",
        "yes",
        "no thanks",
        "sunny day",
        "my number is 0170 1234567",
        "when do you close on fridays?",
        "does it take 3 weeks?",
    ],
)
def test_what_chooses_no_time(text: str) -> None:
    assert not names_time(text)


@pytest.mark.parametrize(
    "text", ["at 99", "tuesday at 25:70", "the 45th at 3", "a" * 5000, "3" * 500]
)
def test_nonsense_is_no_error(text: str) -> None:
    meant(text, FREE, OFFERED, NOW)
