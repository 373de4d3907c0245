"""What paying by the year saves against paying by the month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.knowledge.answer import Source
from bot.knowledge.prices import quote
from bot.knowledge.prices.catalog import Catalog, Price, Product
from bot.knowledge.prices.selection import valid_prices
from bot.knowledge.question.asked import Asked
from bot.knowledge.replies.reply import Reply, source_of

_MOST = 5


@dataclass(frozen=True)
class _Year:
    """What a year costs one way: the arithmetic, and the sum."""

    steps: tuple[str, ...]
    amount: Decimal
    span: str
    note: str


def saving_reply(
    asked: Asked, products: Sequence[Product], catalog: Catalog, today: date, region: str | None
) -> Reply | None:
    """The two ways to pay for a year and their difference; None when no product has both."""
    lines: list[str] = []
    sources: list[Source] = []
    saved: list[Decimal] = []
    year = replace(asked, period="year", time=None)
    for product in products[:_MOST]:
        pair = _pair(product, replace(asked, period=None, time=None), catalog, today, region)
        if pair is None:
            continue
        monthly, yearly = (_year(price, year) for price in pair)
        lines.append(f"**{product.name}**:")
        for how, one in (("monthly", monthly), ("yearly", yearly)):
            lines += [f"- {step}" for step in one.steps[:-1]]
            lines.append(f"- Billed {how}: {one.steps[-1]}")
        lines += [f"- {yearly.note or monthly.note}"] if yearly.note or monthly.note else []
        lines.append(f"- {_difference(monthly, yearly, pair[0].currency)}")
        saved.append(monthly.amount - yearly.amount)
        sources += [source_of(product, price.line) for price in pair]
    if not lines:
        return None
    if asked.yes_no and all(one > 0 for one in saved):
        lines.insert(0, "Yes, yearly is cheaper.")
    elif asked.yes_no and all(one <= 0 for one in saved):
        lines.insert(0, "No, yearly is not cheaper.")
    return Reply("price", "\n".join(lines), tuple(sources))


def _pair(
    product: Product, asked: Asked, catalog: Catalog, today: date, region: str | None
) -> tuple[Price, Price] | None:
    """A price by the month and one by the year for the same unit, if there are both."""
    prices = [
        p
        for p in valid_prices(product, asked, catalog, today, region)
        if not quote.beyond_tiers(p, asked) and not quote.term(p)
    ]
    for monthly in prices:
        if monthly.per != "month" or monthly.billed not in (None, "monthly"):
            continue
        for yearly in prices:
            by_year = yearly.per == "year" or (yearly.per == "month" and yearly.billed == "yearly")
            same = (yearly.unit, yearly.currency) == (monthly.unit, monthly.currency)
            apart = bool(yearly.regions and monthly.regions) and not (
                yearly.regions & monthly.regions
            )
            if by_year and same and not apart:
                return monthly, yearly
    return None


def _year(price: Price, asked: Asked) -> _Year:
    total = quote.total(price, asked)
    if total is not None and total.steps:
        return _Year(total.steps, total.amount, total.span, total.note)
    flat = quote.flat(price)
    return _Year(flat.steps, flat.amount, flat.span, "")


def _difference(monthly: _Year, yearly: _Year, currency: str) -> str:
    more, less = max(monthly.amount, yearly.amount), min(monthly.amount, yearly.amount)
    if more == less:
        return "Both come to the same."
    said = "Yearly saves" if monthly.amount > yearly.amount else "Yearly costs more"
    left = f"{quote.money(more, currency)} − {quote.money(less, currency)}"
    return f"{said}: {left} = {quote.money(more - less, currency)} {monthly.span}"
