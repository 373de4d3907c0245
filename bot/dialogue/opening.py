"""Whether the company is open, and when it opens next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name

from bot.leads.routing.hours import Shift


def opens_next(hours: Mapping[str, str], zone: str, at: datetime) -> str | None:
    """When a company with these hours opens after `at`, in words ("on Monday at 09:00 (Eastern
    Standard Time)"): visitors may be anywhere.

    None when it is open at `at`, or when it gives no hours at all, which counts as always open.
    `hours` maps mon … sun to "09:00-12:00, 13:00-17:00" or "closed".
    """
    shift = Shift(zone, hours)
    start = None if shift.works(at) else shift.next_start(at)
    if start is None:
        return None
    local = start.astimezone(ZoneInfo(zone))
    days = (local.date() - at.astimezone(ZoneInfo(zone)).date()).days
    when = {0: "today", 1: "tomorrow"}.get(days, f"on {local.strftime('%A')}")
    return f"{when} at {local.strftime('%H:%M')} ({get_timezone_name(local, locale='en')})"
