"""Features that a product has of another one: "Everything in Team"."""

from __future__ import annotations

import re

from bot.knowledge.prices.catalog import Catalog, Product

_GOES_ON = re.compile(
    r"(?:everything|all(?: (?:the )?features)?)\s+(?:in|of|from)\s+(?:the\s+)?"
    r"(?P<name>.+?)(?:\s+(?:plan|package|tier|edition))?(?:,?\s+(?:plus|and more))?[:.]?",
    re.IGNORECASE,
)


def features_of(product: Product, catalog: Catalog) -> tuple[tuple[str, int], ...]:
    """The features of a product, each with its line, those of the ones that it goes on from too.

    What has a figure is not taken over: "40 projects" stand instead of "5 projects".
    """
    return tuple(_features(product, catalog, frozenset({product.id})).items())


def goes_on_from(feature: str, catalog: Catalog) -> Product | None:
    """The product of which a feature says that all of it is included."""
    match = _GOES_ON.fullmatch(feature.strip())
    if match is None:
        return None
    said = match["name"].casefold()
    return next(
        (
            one
            for one in catalog.products
            if said in (one.name.casefold(), *(alias.casefold() for alias in one.aliases))
        ),
        None,
    )


def _features(product: Product, catalog: Catalog, seen: frozenset[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for text, line in product.features:
        other = goes_on_from(text, catalog)
        if other is None:
            found.setdefault(text, line)
        elif other.id not in seen:
            theirs = _features(other, catalog, seen | {other.id})
            for one, there in theirs.items():
                if not any(c.isdigit() for c in one):
                    found.setdefault(one, there)
    return found
