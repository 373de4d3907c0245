"""Which products a question on prices is about, and how many of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.knowledge.prices import quote
from bot.knowledge.prices.attributes import measure_words
from bot.knowledge.prices.catalog import Catalog, Product
from bot.knowledge.prices.pricelist import main_products
from bot.knowledge.prices.units import by_minute, span, unit_stems
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.names import categories, categories_named
from bot.knowledge.question.numbers import PEOPLE
from bot.knowledge.words import content_words


def by_period(products: Sequence[Product], asked: Asked, catalog: Catalog) -> list[Product]:
    """The products, or, where none is paid for by the period asked about, what is listed under
    their name that is: a lease for "a Tiva per month"."""

    def paid_so(product: Product) -> bool:
        return any(price.per == asked.period for price in product.prices)

    if not products or asked.period is None or any(map(paid_so, products)):
        return list(products)
    names = [frozenset(content_words(product.name)) for product in products]
    others = [
        other
        for other in catalog.products
        if paid_so(other) and any(name <= set(content_words(other.name)) for name in names)
    ]
    return others or list(products)


def each_alone(products: Sequence[Product], asked: Asked) -> list[tuple[Product, Asked]]:
    """Each product with what is asked of it alone."""
    at: dict[str, int] = {}
    # Of one thing named twice, "dog cover for 2 dogs", the mention that has a number.
    bare = [bool(asked.own) and asked.own[n] is None for n in range(len(asked.mentions))]
    for n in sorted(range(len(bare)), key=bare.__getitem__):
        for product_id in asked.mentions[n].products:
            at.setdefault(product_id, n)
    each = [
        (product, asked.of(at[product.id]) if asked.alone and product.id in at else asked)
        for product in products
    ]
    if asked.own:
        each = [(product, _shared(product, one, each)) for product, one in each]
    if len(each) < 2 or asked.own_times or all(map(_paid_once, products)):
        return each
    # "2 weeks of a room plus the transfer": what is paid once is for any time.
    return [
        (product, replace(one, time=None, period=None) if _paid_once(product) else one)
        for product, one in each
    ]


def _shared(product: Product, asked: Asked, each: Sequence[tuple[Product, Asked]]) -> Asked:
    """What is asked of a product, with the number of another that its price counts: the lamination
    is by the poster in "50 posters with lamination"."""
    units = units_of(product)
    if asked.quantity is not None or not units:
        return asked
    for other, one in each:
        counts = units & units_of(other)
        if one.quantity is not None and counts & (named_words(other) | {one.noun}):
            return replace(asked, quantity=one.quantity, noun=min(counts))
    return asked


def counted_by(products: Sequence[Product], asked: Asked) -> list[Product]:
    """The products of which a price counts what the question has a number of, or an attribute is
    measured in it; where that is no number of people, for whom a thing may be priced as a whole."""
    noun = asked.noun
    if noun is None or noun in PEOPLE:
        return []
    return [
        p
        for p in products
        if any(quote.counted(price, asked) for price in p.prices)
        or any(noun in measure_words(one) for one in p.attributes.values())
    ]


def by_unit(asked: Asked, catalog: Catalog) -> list[Product]:
    """What is priced by the unit that is all a question says: "how much is it per word?"."""
    if not asked.price or asked.discount:
        return []
    return [
        product
        for product in main_products(catalog)
        if any(set(asked.left) <= unit_stems(price.unit) for price in product.prices if price.unit)
    ]


def _paid_once(product: Product) -> bool:
    return all(
        span(price) == "once" and not by_minute(price) for price in product.prices if not price.fee
    )


def of_category(asked: Asked, catalog: Catalog) -> dict[str, list[Product]]:
    """Words of the question that name a category, in full or else in part → its products."""
    named = categories_named(content_words(asked.plain), categories(catalog))
    found = [p for p in catalog.products if p.category in named]
    words = {word for stems in named.values() for word in stems}
    return dict.fromkeys(sorted(words), found) if found else {}


def units_of(product: Product) -> set[str]:
    return {word for one in product.prices if one.unit for word in unit_stems(one.unit)}


def named_words(product: Product) -> set[str]:
    return {word for text in (product.name, *product.aliases) for word in content_words(text)}
