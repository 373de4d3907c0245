"""In which order products that fit are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.knowledge.prices import quote
from bot.knowledge.prices.attributes import joined_stems
from bot.knowledge.prices.catalog import Catalog, Product
from bot.knowledge.prices.limits import count_limit
from bot.knowledge.question.asked import Asked
from bot.knowledge.words import content_words, fold

_FEWEST = 2  # words of a tale that a product has to say to be told before cheaper ones
_MOST_SAYING = 2  # products of which a word of a tale tells anything apart


def counts(asked: Asked, catalog: Catalog) -> bool:
    """Whether the quantity asked about changes what anything costs, or is more than it is for: a
    firm's forty people do not where windows are cleaned."""
    return any(
        count_limit(product, asked) or any(quote.counted(one, asked) for one in product.prices)
        for product in catalog.products
    )


def counts_other(product: Product, asked: Asked) -> bool:
    """Whether all its prices count something else than what is asked about: windows for lawns.

    Such can't be held against the rest by what they cost.
    """
    return bool(product.prices) and all(
        price.unit and quote.counted(price, asked) is None
        for price in product.prices
        if not price.fee
    )


def said_by(told: str, products: Sequence[Product]) -> Mapping[str, int]:
    """By product id how many words of a tale each says of itself that hardly another says, for
    those that say several: "anniversary" and "table" of a dinner for anniversaries."""
    own = {p.id: own_words(p) for p in products}
    words = {
        word
        for word in content_words(told)
        if 0 < sum(word in said for said in own.values()) <= _MOST_SAYING
    }
    return {one: n for one, said in own.items() if (n := len(words & said)) >= _FEWEST}


def own_words(product: Product) -> set[str]:
    """Stems of what the catalogue says in words of a product."""
    values = [
        value
        for one in product.attributes.values()
        for value in one.values
        if isinstance(value, str)
    ]
    texts = [product.name, *product.aliases, product.category, product.summary, *values]
    said = " ".join([*texts, *(text for text, _ in product.features)])
    return set(content_words(said)) | joined_stems(fold(said))
