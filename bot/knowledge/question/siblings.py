"""Things named beside another by the word that sets them apart: "the mini one or the big one"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.knowledge.prices.catalog import Catalog, Product
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.names import Mention, split
from bot.knowledge.question.numbers import SMALL
from bot.knowledge.words import STOP_WORDS, content_words, stem

_OR = re.compile(r"\b(?:or|than|vs|versus|ones?)\b")
_PAIR = re.compile(r"([^\W_]+) (?:or|vs|versus|than|(?P<and>and)) (?:the )?([^\W_]+)")
_BETWEEN_KINDS = re.compile(r"\b(?:between|compare|comparison of|differ\w*)\b")
_LINKS = frozenset(["and", "or", "vs", "v", "versus", "than", "the", "with"])
_ONE = frozenset(["one", "ones"])
_BE = frozenset(["is", "are"])
_MOST_OF_KIND = 5  # things of one kind that are held side by side


def siblings_named(asked: Asked, catalog: Catalog) -> Asked:
    """With the products that are named by what sets them apart from one that is named in full:
    "off-peak or full", "the alpaca vs the lambswool blanket", "the new Tiva or the used one"."""
    if not asked.mentions or not (asked.compare or asked.dearer or _OR.search(asked.plain)):
        return asked
    named = {catalog.product(one).category for one in asked.products}
    heads = {
        stem(word)
        for product in map(catalog.product, asked.products)
        for name in (product.name, *product.aliases)
        for word, _ in split(name)
    }
    found = split(asked.plain)
    taken = {at for mention in asked.mentions for at in range(mention.start, mention.end)}
    mentions = list(asked.mentions)
    for at, (word, _) in enumerate(found):
        before = found[at - 1][0] if at else ""
        after = found[at + 1][0] if at + 1 < len(found) else ""
        if at > 1 and (before.isdigit() or before in SMALL):
            before = found[at - 2][0]  # "50 letterpress cards or 500 classic"
        linked = {before, after} & _LINKS or after in _ONE or (asked.dearer and before in _BE)
        if at in taken or word in _ONE or not linked:
            continue
        others = [p for p in catalog.products if p.category in named and p.id not in asked.products]
        meant = [p.id for p in others if stem(word) in content_words(p.name)] or [
            p.id for p in others if any(stem(word) in content_words(one) for one in p.aliases)
        ]
        if word in STOP_WORDS or len(meant) != 1:
            # "the big one" of two diggers, which one of its other names calls big
            meant = [p.id for p in others if after in _ONE and _called(p, word, heads)]
        if len(meant) == 1:
            mentions.append(Mention(tuple(meant), at, at + 1, frozenset({stem(word)})))
    return _with(asked, mentions, catalog)


def _called(product: Product, word: str, heads: set[str]) -> bool:
    """Whether one of a product's names has a word beside one that the other's names have too."""
    names = [[w for w, _ in split(name)] for name in (product.name, *product.aliases)]
    return any(word in name and heads & {stem(w) for w in name} for name in names)


def pair_named(asked: Asked, catalog: Catalog) -> Asked:
    """A question that names two things of one kind by nothing but what sets them apart: "which has
    the longer guarantee, ready or seeded?", "the difference between the 6 and the 12"."""
    if asked.mentions or not (asked.choice or asked.compare or asked.dearer):
        return asked
    between = _BETWEEN_KINDS.search(asked.plain)
    for first, joined, second in _PAIR.findall(asked.plain):
        if joined and not between:
            continue
        left, right = (_only_with(word, catalog) for word in (first, second))
        if left and right and left.id != right.id and left.category == right.category:
            at = [word for word, _ in split(asked.plain)].index(first)
            mentions = [
                Mention((p.id,), at + n, at + n + 1, frozenset({stem(word)}))
                for n, (p, word) in enumerate(((left, first), (right, second)))
            ]
            return _with(asked, mentions, catalog)
    return asked


def _only_with(word: str, catalog: Catalog) -> Product | None:
    """The one product whose name has a word; None for a word that no name has, or several."""
    found = [p for p in catalog.products if stem(word) in content_words(p.name)]
    return found[0] if len(found) == 1 and word not in STOP_WORDS else None


def kinds_compared(asked: Asked, catalog: Catalog) -> Asked:
    """A comparison of all that share a word of their names: "the difference between the two
    generators"."""
    left = [word for word in asked.left if word not in SMALL]
    if asked.mentions or len(left) != 1 or not asked.compare:
        return asked
    if not _BETWEEN_KINDS.search(asked.plain):
        return asked
    found = [p.id for p in catalog.products if left[0] in content_words(p.name)]
    counted = [SMALL[word] for word in asked.left if word in SMALL]
    if not 2 <= len(found) <= _MOST_OF_KIND or (counted and counted != [len(found)]):
        return asked
    mentions = [Mention((one,), 0, 0, frozenset(left)) for one in found]
    return replace(asked, mentions=tuple(mentions), left=(), target=(), choice=False)


def _with(asked: Asked, mentions: Sequence[Mention], catalog: Catalog) -> Asked:
    """The question with these mentions, and without their words and the numbers of their names."""
    said = {word for mention in mentions for word in mention.said}
    names = {
        word
        for mention in mentions
        if mention not in asked.mentions
        for one in mention.products
        for name in (catalog.product(one).name, *catalog.product(one).aliases)
        for word, _ in split(name)
    }
    numbers = {str(SMALL[word]) for word in names if word in SMALL} | names
    return replace(
        asked,
        mentions=tuple(sorted(mentions, key=lambda one: one.start)),
        left=tuple(word for word in asked.left if word not in said),
        target=tuple(word for word in asked.target if word not in said),
        numbers=tuple(one for one in asked.numbers if one not in numbers),
    )
