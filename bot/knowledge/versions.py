"""Versions of one thing: which of them a question means by a word that it says besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.knowledge.asked import Asked
from bot.knowledge.catalog import Catalog, Product
from bot.knowledge.names import Mention
from bot.knowledge.words import content_words


def narrowed(asked: Asked, catalog: Catalog) -> Asked:
    """A price question about a name of several products, kept to those that the rest of it
    describes: "Tiva automatic price"."""
    wanted = set(asked.left)
    if not asked.price or not wanted or len(asked.mentions) != 1:
        return asked
    fitting = [one for one in asked.products if wanted <= _described(catalog.product(one))]
    if not fitting or len(asked.products) < 2:
        return asked
    (mention,) = asked.mentions
    return replace(asked, mentions=(replace(mention, products=tuple(fitting)),), left=(), target=())


def versions_named(asked: Asked, earlier: Sequence[Asked], catalog: Catalog) -> Asked:
    """A follow-up that names another version by its own word alone: "what about the Peak?"."""
    before = next((one for one in reversed(earlier) if one.mentions), None)
    if before is None or not asked.follows or asked.mentions or len(asked.left) != 1:
        return asked
    (word,) = asked.left
    siblings = [
        other.id
        for other in catalog.products
        for one in before.products
        if word in content_words(other.name) and _versions(other, catalog.product(one))
    ]
    if not siblings:
        return asked
    mention = Mention(tuple(dict.fromkeys(siblings)), 0, 1)
    return replace(asked, mentions=(mention,), left=(), target=())


def _described(product: Product) -> set[str]:
    values = [
        value
        for one in product.attributes.values()
        for value in one.values
        if isinstance(value, str)
    ]
    return set(content_words(" ".join((product.name, *product.aliases, *values))))


def _versions(one: Product, other: Product) -> bool:
    """Whether two products are sold under a name that they share."""
    shared = {alias.casefold() for alias in one.aliases} & {
        alias.casefold() for alias in other.aliases
    }
    return any(one.name.casefold().startswith(alias) for alias in shared)
