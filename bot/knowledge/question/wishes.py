"""What a question demands of a product: attributes, features, words it is described by."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.knowledge.prices.attributes import (
    CONVERTED,
    features_wanted,
    heard,
    label_names,
    label_words,
    measure_words,
    spelled,
)
from bot.knowledge.prices.catalog import Attribute, Catalog, Product, Value
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.numbers import HEADS, NUMBER, PEOPLE, SMALL, number_of
from bot.knowledge.question.times import ages_in
from bot.knowledge.words import content_words, stem, words

_NUMBER_OF = re.compile(
    r"(?P<most>\b(?:under|below|less than|up to|at most|max(?:imum)?|no more than)\s+)?"
    rf"\b(?P<n>{NUMBER}|{'|'.join(SMALL)})\s*(?:(?P<k>k)\b)?[\s-]*(?P<noun>[^\W\d_]+)"
)
_NUMBER_AFTER = re.compile(
    r"\b(?P<noun>[^\W\d_]+)\s+(?:for |up to |at least |of |is )?"
    rf"(?P<n>{NUMBER}|{'|'.join(SMALL)})(?=[^\w]*$|\s+(?:people|persons|adults|children|kids))"
)


# What things do with what a number of them says: "carries 1.1 tonnes", "fits 7".
HOLDING = frozenset(
    stem(word)
    for word in """carry carries hold holds fit fits take takes seat seats seater tow tows lift
    lifts support supports handle handles store stores sleep sleeps least""".split()  # noqa: SIM905
)
_AGES = re.compile(r"(?P<low>\d{1,2})\s*(?:to|-|–|and)\s*(?P<high>\d{1,2})")
_NOTHING = frozenset(["none", "no", "not included", "without", "-", "–"])
# Of whom an age is told.
_RELATED = frozenset(
    stem(word)
    for word in """age aged ages old year years daughter son kid kids child children boy girl
    grandson granddaughter nephew niece mum dad mother father baby toddler
    teenager""".split()  # noqa: SIM905 - a list of words
)


@dataclass(frozen=True)
class Wish:
    """Something a product must fulfil, as the question says it."""

    words: frozenset[str]
    holds: Callable[[Product], bool]
    line: Callable[[Product], int | None]
    feature: bool = False


@dataclass(frozen=True)
class _Number:
    """A demand on a number; `named` if the question names the attribute, not its unit alone."""

    wish: Wish
    named: bool


def says_word(word: str) -> Callable[[Product], bool]:
    """Whether a product's summary or other names have the word."""
    return lambda p: word in content_words(" ".join((p.summary, *p.aliases)))


def wishes_in(
    asked: Asked, catalog: Catalog, only_facts: bool, kinds: Collection[str] = ()
) -> list[Wish]:
    """What the question demands of a product's attributes and, if not `only_facts`, features.

    `kinds` are stems that name what is looked for, and no demand on it.
    """
    asked = replace(asked, left=tuple(word for word in asked.left if word not in kinds))
    wishes: list[Wish] = []
    numbers: list[_Number] = []
    names = {word for mention in asked.mentions for word in mention.said}
    told = set(content_words(asked.told))
    asked_words = (set(content_words(asked.plain)) | told) - (names - set(asked.left)) - {*kinds}
    for key in dict.fromkeys(key for p in catalog.products for key in p.attributes):
        one = next(p.attributes[key] for p in catalog.products if key in p.attributes)
        label = set(label_words(one))
        spoken = asked_words | heard(asked.plain)
        if isinstance(one.values[0], bool) and any(name <= spoken for name in label_names(one)):
            said = frozenset(label | spelled(asked.plain, label))
            wishes.append(Wish(said, _has(key, (True,)), _line(key)))
        elif isinstance(one.values[0], str):
            wishes += _text_wishes(key, asked_words, catalog) or _there(key, one, asked)
        elif isinstance(one.values[0], Decimal):
            number = _number_wish(key, one, asked, catalog)
            numbers += [number] if number else []
    wishes += _age_wishes(asked, catalog)
    # "1,500 kg of payload" is not about the other attributes that are measured in kg.
    named = [number.wish for number in numbers if number.named]
    wishes += named or _any([number.wish for number in numbers])
    if only_facts:
        return wishes
    explained = {word for wish in wishes for word in wish.words}
    left = [word for word in asked.left if word not in explained]
    for said, features in features_wanted(asked, catalog, left):
        wishes.append(Wish(said, _offers(features), _offered_at(features), feature=True))
    for text in dict.fromkeys(text for p in catalog.products for text, _ in p.features):
        parts = frozenset(content_words(text))
        if told and parts and parts <= told:
            wishes.append(Wish(parts, _offers(frozenset({text})), _offered_at(frozenset({text}))))
    return wishes


def _there(key: str, attribute: Attribute, asked: Asked) -> list[Wish]:
    """The wish to have what an attribute speaks of, "a room with meals"."""
    label = set(label_words(attribute))
    if not label or not label <= set(asked.left):
        return []
    return [Wish(frozenset(label), _has_any(key), _line(key))]


def _age_wishes(asked: Asked, catalog: Catalog) -> list[Wish]:
    """That a product is for the ages that the question tells, as far as any says for which."""
    ages = ages_in(f"{asked.told.casefold()} {asked.plain}")
    if not ages or not any(_ages(p) for p in catalog.products):
        return []

    def holds(product: Product) -> bool:
        found = _ages(product)
        return bool(found) and all(low <= age <= high for age in ages for low, high, _ in found)

    def line(product: Product) -> int | None:
        return next((at for _, _, at in _ages(product)), None)

    return [Wish(_RELATED | {str(age) for age in ages}, holds, line)]


def _ages(product: Product) -> list[tuple[int, int, int]]:
    """For which ages a product is, each from and to, with the line that says so."""
    found: list[tuple[int, int, int]] = []
    for attribute in product.attributes.values():
        parts = {*attribute.key.split("_"), *words(attribute.label)}
        value = attribute.values[0]
        if not parts & {"age", "ages", "aged"}:
            continue
        span = _AGES.search(value) if isinstance(value, str) else None
        if span:
            found.append((int(span["low"]), int(span["high"]), attribute.line))
        elif isinstance(value, Decimal) and not isinstance(value, bool):
            most = bool(parts & {"max", "maximum", "most"})
            found.append(
                (0, int(value), attribute.line) if most else (int(value), 199, attribute.line)
            )
    span = re.search(rf"\bages? {_AGES.pattern}", product.summary)
    if span and not found:
        found.append((int(span["low"]), int(span["high"]), product.line))
    return found


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
            spoken = {stem(match["noun"]), noun, written, match["n"], *label, *measured, *HOLDING}
            return _Number(
                Wish(frozenset(spoken), holds, _line(key)), bool(said or noun in label or people)
            )
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
            return _Number(Wish(frozenset({noun, match["n"], *label}), holds, _line(key)), True)
    return None


def priced_by_people(catalog: Catalog) -> bool:
    """Whether any price counts people, so that "for 6" may mean six of its units."""
    units = (price.unit for p in catalog.products for price in p.prices)
    return any(unit and stem(unit.split(" ")[-1].lower()) in HEADS for unit in units)


def _has_any(key: str) -> Callable[[Product], bool]:
    def holds(product: Product) -> bool:
        value = product.attributes[key].values[0] if key in product.attributes else "none"
        return not (isinstance(value, str) and value.casefold() in _NOTHING)

    return holds


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
