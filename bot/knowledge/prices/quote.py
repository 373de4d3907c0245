"""Arithmetic on the catalogue's prices, each step shown; Decimal throughout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from babel.numbers import format_currency, get_currency_precision, get_currency_symbol

from bot.knowledge.prices.product import Discount, Price
from bot.knowledge.prices.units import (
    by_minute,
    noun,
    pack,
    shortest,
    span,
    spoken_over,
    time_unit,
    unit_stems,
    unit_word,
    whole,
)
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.counts import ITSELF
from bot.knowledge.question.numbers import HEADS, same_people
from bot.knowledge.question.times import in_units

# How many of a time a year has, to rank prices by different times; one paid once counts in full
# when ranked by the month.
_A_YEAR = {
    "hour": 8640, "day": 360, "night": 360, "week": 52, "month": 12, "quarter": 4, "year": 1,
    "once": 12,
}  # fmt: skip
# Times by which things are hired: two of a thing cost twice as much.
_PER_THING = frozenset(["once", "hour", "day", "night", "week"])
_TERMS = {"every two years": 24, "every three years": 36}


@dataclass(frozen=True)
class Total:
    """A computed sum: `steps` are lines of shown arithmetic, `amount` for `span` of time.

    `note` is to be said in front of them. `count` is how many units it is for. One of them by
    itself needs no steps.
    """

    steps: tuple[str, ...]
    amount: Decimal
    span: str
    currency: str
    note: str = ""
    count: int = 1


def money(amount: Decimal, currency: str) -> str:
    """An amount as it is said: $1,440.00, and $0.002 where cents are too coarse."""
    letters = get_currency_symbol(currency, locale="en_US")[
        -1:
    ].isalpha()  # CHF 22.00, not CHF22.00
    pattern = "¤\u00a0#,##0.00" if letters else None
    return str(
        format_currency(amount, currency, pattern, locale="en_US", decimal_quantization=False)
    )


def describe(price: Price, fees: Sequence[Price] = ()) -> str:
    """A price in words: "$10.00 per user per month, billed yearly (at least 3 users)".

    `fees` come on top of it.
    """
    unit = f" per {price.unit}" if price.unit else ""
    per = "" if price.per == "once" else f" per {price.per}"
    if price.tiers:
        parts: list[str] = []
        for tier in price.tiers:
            bounds = f"{tier.first:,} to {tier.last:,}" if tier.last else f"from {tier.first:,}"
            each = f"{unit}{per}" if not parts else ""
            parts.append(f"{money(tier.amount, price.currency)}{each} ({bounds}{noun(price, 2)})")
        text = ", ".join(parts)
    else:
        text = f"{money(price.amount, price.currency)}{unit}{per}"
    if price.billed and price.billed != "once":
        text += f", billed {price.billed}"
    if price.minimum > 1:
        least = f" {price.per}s" if shortest(price) else noun(price, price.minimum)
        text += f" (at least {price.minimum:,}{least})"
    return text + "".join(f", plus {fee.fee}: {describe(fee)}" for fee in fees)


def places(price: Price, region: str | None) -> str:
    """Where a price holds, when the region is not known: " (in Germany, France)"."""
    if (region and region != "EU") or not price.regions:
        return ""
    names = Locale("en").territories
    return f" (in {', '.join(str(names.get(code, code)) for code in sorted(price.regions))})"


def counted(price: Price, asked: Asked) -> int | None:
    """How many of what this price counts the question asks about; None when it does not say."""
    timed = time_unit(price)
    if timed:
        return in_units(asked.time, timed) if asked.time else None
    if asked.time and by_minute(price):  # "2 hours three times" is neither 120 nor 3 minutes
        return in_units(asked.time, "minute") if asked.quantity is None else None
    if asked.quantity is None:
        return None
    if asked.noun == ITSELF:
        return asked.quantity if price.per in _PER_THING or price.unit else None
    if price.unit is None:
        return asked.quantity if asked.noun is None and price.per == "once" else None
    stems = unit_stems(price.unit)
    if asked.noun is None:
        return None if pack(price) else asked.quantity
    return asked.quantity if asked.noun in stems or same_people(asked.noun, stems) else None


def total(price: Price, asked: Asked) -> Total | None:
    """What the quantity or time asked about costs at this price; None if neither changes it."""
    quantity = counted(price, asked)
    times = _times(price, asked)
    notes: list[str] = []
    things = asked.quantity if time_unit(price) and asked.noun == ITSELF else None
    least_time = shortest(price)
    if asked.time and (in_units(asked.time, price.per) or least_time) < least_time:
        too_short = f"{least_time:,} {price.per}s"
        notes.append(f"The shortest time is {too_short}, so this is for {too_short}:")
        times = (least_time, _called(least_time, price.per))
    if quantity is None and times is None and things is None:
        return None
    steps: list[str] = []
    count = quantity or 1
    size = pack(price)
    if quantity is not None and size and not (whole(price) and asked.noun in _kinds(price)):
        if whole(price) and quantity % size:
            return None
        rounded = ", rounded up" if quantity % size else ""
        count = -(-quantity // size)
        steps.append(f"{quantity:,} {unit_word(price.unit or '')} ÷ {size:,}{rounded} = {count:,}")
    if count < price.minimum and not least_time and (price.unit or quantity):
        least = f"{price.minimum:,}"
        least_of = f"{least}{noun(price, price.minimum)}"
        notes.append(f"The smallest quantity is {least_of}, so this is for {least}:")
        count = price.minimum
    factor, over = times or (1, over_span(price))
    by_time = f" × {factor:,} {price.per}{'s' if factor > 1 else ''}" if times else ""
    if price.tiers and (count > 1 or times):
        amount = _tiered(price, count, steps, over_span(price))
        if times:
            before = money(amount, price.currency)
            amount *= factor
            steps.append(f"{before}{by_time} = {_sum(amount, price.currency, over)}")
    elif count > 1 or times or (quantity and size):
        amount = price.amount * count * factor
        left = money(price.amount, price.currency)
        if count > 1 or (quantity and size):
            left = f"{count:,}{noun(price, count)} × {left}"
        elif quantity is None and price.unit and (unit_stems(price.unit) & HEADS or not asked.time):
            left, over = f"{left} per {price.unit}", spoken_over(over, price.unit)
        steps.append(f"{left}{by_time} = {_sum(amount, price.currency, over)}")
    else:
        amount = price.tiers[0].amount if price.tiers else price.amount
    if things and things > 1:
        over = over if quantity else f"per {price.unit}"
        before, amount = money(amount, price.currency), amount * things
        steps.append(f"{things:,} × {before} = {_sum(amount, price.currency, over)}")
    return Total(tuple(steps), amount, over, price.currency, " ".join(notes), count)


def flat(price: Price) -> Total:
    """A price as the sum for one of what it is for."""
    over = spoken_over(over_span(price), price.unit or "")
    amount = price.tiers[0].amount if price.tiers else price.amount
    return Total((_sum(amount, price.currency, over),), amount, over, price.currency)


def once(price: Price, asked: Asked) -> Total:
    """As `flat`; where just one of the price's time is asked about, for that time alone."""
    sum_ = flat(price)
    if asked.time and in_units(asked.time, price.per) == 1:
        return replace(sum_, span=spoken_over(f"for 1 {price.per}", price.unit or ""))
    return sum_


def cost(price: Price, asked: Asked, fees: Sequence[Price] = ()) -> Decimal:
    """What the quantity asked about costs by the month, by which prices can be ranked.

    A price that is paid once counts in full; `fees` count as far as they recur. Without a quantity
    it is the smallest that is sold: 25 units at 1.60 are dearer than 29 for all.
    """
    if asked.quantity is None and price.minimum > 1 and not (asked.each or shortest(price)):
        asked = replace(asked, quantity=price.minimum, noun=ITSELF)
    return rate(price, asked, fees) * _A_YEAR[span(price)] / 12


def rate(price: Price, asked: Asked, fees: Sequence[Price] = ()) -> Decimal:
    """What the quantity asked about costs for the time that the price is for."""
    quantity = None if time_unit(price) else counted(price, asked)
    count = 1
    if quantity is not None:
        size = pack(price)
        count = max(-(-quantity // size) if size else quantity, price.minimum)
    amount = _tiered(price, count, [], "") if price.tiers else price.amount * count
    for fee in fees:
        if fee.per != "once":
            amount += rate(fee, asked) * _A_YEAR[span(fee)] / _A_YEAR[span(price)]
    return amount


def per_time(amount: Decimal, price: Price, period: str) -> Decimal:
    """An amount for a price's time as one for another: yearly from monthly is twelve times."""
    if span(price) in ("once", period):
        return amount
    return amount * _A_YEAR[span(price)] / _A_YEAR[period]


def reduced(sum_: Total, discount: Discount) -> Total | None:
    """A total after a discount; None when it is in another currency or more than the total."""
    before = money(sum_.amount, sum_.currency)
    if discount.percent is not None:
        precision = Decimal(1).scaleb(-get_currency_precision(sum_.currency))
        off = (sum_.amount * discount.percent / 100).quantize(precision, ROUND_HALF_UP)
        off = min(off, sum_.amount)  # of €0.004 all that can be taken off
        how = f"{discount.percent.normalize():f}%"
    else:
        off = discount.amount or Decimal(0)
        if discount.currency != sum_.currency or off > sum_.amount:
            return None
        how = money(off, discount.currency)
    amount = sum_.amount - off
    step = f"{before} − {how} = {_sum(amount, sum_.currency, sum_.span)}"
    return Total((step,), amount, sum_.span, sum_.currency)


def beyond_tiers(price: Price, asked: Asked) -> bool:
    """Whether the quantity lies above the last tier, so that there is no price for it."""
    last = price.tiers[-1].last if price.tiers else None
    quantity = counted(price, asked)
    if quantity is not None and pack(price):
        quantity = -(-quantity // pack(price))
    return bool(last and quantity and quantity > last)


def term(price: Price) -> int:
    """The months for which a price binds when it is longer than a year, else 0."""
    return _TERMS.get(price.billed or "", 0)


def over_span(price: Price) -> str:
    """The time of a sum at this price: "a month"; empty when it is paid once."""
    return "" if price.per == "once" else f"{'an' if price.per == 'hour' else 'a'} {price.per}"


def _tiered(price: Price, count: int, steps: list[str], over: str) -> Decimal:
    parts = []
    amount = Decimal(0)
    for tier in price.tiers:
        units = min(count, tier.last or count) - tier.first + 1
        if units <= 0:
            break
        amount += units * tier.amount
        parts.append(f"{units:,}{noun(price, units)} × {money(tier.amount, price.currency)}")
    steps.append(f"{' + '.join(parts)} = {_sum(amount, price.currency, over)}")
    return amount


def _kinds(price: Price) -> set[str]:
    return unit_stems(price.unit or "") - set(unit_stems(unit_word(price.unit or "")))


def _times(price: Price, asked: Asked) -> tuple[int, str] | None:
    """By how many of the price's time to multiply, and how the result is called."""
    if price.per == "once":
        return None
    if asked.time:
        count = in_units(asked.time, price.per)
        if count is not None and count > 1:
            return count, _called(count, price.per)
        return None
    yearly = asked.period == "year" or (
        price.billed == "yearly" and asked.period is None and asked.quantity
    )
    if yearly and price.per in ("month", "quarter"):
        return (12 if price.per == "month" else 4), "a year"
    return None


def _called(count: int, per: str) -> str:
    if (count, per) in ((12, "month"), (4, "quarter")):
        return "a year"
    return f"for {count:,} {per}s"


def _sum(amount: Decimal, currency: str, over: str) -> str:
    return f"{money(amount, currency)} {over}".strip()
