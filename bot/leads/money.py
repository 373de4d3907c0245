"""Amounts of money as people write them: "15-20k a year", "€500/mo", "under 30k", "$1,200"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.numbers import get_territory_currencies, list_currencies

from bot.leads.quantities import find_quantities

_SYMBOLS = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₪": "ILS",
    "₺": "TRY",
    "zł": "PLN",
    "us$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "nz$": "NZD",
    "s$": "SGD",
    "hk$": "HKD",
    "r$": "BRL",
    "fr.": "CHF",
}
_WORDS = {
    "dollar": "$",
    "dollars": "$",
    "buck": "$",
    "bucks": "$",
    "usd": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "pound": "GBP",
    "pounds": "GBP",
    "quid": "GBP",
    "sterling": "GBP",
    "franc": "CHF",
    "francs": "CHF",
    "rupees": "INR",
    "rs": "INR",
    "yen": "JPY",
    "kroner": "NOK",
    "kronor": "SEK",
    "zloty": "PLN",
    "dirham": "AED",
    "dirhams": "AED",
    "rand": "ZAR",
}
_BEFORE = re.compile(
    r"(us\$|ca?\$|au?\$|nz\$|s\$|hk\$|r\$|fr\.|[$€£¥₹₩₪₺]|\b[a-z]{3})\s?$", re.IGNORECASE
)
_AFTER = re.compile(r"\s?(zł|[$€£¥₹₩₪₺]|[a-z]+)", re.IGNORECASE)
_NEAR = 40  # characters in front of an amount that can say what period it is for
_PER = re.compile(
    r"^\W{0,3}(?:(?:usd|eur|gbp|dollars?|bucks|euros?|pounds?|quid|or so|max|tops|ish)\W{0,2}){0,2}"
    r"(?:(?P<year>(?:a|an|per|each|every|/)\s?(?:year|yr|annum)\b|p\.?\s?a\.?(?!\w)|annual(?:ly)?\b"
    r"|yearly\b|/\s?y\b|for the year\b)"
    r"|(?P<month>(?:a|per|each|every|/)\s?(?:month|mth|mon|mo)\b|p\.?\s?/?m\.?(?!\w)|monthly\b"
    r"|/\s?m\b)"
    r"|(?P<once>one[- ]?off\b|once\b|in total\b|total\b|one[- ]?time\b|upfront\b"
    r"|all[- ]in\b(?!\s[a-z])))",
    re.IGNORECASE,
)
_PER_BEFORE = re.compile(
    r"\b(?:(?P<year>yearly|annual|per year)|(?P<month>monthly|per month))\b", re.IGNORECASE
)
_ONCE = re.compile(
    r"^[^.;?!]*\b(?:one[- ]?(?:off|time)|once[- ]off|single payment|lump sum|once)\b"
    r"|^[.;]\s*one[- ]off",
    re.IGNORECASE,
)
_SCALED = re.compile(
    r"\d\s?(?:k|m|mn|grand|thousand|million|lakhs?|lacs?|crores?)\b|\b(?:thousand|million|grand)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Money:
    """An amount or a range; `per` is "year", "month", "once" or None when not said."""

    amount: Decimal
    max: Decimal | None
    currency: str
    per: str | None
    marked: bool  # a currency, a period or a scale ("15k") says that it is money
    start: int
    end: int

    def as_mapping(self) -> dict[str, Any]:
        """The normalised value of a field of type money."""
        return {
            "amount": _plain(self.amount),
            "max": None if self.max is None else _plain(self.max),
            "currency": self.currency,
            "per": self.per,
        }


def find_money(text: str, region: str) -> Iterator[Money]:
    """Every number in `text` as an amount; `region` (ISO 3166) tells which dollar is meant."""
    for quantity in find_quantities(text):
        start, end = quantity.start, quantity.end
        currency: str | None = None
        if before := _BEFORE.search(text, max(0, start - 5), start):
            currency = _code(before[1], region)
            if currency:
                start = before.start()
        inner = re.search(r"[$€£¥₹]", text[quantity.start : quantity.end])
        if currency is None and inner:
            currency = _code(inner[0], region)
        if (after := _AFTER.match(text, end)) and (code := _code(after[1], region)):
            currency, end = code, after.end()
        per = None
        if found := _PER.match(text[end:]):
            per, end = found.lastgroup, end + found.end()
        elif _ONCE.search(text[end : end + _NEAR]):
            per = "once"
        elif found := _PER_BEFORE.search(text, max(0, start - _NEAR), start):
            per = found.lastgroup
        scaled = bool(_SCALED.search(text[quantity.start : quantity.end]))
        low, high = _decimal(quantity.low), _decimal(quantity.high)
        yield Money(
            low,
            high if high != low else None,
            currency or default_currency(region),
            per,
            bool(currency or per or scaled),
            start,
            end,
        )


@lru_cache(maxsize=64)
def default_currency(region: str) -> str:
    """The currency of a country, by its ISO 3166 code; USD when the code is unknown."""
    found = get_territory_currencies(region.upper())
    return str(found[0]) if found else "USD"


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())


# Currency codes that are English words as well; in lower case they are the word.
_ALSO_WORDS = {
    "all",
    "top",
    "try",
    "mop",
    "cup",
    "lac",
    "std",
    "bam",
    "ang",
    "gel",
    "sos",
    "pen",
    "ron",
    "bob",
    "cop",
    "lak",
    "bar",
    "mad",
    "sar",
    "mur",
    "ern",
}


def _code(mark: str, region: str) -> str | None:
    mark_lower = mark.lower()
    found = _SYMBOLS.get(mark_lower) or _WORDS.get(mark_lower)
    if mark == "$" or found == "$":
        local = default_currency(region)
        return local if local.endswith("D") else "USD"
    if found:
        return found
    known = mark.upper() in _codes() and (mark.isupper() or mark_lower not in _ALSO_WORDS)
    return mark.upper() if known else None


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 2)))


def _plain(value: Decimal) -> str:
    return str(int(value)) if value == value.to_integral_value() else str(value)
