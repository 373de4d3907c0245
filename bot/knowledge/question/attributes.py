"""Which attribute of a product a question names, and whether that explains all of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.knowledge.prices.attributes import (
    KIND_OF,
    NOUNS,
    TIMES,
    adjective,
    heard,
    label_names,
    label_words,
    measure_words,
    nouns,
    spelled,
)
from bot.knowledge.prices.catalog import Attribute, Catalog, Product
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.measures import MEASURES, joined
from bot.knowledge.question.names import split
from bot.knowledge.question.numbers import PEOPLE
from bot.knowledge.question.signals import asks_price
from bot.knowledge.question.wishes import HOLDING
from bot.knowledge.words import content_words, fold, stem, words

_HOW_MANY = re.compile(r"\bhow many\b|\bmax(?:imum)?\b|\blimit\b|\bup to\b")
_HOW_LONG = re.compile(r"\bhow (?:long|fast|quick(?:ly)?|soon)\b")
_HOW_SOON = re.compile(r"\bhow (?:fast|quick(?:ly)?|soon)\b")
_TAKES = re.compile(r"\btak(?:e|es|ing)\b|\bhow long (?:to|for|until|till|before)\b")
_LASTS = re.compile(r"\bhow long (?:do|does|did|will|would|can|should) .*\b(?:last|live)s?\b")
_ENDURES = frozenset(map(stem, ("last", "lasts", "live", "lives")))
_LASTING = frozenset(["life", "lifespan", "lifetime", "last", "long", "duration", "length"])
_ENDURING = frozenset(["life", "lifespan", "lifetime", "expectancy"])
_MANY_OF = re.compile(r"\bhow (?:many|much) (\w+)")
_THING = re.compile(r"\b(?:the|a|an|your|this|that) ([^\W\d_]+)")
_BY_ADJECTIVE = 0.6  # how surely "big" means a capacity, where "capacity" means it in full


def attribute_asked(product: Product, asked: Asked) -> tuple[Attribute | None, bool]:
    """The attribute that the question names, and whether that explains all of the question."""
    # The "large" of a product's name does not ask how large it is.
    rest = _without_name(asked, product)
    about, measured = heard(rest), nouns(rest)
    if about & PEOPLE and _HOW_MANY.search(asked.plain):
        about |= PEOPLE  # people are users or seats
    many = _MANY_OF.search(joined(asked.plain))
    counted = {stem(many[1])} if many else set()
    counted |= PEOPLE if counted & PEOPLE else set()
    own = {word for text in (product.name, *product.aliases) for word in content_words(text)}
    best: tuple[float, Attribute | None, bool] = (0.0, None, False)
    takes, how_long = bool(_TAKES.search(asked.plain)), bool(_HOW_LONG.search(asked.plain))
    lasts = bool(_LASTS.search(asked.plain))
    timed = [one for one in product.attributes.values() if _takes_time(one, takes)]
    for attribute in product.attributes.values():
        label = label_words(attribute)
        if many and (asked.numbers or isinstance(attribute.values[0], bool)):
            continue  # yes or no is no number, and what depends on another is not told
        if _HOW_SOON.search(asked.plain) and not _ENDURING.isdisjoint(words(attribute.label)):
            continue  # how long it lasts does not tell how soon it comes
        if how_long and not (_takes_time(attribute, takes) or "age" in label):
            continue
        per = _after_per(attribute)
        names = [name - per or name for name in label_names(attribute)]
        share = max((len(name & about) / len(name) for name in names), default=0.0)
        meant = max((len(name & (about | measured)) / len(name) for name in names), default=0.0)
        share = max(share, meant * _BY_ADJECTIVE)
        own_measure = measure_words(attribute) | set(label) - per
        if counted & own_measure or (timed == [attribute] and how_long):
            share += 0.5
        said = {*label, *content_words(attribute.label), *measure_words(attribute), *own}
        said |= spelled(asked.plain, set(label)) | counted | HOLDING
        said |= {word for word, kind in KIND_OF.items() if kind in said}
        unexplained = [
            w for w in asked.left if w not in said and not {stem(n) for n in _nouns(w)} & said
        ]
        if how_long:
            unexplained = [w for w in unexplained if not adjective(w)]
        if lasts and not _LASTING.isdisjoint((*words(attribute.label), *attribute.key.split("_"))):
            share = max(share, 1.0)
            unexplained = [w for w in unexplained if w not in _ENDURES]
        # "does it cover theft" asks for the theft that is yes or no, not for the sum covered.
        plain = asked.yes_no and isinstance(attribute.values[0], bool)
        if share < 0.5 or (share < 1 and unexplained) or len(unexplained) > len(asked.left) // 2:
            continue
        if share + plain > best[0]:
            counts = isinstance(attribute.values[0], Decimal) and share >= 1
            whole = not unexplained and (counts or not asked.numbers)
            best = (share + plain, attribute, whole)
    return best[1], best[2]


def _without_name(asked: Asked, product: Product) -> str:
    """A folded question without the words that name a product."""
    rest, found = asked.plain, [word for word, _ in split(asked.plain)]
    for mention in asked.mentions:
        if product.id in mention.products and mention.end > mention.start:
            named = r"[^\w]+".join(map(re.escape, found[mention.start : mention.end]))
            rest = re.sub(rf"(?<!\w){named}(?!\w)", " ", rest, count=1)
    return rest


def _after_per(attribute: Attribute) -> set[str]:
    """Stems of that by which it is, which it says no number of: "weight per square metre"."""
    _, per, after = joined(fold(attribute.label)).partition(" per ")
    return {*content_words(after), *MEASURES} if per else set()


def _nouns(word: str) -> tuple[str, ...]:
    return NOUNS.get(adjective(word), ())


def _takes_time(attribute: Attribute, takes: bool) -> bool:
    """Whether it says how long something is, or for what `takes` time how long that is."""
    said = {*content_words(attribute.label), *words(attribute.label)}
    of_time = said & ({"long", "duration"} if takes else {"length", "long", "duration"})
    return bool(TIMES & measure_words(attribute) or of_time)


def value_asked(product: Product, asked: Asked, catalog: Catalog) -> tuple[Attribute | None, bool]:
    """The attribute that the rest of the question is a value of: fuel for "is it electric?".

    Also whether it is all of a value, not a part such as "plug" of "plug-in hybrid".
    """
    keys = {
        key
        for other in catalog.products
        for key, attribute in other.attributes.items()
        if asked.left and has_words(attribute, asked.left)
    }
    if len(keys) != 1:
        return None, False
    (key,) = keys
    values = {
        value for p in catalog.products if key in p.attributes for value in p.attributes[key].values
    }
    whole = any(set(content_words(str(value))) == set(asked.left) for value in values)
    return product.attributes.get(key), whole


def has_words(attribute: Attribute, left: Sequence[str]) -> bool:
    texts = [value for value in attribute.values if isinstance(value, str)]
    return any(set(left) <= set(content_words(text)) for text in texts)


def by_name(asked: Asked, attribute: Attribute) -> bool:
    """Whether a question names an attribute by a noun: "how far do you come" is not of a range."""
    about = heard(joined(asked.plain)) | (PEOPLE if _HOW_MANY.search(asked.plain) else set())
    names = label_names(attribute)
    return any(name & about for name in names) or bool(measure_words(attribute) & about)


def names_other(asked: Asked, attribute: Attribute) -> bool:
    """Whether a question names a thing that is not sold here: "the Thistle" of "how many gears
    does the Thistle have"."""
    said = {*label_words(attribute), *measure_words(attribute)}
    named = {stem(word) for word in _THING.findall(asked.plain)}
    return any(word in named for word in asked.left if word not in said)


def charged(asked: Asked, catalog: Catalog) -> bool:
    """Whether what sounds like the question for a price names a fact of what it mentions: "the
    deposit on the big tent", "the rate limit of the API"."""
    if not asked.mentions or not asked.left or asked.numbers or asked.quantity or asked.time:
        return False
    if not set(asked.target) <= set(asked.left):
        return False
    said = set(content_words(asked.plain))
    for product in map(catalog.product, asked.products):
        for attribute in product.attributes.values():
            label = set(content_words(attribute.label))
            if set(asked.left) <= label <= said and _no_other_price(asked.plain, attribute.label):
                return True
    return False


def _no_other_price(plain: str, label: str) -> bool:
    """Whether a question asks for no price by other words than a label's and "how much is the"."""
    rest = re.sub(rf"\bhow much (?:is|are|do i pay for) (?:the )?(?={re.escape(label)})", "", plain)
    rest = rest.replace(label.casefold(), "")
    return not asks_price(rest, rest, ())
