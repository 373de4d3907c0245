"""How long something lasts: "for 14 months", "about a year", in the unit that a company counts in.

A span behind "in" or "within" says when, not how long, and is left to `timelines`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.leads.details.quantities import find_quantities

_DAYS = {"day": 1.0, "night": 1.0, "week": 7.0, "fortnight": 14.0, "month": 365.25 / 12}
_DAYS |= {"quarter": 365.25 / 4, "year": 365.25}
_NAMES = {"wk": "week", "mth": "month", "mnth": "month", "yr": "year"}
_UNIT = re.compile(
    r"\s*-?\s*(?:(?:full|whole|more|solid|straight) )?"
    r"(?P<unit>day|night|week|wk|fortnight|month|mn?th|quarter|year|yr)s?\b(?!['’]? notice\b)",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"(?<![\w'’])(?P<half>half )?an? (?P<whole>full |whole )?(?P<half2>half[- ])?$", re.IGNORECASE
)
_AND_A_HALF = re.compile(r"\s+and a half\b", re.IGNORECASE)
# In front of a length without a number; elsewhere it is how often, or what something costs for.
_LEADS_TO_ONE = re.compile(
    r"(?:^\W*|[,;.:]\s+|\b(?:for|about|around|is|be|it|roughly|maybe|probably|perhaps|say|of|over"
    r"|nearly|almost|last(?:s|ing)?|takes?|than|or|to)\s+)$",
    re.IGNORECASE,
)
# In front of a span that says when, how often or of what is over; behind it as well.
_NO_LENGTH = re.compile(
    r"\b(?:in|within|ev\w{0,2}ry|each|per|last|past|previous|than|next|coming|after|before|old"
    r"|by|times|once|twice|(?:up to|at (?:least|most)|max\w*|min\w*))\s+(?:the\s+|about\s+)?$",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"(?:[$€£¥₹]\s?|\d)[\d.,k]*\s+$", re.IGNORECASE)  # "$500 a month"
_OVER = re.compile(
    r"\s*(?:ago|old|from (?:now|today)|later|before|after|earlier|back|a (?:week|month|year)"
    r"|per|in business|experience|of experience|time\b)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Span:
    """`days` told at start:end of a text."""

    days: float
    start: int
    end: int


def counts_time(unit: str | None) -> bool:
    """Whether the unit of a field is one of time: "weeks"."""
    return unit is not None and _unit(unit) is not None


def is_time(after: str) -> bool:
    """Whether what stands behind a number is a unit of time."""
    return _UNIT.match(after) is not None


def find_spans(text: str, asked: bool = False) -> Iterator[Span]:
    """Every length of time in `text`, of a range its middle, from left to right; where it was
    `asked` for, whatever stands around it."""
    taken = 0
    for quantity in find_quantities(text):
        unit = _UNIT.match(text, quantity.end)
        if unit is None or not (asked or _lasts(text, quantity.start, unit.end())):
            continue
        half = 0.5 if _AND_A_HALF.match(text, unit.end()) else 0.0
        days = (quantity.middle + half) * _DAYS[_unit(unit["unit"]) or "day"]
        taken = unit.end()
        yield Span(days, quantity.start, unit.end())
    for unit in _UNIT.finditer(text, taken):
        begin = unit.start("unit")
        one = _ONE.search(text[:begin])
        if one is None or not (asked or _lasts(text, one.start(), unit.end())):
            continue
        before = text[: one.start()]
        if not asked and (_AMOUNT.search(before) or not _LEADS_TO_ONE.search(before)):
            continue
        count = 0.5 if one["half"] or one["half2"] else 1.0
        count += 0.5 if _AND_A_HALF.match(text, unit.end()) else 0.0
        yield Span(count * _DAYS[_unit(unit["unit"]) or "day"], one.start(), unit.end())


def in_unit(days: float, unit: str) -> int:
    """So many days in the unit of a field, at least one."""
    return max(1, int(days / days_in(unit) + 0.5))


def days_in(unit: str) -> float:
    """The days of one of a field's units."""
    return _DAYS[_unit(unit) or "day"]


def without_spans(text: str) -> str:
    """The text with its lengths of time blanked, which name no day."""
    for span in list(find_spans(text)):
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _unit(name: str) -> str | None:
    one = name.lower().removesuffix("s")
    one = _NAMES.get(one, one)
    return one if one in _DAYS else None


def _lasts(text: str, start: int, end: int) -> bool:
    return not (_NO_LENGTH.search(text[:start]) or _OVER.match(text, end))
