"""What a question demands of a product: attributes, features, words it is described by."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.knowledge.amounts import PEOPLE
from bot.knowledge.asked import Asked
from bot.knowledge.attributes import acronyms, features_asked, label_names, label_words, spelled
from bot.knowledge.catalog import Attribute, Catalog, Product, Value
from bot.knowledge.words import content_words, figures, stem

_ATTRIBUTE_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(k)?[\s-]*([^\W\d_]+)")


@dataclass(frozen=True)
class Wish:
    """Something a product must fulfil, as the question says it."""

    words: frozenset[str]
    holds: Callable[[Product], bool]
    line: Callable[[Product], int | None]


def says_word(word: str) -> Callable[[Product], bool]:
    """Whether a product's summary or other names have the word."""
    return lambda p: word in content_words(" ".join((p.summary, *p.aliases)))


def wishes_in(asked: Asked, catalog: Catalog, only_facts: bool) -> list[Wish]:
    """What the question demands of a product's attributes and, if not `only_facts`, features."""
    wishes: list[Wish] = []
    asked_words = set(content_words(asked.plain))
    for key in dict.fromkeys(key for p in catalog.products for key in p.attributes):
        one = next(p.attributes[key] for p in catalog.products if key in p.attributes)
        label = set(label_words(one))
        spoken = asked_words | acronyms(asked.plain)
        if isinstance(one.values[0], bool) and any(name <= spoken for name in label_names(one)):
            said = frozenset(label | spelled(asked.plain, label))
            wishes.append(Wish(said, _has(key, (True,)), _line(key)))
        elif isinstance(one.values[0], str):
            wishes += _text_wishes(key, asked_words, catalog)
        elif not isinstance(one.values[0], str):
            wishes += _number_wishes(key, one, asked)
    if only_facts:
        return wishes
    named = {word for wish in wishes for word in wish.words}
    features = features_asked(asked, catalog, [word for word in asked.left if word not in named])
    if features:
        said = frozenset(word for text in features for word in content_words(text))
        wishes.append(Wish(said, _offers(features), _offered_at(features)))
    return wishes


def _text_wishes(key: str, asked_words: set[str], catalog: Catalog) -> list[Wish]:
    """The values named in full ("petrol"), else those named in part ("hybrid")."""
    values = {
        value: set(content_words(value))
        for p in catalog.products
        if key in p.attributes
        for value in p.attributes[key].values
        if isinstance(value, str) and content_words(value)
    }
    full = {value for value, parts in values.items() if parts <= asked_words}
    part = {value for value, parts in values.items() if len(parts) < 4 and parts & asked_words}
    found = full or part
    if not found:
        return []
    said = frozenset(word for value in found for word in values[value])
    return [Wish(said, _has(key, tuple(found)), _line(key))]


def _number_wishes(key: str, attribute: Attribute, asked: Asked) -> list[Wish]:
    names = set(label_words(attribute)) | set(content_words(attribute.unit or ""))
    names |= {stem(part) for part in key.split("_")[-1:]}
    for match in _ATTRIBUTE_NUMBER.finditer(asked.plain):
        noun = stem(match[3])
        limit = {"max", "maximum", "limit"} & set(key.split("_"))
        if noun in names and not (noun in PEOPLE and limit):
            least = figures(match[1])[0] * (1000 if match[2] else 1)
            return [Wish(frozenset({noun, *names}), _at_least(key, least), _line(key))]
    return []


def _has(key: str, values: Sequence[Value]) -> Callable[[Product], bool]:
    return lambda p: key in p.attributes and any(v in values for v in p.attributes[key].values)


def _at_least(key: str, least: Decimal) -> Callable[[Product], bool]:
    def holds(product: Product) -> bool:
        value = product.attributes[key].values[0] if key in product.attributes else None
        return isinstance(value, Decimal) and value >= least

    return holds


def _line(key: str) -> Callable[[Product], int | None]:
    return lambda p: p.attributes[key].line if key in p.attributes else None


def _offers(features: set[str]) -> Callable[[Product], bool]:
    return lambda p: any(text in features for text, _ in p.features)


def _offered_at(features: set[str]) -> Callable[[Product], int | None]:
    return lambda p: next((line for text, line in p.features if text in features), None)
