"""When somebody wants to be called: "call me tomorrow after 3", "ring me weekdays before 10".

Pure. It is for the rep who calls, in the visitor's words, and says nothing of when they want to
buy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from bot.leads.details.timelines import find_timeline
from bot.leads.playbook.fields import Field

# Kept whatever the playbook asks for; asked only of who wants to change it.
CALL_TIME = Field(
    "call_time",
    "When to call",
    "text",
    ("When is a good time to call you?",),
    "So that the call comes when it suits you.",
)

_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_DAY = (
    r"(?:(?:the )?day after tomorrow|tom+or+ow|tmrw|today|tonight|this week|next week"
    rf"|week ?days?|week ?ends?|(?:(?:this|next|every) )?{_WEEKDAY}s?"
    r"|(?:this |every |early |late )*(?:mornings?|afternoons?|evenings?)|lunch ?times?|noon|midday"
    r"|(?:office|business|working|school) hours|any ?time|asap|as soon as (?:possible|you can)"
    r"|(?:right |straight ?)?away|right now|now|immediately)\b"
)
_HOUR = r"\d{1,2}(?:[:.h]\d{2})?(?![\d:-])"
_HALF = r"\s?(?:a\.?m\b\.?|p\.?m\b\.?|o['’]?clock|ish\b)"
_CLOCK = (
    r"(?:after|before|at|around|about|between|from|until|till?|by|past)\s+(?:(?:about|around)\s+)?"
    rf"(?:{_HOUR}(?:{_HALF})?|noon|midday|lunch(?: ?time)?\b)"
    rf"|{_HOUR}(?:{_HALF})?\s?(?:-|–|to)\s?{_HOUR}(?:{_HALF})?(?!\s*(?!and|or|on|please)[a-z%])"
    rf"|{_HOUR}{_HALF}"
    r"|(?:after|before)\s+(?:work|school|hours)\b"
    r"|in (?:an?|\d+|half an|a few|a couple of) (?:min(?:ute)?s?|hours?|hrs?)\b"
)
_ONE = (
    rf"(?:(?:not|only|except|any ?time|some ?time)\s+)*(?:{_CLOCK}"
    rf"|(?:(?:on|by|in|during|at|before|after|until|over|not)\s+)*(?:the\s+)?{_DAY})"
)
_TIMES = (
    rf"(?P<time>{_ONE}(?:\s*(?:,|-|–|&|\band\b|\bor\b|\bto\b|\bbut\b|\btill?\b|\bthrough\b)?\s*"
    rf"(?:{_ONE}|(?<=[\d\w][\s–-]){_HOUR}(?:{_HALF})?(?!\s*[a-z%])))*(?:\s+only\b)?)"
)
_ME = r"(?:me|us)"
_CALL = (
    rf"(?:call|phone|ring|text|reach|contact|try|catch)(?:ing)? {_ME}"
    r"|(?:call|ring|phone)(?:ed|ing)?[ -]?back|call ?backs?"
    rf"|(?:give|drop) {_ME} a (?:quick )?(?:call|ring|bell|buzz|shout)"
    r"|(?:someone|somebody|a rep|you) (?:to |could |can )?(?:call|ring|phone)"
    r"|(?:arrange|book|schedule|set up|want|like|need|for|expect) an? (?:quick |phone )?call"
    r"|(?:best|good|better|ideal|easiest) (?:time )?"
    rf"to (?:call|reach|ring|phone|catch)(?: {_ME})?"
    r"|(?:i['’]?m|i am|we['’]?re|we are) (?:(?:only|usually|mostly|best) )?"
    r"(?:free|available|reachable|contactable)"
)
# Between the wish and its time: how and where, politely.
_LINK = (
    r"(?:[\s,:(]+(?:back|please|pls|plz|but|on|at|via|my|this|that|the|number|mobile|mob|cell|phone"
    r"|landline|direct|line|office|work|home|desk|here|some ?time|maybe|perhaps|ideally"
    r"|preferably|is|would|be|best|and|or|text|email|if|possible|#+))*?"
)
_WISHED = re.compile(rf"\b(?:{_CALL})\b{_LINK}[\s,:(]+{_TIMES}", re.IGNORECASE)
_BEFORE = re.compile(
    rf"\b{_TIMES}\s+(?:(?:is|are|works?|would be|suits?)\s+)?"
    r"(?:(?:best|better|good|fine|ideal)\s+)?"
    r"(?:for (?:a|the|your) call|for calls|to (?:call|ring|phone|reach)(?: me)?)\b",
    re.IGNORECASE,
)
_BESIDE_NUMBER = re.compile(rf"#[\s,:(–-]*{_LINK}\s*{_TIMES}", re.IGNORECASE)
# "Tomorrow morning on 0434 555 121".
_ON_NUMBER = re.compile(
    rf"^\W*(?:(?:yes|sure|ok(?:ay)?|please|try|call|ring)[\s,]+)*{_TIMES}[\s,:–-]+"
    r"(?:(?:on|at|via|is best|works|best|my|mobile|cell|number)[\s,:]+){0,3}#",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\+?\(?\d(?:[\s().-]{0,2}\d){6,14}")
_HOURS = re.compile(r"\d|morning|afternoon|evening|week|lunch|work|school|hours", re.IGNORECASE)
_PAST = re.compile(r"\b(?:when|yesterday|tried to|didn['’]?t|nobody|no one)\b", re.IGNORECASE)
_TODAY = r"this (?:morning|afternoon|evening)|tonight"
_NAMED_DAY = re.compile(rf"\b(?:tom+or+ow|tmrw|today|{_TODAY}|{_WEEKDAY})\b", re.IGNORECASE)


@dataclass(frozen=True)
class CallTime:
    """A time to call in the visitor's words, at start:end of the text."""

    text: str
    start: int
    end: int

    def shown(self, today: date, region: str) -> str:
        """The words, with the date of a day that is named: "tomorrow after 3 (24 Nov 2026)"."""
        named = _NAMED_DAY.findall(self.text)
        if len(named) != 1:
            return self.text
        day = today if re.match(_TODAY, named[0], re.IGNORECASE) else None
        if day is None and (when := find_timeline(named[0], today, region)):
            day = when.date
        return f"{self.text} ({format_date(day, 'd MMM yyyy', locale='en')})" if day else self.text


def find_call_time(text: str) -> CallTime | None:
    """When the writer says that they want to be called."""
    marked = _NUMBER.sub(lambda number: "#" * len(number[0]), text)
    for pattern in (_WISHED, _BEFORE, _BESIDE_NUMBER, _ON_NUMBER):
        for match in pattern.finditer(marked):
            if pattern in (_BESIDE_NUMBER, _ON_NUMBER) and not _HOURS.search(match["time"]):
                continue
            start, end = match.span("time")
            if not _PAST.search(text[max(0, match.start() - 25) : end]):
                return CallTime(text[start:end].strip(" ,-–"), start, end)
    return None


def without_call_time(text: str) -> str:
    """The text with blanks in the place of a time to call, so that all else stays at its place."""
    call = find_call_time(text)
    if call is None:
        return text
    return text[: call.start] + " " * (call.end - call.start) + text[call.end :]
