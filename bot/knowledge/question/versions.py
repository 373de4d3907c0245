"""Versions of one thing: which of them a question means by a word that it says besides."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.knowledge.prices.catalog import Catalog, Product
from bot.knowledge.prices.units import unit_stems
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.counts import ITSELF
from bot.knowledge.question.names import (
    Mention,
    categories,
    categories_named,
    said_again,
    split,
)
from bot.knowledge.question.times import WORDS as TIMES
from bot.knowledge.words import content_words, stem

_FEW = 2
_AND = re.compile(r"\b(?:and|plus|with)\b|[&+]")
_HAVING = frozenset(["with", "including", "includes", "include", "has", "have", "having", "plus"])


def named_closer(asked: Asked) -> Asked:
    """A question that names several things by one name and then which of them it means, as one
    about that: "three Herons, the single hopper kind"."""
    if asked.compare or len(asked.mentions) != 2:
        return asked
    wide, close = map(set, (one.products for one in asked.mentions))
    if not close < wide:
        return asked
    own = next((count for count in asked.own if count), None)
    counted = replace(asked, quantity=own.value, noun=own.noun) if own else asked
    return replace(counted, mentions=asked.mentions[1:], own=(), own_times=())


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


def heads_named(asked: Asked, catalog: Catalog) -> Asked:
    """A price question that names things by what they all are: "a service" of Interim service and
    Full service."""
    wanted = set(asked.target) | set(asked.left)
    if not asked.price or asked.discount or not wanted:
        return asked
    if asked.mentions and (set(asked.target) != wanted or len(asked.mentions) > 1):
        return asked  # but for "to service a Tiva", which asks what the service costs
    said = {word for p in catalog.products for word in content_words(f"{p.category} {p.summary}")}
    plain = [word for word, _ in split(asked.plain)]
    before = {stem(word): first for first, word in pairwise(plain)}
    fitting = [
        p.id
        for p in catalog.products
        if (head := _head(p)) in wanted
        and wanted - {head} <= said | set(content_words(p.name))
        and before.get(head, "") not in TIMES  # a "night clean" is another thing
        and (not asked.compare or wanted <= {head, *_own(p)})  # else with what has another name
    ]
    fitting = [
        one for one in fitting if wanted <= set(content_words(catalog.product(one).name))
    ] or fitting
    if not fitting and not asked.mentions:
        priced = [p for p in catalog.products if p.prices]
        fitting = said_again(priced, wanted) or _own_word(priced, catalog, wanted)
    fitting = [one for one in fitting if _may_count(catalog.product(one), asked, catalog)]
    if not fitting or (asked.numbers and any(_numbered(catalog.product(one)) for one in fitting)):
        return asked  # "a generator of 10 kVA" is none of those of 3 and of 6
    mention = Mention(tuple(fitting), 0, 0, frozenset(wanted))
    # "a proof and a rush job" asks for both
    besides = asked.mentions if _AND.search(asked.plain) else ()
    return replace(asked, mentions=(mention, *besides), left=(), target=())


def described_named(asked: Asked, catalog: Catalog) -> Asked:
    """A price question that names nothing by its name, but one thing alone by several words that
    the catalogue says of it and of hardly another: "a birth certificate" where one translation is
    for birth certificates and diplomas."""
    if not asked.price or asked.mentions or asked.discount or asked.choice or asked.compare:
        return asked
    own = {p.id: _own(p) for p in catalog.products if p.prices}
    wanted = {*asked.left, *asked.target}
    said = wanted | set(content_words(asked.told))
    telling = {word for word in said if 0 < sum(word in one for one in own.values()) <= _FEW}
    best = {one: len(telling & words) for one, words in own.items() if len(telling & words) >= _FEW}
    if len(best) != 1:
        return asked
    (one,) = best
    rest = wanted - own[one]
    if rest & set(asked.target) or len(said - own[one]) > best[one]:
        return asked
    left = tuple(word for word in asked.left if word in rest)
    mention = Mention((one,), 0, 0, frozenset(telling & own[one]))
    return replace(asked, mentions=(mention,), left=left, target=())


def scattered_named(asked: Asked, catalog: Catalog) -> Asked:
    """A question that names nothing else and has all words of a long name, in any order."""
    said = set(content_words(asked.plain))
    if asked.mentions or not asked.left:
        return asked
    names = {p.id: set(content_words(p.name)) for p in catalog.products}
    fitting = [one for one, name in names.items() if len(name) > 2 and name <= said]
    if len(fitting) != 1:
        return asked
    name = names[fitting[0]]
    left = tuple(word for word in asked.left if word not in name)
    numbers = tuple(one for one in asked.numbers if one not in name)
    mention = Mention(tuple(fitting), 0, 0, frozenset(name))
    return replace(asked, mentions=(mention,), left=left, numbers=numbers)


def feature_named(asked: Asked, catalog: Catalog) -> Asked:
    """A choice of something with a feature that is also sold by itself, as one of what has it:
    "cheapest plan with call recording", "which plan has single sign-on"."""
    chosen = asked.choice or asked.most is not None
    if not chosen or len(asked.mentions) != 1:
        return asked
    (mention,) = asked.mentions
    names = [set(content_words(catalog.product(one).name)) for one in mention.products]
    listed = [set(content_words(text)) for p in catalog.products for text, _ in p.features]
    labels = [
        set(content_words(one.label)) for p in catalog.products for one in p.attributes.values()
    ]
    before = [word for word, _ in split(asked.plain)][: mention.start]
    if not before or before[-1] not in _HAVING:
        return asked
    kinds = {catalog.product(one).category for one in mention.products}
    others = categories_named({stem(word) for word in before}, categories(catalog)).keys() - kinds
    if not (
        all(name in listed for name in names)
        or (others and any(mention.said <= text for text in (*listed, *labels)))
    ):
        return asked
    words = tuple(dict.fromkeys((*asked.left, *sorted(mention.said))))
    return replace(asked, mentions=(), left=words)


def _may_count(product: Product, asked: Asked, catalog: Catalog) -> bool:
    """Whether a price of a product may be for what the question has a number of: not one by the
    square metre for "care of 8 plants", where others are by the plant."""
    units = [unit_stems(price.unit) for price in product.prices if price.unit]
    others = [unit_stems(one.unit) for p in catalog.products for one in p.prices if one.unit]
    counted = any(asked.noun in stems for stems in others)
    return not counted or len(units) < len(product.prices) or any(asked.noun in u for u in units)


def _own_word(products: Sequence[Product], catalog: Catalog, wanted: Collection[str]) -> list[str]:
    """The id of the one product that has the only stem wanted in its name, where the catalogue
    says it of no other: "PVC" of a PVC banner."""
    if len(wanted) != 1:
        return []
    (word,) = wanted
    said = [p.id for p in catalog.products if word in _said_of(p)]
    named = [p.id for p in products if word in content_words(p.name)]
    return named if len(named) == 1 and said == named else []


def _said_of(product: Product) -> set[str]:
    labels = " ".join(one.label for one in product.attributes.values())
    features = " ".join(text for text, _ in product.features)
    return _own(product) | set(content_words(f"{labels} {features}"))


def _numbered(product: Product) -> bool:
    return any(word.isdigit() for word, _ in split(product.name))


def _head(product: Product) -> str:
    """The stem of the word that says what a product is: the last of its name, or the last before
    a number in it, as of "Generator 3 kVA"."""
    named = [word for word, _ in split(product.name.split("(")[0])]
    first = next((at for at, word in enumerate(named) if word.isdigit()), len(named))
    words = named[:first] or [word for word in named if not word.isdigit()]
    return stem(words[-1]) if words else ""


def kind_meant(asked: Asked, catalog: Catalog) -> Asked:
    """A choice among all products that a name describes: "cheapest van", of two vans of which one
    is simply called a van."""
    limited = asked.most is not None or asked.least is not None
    picks = asked.cheapest or asked.dearest or limited
    if len(asked.mentions) != 1 or not (picks or (asked.left and not asked.price)):
        return asked
    (mention,) = asked.mentions
    names = [set(content_words(catalog.product(one).name)) for one in mention.products]
    if not mention.said or any(name <= mention.said for name in names):
        return asked
    kinds = {catalog.product(one).category for one in mention.products}
    fitting = [p.id for p in catalog.products if p.category in kinds and mention.said <= _own(p)]
    if len(fitting) < 2 or not set(mention.products) <= set(fitting):
        return asked
    return replace(asked, mentions=(replace(mention, products=tuple(fitting)),))


def other_model(asked: Asked, catalog: Catalog) -> Asked:
    """Without a product that is named with another number than its own: a "Tiva 500" where there
    is a Tiva 300 is not sold here."""
    found = [word for word, _ in split(asked.plain)]
    for mention in asked.mentions:
        after = found[mention.end] if 0 < mention.end < len(found) else ""
        names = [[w for w, _ in split(catalog.product(one).name)] for one in mention.products]
        said = found[mention.start : mention.end]
        own = [name[len(said)] for name in names if name[: len(said)] == said and name[len(said) :]]
        free = after in asked.numbers or (asked.noun == ITSELF and after == str(asked.quantity))
        if free and own and all(n.isdigit() for n in own) and after not in own:
            rest = tuple(one for one in asked.mentions if one is not mention)
            left = tuple(dict.fromkeys((*asked.left, *sorted(mention.said), after)))
            return replace(asked, mentions=rest, left=left, target=left, quantity=None, noun=None)
    return asked


def versions_named(asked: Asked, earlier: Sequence[Asked], catalog: Catalog) -> Asked:
    """A follow-up that names another version by its own word alone: "what about the Peak?"."""
    before = next((one for one in reversed(earlier) if one.mentions), None)
    words = asked.left or content_words(asked.plain)
    if before is None or not asked.follows or asked.mentions or len(words) != 1:
        return asked
    (word,) = words
    siblings = [
        other.id
        for other in catalog.products
        for one in before.products
        if word in content_words(other.name) and _versions(other, catalog.product(one))
    ] or _only(
        [
            other.id
            for other in catalog.products
            if word in content_words(other.name)
            and other.id not in before.products
            and other.category in {catalog.product(one).category for one in before.products}
        ]
    )
    if not siblings:
        return asked
    mention = Mention(tuple(dict.fromkeys(siblings)), 0, 1)
    return replace(asked, mentions=(mention,), left=(), target=())


def _only(found: list[str]) -> list[str]:
    return found if len(found) == 1 else []


def _own(product: Product) -> set[str]:
    """The stems of what is said of a product itself."""
    return _described(product) | set(content_words(f"{product.category} {product.summary}"))


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
