"""What a question asks for, read by rules: price, comparison, choice; quantity, period, budget."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.knowledge.amounts import (
    budget_in,
    currency_in,
    duration_in,
    quantity_in,
    region_in,
    sum_in,
)
from bot.knowledge.names import Mention, Names, split
from bot.knowledge.signals import (
    CHEAPEST,
    CHOICE,
    COMPARE,
    DEAREST,
    DISCOUNT,
    EACH,
    FOLLOWS,
    GENERAL,
    LOOKS,
    ODD_PERIOD,
    OTHER_TIME,
    PER_MONTH,
    PER_YEAR,
    POINTS,
    asks_price,
    targets_in,
)
from bot.knowledge.words import STOP_WORDS, fold, stem


@dataclass(frozen=True)
class Asked:
    """A question taken apart. `left` are stems that nothing here explains, in order."""

    text: str
    plain: str
    mentions: tuple[Mention, ...] = ()
    price: bool = False
    compare: bool = False
    choice: bool = False
    discount: bool = False
    cheapest: bool = False
    dearest: bool = False
    odd_period: bool = False
    other_time: bool = False
    quantity: int | None = None
    noun: str | None = None
    period: str | None = None
    months: int | None = None
    currency: str | None = None
    region: str | None = None
    most: Decimal | None = None
    least: Decimal | None = None
    left: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    follows: bool = False

    @property
    def products(self) -> tuple[str, ...]:
        """Ids of the products named, in order, without repeats."""
        return tuple(dict.fromkeys(p for m in self.mentions for p in m.products))

    @property
    def looks(self) -> bool:
        """Whether it asks what there is to be had."""
        return bool(LOOKS.search(self.plain))

    @property
    def each(self) -> bool:
        """Whether its budget is for one person."""
        return bool(EACH.search(self.plain))

    @property
    def points(self) -> bool:
        """Whether a word such as "it" stands for something said before."""
        return bool(POINTS.search(self.plain))

    @property
    def yes_no(self) -> bool:
        """Whether it can be answered with yes or no."""
        first = self.plain.split(" ", 1)[0]
        return first in {"is", "are", "does", "do", "has", "have", "can", "could", "will", "did"}


def understand(
    question: str, names: Names, units: frozenset[str], measures: frozenset[str] = frozenset()
) -> Asked:
    """Take a question apart.

    `units` are stems of what the catalogue's prices count, `measures` of what its attributes are
    measured in: numbers of these are no budgets.
    """
    found = split(question)
    mentions = tuple(names.find(found))
    plain = fold(question).replace("’", "'")
    rest = names.without_company(_without_names(plain, found, mentions))
    months, rest = duration_in(rest)
    most, least, rest = budget_in(rest, units | measures)
    if most is None and least is None and CHOICE.search(plain):
        most, rest = sum_in(rest)
    quantity, noun, rest = quantity_in(rest, units)
    region, rest = region_in(rest, question)
    currency, rest = currency_in(rest)
    year = bool(PER_YEAR.search(rest)) or (months is not None and months % 12 == 0)
    month = bool(PER_MONTH.search(rest))
    left = tuple(
        stem(word)
        for word, _ in split(rest)
        if word not in STOP_WORDS and stem(word) not in GENERAL and not word.isdigit()
    )
    price = asks_price(rest, plain, left)
    return Asked(
        text=question,
        plain=plain,
        mentions=mentions,
        price=price,
        compare=bool(COMPARE.search(rest)),
        choice=bool(CHOICE.search(plain)),
        discount=bool(DISCOUNT.search(plain)),
        cheapest=bool(CHEAPEST.search(plain)),
        dearest=bool(DEAREST.search(plain)),
        odd_period=bool(ODD_PERIOD.search(rest)),
        other_time=bool(OTHER_TIME.search(plain)) or bool(re.search(r"\b(?:19|20)\d\d\b", rest)),
        quantity=quantity,
        noun=noun,
        period="year" if year else "month" if month else None,
        months=months,
        currency=currency,
        region=region,
        most=most,
        least=least,
        left=left,
        target=targets_in(rest),
        follows=bool(FOLLOWS.match(plain)),
    )


def _without_names(
    plain: str, found: Sequence[tuple[str, str]], mentions: Sequence[Mention]
) -> str:
    """The folded question with each product's name replaced by a placeholder."""
    rest = plain
    for mention in mentions:
        named = r"[^\w]+".join(re.escape(word) for word, _ in found[mention.start : mention.end])
        pattern = rf"(?<!\w){named}(?!\w)"
        rest = re.sub(pattern, " § ", rest, count=1)
    return rest
