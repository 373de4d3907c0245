"""For how many of what it counts a product is at most."""

from __future__ import annotations

import re
from collections.abc import Set

from bot.knowledge.prices.product import Attribute, Product
from bot.knowledge.prices.units import unit_stems
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.counts import ITSELF
from bot.knowledge.question.numbers import ANYBODY, HEADS, PEOPLE, number_of
from bot.knowledge.words import content_words, stem

_LIMITS = frozenset(["max", "maximum", "limit"])


def count_limit(product: Product, asked: Asked) -> Attribute | None:
    """The attribute that caps a product below the number asked about: of people, or of what its
    prices count, as `max_windows` does where they are per window."""
    if asked.quantity is None:
        return None
    units = {one for price in product.prices if price.unit for one in unit_stems(price.unit)}
    counted = _counted(asked.noun, units)
    for attribute in product.attributes.values():
        key = attribute.key.replace("_", " ")
        parts = set(content_words(f"{key} {attribute.unit or ''}"))
        value = attribute.values[0]
        if (
            _LIMITS & set(key.split(" "))
            and counted & parts
            and not isinstance(value, (str, bool))
            and value < asked.quantity
        ):
            return attribute
    return None


def number_limit(product: Product, asked: Asked) -> Attribute | None:
    """The attribute that caps a product below a number that a question says of something which no
    price counts: "100 booklets of 70 pages"."""
    for said in asked.numbers:
        counted = re.search(rf"(?<![\w.,]){re.escape(said)}[\s-]+([^\W\d_]+)", asked.plain)
        for attribute in product.attributes.values() if counted else ():
            parts = attribute.key.split("_")
            value = attribute.values[0]
            if (
                _LIMITS & set(parts)
                and counted
                and stem(counted[1]) in {stem(part) for part in parts}
                and not isinstance(value, (str, bool))
                and value < number_of(said)
            ):
                return attribute
    return None


def _counted(noun: str | None, units: set[str]) -> Set[str]:
    """Stems of what a quantity may count: people are all alike, and so is what has no noun."""
    if noun is None:
        return HEADS | units
    if noun in PEOPLE:
        return HEADS if noun in ANYBODY else PEOPLE
    if noun == ITSELF:
        return HEADS | units if units & HEADS else units
    return {noun}


def limit_noun(limit: Attribute) -> str:
    """What a limit counts, in its own words."""
    if limit.unit:
        return limit.unit
    named = [word for word in limit.key.split("_") if word not in _LIMITS]
    return next((word for word in named if stem(word) in HEADS), named[-1] if named else "people")
