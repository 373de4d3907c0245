"""For how many people a product is at most."""

from __future__ import annotations

from bot.knowledge.prices.product import Attribute, Product
from bot.knowledge.prices.units import unit_stems
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.counts import ITSELF
from bot.knowledge.question.numbers import PEOPLE
from bot.knowledge.words import content_words, stem


def people_limit(product: Product, asked: Asked) -> Attribute | None:
    """The attribute that caps a product's people below the number asked about."""
    if asked.quantity is None:
        return None
    units = {one for price in product.prices if price.unit for one in unit_stems(price.unit)}
    people = asked.noun in PEOPLE or (asked.noun == ITSELF and bool(units & PEOPLE))
    if asked.noun is not None and not people:
        return None
    for attribute in product.attributes.values():
        parts = content_words(f"{attribute.key.replace('_', ' ')} {attribute.unit or ''}")
        value = attribute.values[0]
        if (
            {"max", "maximum", "limit"} & set(attribute.key.split("_"))
            and PEOPLE & set(parts)
            and not isinstance(value, (str, bool))
            and value < asked.quantity
        ):
            return attribute
    return None


def limit_noun(limit: Attribute) -> str:
    """What a limit counts, in its own words."""
    if limit.unit:
        return limit.unit
    return next((w for w in limit.key.split("_") if stem(w) in PEOPLE), "people")
