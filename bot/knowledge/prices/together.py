"""The sum of several things, by each way to pay that all of them have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.knowledge.answer import Source
from bot.knowledge.prices import quote
from bot.knowledge.prices.product import Price
from bot.knowledge.prices.units import apart, pack, span, spoken_over, unit_stems
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.numbers import HEADS

_AND = re.compile(r"\b(?:and|plus|with|together)\b|[&+]")
_FOLLOWS = re.compile(r"^\W*and\b")  # "and for two?"
_WITH = re.compile(r"\bwith\b")
_SUM = re.compile(
    r"\b(?:plus|together|total|altogether|combined|in all|in sum|all in|sum|overall)\b|\+"
)


@dataclass
class Priced:
    """What is said of one product, and its sum by each way to pay: with what comes on top,
    without that where it differs, and after the one discount that the question names."""

    lines: list[str] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    sums: dict[str, quote.Total] = field(default_factory=dict)
    bare: dict[str, quote.Total] = field(default_factory=dict)
    reduced: dict[str, quote.Total] = field(default_factory=dict)


def way_of(price: Price) -> str:
    """How a price is paid, by which sums of several are added."""
    return price.billed if price.billed in ("monthly", "yearly") else price.per


def billed(way: str) -> str:
    """What follows a sum: " (billed yearly)"; empty when there is nothing to say."""
    return f" (billed {way})" if way in ("monthly", "yearly") else ""


def adds_up(asked: Asked) -> bool:
    """Whether the question asks for a sum in words: of one thing with another, too."""
    joined = len(asked.mentions) > 1 and _WITH.search(asked.plain)
    return bool(_SUM.search(asked.plain) or joined)


def sold_singly(price: Price) -> bool:
    """Whether its amount is what one of the thing costs."""
    unit = unit_stems(price.unit or "")
    return span(price) == "once" and not (price.tiers or pack(price) or unit & HEADS)


def together(parts: Sequence[Priced], asked: Asked) -> list[str]:
    """The sum of several things, and that with the discount that the question names."""
    if (
        len(parts) < 2
        or asked.compare
        or asked.choice
        or not (asked.own or adds_up(asked) or _AND.search(_FOLLOWS.sub("", asked.plain)))
    ):
        return []
    sums = [part.sums for part in parts]
    lines: list[str] = []
    if any(part.bare for part in parts):
        lines += _lines([{**part.sums, **part.bare} for part in parts], "Together, without fees")
    lines += _lines(sums, "Together")
    if any(part.reduced for part in parts):
        after = [{**part.sums, **part.reduced} for part in parts]
        lines += _lines(after, "Together, with the discount if its condition holds")
    return lines


def _lines(parts: Sequence[Mapping[str, quote.Total]], head: str) -> Iterable[str]:
    said: set[str] = set()
    for way in dict.fromkeys(way for part in parts for way in part):
        # What is paid in one way only goes with either way of the others.
        sums = [one for part in parts if (one := part.get(way) or _only(part))]
        over = _span(sums) if len(sums) == len(parts) else None
        if over is None or len({one.currency for one in sums}) > 1:
            continue
        amount = sum((one.amount for one in sums), Decimal(0))
        added = " + ".join(quote.money(one.amount, one.currency) for one in sums)
        total = f"{quote.money(amount, sums[0].currency)} {over}".strip()
        if total not in said:
            yield f"- {head}: {added} = {total}{billed(way)}"
        said.add(total)


def _only(part: Mapping[str, quote.Total]) -> quote.Total | None:
    return next(iter(part.values())) if len(part) == 1 else None


def _span(sums: Sequence[quote.Total]) -> str | None:
    """The time and unit of a sum of sums; None where they cannot be added: a month's price and
    that of three weeks."""
    parts = [apart(one.span) for one in sums]
    times = list(dict.fromkeys(time for time, _ in parts))
    units = {unit for _, unit in parts}
    unit = units.pop() if len(units) == 1 else ""
    if len(times) == 1:
        return spoken_over(times[0], unit)
    recurring = [time for time in times if time.startswith(("a ", "an "))]
    if not recurring:
        return spoken_over("", unit)
    if len(recurring) == 1 and set(times) <= {"", *recurring}:
        return spoken_over(f"in the first {recurring[0].split(' ', 1)[1]}", unit)
    return None
