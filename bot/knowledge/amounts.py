"""Amounts in a question: budget, quantity, time, currency and country."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from babel import Locale

from bot.knowledge.names import split
from bot.knowledge.words import fold, stem

PEOPLE = frozenset(
    stem(word)
    for word in """user seat person people member employee agent colleague license licence head
    staff worker rep teammate us student driver developer""".split()  # noqa: SIM905 - word list
)
ITSELF = "§"  # stands for a product's name, also as what a quantity counts
SMALL = {
    word: n
    for n, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty""".split()  # noqa: SIM905 - word list
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "dozen": 12, "couple": 2}
_CURRENCY_WORDS = {
    "$": None, "usd": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP",
    "gbp": "GBP", "pounds": "GBP", "sterling": "GBP", "chf": "CHF", "francs": "CHF", "¥": "JPY",
    "yen": "JPY", "jpy": "JPY", "cad": "CAD", "aud": "AUD", "inr": "INR", "rupees": "INR",
    "sek": "SEK", "nok": "NOK", "dkk": "DKK", "dollars": None,
}  # fmt: skip
NUMBER = r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MONEY = (
    rf"(?P<sign>[$€£¥])?\s*(?P<n>{NUMBER})\s*(?P<k>k|thousand|grand|m|million)?\b\s*"
    r"(?P<unit>usd|eur|gbp|chf|cad|aud|euros?|dollars|pounds|bucks)?"
)
_MOST = (
    r"(?:under|below|less than|cheaper than|up to|at most|max(?:imum)?(?: of)?|within|no more than"
    r"|not more than|not over|budget (?:is |of )?(?:about |around )?|around|about|<=?)"
)
_LEAST = r"(?:over|above|more than|at least|starting (?:at|from)|>=?)"
_BUDGET_MOST = re.compile(rf"{_MOST}\s*{_MONEY}")
_BUDGET_LEAST = re.compile(rf"{_LEAST}\s*{_MONEY}")
_BUDGET_SPAN = re.compile(
    rf"(?:between|from)\s*[$€£]?\s*(?P<low>{NUMBER})\s*(?P<lk>k)?\s*(?:and|to|-)\s*{_MONEY}"
)
_SPEND = re.compile(
    rf"{_MONEY}(?=.*\b(?:budget|spend|afford)\b)"
    rf"|\b(?:spend|afford|have)\s+{_MONEY.replace('?P<', '?P<x')}"
)
_SUM = re.compile(
    rf"[$€£]\s*(?P<n>{NUMBER})\s*(?P<k>k)?\b|\b(?P<m>{NUMBER})\s*(?:[$€£]|(?:usd|eur|gbp|bucks)\b)"
)
_COUNT = re.compile(
    rf"(?P<n>{NUMBER}|{'|'.join(SMALL)})\s*(?P<k>k)?[\s-]*(?:(?:more|new|active|full[- ]time) )?"
    r"(?P<noun>[^\W\d_]+)"
)
_FOR_COUNT = re.compile(
    rf"\b(?:for|of|we are|we're|were|with|have|add|buy)\s+(?:about |around |all )?"
    rf"(?P<n>{NUMBER}|{'|'.join(SMALL)})(?:\s*(?P<k>k))?"
    r"(?!\s*(?:[%$€£]|k?\s*(?:usd|eur|gbp)))\b"
)
_COUNT_OF_NAME = re.compile(
    rf"(?P<n>{NUMBER}|{'|'.join(SMALL)})\s*(?P<k>k)?\s*(?:x\s*)?(?={ITSELF})"
)
_THOUSANDS = re.compile(rf"({NUMBER})\s*(k|thousand|m|million)\b")
_TIME = re.compile(r"\s*(?:months?|years?|days?|weeks?|hours?)\b")
_NO_COUNTRY = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}
_DURATION = re.compile(rf"(?P<n>{NUMBER}|{'|'.join(SMALL)}|a)[\s-]*(?P<noun>months?|years?|yrs?)\b")


def number_of(text: str, k: str | None = None) -> Decimal:
    """A number in digits or as a small word, times what follows it ("k", "million")."""
    value = Decimal(SMALL[text]) if text in SMALL else Decimal(re.sub(r"[, ]", "", text))
    scale = {"k": 1000, "thousand": 1000, "grand": 1000, "m": 10**6, "million": 10**6}
    return value * scale.get(k or "", 1)


def spoken_numbers(text: str) -> list[Decimal]:
    """The quantities that a text means without writing their digits: "twelve", "10k", "2 years"."""
    plain = fold(text)
    found = [Decimal(SMALL[word]) for word, _ in split(text) if word in SMALL]
    found += [number_of(match[1], match[2]) for match in _THOUSANDS.finditer(plain)]
    months, _ = duration_in(plain)
    return [value.normalize() for value in (*found, *([Decimal(months)] if months else []))]


def duration_in(rest: str) -> tuple[int | None, str]:
    match = _DURATION.search(rest)
    if not match or match["n"] == "a":
        return None, rest
    count = number_of(match["n"]) * (12 if match["noun"].startswith("y") else 1)
    if count != int(count) or not 0 < count <= 1200:
        return None, rest
    return int(count), rest[: match.start()] + " " + rest[match.end() :]


def budget_in(rest: str, units: frozenset[str]) -> tuple[Decimal | None, Decimal | None, str]:
    def counts_things(end: int) -> bool:
        after = split(rest[end:])
        return bool(after) and (stem(after[0][0]) in PEOPLE | units)

    match = _BUDGET_SPAN.search(rest)
    if match and not counts_things(match.end()):
        low = number_of(match["low"], match["lk"] or match["k"])
        return number_of(match["n"], match["k"]), low, rest[: match.start()] + rest[match.end() :]
    match = _BUDGET_MOST.search(rest)
    if match and not counts_things(match.end()):
        return number_of(match["n"], match["k"]), None, rest[: match.start()] + rest[match.end() :]
    match = _BUDGET_LEAST.search(rest)
    if match and (match["sign"] or match["k"]) and not counts_things(match.end()):
        return None, number_of(match["n"], match["k"]), rest[: match.start()] + rest[match.end() :]
    match = _SPEND.search(rest)
    meant = match and any(match[g] for g in ("sign", "k", "unit", "xsign", "xk", "xunit"))
    if match and meant and not counts_things(match.end()):
        n, k = (match["n"], match["k"]) if match["n"] else (match["xn"], match["xk"])
        return number_of(n, k), None, rest[: match.start()] + rest[match.end() :]
    return None, None, rest


def sum_in(rest: str) -> tuple[Decimal | None, str]:
    """A bare sum of money, "$500" or "500$", as a budget, and the text without it."""
    match = _SUM.search(rest)
    if not match:
        return None, rest
    return number_of(match["n"] or match["m"], match["k"]), _SUM.sub(" ", rest, count=1)


def quantity_in(rest: str, units: frozenset[str]) -> tuple[int | None, str | None, str]:
    best: tuple[Decimal, str | None, re.Match[str]] | None = None
    for match in _COUNT.finditer(rest):
        noun = stem(match["noun"])
        if match["noun"] == "of" and rest[match.end() :].strip().startswith("us"):
            noun = "us"
        if noun in PEOPLE or noun in units:
            value = number_of(match["n"], match["k"])
            if best is None or value > best[0]:
                best = (value, noun, match)
    if best is None:
        before = _COUNT_OF_NAME.search(rest)
        if before:
            best = (number_of(before["n"], before["k"]), ITSELF, before)
    if best is None:
        plain = _FOR_COUNT.search(rest)
        if plain and not _TIME.match(rest[plain.end() :]):
            best = (number_of(plain["n"], plain["k"]), None, plain)
    if best is None or best[0] != int(best[0]) or not 0 < best[0] <= 10**9:
        return None, None, rest
    match = best[2]
    return int(best[0]), best[1], f"{rest[: match.start()]} for {rest[match.end() :]}"


def region_in(rest: str, question: str) -> tuple[str | None, str]:
    for name, code in _countries():
        match = name.search(rest)
        if match and not (match["name"] == "us" and not re.search(r"\bU\.?S\.?\b", question)):
            return code, f"{rest[: match.start()]} for {rest[match.end() :]}"
    return None, rest


@lru_cache(maxsize=1)
def _countries() -> tuple[tuple[re.Pattern[str], str], ...]:
    names = {
        fold(name): code
        for code, name in Locale("en").territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    }
    names |= {"uk": "GB", "britain": "GB", "great britain": "GB", "england": "GB", "usa": "US",
              "us": "US", "america": "US", "states": "US", "uae": "AE", "holland": "NL",
              "czech republic": "CZ", "turkey": "TR"}  # fmt: skip
    ordered = sorted(names.items(), key=lambda one: -len(one[0]))
    before = r"\b(?:in|for|from|to|at)\s+(?:the\s+)?"
    return tuple(
        (re.compile(rf"{before}(?P<name>{re.escape(name)})\b"), code) for name, code in ordered
    )


def currency_in(rest: str) -> tuple[str | None, str]:
    match = re.search(r"\bin\s+(us dollars?|[$€£¥]|[a-z]+)(?!\w)", rest)
    if match:
        word = "usd" if match[1].startswith("us dollar") else match[1]
        if word in _CURRENCY_WORDS:
            return _CURRENCY_WORDS[word], rest[: match.start()] + " " + rest[match.end() :]
    return None, rest
