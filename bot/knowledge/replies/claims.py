"""The figures of a text with what they are of: money, percent, counts with units, dates, times,
limits; in digits and in words. Both answers and their sources are read by this, so that what is
quoted word for word has the same claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal

from bot.knowledge.words import fold, number, stem

Kind = Literal["money", "percent", "number", "date", "time", "code", "limit"]

_CONTEXT = 3  # words after a number that say what it counts
_MONTHS = {
    name: n
    for n, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sept sep", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted((name.capitalize() for name in _MONTHS), key=len, reverse=True))
_SIGNS = {
    "$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "jp¥": "JPY", "₹": "INR",
    "dollar": "USD", "dollars": "USD", "bucks": "USD", "euro": "EUR", "euros": "EUR",
    "pound": "GBP", "pounds": "GBP", "ca$": "CAD", "c$": "CAD", "a$": "AUD", "au$": "AUD",
    "nz$": "NZD", "hk$": "HKD", "cn¥": "CNY", "mx$": "MXN", "r$": "BRL", "sg$": "SGD",
    "francs": "CHF", "cents": "cent", "pence": "penny", "₩": "KRW", "₪": "ILS", "₫": "VND",
}  # fmt: skip
_CODES = (
    "USD|EUR|GBP|CHF|JPY|CAD|AUD|NZD|INR|SEK|NOK|DKK|PLN|CZK|HUF|CNY|HKD|SGD|MXN|BRL|ZAR|KRW|ILS"
    "|TRY|AED|THB"
)
_NUMBER = (
    r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
)
_SCALE = {
    "k": 1000, "thousand": 1000, "m": 10**6, "million": 10**6, "mn": 10**6, "bn": 10**9,
    "billion": 10**9,
}  # fmt: skip
_SCALED = r"(?:\s?(?:thousand|million|billion)|k)\b"
_SCALED_MONEY = r"(?:\s?(?:thousand|million|billion|bn|mn)|k|m)\b"  # "7.5 m" is a length
_SIGN = r"(?:US|CA|C|AU|A|NZ|HK|CN|JP|MX|R|SG)?[$€£¥₹₩₪₫]"
_WORDS = {
    word: Decimal(n)
    for n, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty""".split()  # noqa: SIM905 - word list
    )
} | {
    "thirty": Decimal(30), "forty": Decimal(40), "fifty": Decimal(50), "sixty": Decimal(60),
    "seventy": Decimal(70), "eighty": Decimal(80), "ninety": Decimal(90),
}  # fmt: skip
_TIMES = {"hundred": 100, "thousand": 1000, "million": 10**6, "dozen": 12}
_SPELLED = "|".join(sorted((*_WORDS, *_TIMES), key=len, reverse=True))
# Figures that are words of their own.
_PARTS = r"half|thirds?|quarters?|twice|double|triple|tripled|doubled|couple|once"
_UNITS = r"(?:second|minute|hour|day|night|week|month|year|user|seat|person|percent|per cent)s?"
LIMITS = {
    "unlimited": r"unlimited|limitless|no limits?|without (?:a )?limits?|any number|as many",
    "free": r"free|gratis|no (?:extra |additional )?(?:charge|cost|fee)|at no cost|complimentary",
    "never": r"never",
    "always": r"always|at all times",
    "forever": r"forever|for life|lifetime",
    "guaranteed": r"guarantee[ds]?|guaranteeing",
}
_LIMIT = "|".join(f"(?P<limit_{name}>{words})" for name, words in LIMITS.items())

_TOKEN = re.compile(
    rf"""(?P<link>https?://\S+|www\.\S+|[^\s@<>()]+@[^\s@<>()]+\.\w+)
    |(?P<iso>(?<![\d-])(?P<iy>\d{{4}})-(?P<im>\d\d)-(?P<id>\d\d)(?!\d))
    |(?P<dmy>(?<!\d)(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\ of)?\s+(?P<m1>{_MONTH})\b\.?
      (?:,?\s+(?P<y1>\d{{4}})\b)?)
    |(?P<mdy>\b(?P<m2>{_MONTH})\b\.?\s+(?:(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:\d)
      (?:,?\s+(?P<y2>\d{{4}})\b)?|(?P<y3>\d{{4}})\b))
    |(?P<time>(?<![\d.,])\d{{1,2}}(?::\d\d(?!\d)(?:\s?[AaPp]\.?[Mm]\b\.?)?|\s?[AaPp]\.?[Mm]\b\.?))
    |(?P<phone>(?<![\w.])\+?\(?\d[\d()]*(?:[\s./-]\(?\d+\)?){{2,}}(?!\w|[.,]\d))
    |(?P<money>(?P<s1>{_SIGN})\s?(?P<n1>{_NUMBER})(?P<k1>{_SCALED_MONEY})?
      |\b(?P<s2>{_CODES})\s?(?P<n2>{_NUMBER})(?P<k2>{_SCALED_MONEY})?
      |(?<![\w.,])(?P<n3>{_NUMBER})(?P<k3>{_SCALED_MONEY})?\s?
       (?P<s3>{_SIGN}|(?:{_CODES}|dollars?|euros?|pounds|francs|bucks|cents|pence)\b))
    |(?P<percent>(?<![\w.,])(?P<n4>{_NUMBER})\s?(?:%|per\s?cent\b|percent\b))
    |(?P<wordpercent>\b(?:{_SPELLED})(?:[\s-](?:{_SPELLED}))*\s(?:per\s?cent|percent)\b)
    |(?P<code>(?<![\w.,])(?=[\w./+-]*\d)(?=[\w./+-]*[^\W\d_/+-])(?!(?:{_NUMBER})[\s-]?(?:k|m|bn)?\b)
      (?!\d+(?:\.\d+)?-[^\W\d_])[\w]+(?:[./+-]\w+)*|\b\d+/\d+\b)
    |(?P<num>(?<![\w.,])(?P<n5>{_NUMBER})(?P<k5>{_SCALED})?(?![\w]|\.\d))
    |(?P<spelled>\b(?:a\s+)?(?:{_SPELLED})(?:(?:\s+and)?[\s-](?:{_SPELLED}))*\b)
    |(?P<part>\b(?:{_PARTS})\b)
    |(?P<limit>\b(?:{_LIMIT})\b)
    |(?P<digits>\d+)""",
    re.VERBOSE | re.IGNORECASE,
)
_ATTACHED = re.compile(rf"(?P<n>{_NUMBER})(?P<unit>[^\W\d_]+)$")
_AFTER = re.compile(r"[^\S\n]*-?[^\S\n]*(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)")
_BEFORE = re.compile(r"(?P<word>[^\W_]+)[\s-]*$")
_MINUS = re.compile(r"(?:^|[\s(|:])[-−]$")  # "-40 °C" is below zero, "5-10" is not
_PER = re.compile(
    r"\s*(?:/\s*|(?:per|a|an|each|every|for each|for every)\s+)(?:[\d,]+\s+)?(?P<word>[^\W\d_]+)",
    re.IGNORECASE,
)
_BILLED = re.compile(
    r"[\s,(]*(?:when |if )?(?:billed|paid|invoiced)\s+"
    r"(?:(?P<year>yearly|annually)|(?P<month>monthly))\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[*`~]+|(?<!\w)_+|_+(?!\w)|</?[A-Za-z][^<>]*>")
_BORDER = re.compile(r"[^\S\n]*\n\s*(?=[-*+•|#>]|\d+[.)]\s)|\n\s*\n")


@dataclass(frozen=True)
class Claim:
    """One figure.

    `value` is a number, (year, month, day) with None for what is not said, minutes of the day, or
    text; `unit` a currency, or empty; `per` the stems of what money is for and `billed` how it is
    paid ("month", "year"), where that is said; `after` and `before` are the stems of the words
    around a number; `cut`: the text breaks off behind it.
    """

    kind: Kind
    value: Decimal | tuple[int | None, ...] | str
    text: str
    unit: str = ""
    per: frozenset[str] = frozenset()
    billed: str = ""
    after: tuple[str, ...] = ()
    before: str = ""
    cut: bool = False


def claims(text: str) -> list[Claim]:
    """Every figure of a text, in order."""
    plain = _plain(text)
    return [claim for match in _TOKEN.finditer(plain) for claim in _claim(match, plain)]


@lru_cache(maxsize=4096)
def standing_claims(text: str) -> tuple[Claim, ...]:
    """The same of a text that is looked at for every message; not for what visitors write, which
    would be kept longer than they are told."""
    return tuple(claims(text))


def base(word: str) -> str:
    """A word as claims compare it: its stem, of units such as "kgs" too."""
    found = stem(fold(word))
    return found[:-1] if len(found) == 3 and found.endswith("s") else found


def _plain(text: str) -> str:
    """The text without Markdown; a line that goes on the one before is joined to it."""
    text = _MARKS.sub("", _LINK.sub(r"\1", text))
    return re.sub(r"(?<![\n|])\n(?![\n|])", " ", _BORDER.sub(" | ", text))


def _claim(match: re.Match[str], text: str) -> Iterator[Claim]:
    shown = match.group().strip()
    kind = match.lastgroup or ""
    if match["iso"] or match["dmy"] or match["mdy"]:
        yield Claim("date", _date(match), shown)
    elif match["time"]:
        yield Claim("time", Decimal(_minutes(match["time"])), shown)
    elif match["money"]:
        yield _money(match, text, shown)
    elif match["percent"]:
        yield Claim("percent", _decimal(match["n4"]), shown)
    elif match["wordpercent"]:
        yield Claim("percent", _spelled(match["wordpercent"]), shown)
    elif match["num"]:
        below = _MINUS.search(text[max(0, match.start() - 2) : match.start()])
        value = _decimal(match["n5"], match["k5"])
        yield _number(match, text, -value if below else value, shown)
    elif match["spelled"]:
        yield from _in_words(match, text, shown)
    elif match["code"]:
        attached = _ATTACHED.match(shown)
        if attached:
            yield Claim(
                "number",
                _decimal(attached["n"]),
                shown,
                after=(base(attached["unit"]), *_after(text, match.end())[: _CONTEXT - 1]),
                before=_before(text, match.start()),
            )
        else:
            yield Claim("code", fold(shown), shown)
    elif match["link"] or match["phone"] or match["digits"]:
        if any(c.isdigit() for c in shown):
            yield Claim("code", re.sub(r"[\s().-]", "", fold(shown)), shown)
    elif match["part"]:
        if fold(shown) != "once":
            yield Claim("limit", stem(fold(shown)), shown)
    elif match["limit"]:
        name = kind.removeprefix("limit_")
        yield Claim("limit", name if name in LIMITS else _limit(shown), shown)


def _limit(shown: str) -> str:
    return next(name for name, words in LIMITS.items() if re.fullmatch(words, shown, re.IGNORECASE))


def _in_words(match: re.Match[str], text: str, shown: str) -> Iterator[Claim]:
    """A number in words; "one" counts only where a unit follows, as it is mostly a pronoun."""
    value = _spelled(shown)
    lone = fold(shown) in ("one", "zero")
    if lone and not re.match(rf"[\s-]+{_UNITS}\b", text[match.end() :], re.IGNORECASE):
        return
    yield _number(match, text, value, shown)


def _number(match: re.Match[str], text: str, value: Decimal, shown: str) -> Claim:
    after = _after(text, match.end())
    rest = text[match.end() :].lstrip()
    return Claim(
        "number",
        value,
        shown,
        after=after,
        before=_before(text, match.start()),
        cut=rest.startswith("…") or (len(after) < _CONTEXT and _cut(text, match.end())),
    )


def _cut(text: str, end: int) -> bool:
    return bool(re.match(r"[^.,;:|()]*…", text[end:]))


def _money(match: re.Match[str], text: str, shown: str) -> Claim:
    n = match["n1"] or match["n2"] or match["n3"]
    k = match["k1"] or match["k2"] or match["k3"]
    sign = fold(match["s1"] or match["s2"] or match["s3"])
    per: set[str] = set()
    end = match.end()
    while following := _PER.match(text, end):
        per.add(base(following["word"]))
        end = following.end()
    billed = _BILLED.match(text, end)
    return Claim(
        "money",
        _decimal(n, k),
        shown,
        unit=_SIGNS.get(sign, sign.upper()),
        per=frozenset(per),
        billed=(billed.lastgroup or "") if billed else "",
    )


def _date(match: re.Match[str]) -> tuple[int | None, ...]:
    if match["iso"]:
        return int(match["iy"]), int(match["im"]), int(match["id"])
    month = _MONTHS[fold(match["m1"] or match["m2"])]
    day = match["d1"] or match["d2"]
    year = match["y1"] or match["y2"] or match["y3"]
    return int(year) if year else None, month, int(day) if day else None


def _minutes(text: str) -> int:
    plain = fold(text).replace(".", "").replace(" ", "")
    late = plain.endswith("pm")
    hours, _, minutes = plain.rstrip("apm").partition(":")
    hour = int(hours) % 12 if plain.endswith(("am", "pm")) else int(hours)
    return (hour + (12 if late else 0)) * 60 + int(minutes or 0)


def _decimal(text: str, scale: str | None = None) -> Decimal:
    try:
        value = number(text)
    except InvalidOperation:  # pragma: no cover - the pattern lets only numbers through
        return Decimal(0)
    return (value * _SCALE.get(fold(scale or "").strip(), 1)).normalize()


def _spelled(text: str) -> Decimal:
    """A number in words: "twenty-five", "two hundred", "a dozen"."""
    total, current = Decimal(0), Decimal(0)
    for word in re.findall(r"[a-z]+", fold(text)):
        if word in _WORDS:
            current += _WORDS[word]
        elif word in _TIMES:
            current = (current or Decimal(1)) * _TIMES[word]
            if _TIMES[word] >= 1000:
                total, current = total + current, Decimal(0)
    return (total + current).normalize()


def _after(text: str, end: int) -> tuple[str, ...]:
    found: list[str] = []
    while len(found) < _CONTEXT and (match := _AFTER.match(text, end)):
        found.append(base(match["word"]))
        end = match.end()
    return tuple(found)


def _before(text: str, start: int) -> str:
    match = _BEFORE.search(text[max(0, start - 40) : start])
    return base(match["word"]) if match else ""
