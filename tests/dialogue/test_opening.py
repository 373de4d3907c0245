from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.dialogue.opening import opens_next

HOURS = {
    "mon": "09:00-18:00",
    "tue": "09:00-18:00",
    "wed": "09:00-12:00, 13:00-24:00",
    "fri": "09:00-17:00",
    "sat": "closed",
}


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-23T15:00", None),  # Monday 10:00 in New York
        ("2026-11-23T12:00", "today at 09:00 (Eastern Standard Time)"),
        ("2026-11-23T23:30", "tomorrow at 09:00 (Eastern Standard Time)"),
        ("2026-11-24T23:30", "tomorrow at 09:00 (Eastern Standard Time)"),
        ("2026-11-28T15:00", "on Monday at 09:00 (Eastern Standard Time)"),
        ("2026-07-06T12:00", "today at 09:00 (Eastern Daylight Time)"),
        # Closed at noon on Wednesdays, and open until midnight.
        ("2026-11-25T15:30", None),
        ("2026-11-25T17:30", "today at 13:00 (Eastern Standard Time)"),
        ("2026-11-26T04:30", None),
        ("2026-11-26T05:00", "tomorrow at 09:00 (Eastern Standard Time)"),
    ],
)
def test_opens_next(at: str, opens: str | None) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=timezone.utc)
    assert opens_next(HOURS, "America/New_York", moment) == opens


def test_without_hours_it_is_always_open() -> None:
    assert opens_next({}, "UTC", datetime(2026, 11, 23, tzinfo=timezone.utc)) is None
