"""When somebody wants it: "asap", "before Q2", "in 3 months", "just looking".

The date is the latest that is meant: "in June" and "by June" are the 30th,
"before June" is the last of May.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import dateparser
from dateparser.search import search_dates
from dateutil.relativedelta import relativedelta

from bot.leads.details.periods import find_period
from bot.leads.details.quantities import find_quantities

_NOW = re.compile(
    r"\b(?:asap|a\.s\.a\.p\.?|as soon as (?:possible|we can|you can)|immediately|right (?:now|away)"
    r"|straight ?away|urgent(?:ly)?|now|today|tonight|yesterday|the sooner the better|quickly"
    r"|at once|soonest)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:just (?:looking|browsing|exploring|researching|curious|shopping around)"
    r"|only (?:looking|browsing)"
    r"|no (?:rush|hurry|timeline|deadline|date|fixed date|particular date|plans?(?: yet)?)"
    r"|not (?:in (?:a|any) )?(?:real )?"
    r"(?:rush|hurry|urgent|sure(?: yet)?|decided(?: yet)?|yet|soon|any ?time soon)"
    r"|(?:not|isn'?t) urgent|whenever|some ?day|one day|at some point|eventually|flexible"
    r"|depends|open|exploring|early days|undecided|haven'?t decided)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"(?<![\w.,])(?P<number>(?:\w{1,12}[- ]){0,3}?[\w.,]{1,12}"
    r"(?:\s{0,3}(?:-|–|to|or)\s{0,3}\w{1,12})?)\s{0,3}(?P<unit>days?|weeks?|wks?"
    r"|months?|mths?|mos?|years?|yrs?|quarters?)\b",
    re.IGNORECASE,
)
_SPAN_LEAD = re.compile(
    r"(?:in|within|next|under|over)\s+(?:the\s+next\s+|about\s+|around\s+|like\s+)?$", re.IGNORECASE
)
_LASTS = re.compile(
    r"\b(?:for|lasts?|lasting|takes?|took|of)\s+(?:about\s+|only\s+|just\s+|up to\s+|at least\s+"
    r"|the (?:first|last|next)\s+)?$"
    r"|\b(?:have|has|had|['’]ve|['’]s)\s+been\b(?! (?:given|told|allowed|promised|granted))"
    r"[^.?!,;]{0,30}\s$",
    re.IGNORECASE,
)
_FROM_NOW = re.compile(r"['’]?s?\s*(?:from now|time\b|out\b|away\b)", re.IGNORECASE)
_NEAR = 40  # characters in front of a number that can belong to it
_SPAN_DAYS = {"d": 1, "w": 7}
_MONTH_DAYS = 30.44
_LONGEST = 120  # of any unit: who plans for more counts something else
_ISO = re.compile(r"\b20\d\d-\d{2}-\d{2}\b")
_DATE_LIKE = re.compile(
    r"\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b|\b\d{1,2}\.\d{1,2}\.\d{2,4}\b|\b(?:tomorrow|tomm?orr?ow|tmrw|tmr)\b"
    r"|\b(?:next|on|this|by|before|until)\s+(?:mon|tues?|wed|thu(?:rs?)?|fri|sat)\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\bfortnight\b",
    re.IGNORECASE,
)
_TOMORROW = re.compile(r"t\w*m\w*r\w*", re.IGNORECASE)  # of what is like a date
_WHOLE_DATE = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d\b")
# Stronger than "now": "just browsing for now".
_UNDATED = re.compile(
    r"\b(?:(?:just|only) (?:looking|browsing|exploring|researching|having a (?:look|nosey?))"
    r"|no (?:(?:specific|particular|real|fixed|set|hard) )?(?:rush|hurry|timeline|deadline)"
    r"|not on (?:any|a) deadline|no stress on timing|just evaluating|kicking the tires"
    r"|not (?:in (?:a|any) )?(?:real )?(?:rush|hurry))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Timeline:
    """When: `date` is the latest day meant, None when left open; `end` is beyond the text found."""

    text: str
    date: date | None
    days: int | None
    start: int
    end: int

    def as_mapping(self) -> dict[str, Any]:
        """The normalised value of a field of type timeline."""
        return {
            "text": self.text,
            "date": self.date.isoformat() if self.date else None,
            "days": self.days,
        }


def find_timeline(text: str, today: date, region: str = "US") -> Timeline | None:
    """The first time that `text` tells, seen from `today`; None when it tells none.

    `region` (ISO 3166) tells whether 3/4 is the third of April.
    """
    for finder in (_iso, _digits, _span, _named, _parsed):
        if found := finder(text, today, region):
            return found
    if undated := _UNDATED.search(text):
        return Timeline(undated[0], None, None, undated.start(), undated.end())
    if now := _NOW.search(text):
        return _timeline(text, now.start(), now.end(), today, today)
    if left_open := _OPEN.search(text):
        return Timeline(left_open[0], None, None, left_open.start(), left_open.end())
    return None


def is_undated(text: str) -> bool:
    """Whether these words say that there is no time to name: "no rush"."""
    return _UNDATED.search(text) is not None


def _timeline(text: str, start: int, end: int, day: date, today: date) -> Timeline:
    return Timeline(text[start:end].strip(), day, max(0, (day - today).days), start, end)


def _iso(text: str, today: date, region: str) -> Timeline | None:
    match = _ISO.search(text)
    if match is None:
        return None
    try:
        day = date.fromisoformat(match[0])
    except ValueError:
        return None
    return _timeline(text, match.start(), match.end(), day, today) if day >= today else None


def _named(text: str, today: date, region: str) -> Timeline | None:
    found = find_period(text, today, region)
    return _timeline(text, *found, today) if found else None


def _span(text: str, today: date, region: str) -> Timeline | None:
    for match in _SPAN.finditer(text):
        number = match["number"]
        quantities = list(find_quantities(number))
        if quantities and number[quantities[-1].end :].strip(" -").lower() not in {"", "of"}:
            continue  # "my team of 13 this week", but "a couple of weeks"
        if quantities:
            count = quantities[-1].high
            start = match.start() + quantities[-1].start
        elif single := re.search(r"(?:^|\s)(half an?|an?)$", number, re.IGNORECASE):
            count, start = 0.5 if "half" in single[1] else 1, match.start() + single.start(1)
            if start and not _SPAN_LEAD.search(text, max(0, start - _NEAR), start):
                continue  # "$500 a month"
        else:
            continue
        if count > _LONGEST:
            continue
        if _LASTS.search(text, max(0, start - _NEAR), start) and not _FROM_NOW.match(
            text, match.end()
        ):
            continue  # "try it for a few days"
        unit = match["unit"][0].lower()
        if lead := _SPAN_LEAD.search(text, max(0, start - _NEAR), start):
            start = lead.start()
        return _timeline(text, start, match.end(), _later(today, count, unit), today)
    return None


def _later(today: date, count: float, unit: str) -> date:
    """So many days, weeks, months, quarters or years on; of half a month about the half."""
    if unit in _SPAN_DAYS:
        return today + timedelta(days=round(count * _SPAN_DAYS[unit]))
    months = count * {"m": 1, "q": 3, "y": 12}[unit]
    rest = round((months - int(months)) * _MONTH_DAYS)
    later: date = today + relativedelta(months=int(months), days=rest)
    return later


def _digits(text: str, today: date, region: str) -> Timeline | None:
    """A whole date in digits, before its year alone is taken for the time."""
    whole = _WHOLE_DATE.search(text)
    return _read(text, whole, today, region) if whole else None


def _parsed(text: str, today: date, region: str) -> Timeline | None:
    """What dateparser reads of a day in digits, a weekday or "tomorrow"."""
    like = _DATE_LIKE.search(text)
    return _read(text, like, today, region) if like else None


def _read(text: str, like: re.Match[str], today: date, region: str) -> Timeline | None:
    settings = {
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "MDY" if region == "US" and "." not in like[0] else "DMY",
        "RELATIVE_BASE": datetime.combine(today, time.min),
    }
    said = _TOMORROW.sub("tomorrow", like[0])
    read = dateparser.parse(said, languages=["en"], settings=settings)
    if read is None:
        found = search_dates(text, languages=["en"], settings=settings)
        read = found[0][1] if found else None
    if read is None or read.date() < today:
        return None
    return _timeline(text, like.start(), like.end(), read.date(), today)
