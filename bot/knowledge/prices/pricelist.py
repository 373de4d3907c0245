"""The prices of what is mainly sold, by category: the answer to "what does it cost?"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.knowledge.answer import Source
from bot.knowledge.prices import quote
from bot.knowledge.prices.attributes import capital, join
from bot.knowledge.prices.catalog import Catalog, Price, Product
from bot.knowledge.replies.reply import Reply, source_of
from bot.knowledge.words import content_words, stem

_MOST_LINES = 15
# Categories that come on top of what is mainly sold; left out of "what does it cost?".
_EXTRAS = frozenset(
    stem(word)
    for word in """add addon extra option accessory service support training onboarding warranty
    fee insurance finance maintenance""".split()  # noqa: SIM905 - a list of words
)


@dataclass(frozen=True)
class Family:
    """Versions of one thing under the name that they share, or a single product."""

    name: str
    category: str
    members: tuple[Product, ...]


def list_reply(
    products: Sequence[Product], prices_of: Callable[[Product], list[Price]], region: str | None
) -> Reply | None:
    """A line for each product or family of versions; None when none of them has a price.

    A family is spoken of by its lowest price. What has no price is named as such.
    """
    lines: list[str] = []
    sources: list[Source] = []
    unpriced: list[Product] = []
    found = families(products)
    order = {name: at for at, name in enumerate(dict.fromkeys(f.category for f in found))}
    category = ""
    for family in sorted(found, key=lambda one: order[one.category])[:_MOST_LINES]:
        priced = [(price, p) for p in family.members for price in prices_of(p)]
        if not priced:
            unpriced += family.members
            continue
        if len(order) > 1 and family.category != category:
            category = family.category
            lines.append(f"{capital(category)}:")
        if len(family.members) > 1:
            priced = [min(priced, key=lambda one: one[0].amount)]
        said = " or ".join(quote.describe(price) for price, _ in priced)
        where = quote.places(priced[0][0], region)
        start = "from " if len(family.members) > 1 else ""
        lines.append(f"- **{family.name}**: {start}{said}{where}.")
        sources += [source_of(p, price.line) for price, p in priced]
        sources += [source_of(p) for _, p in priced[:1]]
    if not lines:
        return None
    if unpriced:
        lines.append(f"For {join([p.name for p in unpriced])} our price list gives no price.")
        sources += [source_of(p) for p in unpriced]
    return Reply("price", "\n".join(lines), tuple(sources))


def families(products: Sequence[Product]) -> list[Family]:
    """Products of one category whose names begin with an alias that they share are a family."""
    found: dict[tuple[str, str], list[Product]] = {}
    for product in products:
        shared = [
            alias
            for alias in product.aliases
            if product.name.casefold().startswith(f"{alias} ".casefold())
            and any(_shares(other, product, alias) for other in products)
        ]
        name = min(shared, key=len, default=product.name)
        found.setdefault((product.category, name), []).append(product)
    return [Family(name, category, tuple(ps)) for (category, name), ps in found.items()]


def _shares(other: Product, product: Product, alias: str) -> bool:
    return (
        other.id != product.id
        and other.category == product.category
        and alias.casefold() in {one.casefold() for one in other.aliases}
    )


def main_products(catalog: Catalog) -> list[Product]:
    """What is mainly sold: without add-ons and services when there is anything else."""
    main = [
        p for p in catalog.products if not _EXTRAS & {stem(w) for w in content_words(p.category)}
    ]
    return main or list(catalog.products)
