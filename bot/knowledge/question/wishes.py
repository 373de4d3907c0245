"""What a question demands of a product: attributes, features, words it is described by."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.knowledge.prices.attributes import (
    CONVERTED,
    acronyms,
    features_wanted,
    label_names,
    label_words,
    measure_words,
    spelled,
)
from bot.knowledge.prices.catalog import Attribute, Catalog, Product, Value
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.numbers import NUMBER, PEOPLE, SMALL, number_of
from bot.knowledge.words import content_words, stem

_NUMBER_OF = re.compile(
    r"(?P<most>\b(?:under|below|less than|up to|at most|max(?:imum)?|no more than)\s+)?"
    rf"\b(?P<n>{NUMBER}|{'|'.join(SMALL)})\s*(?:(?P<k>k)\b)?[\s-]*(?P<noun>[^\W\d_]+)"
)
_NUMBER_AFTER = re.compile(
    r"\b(?P<noun>[^\W\d_]+)\s+(?:for |up to |at least |of |is )?"
    rf"(?P<n>{NUMBER}|{'|'.join(SMALL)})(?=[^\w]*$|\s+(?:people|persons|adults|children|kids))"
)


# What things do with what a number of them says: "carries 1.1 tonnes", "fits 7".
_HOLDING = frozenset(
    stem(word)
    for word in """carry carries hold holds fit fits take takes seat seats seater tow tows lift
    lifts support supports handle handles store stores sleep sleeps least""".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Wish:
    """Something a product must fulfil, as the question says it."""

    words: frozenset[str]
    holds: Callable[[Product], bool]
    line: Callable[[Product], int | None]


@dataclass(frozen=True)
class _Number:
    """A demand on a number; `named` if the question names the attribute, not its unit alone."""

    wish: Wish
    named: bool


def says_word(word: str) -> Callable[[Product], bool]:
    """Whether a product's summary or other names have the word."""
    return lambda p: word in content_words(" ".join((p.summary, *p.aliases)))


def wishes_in(asked: Asked, catalog: Catalog, only_facts: bool) -> list[Wish]:
    """What the question demands of a product's attributes and, if not `only_facts`, features."""
    wishes: list[Wish] = []
    numbers: list[_Number] = []
    names = {word for mention in asked.mentions for word in mention.said}
    asked_words = set(content_words(asked.plain)) - (names - set(asked.left))
    for key in dict.fromkeys(key for p in catalog.products for key in p.attributes):
        one = next(p.attributes[key] for p in catalog.products if key in p.attributes)
        label = set(label_words(one))
        spoken = asked_words | acronyms(asked.plain)
        if isinstance(one.values[0], bool) and any(name <= spoken for name in label_names(one)):
            said = frozenset(label | spelled(asked.plain, label))
            wishes.append(Wish(said, _has(key, (True,)), _line(key)))
        elif isinstance(one.values[0], str):
            wishes += _text_wishes(key, asked_words, catalog)
        elif isinstance(one.values[0], Decimal):
            number = _number_wish(key, one, asked, catalog)
            numbers += [number] if number else []
    # "1,500 kg of payload" is not about the other attributes that are measured in kg.
    named = [number.wish for number in numbers if number.named]
    wishes += named or _any([number.wish for number in numbers])
    if only_facts:
        return wishes
    explained = {word for wish in wishes for word in wish.words}
    left = [word for word in asked.left if word not in explained]
    for said, features in features_wanted(asked, catalog, left):
        wishes.append(Wish(said, _offers(features), _offered_at(features)))
    return wishes


def _any(wishes: Sequence[Wish]) -> list[Wish]:
    """One wish that any of several fulfils, as "1,500 kg" may be of a weight or of a payload."""
    if len(wishes) < 2:
        return list(wishes)
    words = frozenset(word for wish in wishes for word in wish.words)

    def line(product: Product) -> int | None:
        return next((wish.line(product) for wish in wishes if wish.holds(product)), None)

    return [Wish(words, lambda p: any(wish.holds(p) for wish in wishes), line)]


def _text_wishes(key: str, asked_words: set[str], catalog: Catalog) -> list[Wish]:
    """The values named in full ("petrol"), else those named in part ("hybrid")."""
    values = {
        value: {word for word in content_words(value) if not word.isdigit()}
        for p in catalog.products
        if key in p.attributes
        for value in p.attributes[key].values
        if isinstance(value, str) and any(c.isalpha() for c in value)
    }
    full = {value for value, parts in values.items() if parts and parts <= asked_words}
    part = {value for value, parts in values.items() if len(parts) < 4 and parts & asked_words}
    found = full or part
    if not found:
        return []
    said = frozenset(word for value in found for word in values[value])
    return [Wish(said, _has(key, tuple(found)), _line(key))]


def _number_wish(key: str, attribute: Attribute, asked: Asked, catalog: Catalog) -> _Number | None:
    """The number of this attribute that the question demands: "7 seats", "seats 7", "2 tonnes"."""
    label = set(label_words(attribute))
    limit = bool({"max", "maximum", "limit"} & set(key.split("_")))
    measured = measure_words(attribute)
    said = label & set(content_words(asked.plain))
    for match in _NUMBER_OF.finditer(asked.plain):
        noun = stem(match["noun"])
        noun = noun if noun in label | measured else noun.removesuffix("er")
        unit, factor = CONVERTED.get(noun, (noun, 1))
        people = noun in PEOPLE
        if people and (limit or priced_by_people(catalog)):
            continue
        if unit in measured or noun in label or (people and PEOPLE & label):
            value = number_of(match["n"], match["k"]) * factor
            holds = (_at_most if match["most"] else _at_least)(key, value)
            written = stem(match["n"] + match["noun"])  # "800kg" is one word
            words = frozenset({stem(match["noun"]), noun, written, *label, *measured, *_HOLDING})
            return _Number(Wish(words, holds, _line(key)), bool(said or noun in label or people))
    seats = bool(PEOPLE & label) and not limit and not priced_by_people(catalog)
    if seats and asked.quantity and asked.noun in PEOPLE:  # "something for a family of 6"
        holds = _at_least(key, Decimal(asked.quantity))
        return _Number(Wish(frozenset(label), holds, _line(key)), True)
    for match in _NUMBER_AFTER.finditer(asked.plain):
        noun = stem(match["noun"])
        if noun in label and not (limit and noun in PEOPLE):
            value = number_of(match["n"])
            exact = any(
                value in p.attributes[key].values for p in catalog.products if key in p.attributes
            )
            holds = (
                _has(key, (value,)) if exact and "of" in match.group() else _at_least(key, value)
            )
            return _Number(Wish(frozenset({noun, *label}), holds, _line(key)), True)
    return None


def priced_by_people(catalog: Catalog) -> bool:
    """Whether any price counts people, so that "for 6" may mean six of its units."""
    units = (price.unit for p in catalog.products for price in p.prices)
    return any(unit and stem(unit.split(" ")[-1].lower()) in PEOPLE for unit in units)


def _has(key: str, values: Sequence[Value]) -> Callable[[Product], bool]:
    return lambda p: key in p.attributes and any(v in values for v in p.attributes[key].values)


def _at_least(key: str, least: Decimal) -> Callable[[Product], bool]:
    def holds(product: Product) -> bool:
        value = product.attributes[key].values[0] if key in product.attributes else None
        return isinstance(value, Decimal) and value >= least

    return holds


def _at_most(key: str, most: Decimal) -> Callable[[Product], bool]:
    def holds(product: Product) -> bool:
        value = product.attributes[key].values[0] if key in product.attributes else None
        return isinstance(value, Decimal) and value <= most

    return holds


def _line(key: str) -> Callable[[Product], int | None]:
    return lambda p: p.attributes[key].line if key in p.attributes else None


def _offers(features: frozenset[str]) -> Callable[[Product], bool]:
    return lambda p: any(text in features for text, _ in p.features)


def _offered_at(features: frozenset[str]) -> Callable[[Product], int | None]:
    return lambda p: next((line for text, line in p.features if text in features), None)
