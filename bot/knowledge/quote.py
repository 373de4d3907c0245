"""Arithmetic on the catalogue's prices, each step shown; Decimal throughout."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from babel.numbers import format_currency, get_currency_precision

from bot.knowledge.amounts import ITSELF, PEOPLE
from bot.knowledge.asked import Asked
from bot.knowledge.catalog import Discount, Price
from bot.knowledge.words import stem

_PER = {"month": " per month", "year": " per year", "once": ""}
_SPAN = {"month": "a month", "year": "a year", "once": ""}


@dataclass(frozen=True)
class Total:
    """A computed sum: `steps` are lines of shown arithmetic, `amount` for `span` of time."""

    steps: tuple[str, ...]
    amount: Decimal
    span: str
    currency: str
    note: str = ""


def money(amount: Decimal, currency: str) -> str:
    """An amount as it is said: $1,440.00."""
    return str(format_currency(amount, currency, locale="en_US"))


def describe(price: Price) -> str:
    """A price in words: "$10.00 per user per month, billed yearly (at least 3 users)"."""
    unit = f" per {price.unit}" if price.unit else ""
    if price.tiers:
        parts: list[str] = []
        for tier in price.tiers:
            span = f"{tier.first:,} to {tier.last:,}" if tier.last else f"from {tier.first:,}"
            each = f"{unit}{_PER[price.per]}" if not parts else ""
            parts.append(f"{money(tier.amount, price.currency)}{each} ({span}{_noun(price, 2)})")
        text = ", ".join(parts)
    else:
        text = f"{money(price.amount, price.currency)}{unit}{_PER[price.per]}"
    if price.billed and price.billed != "once":
        text += f", billed {price.billed}"
    if price.minimum > 1:
        text += f" (at least {price.minimum:,}{_noun(price, price.minimum)})"
    return text


def places(price: Price, region: str | None) -> str:
    """Where a price holds, when the region is not known: " (in Germany, France)"."""
    if region or not price.regions:
        return ""
    territories = Locale("en").territories
    return f" (in {', '.join(str(territories.get(code, code)) for code in sorted(price.regions))})"


def counts(price: Price, asked: Asked) -> bool:
    """Whether the quantity asked about is a quantity of what this price counts."""
    if asked.quantity is None:
        return False
    if asked.noun == ITSELF:
        return len(asked.products) == 1 and (price.per == "once" or bool(price.unit))
    if price.unit is None:
        return asked.noun is None and price.per == "once"
    unit = stem(unit_word(price.unit))
    if asked.noun is None:
        return not _pack(price)
    return asked.noun == unit or (asked.noun in PEOPLE and unit in PEOPLE)


def total(price: Price, asked: Asked) -> Total | None:
    """What the quantity or time asked about costs at this price; None if neither changes it."""
    quantity = asked.quantity if counts(price, asked) else None
    times = _times(price, asked)
    if quantity is None and times is None:
        return None
    notes: list[str] = []
    steps: list[str] = []
    pack = _pack(price)
    count = quantity or 1
    if quantity is not None and pack:
        packs = -(-quantity // pack)
        word = (price.unit or "").split(" ")[-1]
        rounded = ", rounded up" if quantity % pack else ""
        steps.append(f"{quantity:,} {word} ÷ {pack:,}{rounded} = {packs:,}")
        count = packs
    if count < price.minimum and (price.unit or quantity):
        notes.append(f"The smallest quantity is {price.minimum:,}{_noun(price, price.minimum)}.")
        count = price.minimum
    factor, span = times or (None, _SPAN[price.per])
    by_time = f" × {factor} {'months' if price.per == 'month' else 'years'}" if factor else ""
    if price.tiers:
        amount = _tiered(price, count, steps, _SPAN[price.per])
        if factor:
            before = money(amount, price.currency)
            amount *= factor
            steps.append(f"{before}{by_time} = {_sum(amount, price.currency, span)}")
    else:
        amount = price.amount * count * (factor or 1)
        left = money(price.amount, price.currency)
        if price.unit or count > 1:
            left = f"{count:,}{_noun(price, count)} × {left}"
        steps.append(f"{left}{by_time} = {_sum(amount, price.currency, span)}")
    return Total(tuple(steps), amount, span, price.currency, " ".join(notes))


def monthly(price: Price, asked: Asked) -> Decimal:
    """What the quantity asked about costs by the month, by which prices can be ranked.

    A price that is paid once counts in full.
    """
    count = 1
    if asked.quantity is not None and counts(price, asked):
        pack = _pack(price)
        count = max(-(-asked.quantity // pack) if pack else asked.quantity, price.minimum)
    amount = _tiered(price, count, [], "") if price.tiers else price.amount * count
    return amount / 12 if price.per == "year" else amount


def reduced(sum_: Total, discount: Discount) -> Total | None:
    """A total after a discount; None when it is in another currency or more than the total."""
    before = money(sum_.amount, sum_.currency)
    if discount.percent is not None:
        precision = Decimal(1).scaleb(-get_currency_precision(sum_.currency))
        off = (sum_.amount * discount.percent / 100).quantize(precision, ROUND_HALF_UP)
        how = f"{discount.percent.normalize():f}%"
    else:
        off = discount.amount or Decimal(0)
        if discount.currency != sum_.currency or off > sum_.amount:
            return None
        how = money(off, discount.currency)
    amount = sum_.amount - off
    step = f"{before} − {how} = {_sum(amount, sum_.currency, sum_.span)}"
    return Total((step,), amount, sum_.span, sum_.currency)


def _tiered(price: Price, count: int, steps: list[str], span: str) -> Decimal:
    parts = []
    amount = Decimal(0)
    for tier in price.tiers:
        units = min(count, tier.last or count) - tier.first + 1
        if units <= 0:
            break
        amount += units * tier.amount
        parts.append(f"{units:,}{_noun(price, units)} × {money(tier.amount, price.currency)}")
    steps.append(f"{' + '.join(parts)} = {_sum(amount, price.currency, span)}")
    return amount


def beyond_tiers(price: Price, asked: Asked) -> bool:
    """Whether the quantity lies above the last tier, so that there is no price for it."""
    last = price.tiers[-1].last if price.tiers else None
    return bool(last and counts(price, asked) and asked.quantity and asked.quantity > last)


def _times(price: Price, asked: Asked) -> tuple[int, str] | None:
    """By how many months or years to multiply, and how the result is called."""
    if price.per == "month":
        if asked.months:
            return asked.months, "a year" if asked.months == 12 else f"for {asked.months} months"
        if asked.period == "year" or (
            price.billed == "yearly" and asked.period is None and asked.quantity
        ):
            return 12, "a year"
    if price.per == "year" and asked.months and asked.months % 12 == 0 and asked.months > 12:
        return asked.months // 12, f"for {asked.months // 12} years"
    return None


def _sum(amount: Decimal, currency: str, span: str) -> str:
    return f"{money(amount, currency)} {span}".strip()


def _pack(price: Price) -> int:
    """1000 for a price per "1,000 messages", else 0."""
    match = re.match(r"([\d,]+)\s+\D", price.unit or "")
    return int(match[1].replace(",", "")) if match else 0


def unit_word(unit: str) -> str:
    """What a price's unit counts: "messages" for "1,000 messages"."""
    return re.sub(r"^[\d,]+\s+", "", unit).split(" ")[-1].lower()


def _noun(price: Price, count: int) -> str:
    if not price.unit:
        return ""
    if _pack(price):
        return ""  # packs are counted, not what is in them
    return f" {price.unit}" if count == 1 or price.unit.endswith("s") else f" {price.unit}s"
