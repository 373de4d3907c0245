"""Whether the company is open, and when it opens next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def opens_next(hours: Mapping[str, str], zone: str, at: datetime) -> str | None:
    """When a company with these hours opens after `at`, in words ("on Monday at 09:00 (Eastern
    Standard Time)"): visitors may be anywhere.

    None when it is open at `at`, or when it gives no hours at all, which counts as always open.
    `hours` maps mon … sun to "09:00-18:00" or "closed".
    """
    spans = {day: _span(hours.get(day, "closed")) for day in _DAYS}
    if not any(spans.values()):
        return None
    local = at.astimezone(ZoneInfo(zone))
    for days in range(8):
        day = local.date() + timedelta(days=days)
        span = spans[_DAYS[day.weekday()]]
        if span is None:
            continue
        start, end = span
        if days == 0:
            if start <= local.time() < end:
                return None
            if local.time() >= end:
                continue
        when = {0: "today", 1: "tomorrow"}.get(days, f"on {day.strftime('%A')}")
        zone_name = get_timezone_name(datetime.combine(day, start, ZoneInfo(zone)), locale="en")
        return f"{when} at {start.strftime('%H:%M')} ({zone_name})"
    return None


def _span(text: str) -> tuple[time, time] | None:
    if "-" not in text:
        return None
    start, _, end = text.partition("-")
    return time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
