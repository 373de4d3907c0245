"""Amounts in a question: budget, currency and country."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from babel import Locale

from bot.knowledge.question.counts import areas, sums, two_meant
from bot.knowledge.question.names import split
from bot.knowledge.question.numbers import NUMBER, PEOPLE, SMALL, digits, number_of
from bot.knowledge.question.signals import GENERAL
from bot.knowledge.question.times import in_minutes, spoken_times
from bot.knowledge.words import STOP_WORDS, fold, stem

DOLLARS = "$"  # dollars of whichever country
_CURRENCY_WORDS = {
    "$": DOLLARS, "dollar": DOLLARS, "dollars": DOLLARS, "bucks": DOLLARS, "usd": "USD",
    "us dollars": "USD", "us dollar": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR",
    "euros": "EUR", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP",
    "sterling": "GBP", "chf": "CHF", "franc": "CHF", "francs": "CHF", "swiss francs": "CHF",
    "¥": "JPY", "yen": "JPY", "jpy": "JPY", "cad": "CAD", "canadian dollars": "CAD", "aud": "AUD",
    "australian dollars": "AUD", "inr": "INR", "rupees": "INR", "sek": "SEK", "nok": "NOK",
    "dkk": "DKK", "kronor": "SEK", "kroner": "DKK", "pln": "PLN", "zloty": "PLN", "zlotys": "PLN",
    "czk": "CZK", "huf": "HUF", "brl": "BRL", "reais": "BRL", "mxn": "MXN", "pesos": "MXN",
    "sgd": "SGD", "nzd": "NZD", "hkd": "HKD", "cny": "CNY", "rmb": "CNY", "yuan": "CNY",
    "krw": "KRW", "won": "KRW", "zar": "ZAR", "rand": "ZAR", "aed": "AED", "dirhams": "AED",
    "ils": "ILS", "shekels": "ILS", "try": "TRY", "lira": "TRY", "bitcoin": "XBT", "btc": "XBT",
    "crypto": "XBT",
}  # fmt: skip
_CURRENCY = "|".join(
    sorted((re.escape(word) for word in _CURRENCY_WORDS if word != "try"), key=len, reverse=True)
)
_UNIT = r"euros?|usd|eur|gbp|chf|cad|aud|dollars|pounds|bucks|quid|francs"
_MONEY = (
    rf"(?P<sign>[$€£¥])?\s*(?P<n>{NUMBER})\s*(?P<k>k|thousand|grand|m|million)?\b\s*"
    rf"(?P<unit>{_UNIT})?"
)
_MOST = (
    r"(?:under|below|less than|cheaper than|up to|at most|max(?:imum)?(?: of)?|within|no more than"
    r"|not more than|not over"
    r"|budget(?:'s)?(?: (?:is|of|would be|for (?:this|it)|max(?:imum)?|around|about|roughly|maybe"
    r"|approx\w*|circa|ca|probably|say|something|like|somewhere|in the region of|limit))*[\s:=~]"
    r"|around"
    r"|(?<!what )(?<!how )about|<=?)"
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
    rf"[$€£]\s*(?P<n>{NUMBER})\s*(?P<k>k)?\b"
    rf"|(?<![\w.,])(?P<m>{NUMBER})\s*(?P<mk>k)?\s*(?:[$€£]|(?:{_UNIT}|a month|per month"
    rf"|/\s*mo(?:nth)?"
    r"|a year|per year|monthly|yearly)\b)"
)
_IN_CURRENCY = re.compile(
    rf"\bin\s+(?P<a>{_CURRENCY})(?!\w)|\b(?P<b>{_CURRENCY})\s+(?P<what>pric(?:e|es|ing)|costs?)\b"
)
_THOUSANDS = re.compile(rf"({NUMBER})\s*(k|thousand|m|million)\b")
_NO_COUNTRY = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}


def spoken_numbers(text: str) -> list[Decimal]:
    """The quantities that a text means without writing their digits: "twelve", "10k", "a week"."""
    plain = in_minutes(digits(fold(text)))
    found = [Decimal(n) for n in re.findall(r"\d+", plain) if n not in text]
    found += [Decimal(SMALL[word]) for word, _ in split(text) if word in SMALL]
    found += [number_of(match[1], match[2]) for match in _THOUSANDS.finditer(plain)]
    found += [*areas(plain), *sums(plain)]
    found += [
        Decimal(count) for count in (*spoken_times(plain), *([2] if two_meant(plain) else []))
    ]
    return [value.normalize() for value in found]


def budget_in(rest: str, units: frozenset[str]) -> tuple[Decimal | None, Decimal | None, str]:
    def counts_things(match: re.Match[str]) -> bool:
        after = split(rest[match.end() :])
        if not after:
            return False
        word = after[0][0]
        if stem(word) in PEOPLE | units:
            return True
        # "about 5000 apartments": a bare number of things is none of money
        money = any(match.groupdict().get(name) for name in ("sign", "k", "unit"))
        several = word.endswith("s") and stem(word) not in GENERAL and word not in STOP_WORDS
        return several and not money

    match = _BUDGET_SPAN.search(rest)
    if match and not counts_things(match):
        low = number_of(match["low"], match["lk"] or match["k"])
        return number_of(match["n"], match["k"]), low, rest[: match.start()] + rest[match.end() :]
    match = _BUDGET_MOST.search(rest)
    if match and not counts_things(match):
        return number_of(match["n"], match["k"]), None, rest[: match.start()] + rest[match.end() :]
    match = _BUDGET_LEAST.search(rest)
    if match and (match["sign"] or match["k"]) and not counts_things(match):
        return None, number_of(match["n"], match["k"]), rest[: match.start()] + rest[match.end() :]
    match = _SPEND.search(rest)
    meant = match and any(match[g] for g in ("sign", "k", "unit", "xsign", "xk", "xunit"))
    if match and meant and not counts_things(match):
        n, k = (match["n"], match["k"]) if match["n"] else (match["xn"], match["xk"])
        return number_of(n, k), None, rest[: match.start()] + rest[match.end() :]
    return None, None, rest


def sum_in(rest: str) -> tuple[Decimal | None, str]:
    """A bare sum of money, "$500" or "500$", as a budget, and the text without it."""
    match = _SUM.search(rest)
    if not match:
        return None, rest
    return number_of(match["n"] or match["m"], match["k"] or match["mk"]), _without(rest, match)


def _without(rest: str, match: re.Match[str]) -> str:
    """The text without a sum of money, but with the time that follows it."""
    time = re.search(r"(?:a|per|/)\s*(?:mo|month|year)$|monthly$|yearly$", match.group())
    return f"{rest[: match.start()]} {time.group() if time else ''} {rest[match.end() :]}"


def region_in(rest: str, question: str) -> tuple[str | None, str]:
    """The country asked about, EU for all of Europe's, and the text without it."""
    names, pattern = _countries()
    for match in pattern.finditer(rest):
        name = match["name"] or match["of"]
        if name == "us" and not re.search(r"\bU\.?S\.?\b", question):
            continue
        kept = "" if match["name"] else match["what"]
        return names[name], f"{rest[: match.start()]} {kept} {rest[match.end() :]}"
    return None, rest


@lru_cache(maxsize=1)
def _countries() -> tuple[dict[str, str], re.Pattern[str]]:
    names = {
        fold(name): code
        for code, name in Locale("en").territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    }
    names |= {"uk": "GB", "britain": "GB", "great britain": "GB", "england": "GB", "usa": "US",
              "us": "US", "america": "US", "states": "US", "uae": "AE", "holland": "NL",
              "czech republic": "CZ", "turkey": "TR", "eu": "EU", "europe": "EU",
              "scotland": "GB", "wales": "GB"}  # fmt: skip
    people = {"uk": "GB", "british": "GB", "us": "US", "american": "US", "eu": "EU",
              "european": "EU", "swiss": "CH", "german": "DE", "austrian": "AT", "french": "FR",
              "dutch": "NL", "belgian": "BE", "italian": "IT", "spanish": "ES", "irish": "IE",
              "polish": "PL", "swedish": "SE", "danish": "DK", "norwegian": "NO",
              "canadian": "CA", "australian": "AU", "indian": "IN", "japanese": "JP"}  # fmt: skip
    ordered = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(
        rf"\b(?:in|for|from|to|at)\s+(?:the\s+)?(?P<name>{ordered})\b"
        rf"|\b(?P<of>{'|'.join(people)})\s+(?P<what>pric(?:e|es|ing)|costs?|rates?)\b"
    )
    return names | people, pattern


def currency_in(rest: str) -> tuple[str | None, str]:
    """The currency asked about, `DOLLARS` when it does not say whose, and the text without it."""
    match = _IN_CURRENCY.search(rest)
    if match is None:
        return None, rest
    without = f"{rest[: match.start()]} {match['what'] or ''} {rest[match.end() :]}"
    return _CURRENCY_WORDS[match["a"] or match["b"]], without
