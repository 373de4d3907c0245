"""Which of several has more or less of a fact: "the lightest bike", "which weighs more?"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.knowledge.prices.attributes import (
    NOUNS,
    TIMES,
    adjective,
    heard,
    label_names,
    measure_words,
    nouns,
    show,
)
from bot.knowledge.prices.catalog import Attribute, Catalog, Product
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.names import categories_named
from bot.knowledge.question.wishes import HOLDING
from bot.knowledge.replies.reply import Reply, source_of
from bot.knowledge.words import content_words, stem, words

_MOST = re.compile(r"\b(?:most|more|highest|greatest|maximum|higher|greater)\b")
_LEAST = re.compile(r"\b(?:least|less|fewest|fewer|lowest|minimum|lower)\b")
_OF_ALL = re.compile(r"\b(?:most|least|maximum|minimum|\w+est)\b")
_OF_TWO = re.compile(r"\b(?:which|who|what|whose|more|less|fewer|than|or)\b")
_BETWEEN = frozenset(["between", "every", "interval", "intervals"])
_LITTLE = frozenset(
    ["light", "slow", "narrow", "thin", "near", "close", "short", "small", "young", "quiet", "low"]
)
_SOON = frozenset(["fast", "quick", "soon"])
# What has more of anything may be called so: "a bigger tank", "a longer guarantee".
_OF_ANYTHING = frozenset(["big", "large", "small", "long", "short", "high", "low"])
# What things do for the time that an attribute says: "which keeps payslips longer?".
_KEEPING = frozenset(
    map(stem, ("keep", "keeps", "last", "lasts", "run", "runs", "store", "stores"))
)
_UNLIMITED = frozenset(["unlimited", "no limit", "any"])
# Words of such questions that name no fact.
_PLAIN = HOLDING | {
    stem(word) for word in ("highest", "lowest", "greatest", "fewest", "fewer", "greater", "higher",
                            "lower", "maximum", "minimum", "course", "item", "service", "goe")
}  # fmt: skip


@dataclass(frozen=True)
class _Fact:
    product: Product
    attribute: Attribute
    value: Decimal


def ranking_reply(
    asked: Asked, catalog: Catalog, categories: Mapping[str, frozenset[str]]
) -> Reply | None:
    """The product with the most or least of a fact, among those named, else of the kind named.

    None when the question asks for no more or less, or says what this does not explain.
    """
    most = _direction(asked.plain)
    several = len(asked.products) > 1
    if most is None or (asked.mentions and not (several and _OF_TWO.search(asked.plain))):
        return None
    if not several and not _OF_ALL.search(asked.plain):
        return None  # "the bigger one": than what was spoken of before
    wanted = categories_named(content_words(asked.plain), categories)
    kinds = {word for stems in wanted.values() for word in stems}
    pool = [catalog.product(one) for one in asked.products] if several else list(catalog.products)
    key = _key_named(pool, asked, kinds) or (_key_measured(pool, asked) if several else None)
    if key is None:
        return None
    attribute = next(p.attributes[key] for p in pool if key in p.attributes)
    if _of_interval(attribute, asked) or _of_wait(attribute, asked):
        most = not most  # what needs less of something has more days between
    facts = [_Fact(p, p.attributes[key], value) for p in pool if (value := _value(p, key))]
    of_kind = [one for one in facts if one.product.category in wanted and not several]
    among = of_kind or facts
    if several:
        if len(among) < len(pool):
            return None
        among.sort(key=lambda one: one.value, reverse=most)
        text = "\n".join(f"- {_said(one)}" for one in _marked(among))
        return Reply("compare", text, tuple(source_of(f.product, f.attribute.line) for f in among))
    best = (max if most else min)(one.value for one in among)
    first = [one for one in among if one.value == best]
    text = "\n".join(_said((one, True)) for one in first)
    sources = tuple(source_of(one.product, one.attribute.line) for one in first)
    return Reply("recommend", text, sources, 0.95)


def _of_interval(attribute: Attribute, asked: Asked) -> bool:
    """Whether an attribute says after what time something is done again, where more or less of
    that is asked for, not of the time."""
    asks_time = TIMES & set(content_words(asked.plain)) or stem("length") in nouns(asked.plain)
    return not _BETWEEN.isdisjoint(words(attribute.label)) and not asks_time


def _of_wait(attribute: Attribute, asked: Asked) -> bool:
    """Whether an attribute says how long something takes, where the faster or sooner is asked
    for: that takes less."""
    forms = {adjective(word) for word in words(asked.plain)}
    return bool(forms & _SOON and TIMES & measure_words(attribute))


def _direction(plain: str) -> bool | None:
    """Whether the most is asked for; None when neither the most nor the least is."""
    for word in words(plain):
        form = adjective(word)
        if form and form != word and word.endswith(("er", "est")):
            return form not in _LITTLE
    if _LEAST.search(plain):
        return False
    return True if _MOST.search(plain) else None


def _key_named(pool: Sequence[Product], asked: Asked, kinds: set[str]) -> str | None:
    """The key of the attribute that most words of the question name, if that explains all."""
    about = heard(asked.plain) | nouns(asked.plain)
    best: tuple[int, str | None] = (0, None)
    for key, attribute in {k: a for p in pool for k, a in p.attributes.items()}.items():
        names = label_names(attribute)
        named = max((len(name) for name in names if name <= about), default=0)
        if not named and measure_words(attribute) & set(asked.left):
            named = 1
        label = {word for name in names for word in name}
        keeps = _KEEPING & set(asked.left) if TIMES & measure_words(attribute) else set()
        if not named and keeps and label & about:
            named = 1
        said = {*keeps, *content_words(attribute.label), *measure_words(attribute), *kinds, *_PLAIN}
        said |= label
        left = [
            word
            for word in asked.left
            if word not in said
            and not {stem(n) for n in NOUNS.get(adjective(word), ())} & said
            and not (named and adjective(word) in _OF_ANYTHING)
        ]
        measured = any(_value(p, key) is not None for p in pool)
        if measured and named > best[0] and not left and not asked.numbers:
            best = (named, key)
    return best[1]


def _key_measured(pool: Sequence[Product], asked: Asked) -> str | None:
    """The key of the only attribute that an adjective of the question measures, where it leaves
    one word at most: "which is for larger rooms" of an area."""
    wanted = nouns(asked.plain)
    keys = {
        key
        for product in pool
        for key, attribute in product.attributes.items()
        if any(name & wanted for name in label_names(attribute)) and _value(product, key)
    }
    left = [word for word in asked.left if not adjective(word)]
    return keys.pop() if len(keys) == 1 and len(left) < 2 and not asked.numbers else None


def _value(product: Product, key: str) -> Decimal | None:
    attribute = product.attributes.get(key)
    value = attribute.values[0] if attribute else None
    if isinstance(value, str) and value.casefold() in _UNLIMITED:
        return Decimal("Infinity")
    return value if isinstance(value, Decimal) else None


def _marked(facts: Sequence[_Fact]) -> list[tuple[_Fact, bool]]:
    """Each with whether it is first, alone or with others."""
    return [(one, one.value == facts[0].value != facts[-1].value) for one in facts]


def _said(fact: tuple[_Fact, bool]) -> str:
    one, first = fact
    name = f"**{one.product.name}**" if first else one.product.name
    return f"{name}: {one.attribute.label} {show(one.attribute)}."
