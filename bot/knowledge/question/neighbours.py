"""Follow-ups that name a product by its place in the list: "what about the bigger one?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.knowledge.prices import quote
from bot.knowledge.prices.catalog import Catalog, Product
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.names import Mention

_KIND = (
    r"(?:\s+(?:one|plan|tier|version|package|option|edition|model|up|down))?"
    r"(?:\s+(?:then|please|instead))?\W*$"
)
_MORE_SIZE = re.compile(rf"\b(?:bigger|larger|higher|next|upper){_KIND}")
_LESS_SIZE = re.compile(rf"\b(?:smaller|lower){_KIND}")
_MORE_MONEY = re.compile(rf"\b(?:dearer|pricier|more expensive){_KIND}")
_LESS_MONEY = re.compile(rf"\b(?:cheaper|less expensive){_KIND}")


def neighbour_named(asked: Asked, earlier: Sequence[Asked], catalog: Catalog) -> Asked:
    """The question with the next product up or down in the place of "the bigger one".

    Products of one category are ranked by their lowest price by the month, those without a price
    last. What is sold once is ranked by price only when the question is about price: the dearer
    of two cars need not be the bigger.
    """
    before = next((one for one in reversed(earlier) if one.mentions), None)
    if before is None or asked.mentions or asked.compare:
        return asked
    money = bool(_MORE_MONEY.search(asked.plain) or _LESS_MONEY.search(asked.plain))
    up = bool(_MORE_SIZE.search(asked.plain) or _MORE_MONEY.search(asked.plain))
    if not (up or _LESS_SIZE.search(asked.plain) or _LESS_MONEY.search(asked.plain)):
        return asked
    if len(before.products) > 1:
        among = sorted((catalog.product(one) for one in before.products), key=_rank)
        meant = among[-1 if up else 0]
    else:
        here = catalog.product(before.products[0])
        ranked = sorted((p for p in catalog.products if p.category == here.category), key=_rank)
        if not money and any(price.per == "once" for p in ranked for price in p.prices):
            return asked
        at = ranked.index(here) + (1 if up else -1)
        if not 0 <= at < len(ranked):
            return asked
        meant = ranked[at]
    return replace(
        asked,
        mentions=(Mention((meant.id,), 0, 1),),
        left=(),
        target=(),
        price=asked.price or money,
        choice=False,
        cheapest=False,
        dearer=False,
        follows=True,
    )


def _rank(product: Product) -> tuple[bool, Decimal]:
    lowest = min(
        (quote.cost(price, Asked("", "")) for price in product.prices if not price.fee),
        default=Decimal(0),
    )
    return (not product.prices, lowest)
