"""Pages and the catalogue that disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.knowledge.care.finding import Finding, warning
from bot.knowledge.care.statements import Statement
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.prices.catalog import FILE as CATALOG
from bot.knowledge.prices.catalog import Product
from bot.knowledge.prices.units import unit_stems
from bot.knowledge.replies.claims import Claim, base
from bot.knowledge.words import content_words

# An amount in company of these is no price of the thing itself.
_OTHERWISE = re.compile(
    r"\b(?:less|more|sav(?:e[sd]?|ings?)|cheaper|dearer|total|payments?|deposit|without|instead"
    r"|difference|extra|discount\w*|off|chang\w+|keep\w*|add\w*|only|first|over|than|financ\w+"
    r"|leas\w+|\d[\d.,]* to \d[\d.,]*)\b",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?:up to|at most|max\w*|limit\w*|no more than|min\w*|at least|from)\b", re.IGNORECASE
)
_SPANS = frozenset(base(word) for word in ("hour", "day", "week", "month", "quarter", "year"))
_BOUNDS = frozenset(content_words("max min maximum minimum"))
_PRICED = frozenset(content_words("price prices cost costs costing charge monthly yearly from"))


def disagreements(knowledge: Knowledge, found: list[Statement]) -> Iterator[Finding]:
    """Amounts and attributes of one product that pages state otherwise than the catalogue."""
    for one in found:
        if len(one.products) != 1 or not one.named or _OTHERWISE.search(one.text):
            continue
        product = knowledge.catalog.product(one.products[0])
        for claim in one.claims:
            text = _price(product, claim, one) or _attribute(product, claim, one)
            if text:
                yield warning("disagrees", one.path, one.line, f"“{one.text}”: {text}")


def unknown_products(knowledge: Knowledge) -> Iterator[Finding]:
    """Products that a page's front matter names and the catalogue does not have."""
    known = {product.id for product in knowledge.catalog.products}
    for page in knowledge.pages:
        for product in page.products:
            if known and product not in known:
                text = f"names the product {product!r}, which {CATALOG} does not list"
                yield warning("unknown-product", page.path, page.front_line.get("products"), text)


def _price(product: Product, claim: Claim, one: Statement) -> str | None:
    prices = [price for price in product.prices if price.currency == claim.unit]
    if claim.kind != "money" or not prices or not isinstance(claim.value, Decimal):
        return None
    units = {stem for price in prices for stem in unit_stems(price.unit or "")}
    of_price = bool(claim.per & (units | _SPANS)) or bool(one.stems & _PRICED)
    if not of_price or claim.per - units - _SPANS:
        return None
    amounts = set()
    for price in prices:
        for amount in (price.amount, *(tier.amount for tier in price.tiers)):
            amounts |= {amount, amount * 12, amount * price.minimum, amount * 12 * price.minimum}
    if claim.value in amounts or claim.value == 0:
        return None
    listed = ", ".join(f"{price.amount:f} {price.currency}" for price in prices)
    return f"says {claim.text}, {CATALOG}:{prices[0].line} has {listed} for {product.name}"


def _attribute(product: Product, claim: Claim, one: Statement) -> str | None:
    if claim.kind != "number" or not claim.after:
        return None
    for attribute in product.attributes.values():
        if attribute.unit is None and not _LIMIT.search(one.text):
            continue
        words = set(content_words(attribute.label)) - _BOUNDS
        unit = base(attribute.unit) if attribute.unit else None
        named = bool(words) and words <= (one.stems | one.under)
        counted = claim.after[0] == unit if unit else claim.after[0] in words
        numbers = [value for value in attribute.values if isinstance(value, Decimal)]
        if named and counted and numbers and claim.value not in numbers:
            has = ", ".join(f"{value:f}" for value in numbers)
            return (
                f"says {claim.text} {claim.after[0]}, {CATALOG}:{attribute.line} has {has} for "
                f"{attribute.label.lower()} of {product.name}"
            )
    return None
