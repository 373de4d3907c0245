"""Time in a question: for how long something is wanted, and by what time it is priced."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.knowledge.question.numbers import ANY, NUMBER, number_of

Time = tuple[int, str]  # how many, and of what: "week"

_UNIT = (
    r"(?P<hour>hours?|hrs?|h)|(?P<day>days?)|(?P<night>nights?)|(?P<week>weeks?|wks?)"
    r"|(?P<fortnight>fortnights?)|(?P<month>months?|mths?)|(?P<quarter>quarters?)"
    r"|(?P<year>years?|yrs?)"
)
_TIME = re.compile(
    rf"(?<![\w.,])(?P<lead>half\s+an?\s+|(?P<minus>[-−]|minus\s+)?"
    rf"(?:(?P<n>{ANY})(?:\s+of)?|(?P<one>\bfor\s+(?:a|an|the|one)(?:\s+(?:whole|full|entire))?))"
    rf"[\s-]*)(?:{_UNIT})\b(?!\s+(?:warranty|guarantee|trial))"
)
_NOT_WANTED = re.compile(
    r"\b(?:within|after|every|last|past|next|first|about every|(?<!for )in(?= \d))\s*$"
)
AGE = re.compile(
    rf"\b(?:aged?\s+(?:{NUMBER})|(?:{NUMBER})[\s-]*(?:years?|yrs?|months?|weeks?|y)[\s/-]*"
    r"(?:old|o)s?)\b"
)
_TOLD_AGE = re.compile(
    r"\b(?:who(?:'s| is| are)|he(?:'s| is)|she(?:'s| is)|they(?:'re| are)|son(?:'s| is| of)?"
    r"|daughter(?:'s| is| of)?|kid(?:'s| is)?|child(?:'s| is| of)?|boy(?:'s| is| of)?"
    rf"|girl(?:'s| is| of)?|i'm|i am)\s+(?P<n>{ANY})(?:\s+and\s+(?P<m>{ANY}))?"
    r"(?!\s*(?:%|[a-z]+ed\b|people|of\b|km|kg|minutes|hours|days|weeks|months|cm|m\b))"
)
# "daily backups" is no way to pay.
_NOT_OF = (
    r"\b(?!\s+(?!pric|rate|cost|bill|plan|pay|fee|charge|hire|rent|subscri|member|instead|contract"
    r"|for|or|and|vs|v\b|is|are|i\b|we\b|if|it\b|with|on\b|in\b|to\b|than|versus|total|then|please"
    r"|how|what|compared|basis|cheaper|save|saving|discount|term|option|would|do|does|please)[a-z])"
)
_EACH = r"(?:per|each|every|an?|the|/)\s*"
_THAT = r"(?<!\bthis )(?<!\blast )(?<!\bnext )(?<!\bpast )"  # "this month" is when, not by what
_PERIODS = {
    "hour": re.compile(rf"(?:\b|(?=/)){_EACH}(?:hour|hr|h)\b|\bhourly\b{_NOT_OF}"),
    "day": re.compile(rf"(?:\b|(?=/)){_EACH}day\b|\bdaily\b{_NOT_OF}"),
    "night": re.compile(rf"(?:\b|(?=/)){_EACH}night\b|\bnightly\b{_NOT_OF}"),
    "week": re.compile(rf"(?:\b|(?=/)){_EACH}(?:week|wk)\b|\bweekly\b{_NOT_OF}"),
    "quarter": re.compile(rf"(?:\b|(?=/)){_EACH}quarter\b|\bquarterly\b{_NOT_OF}"),
    "year": re.compile(
        rf"\b(?:(?:yearly|annual){_NOT_OF}|annually|{_THAT}year|per annum|p\.?a\.?|per yr|yr)(?!\w)"
        rf"|/\s*y(?:ea)?r\b"
    ),
    "month": re.compile(rf"\b(?:monthly{_NOT_OF}|{_THAT}month|per mo|mo)\b|/\s*m(?:o(?:nth)?)?\b"),
}
# "9 pm" is a time of day, "the pm" somebody.
_SHORT_PERIOD = re.compile(
    r"(?<![\w.])(?:p(?P<cm>cm|w)|p/(?P<slash>[whdnm])|(?P<person>pp)p(?P<each>[whdnm])"
    r"|(?<!\d)(?<!\d )(?<!\bthe )(?<!\ba )(?<!\byour )(?<!\bour )p(?P<m>m)"
    r"(?=\W*$|\s+(?:for|with|inc\w*|on|if|and)\b))(?!\w)"
)
_LETTERS = {"c": "month", "m": "month", "h": "hour", "w": "week", "d": "day", "n": "night"}
_INTO: dict[tuple[str, str], int] = {
    ("fortnight", "week"): 2, ("week", "day"): 7, ("fortnight", "day"): 14, ("year", "month"): 12,
    ("quarter", "month"): 3, ("year", "quarter"): 4, ("hour", "minute"): 60,
}  # fmt: skip
WORDS = frozenset(["hour", "day", "night", "week", "month", "quarter", "year"])
_NAMES = WORDS | {"fortnight"}
# Parts of an hour and hours with a part, which only minutes say in whole numbers.
_HALVES = r"(?:and\s+a\s+half|1/2|½)"
_IN_MINUTES = re.compile(
    rf"\b(?P<three>three|3)[\s-]+quarters?\s+of\s+an\s+hour\b|\b(?:a\s+)?quarter\s+of\s+an\s+hour\b"
    rf"|\b(?P<half>half)[\s-]+(?:an?[\s-]+)?hour\b"
    rf"|\b(?P<n>{ANY}|an?)\s+(?:hours?\s+{_HALVES}|{_HALVES}\s+hours?)(?!\w)"
    rf"|(?<![\w.,])(?P<part>\d+[.,]\d{{1,2}})\s*(?:hours?|hrs?|h)\b"
    rf"|(?<![\w.,])(?P<h>{ANY}|an?)\s*(?:hours?|hrs?|h)\s*(?:and\s+)?(?P<m>\d{{1,2}}|{ANY})"
    r"(?:\s*min(?:ute)?s?|m)?(?!\s*\w|[.,]?\d)"
    rf"|(?<![\w.,])(?P<hh>{ANY}|an?)\s*(?:hours?|hrs?|h)\s*(?:and\s+)?(?P<mm>\d{{1,2}}|{ANY})"
    r"\s*(?:min(?:ute)?s?|m)\b"
)
_MINUTES = re.compile(r"(?<=\d)\s*mins?\b|(?<=[a-z] )mins\b")
_MOST = 36_500  # of anything: a hundred years of days


def periods_spelled(plain: str) -> str:
    """A folded text with what a price is by written out: "£95 pw", "680 pcm", "pppn"."""

    def spelled(match: re.Match[str]) -> str:
        person = " per person" if match["person"] else ""
        letter = next(match[name] for name in ("cm", "slash", "each", "m") if match[name])
        return f"{person} per {_LETTERS[letter[0]]}".lstrip()

    return _SHORT_PERIOD.sub(spelled, plain)


def in_minutes(plain: str) -> str:
    """A folded text with parts of an hour as minutes, and these written out: "half an hour", "1.5
    hours", "20 min"."""

    def counted(match: re.Match[str]) -> str:
        part = (match["part"] or "").replace(",", ".")
        hours = part or match["n"] or match["h"] or match["hh"]
        if not hours:
            return f"{45 if match['three'] else 30 if match['half'] else 15} minutes"
        besides = match["m"] or match["mm"]
        more = number_of(besides) if besides else 0 if part else 30
        count = (Decimal(1) if hours in ("a", "an") else number_of(hours)) * 60 + more
        return f"{count.normalize():f} minutes" if count == int(count) else match.group()

    return _MINUTES.sub(" minutes", _IN_MINUTES.sub(counted, plain))


def time_in(rest: str) -> tuple[Time | None, bool, str]:
    """The time asked about, whether one was named that cannot be (0, half, negative), and the
    text without it."""
    for match in _TIME.finditer(rest):
        if _NOT_WANTED.search(rest[: match.start()]):
            continue
        unit = next(name for name, text in match.groupdict().items() if text and name in _NAMES)
        one = bool(match["one"])
        if one and unit in ("month", "year", "quarter"):
            continue  # "for a year" is a way to pay
        without = f"{rest[: match.start()]} {rest[match.end() :]}"
        if match["lead"].startswith("half"):
            return ((6, "month"), False, without) if unit == "year" else (None, True, without)
        count = Decimal(1) if one else number_of(match["n"])
        if match["minus"] or count != int(count) or not 0 < count <= _MOST:
            return None, True, without
        if unit == "fortnight":
            return (int(count) * 2, "week"), False, without
        return (int(count), unit), False, without
    return None, False, rest


def ages_in(plain: str) -> list[int]:
    """The ages of people that a folded text tells: "my daughter is 13", "a 6 year old"."""
    texts = [one for match in _TOLD_AGE.finditer(plain) for one in match.groups() if one]
    texts += [n for match in AGE.finditer(plain) for n in re.findall(NUMBER, match.group())]
    ages = [int(number_of(text)) for text in texts if "." not in text]
    return [age for age in dict.fromkeys(ages) if 0 < age < 110]


def own_times(rest: str, name: str) -> tuple[tuple[Time | None, ...], str]:
    """The time that stands with each `name`, for "3 weeks of § and 2 nights of §", and the text
    without them; empty where fewer than two names have one."""
    parts = rest.split(name)
    found = [time_in(part) for part in parts]
    known = [at for at, (time, _, _) in enumerate(found) if time]
    if len(parts) < 3 or len(known) < 2:
        return (), rest
    times = [time for time, _, _ in found]
    own = times[:-1] if times[0] else times[1:]
    return tuple(own), name.join(without for _, _, without in found)


def period_in(rest: str) -> str | None:
    """By what time a price is asked for: hour, day, week, month, quarter, year."""
    return next((name for name, said in _PERIODS.items() if said.search(rest)), None)


def in_units(time: Time, unit: str) -> int | None:
    """A time in whole units: two weeks are 14 days; None when it does not come out even."""
    count, of = time
    if of == unit:
        return count
    if (of, unit) in _INTO:
        return count * _INTO[of, unit]
    size = _INTO.get((unit, of))
    return count // size if size and count % size == 0 else None


def spoken_times(text: str) -> list[int]:
    """The figures that a time in a folded text stands for: "2 weeks" is 2 weeks or 14 days."""
    time, _, _ = time_in(text)
    if time is None:
        return []
    found = [in_units(time, unit) for unit in (*sorted(WORDS), "minute")]
    return [count for count in found if count is not None]
