"""Recommending products that fit what is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from bot.knowledge import quote
from bot.knowledge.answer import Source
from bot.knowledge.asked import Asked
from bot.knowledge.attributes import NOUNS, label_names, label_words, nouns, show
from bot.knowledge.catalog import Attribute, Catalog, Price, Product
from bot.knowledge.pricing import Reply, main_products, people_limit, source_of, valid_prices
from bot.knowledge.wishes import Wish, says_word, wishes_in
from bot.knowledge.words import content_words, stem

_MOST_RECOMMENDED = 5
_KIND = re.compile(
    r"\b(?:which|what|cheapest|best|expensive|affordable|priciest|any|of your|have|me|a|an)\s+"
    r"(?:new |used )?(?P<noun>[^\W\d_]+)"
)
_GENERAL_KINDS = {"car", stem("vehicle"), "tool", stem("software"), "app"}
_MOST = re.compile(
    r"\b(?:longest|largest|biggest|most|highest|heaviest|fastest|greatest|farthest)\b"
)
_LEAST = re.compile(r"\b(?:shortest|smallest|least|lowest|lightest|fewest)\b")


def recommend_reply(
    asked: Asked,
    catalog: Catalog,
    categories: Mapping[str, frozenset[str]],
    today: date,
    region: str | None,
    only_facts: bool = False,
) -> Reply | None:
    """Products that fit budget, category and facts asked for, cheapest first.

    `only_facts`: the question does not ask for a choice in words, so that it must name an
    attribute.

    None when the question asks for something that the catalogue says nothing about.
    """
    wanted, wanted_words = _categories_asked(asked, categories)
    wishes = wishes_in(asked, catalog, only_facts)
    explained = {word for wish in wishes for word in wish.words} | wanted_words
    named = _kind_named(asked, catalog, asked.left)
    for word in asked.left if not only_facts else ():
        if word not in explained | named and any(says_word(word)(p) for p in catalog.products):
            wishes.append(Wish(frozenset({word}), says_word(word), lambda p: p.line))
            explained.add(word)
    left = [word for word in asked.left if word not in explained]
    if [word for word in left if word not in named]:
        return None
    limited = asked.most is not None or asked.least is not None
    if only_facts and not (wishes or (named and asked.looks)):
        return None
    if not (
        wishes or limited or named or asked.cheapest or asked.dearest or wanted or asked.quantity
    ):
        return None
    pool = (
        [p for p in catalog.products if p.category in wanted] if wanted else main_products(catalog)
    )
    if asked.products:
        pool = [p for p in pool if p.id in asked.products] or pool
    pool = [p for p in pool if all(w.holds(p) for w in wishes) and not people_limit(p, asked)]
    priced = [(p, _cheapest(p, asked, catalog, today, region)) for p in pool]
    if limited or asked.cheapest or asked.dearest:
        priced = [(p, price) for p, price in priced if price is not None]
    fitting = [(p, price) for p, price in priced if price is None or _within(price, asked)]
    fitting.sort(key=lambda one: (one[1] is None, one[1].amount if one[1] else Decimal(0)))
    if asked.dearest:
        fitting.reverse()
    if not fitting:
        return _nearest(priced)
    shown = fitting[:1] if asked.cheapest or asked.dearest else fitting[:_MOST_RECOMMENDED]
    lines: list[str] = []
    sources: list[Source] = []
    for product, price in shown:
        said = f": {quote.describe(price)}" if price else ""
        facts = [line for wish in wishes if (line := wish.line(product))]
        about = f". {product.summary}" if product.summary else ""
        lines.append(f"- **{product.name}**{said}{about.rstrip('.')}.")
        total = quote.total(price, asked) if price and asked.price else None
        lines += [f"  - {step}" for step in total.steps] if total else []
        sources.append(source_of(product, price.line if price else None))
        sources += [source_of(product, line) for line in facts]
        if product.summary:
            sources.append(source_of(product))
    return Reply("recommend", "\n".join(lines), tuple(dict.fromkeys(sources)), 0.9)


def _categories_asked(
    asked: Asked, categories: Mapping[str, frozenset[str]]
) -> tuple[set[str], set[str]]:
    """The categories named, and the words that name them: in full, else in part."""
    about = set(content_words(asked.plain))
    full = {name for name, stems in categories.items() if stems and stems <= about}
    part = {name for name, stems in categories.items() if stems & about}
    found = full or part
    return found, {word for name in found for word in categories[name]}


def _kind_named(asked: Asked, catalog: Catalog, left: Sequence[str]) -> set[str]:
    """Words such as "car" that name what is sold in general: they stand right after "which" or
    "cheapest" and in what at least two products say of themselves."""
    general = {word for word in left if word in _GENERAL_KINDS}
    match = _KIND.search(asked.plain)
    noun = stem(match["noun"]) if match else ""
    if not noun or noun not in left:
        return general
    said = [
        p
        for p in catalog.products
        if noun in content_words(" ".join((p.summary, p.category, *p.aliases, *_units(p))))
    ]
    return general | {noun} if len(said) >= 2 else general


def _units(product: Product) -> list[str]:
    return [price.unit for price in product.prices if price.unit]


def _cheapest(
    product: Product, asked: Asked, catalog: Catalog, today: date, region: str | None
) -> Price | None:
    prices = valid_prices(product, asked, catalog, today, asked.region or region)
    return min(prices, key=lambda price: price.amount, default=None)


def _within(price: Price, asked: Asked) -> bool:
    each = re.search(r"\b(?:per|each|a|every)\s+(?:user|seat|person|head|member)\b", asked.plain)
    total = None if each else quote.total(price, asked)
    amount = total.amount if total else price.amount
    return (asked.most is None or amount <= asked.most) and (
        asked.least is None or amount >= asked.least
    )


def _nearest(priced: Sequence[tuple[Product, Price | None]]) -> Reply | None:
    """Said when nothing fits: the nearest thing that there is."""
    known = [(price, product) for product, price in priced if price is not None]
    if not known:
        return None
    price, product = min(known, key=lambda one: one[0].amount)
    text = f"Nothing we list fits that. The nearest is **{product.name}**: {quote.describe(price)}."
    return Reply("recommend", text, (source_of(product, price.line),), 0.7)


def superlative_reply(
    asked: Asked, catalog: Catalog, categories: Mapping[str, frozenset[str]]
) -> Reply | None:
    """The product with the most or least of a fact ("longest range"); None if none is named."""
    most, least = _MOST.search(asked.plain), _LEAST.search(asked.plain)
    if not (most or least):
        return None
    about = set(content_words(asked.plain)) | nouns(asked.plain)
    wanted, wanted_words = _categories_asked(asked, categories)
    best: tuple[Decimal, Product, Attribute] | None = None
    for product in catalog.products:
        if wanted and product.category not in wanted:
            continue
        for attribute in product.attributes.values():
            label = set(label_words(attribute))
            value = attribute.values[0]
            named = any(name <= about for name in label_names(attribute))
            if not named or not isinstance(value, Decimal):
                continue
            unexplained = set(asked.left) - label - wanted_words - _SUPERLATIVES
            if unexplained - {stem(adjective) for adjective in NOUNS}:
                continue
            if best is None or (value > best[0] if most else value < best[0]):
                best = (value, product, attribute)
    if best is None:
        return None
    _, product, attribute = best
    text = f"**{product.name}**: {attribute.label} {show(attribute)}."
    return Reply("recommend", text, (source_of(product, attribute.line),), 0.9)


_SUPERLATIVES = frozenset(
    stem(word)
    for word in ("longest", "largest", "biggest", "highest", "heaviest", "fastest", "greatest",
                 "farthest", "shortest", "smallest", "lightest", "fewest")
)  # fmt: skip
