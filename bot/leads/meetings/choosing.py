"""Which of the free times a visitor means: "tuesday at 3", "tomorrow morning", "the second one"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.hours import DAYS
from bot.leads.details.clauses import question_in
from bot.leads.meetings.slots import Slot

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<{{}}>{'|'.join(_MONTHS)})[a-z]*"
_WEEKDAY = re.compile(
    r"\b(?P<next>next\s+)?(?P<day>mon|tues?|wed(?:nes)?|thur?s?|fri|satur|sat|sun)(?:day)?s?\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(today|tomorrow|tmrw|day after tomorrow)\b", re.IGNORECASE)
_DATE = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format('m1')}\b"
    rf"|\b{_MONTH.format('m2')}\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b"
    r"|\bthe\s+(?P<d3>\d{1,2})(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?P<at>\b(?:at|around|about|from|@|after|before)\s*)?"
    r"(?:(?P<half>half past\s+)?\b(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?"
    r"\s*(?P<half_day>a\.?m\b\.?|p\.?m\b\.?)?(?P<oclock>\s*o['’]?clock)?"
    r"|\b(?P<noon>noon|midday)\b)(?!\d|\s*(?:people|users|minutes|min|hours))",
    re.IGNORECASE,
)
_PART = re.compile(r"\b(?P<part>morning|afternoon|evening)\b", re.IGNORECASE)
_PARTS = {"morning": range(12), "afternoon": range(12, 18), "evening": range(17, 24)}
_PLACE = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|yes|sure|i(?:['’]d)?|let['’]?s|take|go with|prefer|like|would|please)"
    r"[\s,]+)*(?:the\s+)?"
    r"(?P<place>first|1st|earliest|soonest|second|2nd|third|3rd|fourth|4th|last)"
    r"(?:\s+(?:one|option|time|slot))?(?:\s+(?:please|works?|is (?:fine|good|ok)))?\W*$",
    re.IGNORECASE,
)
_PLACES = {
    **dict.fromkeys(("first", "1st", "earliest", "soonest"), 0),
    **dict.fromkeys(("second", "2nd"), 1),
    **dict.fromkeys(("third", "3rd"), 2),
    **dict.fromkeys(("fourth", "4th"), 3),
    "last": -1,
}
_DAYTIME = range(7, 19)  # in which "before 3" and "after 9" are meant
# Of questions only these choose a time; "are you open on sunday?" wants to know something.
_PROPOSES = re.compile(
    r"\b(?:(?:how|what) about|(?:can|could|shall|may) (?:we|i)|works?|suits?|free|available|"
    r"possible|is \w+ (?:ok|okay|fine|good)|do you have (?:anything|something|a (?:time|slot)))\b",
    re.IGNORECASE,
)
_LONGEST = 14  # words: more say something else besides

Test = Callable[[datetime], bool]


def names_time(text: str) -> bool:
    """Whether a message chooses a time, or the place of one in a list."""
    if len(text.split()) > _LONGEST:
        return False
    if _PLACE.match(text):
        return True
    if question_in(text) is not None and not _PROPOSES.search(text):
        return False
    return bool(
        _WEEKDAY.search(text)
        or _RELATIVE.search(text)
        or _DATE.search(text)
        or _PART.search(text)
        or _clock(text)
    )


def meant(text: str, slots: Sequence[Slot], offered: Sequence[Slot], now: datetime) -> list[Slot]:
    """The free times that a message fits, on the visitor's clock; one: it is unambiguous.

    Of several weeks the first is meant. "The second one" is one of `offered`.
    """
    place = _PLACE.match(text)
    if place is not None:
        return _placed(place["place"].lower(), offered)
    if not slots:
        return []
    zone = ZoneInfo(slots[0].visitor_zone)
    days, text = _day(text, now.astimezone(zone))
    clock = _clock(text, bare=days is not None)
    part = _PART.search(text)
    found = [
        slot
        for slot in slots
        if (days is None or days(slot.start.astimezone(zone)))
        and (clock is None or clock(slot.start.astimezone(zone)))
        and (part is None or slot.start.astimezone(zone).hour in _PARTS[part["part"].lower()])
    ]
    if days is None and clock is None and part is None:
        return []
    shown = [slot for slot in found if slot in offered]
    if days is None and len(shown) == 1:
        return shown  # "at 10", of those on the table
    if not found:
        return []
    first = found[0].start.astimezone(zone).date()
    if days is not None:
        found = [slot for slot in found if slot.start.astimezone(zone).date() == first]
    return found


def _placed(word: str, offered: Sequence[Slot]) -> list[Slot]:
    number = _PLACES[word]
    return list(offered[number:][:1]) if number < len(offered) else []


def _day(text: str, today: datetime) -> tuple[Test | None, str]:
    """The day that is named as a test of a local time, and the text without it: its number is no
    clock."""
    if found := _DATE.search(text):
        number = int(found["d1"] or found["d2"] or found["d3"])
        month = (found["m1"] or found["m2"] or "")[:3].lower()
        wanted = _MONTHS.index(month) + 1 if month else None
        rest = text[: found.start()] + " " + text[found.end() :]
        return (lambda at: at.day == number and wanted in {None, at.month}), rest
    if found := _RELATIVE.search(text):
        ahead = {"today": 0, "day after tomorrow": 2}.get(found[1].lower(), 1)
        date = today.date() + timedelta(days=ahead)
        return (lambda at: at.date() == date), text
    if found := _WEEKDAY.search(text):
        weekday = DAYS.index(found["day"][:3].lower())
        monday = today.date() + timedelta(days=7 - today.weekday())
        later = bool(found["next"])
        return (lambda at: at.weekday() == weekday and (not later or at.date() >= monday)), text
    return None, text


def _clock(text: str, *, bare: bool = False) -> Test | None:
    """The clock time that is named; a number alone is one only beside a day (`bare`)."""
    for found in _CLOCK.finditer(text):
        word = (found["at"] or "").strip().lower()
        certain = word or found["minute"] or found["half_day"] or found["oclock"] or found["half"]
        if not (certain or found["noon"] or bare):
            continue
        hour = 12 if found["noon"] else int(found["hour"])
        minute = 30 if found["half"] else int(found["minute"] or 0)
        if hour > 24 or minute > 59:
            continue
        hours = _hours(hour, (found["half_day"] or "")[:1].lower(), bool(found["noon"]))
        wanted = {each * 60 + minute for each in hours}
        limit = next((m for m in sorted(wanted) if m // 60 in _DAYTIME), max(wanted))
        if word == "after":
            return lambda at: at.hour * 60 + at.minute >= limit
        if word == "before":
            return lambda at: at.hour * 60 + at.minute < limit
        return lambda at: at.hour * 60 + at.minute in wanted
    return None


def _hours(hour: int, half_day: str, noon: bool) -> set[int]:
    if noon:
        return {12}
    if half_day == "p":
        return {hour % 12 + 12}
    if half_day == "a":
        return {hour % 12}
    # "at 3" is the one of three and fifteen o'clock that is free.
    return {hour % 24, hour % 12 + 12} if 1 <= hour <= 12 else {hour % 24}
