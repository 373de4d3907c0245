"""What one product has that another does not."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from bot.knowledge.prices import quote
from bot.knowledge.prices.attributes import capital, show
from bot.knowledge.prices.catalog import Catalog, Product
from bot.knowledge.prices.selection import fees_with, valid_prices
from bot.knowledge.question.asked import Asked
from bot.knowledge.replies.reply import Reply, source_of

_MORE = re.compile(
    r"\bwhat (?:more|else|extras?)\b|\bwhat(?:'s| is|s) (?:extra|additional|missing)\b"
    r"|\bwhat (?:do|does|would|will) (?:i|we|you|one|it) (?:get|have|gain|lose|miss)\b"
    r"|\bwhat .*\b(?:doesn'?t|does not|don'?t|ha(?:s|ve)(?:n'?t| not)|lacks?|missing)\b"
    r"|\bwhat (?:does|has) .*\b(?:over|more than|than|on top of|compared to)\b"
    r"|\bwhy (?:pay|take|choose|get|upgrade|should)\b"
    r"|\bwhat (?:do|would) .* get .*\b(?:more|extra)\b"
)
_LACKS = re.compile(r"\b(?:doesn'?t|does not|don'?t|ha(?:s|ve)(?:n'?t| not)|lacks?|without)\b")


def exceeding_reply(
    asked: Asked, catalog: Catalog, today: date, region: str | None
) -> Reply | None:
    """The features and facts in which the greater of two products differs from the other.

    The greater is the one of which it is asked what the other lacks, else the dearer one. None
    unless two products are named and nothing else is asked.
    """
    if len(asked.mentions) != 2 or len(asked.products) != 2 or not _MORE.search(asked.plain):
        return None
    if asked.left or asked.numbers:
        return None
    first, second = (catalog.product(one) for one in asked.products)
    place = asked.region or region
    greater, lesser = first, second
    if not _LACKS.search(asked.plain) and _cost(second, asked, catalog, today, place) > _cost(
        first, asked, catalog, today, place
    ):
        greater, lesser = second, first
    own = [(text, at) for text, at in greater.features if text not in dict(lesser.features)]
    lines = []
    if own:
        texts = ", ".join(text for text, _ in own)
        lines.append(f"**{greater.name}** has what {lesser.name} does not list: {texts}.")
    for key, attribute in greater.attributes.items():
        other = lesser.attributes.get(key)
        if other is not None and other.values != attribute.values:
            lines.append(
                f"- {capital(attribute.label)}: {show(attribute)} ({lesser.name}: {show(other)})"
            )
    if not lines:
        return None
    sources = [source_of(greater), source_of(lesser)]
    for product in (greater, lesser):
        prices = valid_prices(product, asked, catalog, today, place)
        if prices:
            lowest = prices[0]
            fees = fees_with(lowest, product, today, place)
            lines.append(f"- {product.name}: {quote.describe(lowest, fees)}.")
            sources += [source_of(product, one.line) for one in (lowest, *fees)]
    return Reply("compare", "\n".join(lines), tuple(dict.fromkeys(sources)))


def _cost(
    product: Product, asked: Asked, catalog: Catalog, today: date, region: str | None
) -> Decimal:
    prices = valid_prices(product, asked, catalog, today, region)
    return min((quote.cost(price, asked) for price in prices), default=Decimal(0))
