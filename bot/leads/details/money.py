"""Amounts of money as people write them: "15-20k a year", "€500/mo", "under 30k", "$1,200"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from bot.leads.details import currencies
from bot.leads.details.quantities import Quantity, find_quantities

_NEAR = 40  # characters in front of an amount that can say what period it is for
_PER = re.compile(
    r"^\W{0,3}(?:(?:usd|eur|gbp|dollars?|bucks|euros?|pounds?|quid|or so|max|tops|ish)\W{0,2}){0,2}"
    r"(?:(?P<year>(?:a|an|per|each|every|/)\s?(?:year|yr|annum)\b|p\.?\s?a\.?(?!\w)|annual(?:ly)?\b"
    r"|yearly\b|/\s?y\b|for the year\b)"
    r"|(?P<month>(?:a|per|each|every|/)\s?(?:month|mth|mon|mo)\b|p\.?\s?/?(?:c\.?)?m\.?(?!\w)|monthly\b"
    r"|/\s?m\b)"
    r"|(?P<quarter>(?:a|per|each|every|/)\s?(?:quarter|qtr)\b|quarterly\b)"
    r"|(?P<week>(?:a|per|each|every|/)\s?(?:week|wk)\b|p\.?\s?w\.?(?!\w)|weekly\b)"
    r"|(?P<day>(?:a|per|each|every|/)\s?day\b|daily\b)"
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
    r"\d\s?(?:k|m|mn|grand|thousand|million|billion|lakhs?|lacs?|crores?)\b"
    r"|\b(?:thousand|million|billion|grand|lakhs?|crores?)\b",
    re.IGNORECASE,
)
# Behind a number: it measures something else ("60k miles").
_MEASURED = re.compile(
    r"\s*-?\s*(?:miles?|mi|kilomet(?:er|re)s?|kms?|met(?:er|re)s?|visitors?|followers|subscribers)\b",
    re.IGNORECASE,
)
_CENTS = re.compile(r"\s*(?:and\s+)?(\d{1,2})\s?(?:c|cents?|pence|p|sen|sens)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)


@dataclass(frozen=True)
class Money:
    """An amount or a range; `per` is "year", "quarter", "month", "week", "day" or "once", None
    when it was not said."""

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


def find_money(text: str, region: str) -> list[Money]:
    """Every number in `text` as an amount; `region` (ISO 3166) tells which dollar is meant."""
    plain, glued = currencies.separated(text)
    found: list[Money] = []
    for quantity in find_quantities(plain):
        if found and quantity.start < found[-1].end:
            continue  # the cents of the amount before
        if _MEASURED.match(plain[quantity.end :]):
            continue
        money = _money(plain, glued, quantity, region)
        last = found[-1] if found else None
        if last is not None and _is_range(plain, last, money):
            found[-1] = replace(
                money, amount=last.amount, max=money.amount, start=last.start, marked=True
            )
        else:
            found.append(money)
    return found


def _money(text: str, glued: dict[int, str], quantity: Quantity, region: str) -> Money:
    start, end = quantity.start, quantity.end
    currency = glued.get(start) or glued.get(end)
    if currency is None and (before := currencies.before(text, start, region)):
        currency, start = before
    inner = re.search(r"[$€£¥₹]", text[quantity.start : quantity.end])
    if currency is None and inner:
        currency = currencies.currency_of(inner[0], region)
    if after := currencies.after(text, end, region):
        currency, end = after
    low, high = _decimal(quantity.low), _decimal(quantity.high)
    cents = _CENTS.match(text, end) if currency and low == high else None
    if cents and low == low.to_integral_value():
        low = high = low + Decimal(cents[1]) / 100
        end = cents.end()
    per = None
    if found := _PER.match(text[end:]):
        per, end = found.lastgroup, end + found.end()
    elif _ONCE.search(text[end : end + _NEAR]):
        per = "once"
    elif found := _PER_BEFORE.search(text, max(0, start - _NEAR), start):
        per = found.lastgroup
    scaled = bool(_SCALED.search(text[quantity.start : quantity.end]))
    return Money(
        low,
        high if high != low else None,
        currency or currencies.default_currency(region),
        per,
        bool(currency or per or scaled),
        start,
        end,
    )


def _is_range(text: str, low: Money, high: Money) -> bool:
    """Whether two amounts of one currency are the ends of one: "from 10 dollars to 20 dollars"."""
    if low.max is not None or high.max is not None or low.per or low.currency != high.currency:
        return False
    between = text[low.end : high.start].strip().lower()
    joined = between == "to" or (
        between == "and" and _BETWEEN.search(text, 0, low.start) is not None
    )
    return joined and low.amount < high.amount


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 2)))


def _plain(value: Decimal) -> str:
    return str(int(value)) if value == value.to_integral_value() else str(value)
