"""Periods of the calendar by name, and the day that is meant of them: "mid June", "before Q2"."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

_MONTHS = {
    name: at + 1
    for at, names in enumerate(
        [
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ]
    )
    for name in names.split()
}
_SHORT = {"wk": "week", "mth": "month", "mnth": "month"}
_SEASONS = {"spring": 5, "summer": 8, "fall": 11, "autumn": 11, "winter": 2}  # last month of each
# Where it is summer at Christmas.
_SOUTH = frozenset(
    ["AR", "AU", "BO", "BR", "BW", "CL", "MG", "MZ", "NA", "NZ", "PE", "PY", "UY", "ZA", "ZM", "ZW"]
)
_HOLIDAYS = {
    "christmas": (12, 25),
    "xmas": (12, 25),
    "new year": (1, 1),
    "new years": (1, 1),
    "new year's": (1, 1),
    "thanksgiving": (11, 26),
    "the holidays": (12, 24),
}
# No two ways to read the same words and few of them: more would let a long message take minutes.
_LEAD = (
    r"(?P<lead>(?:(?:by|before|until|till|not|after|around|sometime|some|time|during|within|in"
    r"|from|early|late|mid|end|(?:start|beginning)(?=\s+of\b)|middle|at|the|latest|later|of|for"
    r"|on|about|"
    r"roughly|probably|maybe|ideally|hopefully)[\s-]{1,3}){0,6})"
)
_MONTH_WORDS = "|".join(sorted(_MONTHS, key=len, reverse=True))
_PERIOD = re.compile(
    rf"\b{_LEAD}(?:"
    r"q(?P<quarter>[1-4])(?:\s*,?\s*(?:of\s+)?'?(?P<qyear>20\d\d|(?<!,)(?<!, )\d\d(?!\s*[a-z%])))?"
    r"|(?P<first>first|second|third|fourth|1st|2nd|3rd|4th|last) quarter"
    r"(?:\s*(?:of\s+)?(?P<fyear>20\d\d))?"
    r"|(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th) week (?:of|in) "
    rf"(?P<nmonth>{_MONTH_WORDS})\b(?:\s*(?P<nyear>20\d\d))?"
    r"|(?P<half>[12]h|h[12]|(?:first|second) half of (?:the|next) year)(?:\s*(?P<hyear>20\d\d))?"
    r"|(?P<which>this|next|nxt|coming|current|the following)\s+(?P<unit>week|wk|month|mn?th|quarter"
    rf"|year|weekend|spring|summer|fall|autumn|winter|(?:{_MONTH_WORDS})\b)"
    r"|(?P<endof>eo[ymqw]|year[- ]end|month[- ]end|(?:the\s+)?(?:week|month|quarter|year))"
    r"(?:'s end)?"
    r"|(?P<day1>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?"
    rf"(?P<month1>{_MONTH_WORDS})\b\.?(?:,?\s*(?P<dyear1>20\d\d))?"
    rf"|(?P<month>{_MONTH_WORDS})\b\.?(?:\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|:))?"
    r"(?:,?\s*'?(?P<dyear>20\d\d))?"
    r"|(?P<season>spring|summer|fall|autumn|winter)(?:\s+(?P<syear>20\d\d))?"
    r"|(?P<holiday>christmas|xmas|new year'?s?|thanksgiving|the holidays|easter)"
    r"|(?P<year>20[2-4]\d)"
    r")\b",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:by|before)\b", re.IGNORECASE)
_THROUGH = re.compile(r"\b(?:through|thru)(?: to)?\s+$", re.IGNORECASE)
_ENDS = re.compile(r"eo|year[- ]|month[- ]", re.IGNORECASE)
_PART_OF = re.compile(r"\b(?:end|start|mid|middle|late|begin\w*|early|within)\b", re.IGNORECASE)
_BEFORE = re.compile(r"\bbefore\b", re.IGNORECASE)
_NOT_BEFORE = re.compile(r"\bnot\s+(?:before|until|till)\b", re.IGNORECASE)
_AFTER = re.compile(r"(?<!not )\bafter\b", re.IGNORECASE)
_NOT_IN = re.compile(r"\bnot\s+(?:in\s+|within\s+|during\s+)?$", re.IGNORECASE)
_MONTH_LONG = 30  # days between the first and the last of the longest month
_END_WORD = re.compile(r"\b(?:end|late|later)\b", re.IGNORECASE)
_EARLY = re.compile(r"\b(?:early|start|beginning)\b", re.IGNORECASE)
# Behind "this may", where it is no month: anything that does not go on with a date.
_DOES = re.compile(
    r"\s+(?!(?:or|and|if|at|please|for|to|with|when|but|so|because|ideally|hopefully|latest"
    r"|would|we|i"
    r"|is|as|in|on|by|the)\b)[a-z]"
)
_MID = re.compile(r"\b(?:mid|middle)\b", re.IGNORECASE)


def find_period(text: str, today: date, region: str = "US") -> tuple[int, int, date] | None:
    """Where the first period named in `text` begins and ends there, and the latest day that may be
    meant by it; None where none is named, or only one that is over."""
    first: tuple[int, int, date] | None = None
    for match in _PERIOD.finditer(text):
        if _THROUGH.search(text, 0, match.start()):
            continue  # until then it is had, not from then on
        lead = text[match.start() : match.start() + len(match[0])]
        if match["month"] in {"may", "mar", "sat"} and not match["lead"] and not match["day"]:
            continue  # "we may" is no month
        if match["unit"] == "may" and _DOES.match(text[match.end() :]):
            continue  # "this may be odd"
        if match["endof"] and not _ENDS.match(match["endof"]) and not _PART_OF.search(lead):
            continue  # "the month" by itself is no time, "end of the month" is
        day = _day(match, lead, today, region in _SOUTH)
        if day is None:
            continue
        if first is None:
            first = match.start(), match.end(), day
            if match["lead"]:
                break
        elif _BY.match(match["lead"] or ""):
            # "Opens October, on site by the end of August": what it is to be ready by counts.
            return match.start(), match.end(), day
    return first


def _day(match: re.Match[str], lead: str, today: date, south: bool) -> date | None:
    """The latest day of the period matched, or its first when it is "before"."""
    period = _period(match, today, south)
    if period is None:
        return None
    first, last = period
    if _AFTER.search(lead):
        later: date = last + relativedelta(months=1)
        return later
    if first == last:
        return first
    days = (last - first).days
    of_month = days <= _MONTH_LONG and first.day == 1
    if _MID.search(lead):
        return first.replace(day=15) if of_month else first + timedelta(days=days // 2)
    if _EARLY.search(lead):
        return first.replace(day=10) if of_month else first + timedelta(days=days // 4)
    if _NOT_BEFORE.search(lead):
        return last
    if _BEFORE.search(lead) and not _END_WORD.search(lead) and first > today:
        return first - timedelta(days=1)
    return last


def _period(match: re.Match[str], today: date, south: bool) -> tuple[date, date] | None:
    if match["quarter"] or match["first"]:
        quarter = int(match["quarter"] or "1234"[_order(match["first"])])
        said = match["qyear"] or match["fyear"]
        year = _year(said) or (today.year + (_months(today.year, quarter * 3) < today))
        return date(year, quarter * 3 - 2, 1), _months(year, quarter * 3)
    if match["nth"]:
        whole = _in_month(_MONTHS[match["nmonth"].lower()], None, _year(match["nyear"]), today)
        if whole is None:
            return None
        at = _order(match["nth"])
        last = match["nth"].lower() == "last"
        begins = whole[1] - timedelta(days=6) if last else whole[0] + timedelta(weeks=at)
        ends = begins + timedelta(days=6)
        if ends < today and not match["nyear"]:
            begins, ends = begins + relativedelta(years=1), ends + relativedelta(years=1)
        return begins, ends
    if match["half"]:
        second = "2" in match["half"] or "second" in match["half"].lower()
        ahead = "next" in match["half"].lower()
        year = _year(match["hyear"]) or today.year + ahead
        if not match["hyear"] and not ahead and _months(year, 12 if second else 6) < today:
            year += 1
        return date(year, 7 if second else 1, 1), _months(year, 12 if second else 6)
    if match["which"]:
        following = match["which"].lower() not in {"this", "current"}
        following |= _NOT_IN.search(match["lead"] or "") is not None  # "not this year"
        unit = match["unit"].lower()
        return _relative(_SHORT.get(unit, unit), following, today, south)
    if match["endof"]:
        unit = {"y": "year", "m": "month", "q": "quarter", "w": "week"}[
            re.sub(r"^eo|^the\s+", "", match["endof"].lower())[0]
        ]
        period = _relative(unit, False, today, south)
        starting = re.search(r"start|begin|early|mid", match[0], re.IGNORECASE)
        return period if starting or period is None else (period[1], period[1])
    if month := match["month"] or match["month1"]:
        return _in_month(
            _MONTHS[month.lower()],
            match["day"] or match["day1"],
            _year(match["dyear"] or match["dyear1"]),
            today,
        )
    if match["season"]:
        return _season(match["season"].lower(), _year(match["syear"]), today, south)
    if match["holiday"]:
        name = match["holiday"].lower()
        this_year, next_year = (_holiday(name, today.year + ahead) for ahead in (0, 1))
        day = this_year if this_year >= today else next_year
        return day, day
    year = int(match["year"])
    return (date(year, 1, 1), date(year, 12, 31)) if year >= today.year else None


def _holiday(name: str, year: int) -> date:
    if name == "easter":
        sunday: date = easter(year)
        return sunday
    month, day = _HOLIDAYS[name]
    return date(year, month, day)


def _order(word: str) -> int:
    return {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2}.get(word.lower(), 3)


def _year(said: str | None) -> int | None:
    return int(said) + (2000 if len(said) == 2 else 0) if said else None


def _months(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def _relative(unit: str, following: bool, today: date, south: bool) -> tuple[date, date] | None:
    if unit.startswith("week"):
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=following)
        return monday, monday + timedelta(days=6)
    if unit == "year":
        year = today.year + following
        return date(year, 1, 1), date(year, 12, 31)
    if unit in _MONTHS:
        return _in_month(_MONTHS[unit], None, None, today)
    if unit in _SEASONS:
        return _season(unit, None, today, south)
    if unit == "month":
        at = today.year * 12 + today.month - 1 + following
        return date(at // 12, at % 12 + 1, 1), _months(at // 12, at % 12 + 1)
    at = today.year * 4 + (today.month - 1) // 3 + following
    return date(at // 4, at % 4 * 3 + 1, 1), _months(at // 4, at % 4 * 3 + 3)


def _in_month(
    month: int, day: str | None, year: int | None, today: date
) -> tuple[date, date] | None:
    chosen = year or today.year + (month < today.month)
    if day is None:
        return date(chosen, month, 1), _months(chosen, month)
    try:
        exact = date(chosen, month, int(day))
        if year is None and exact < today:
            exact = exact.replace(year=chosen + 1)
    except ValueError:
        return None
    return exact, exact


def _season(season: str, year: int | None, today: date, south: bool) -> tuple[date, date]:
    month = _SEASONS[season]
    if south:
        month = (month + 5) % 12 + 1  # half a year on
    chosen = year or today.year + (month < today.month)
    first = date(chosen - (month < 3), (month - 3) % 12 + 1, 1)
    return first, _months(chosen, month)
