"""Which of two products costs more, with the difference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.knowledge.answer import Source
from bot.knowledge.prices import quote
from bot.knowledge.prices.catalog import Catalog, Price, Product
from bot.knowledge.prices.fees import with_fee
from bot.knowledge.prices.limits import count_limit
from bot.knowledge.prices.selection import fees_with, valid_prices
from bot.knowledge.prices.units import pack, time_unit, unit_stems
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.numbers import HEADS
from bot.knowledge.replies.reply import Reply, source_of

_LESS = re.compile(r"\b(?:cheaper|less expensive|more affordable|costs? less)\b")
_WHICH = re.compile(r"\b(?:which|whats?|how much|difference)\b")
_Way = tuple[str, str | None, str | None, str]  # per, unit, billed, currency


def contrast_reply(asked: Asked, catalog: Catalog, today: date, region: str | None) -> Reply | None:
    """Whether one product costs more than another, by each way to pay that both have.

    None unless two products are named that can be paid for in the same way.
    """
    if len(asked.mentions) != 2 or len(asked.products) != 2:
        return None
    if asked.numbers and not asked.own:
        return None  # a number that is not understood
    first, second = (catalog.product(one) for one in asked.products)
    if count_limit(first, asked) or count_limit(second, asked):
        return None
    place = asked.region or region
    ours = _ways(first, asked, catalog, today, place)
    theirs = _ways(second, asked, catalog, today, place)
    lines: list[str] = []
    more: set[bool | None] = set()
    sources: list[Source] = []
    for way in (one for one in ours if one in theirs):
        sides = (_Side(first, *ours[way]), _Side(second, *theirs[way]))
        one, other = (asked.of(0), asked.of(1)) if asked.own else (asked, asked)
        sums = (sides[0].sum(one), sides[1].sum(other))
        if any(sum_.open and sum_.amount < max(sums[0].amount, sums[1].amount) for sum_ in sums):
            return None  # which is dearer depends on how many
        for side, sum_ in zip(sides, sums, strict=True):
            lines.append(f"- **{side.product.name}**: {quote.describe(side.price, side.fees)}.")
            lines += [f"  - {step}" for step in sum_.steps]
            sources += [source_of(side.product, one.line) for one in (side.price, *side.fees)]
        lines.append(f"- {_difference(sides, sums)}")
        amounts = (sums[0].amount, sums[1].amount)
        more.add(None if amounts[0] == amounts[1] else amounts[0] > amounts[1])
    if not lines:
        return None
    decides = asked.yes_no or not _WHICH.search(asked.plain)
    wanted = not _LESS.search(asked.plain)
    if decides and more == {wanted}:
        lines.insert(0, "Yes.")
    elif decides and wanted not in more:
        lines.insert(0, "No.")
    return Reply("price", "\n".join(lines), tuple(dict.fromkeys(sources)))


@dataclass(frozen=True)
class _Sum:
    """What one side comes to; `open` when a fee is yet to be added for a quantity not said."""

    amount: Decimal
    span: str
    steps: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True)
class _Side:
    """One product with a price, and what comes on top of it."""

    product: Product
    price: Price
    fees: tuple[Price, ...]

    def sum(self, asked: Asked) -> _Sum:
        """What is to be paid again and again, or once for what is sold once."""
        recurring = [fee for fee in self.fees if fee.per != "once" or self.price.per == "once"]
        total = quote.total(self.price, asked)
        if total is None and recurring and self.price.unit:
            flat = quote.flat(self.price)
            return _Sum(flat.amount, flat.span, (), open=True)
        sum_ = total or quote.flat(self.price)
        steps = [*([sum_.note] if sum_.note else []), *(total.steps if total else ())]
        for fee in recurring:
            sum_, added = with_fee(sum_, fee, asked)
            steps += added
        return _Sum(sum_.amount, sum_.span, tuple(steps))


def _ways(
    product: Product, asked: Asked, catalog: Catalog, today: date, region: str | None
) -> Mapping[_Way, tuple[Price, tuple[Price, ...]]]:
    found: dict[_Way, tuple[Price, tuple[Price, ...]]] = {}
    for price in valid_prices(product, asked, catalog, today, region):
        if not quote.beyond_tiers(price, asked):
            way = (price.per, _unit(price), price.billed, price.currency)
            found.setdefault(way, (price, fees_with(price, product, today, region)))
    return found


def _unit(price: Price) -> str | None:
    """The unit, people being all alike and a thing sold once being one thing whatever it is."""
    stems = unit_stems(price.unit or "")
    if stems & HEADS:
        return "person"
    return None if price.per == "once" and not pack(price) and not time_unit(price) else price.unit


def _difference(sides: tuple[_Side, _Side], sums: tuple[_Sum, _Sum]) -> str:
    first, second = sums
    if first.amount == second.amount:
        return "Both cost the same."
    dearer = sides[0] if first.amount > second.amount else sides[1]
    high, low = max(first.amount, second.amount), min(first.amount, second.amount)
    currency = sides[0].price.currency
    left = f"{quote.money(high, currency)} − {quote.money(low, currency)}"
    span = first.span if first.span == second.span else ""
    right = f"{quote.money(high - low, currency)} {span}".strip()
    if (first if dearer is sides[0] else second).open:
        right += ", without what comes on top"
    return f"{dearer.product.name} costs more: {left} = {right}"
