"""A time of a meeting in words, on the visitor's clock and on the rep's."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_datetime, get_timezone_location


def known_zone(name: object) -> str | None:
    """`name` when it is an IANA time zone, else None: browsers may say anything."""
    return name if isinstance(name, str) and name in _zones() else None


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # it looks through hundreds of files


def clock(zone: str) -> str:
    """Whose clock a zone is, for "10:00 …": "New York time", "UTC"."""
    if zone in {"UTC", "Etc/UTC", "GMT", "Etc/GMT"}:
        return "UTC"
    return f"{get_timezone_location(zone, locale='en', return_city=True)} time"


def day(at: datetime, zone: str) -> str:
    """ "Tuesday 24 November" in this zone."""
    return str(format_datetime(at.astimezone(ZoneInfo(zone)), "EEEE d MMMM", locale="en"))


def label(start: datetime, visitor_zone: str, rep_zone: str) -> str:
    """A button: "Tue 24 Nov, 10:00", with the rep's clock when it shows another time:
    "Tue 24 Nov, 10:00 (16:00 Berlin time)"."""
    there = start.astimezone(ZoneInfo(rep_zone))
    shown = _short(start, ZoneInfo(visitor_zone))
    if same_clock(start, visitor_zone, rep_zone):
        return shown
    here = start.astimezone(ZoneInfo(visitor_zone))
    other = f"{there:%H:%M}" if here.date() == there.date() else _short(start, there.tzinfo)
    return f"{shown} ({other} {clock(rep_zone)})"


def shown(start: datetime, end: datetime, zone: str, other_zone: str) -> str:
    """Begin and end for the person in `zone`: "Tuesday 24 November, 10:00–10:30 New York time",
    followed by the other's clock when it shows another time."""
    text = f"{day(start, zone)}, {_span(start, end, zone)} {clock(zone)}"
    if same_clock(start, zone, other_zone):
        return text
    here, there = (start.astimezone(ZoneInfo(name)).date() for name in (zone, other_zone))
    other_day = "" if here == there else f"{day(start, other_zone)}, "
    return f"{text} ({other_day}{_span(start, end, other_zone)} {clock(other_zone)})"


def same_clock(at: datetime, one: str, other: str) -> bool:
    """Whether both zones show the same time at `at`."""
    return at.astimezone(ZoneInfo(one)).utcoffset() == at.astimezone(ZoneInfo(other)).utcoffset()


def _short(at: datetime, zone: tzinfo | None) -> str:
    return str(format_datetime(at.astimezone(zone), "EEE d MMM, HH:mm", locale="en"))


def _span(start: datetime, end: datetime, zone: str) -> str:
    begins, ends = (at.astimezone(ZoneInfo(zone)) for at in (start, end))
    return f"{begins:%H:%M}–{ends:%H:%M}"
