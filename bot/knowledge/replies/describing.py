"""What a product has and is, from its facts, features and summary."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.knowledge.prices import quote
from bot.knowledge.prices.attributes import (
    NOUNS,
    TIMES,
    acronyms,
    adjective,
    capital,
    features_asked,
    heard,
    join,
    label_names,
    label_words,
    measure_words,
    nouns,
    show,
    spelled,
)
from bot.knowledge.prices.catalog import Attribute, Catalog, Product
from bot.knowledge.prices.pricelist import main_products
from bot.knowledge.prices.selection import fees_with, valid_prices
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.measures import joined
from bot.knowledge.question.numbers import PEOPLE
from bot.knowledge.question.wishes import HOLDING as _HOLDING
from bot.knowledge.replies.reply import Reply, source_of
from bot.knowledge.words import content_words, stem, words

_MOST_LISTED = 12
_BY_ADJECTIVE = 0.6  # how surely "big" means a capacity, where "capacity" means it in full
_HOW_MANY = re.compile(r"\bhow many\b|\bmax(?:imum)?\b|\blimit\b|\bup to\b")
_THING = re.compile(r"\b(?:the|a|an|your|this|that) ([^\W\d_]+)")
_JOINS = re.compile(r"\band\b|[,/&+()]")
_HOW_LONG = re.compile(r"\bhow (?:long|fast|quick(?:ly)?|soon)\b")
_MANY_OF = re.compile(r"\bhow (?:many|much) (\w+)")
_HOW = re.compile(
    r"(?:(?:and|so|ok|but)\W+)*(?:how (?!(?:many|much|about)\b)|when\b|why\b|where\b|who\b)"
)
# Ways to ask whether there is something, which say nothing of what.
_HAVING = frozenset(
    stem(word)
    for word in """support supports supported use using usable need able come get getting connect
    connects connected connection sync syncs syncing synced link links linked integrate integrates
    integrated integration integrations send create make manage plug built built-in inside function
    functionality tool tools option possible allow allows handle handles include included have has
    feature ability capability standard""".split()  # noqa: SIM905 - a list of words
)
_ABOUT = re.compile(
    r"\b(?:about|what(?:'s| is| are| does)|describe|includ\w+|details|features?|offers?)\b"
)


def fact_reply(asked: Asked, catalog: Catalog) -> Reply | None:
    """What the catalogue says about an attribute or a feature of the products named."""
    products = [catalog.product(p) for p in asked.products]
    if not products:
        return None
    lines, sources = [], []
    sure = True
    for product in products:
        found, whole = _attribute_asked(product, asked)
        sure = sure and (whole or not found)
        if found:
            value = show(found)
            says = ""
            if asked.yes_no and isinstance(found.values[0], bool) and len(products) == 1:
                says = f"{capital(value)}. "
            lines.append(f"{says}{capital(found.label)} ({product.name}): {value}.")
            sources.append(source_of(product, found.line))
            continue
        valued, whole = _value_asked(product, asked, catalog)
        sure = sure and (whole or not valued)
        if valued:
            says = ""
            if asked.yes_no and len(products) == 1 and " or " not in asked.plain:
                says = "Yes. " if _has_words(valued, asked.left) else "No. "
            lines.append(f"{says}{capital(valued.label)} ({product.name}): {show(valued)}.")
            sources.append(source_of(product, valued.line))
            continue
        features = _features_meant(asked, catalog)
        listed = [(text, line) for text, line in product.features if text in features]
        whole = not _unexplained(asked, features)
        sure = sure and (whole or not listed)
        if listed:
            says = "Yes. " if asked.yes_no and len(products) == 1 and whole else ""
            lines.append(f"{says}{product.name} includes: {', '.join(text for text, _ in listed)}.")
            sources += [source_of(product, line) for _, line in listed]
        elif len(products) == 1 and features and whole:
            return _elsewhere(product, features, catalog)
    return (
        Reply("answer", "\n".join(lines), tuple(sources), 0.95 if sure else 0.75) if lines else None
    )


def offered_reply(asked: Asked, catalog: Catalog) -> Reply | None:
    """Which products a feature comes with, for "does it work with Slack?"."""
    features = {text for text in _features_meant(asked, catalog) if _much_named(text, asked)}
    if _unexplained(asked, features):
        return None
    found = [
        (product, text, line)
        for product in catalog.products
        for text, line in product.features
        if text in features
    ]
    if not found or len(features) > 3:
        return None
    lines = []
    for feature in dict.fromkeys(text for _, text, _ in found):
        names = [product.name for product, text, _ in found if text == feature]
        lines.append(_include(names, feature))
    sources = dict.fromkeys(source_of(product, line) for product, _, line in found)
    return Reply("answer", "\n".join(lines), tuple(sources), 0.75)


def overview_reply(asked: Asked, catalog: Catalog) -> Reply | None:
    """What an attribute is for each of the main products, for "how many guests can I invite?"."""
    if asked.products or not asked.left or asked.other_time:
        return None
    many = _MANY_OF.search(asked.plain)
    found = []
    for product in main_products(catalog):
        attribute, whole = _attribute_asked(product, asked)
        if attribute is None or not _by_name(asked, attribute):
            continue
        counted = bool(many and stem(many[1]) in label_words(attribute))
        if whole or (counted and not _names_other(asked, attribute)):
            found.append((product, attribute))
    if not 2 <= len(found) <= _MOST_LISTED or len({one.key for _, one in found}) > 1:
        return None
    lines = [f"{capital(found[0][1].label)}:"]
    lines += [f"- {product.name}: {show(attribute)}" for product, attribute in found]
    sources = tuple(source_of(product, attribute.line) for product, attribute in found)
    return Reply("answer", "\n".join(lines), sources, 0.75)


def _by_name(asked: Asked, attribute: Attribute) -> bool:
    """Whether a question names an attribute by a noun: "how far do you come" is not of a range."""
    about = heard(joined(asked.plain)) | (PEOPLE if _HOW_MANY.search(asked.plain) else set())
    names = label_names(attribute)
    return any(name & about for name in names) or bool(measure_words(attribute) & about)


def _names_other(asked: Asked, attribute: Attribute) -> bool:
    """Whether a question names a thing that is not sold here: "the Thistle" of "how many gears
    does the Thistle have"."""
    said = {*label_words(attribute), *measure_words(attribute)}
    named = {stem(word) for word in _THING.findall(asked.plain)}
    return any(word in named for word in asked.left if word not in said)


def _features_meant(asked: Asked, catalog: Catalog) -> set[str]:
    """The features that a question may be after; none when it asks how, when or why, or when
    they explain less of it than they leave."""
    if _HOW.match(asked.plain):
        return set()
    features = features_asked(asked, catalog, asked.left)
    rest = _unexplained(asked, features)
    return features if len(rest) * 2 <= len(asked.left) else set()


def _unexplained(asked: Asked, features: set[str]) -> list[str]:
    """Stems and numbers of a question that neither these features nor the way of asking say."""
    said = {word for text in features for word in content_words(text)}
    said |= spelled(asked.plain, said)
    numbers = [one for one in asked.numbers if not any(one in text for text in features)]
    return [word for word in asked.left if word not in said | _HAVING] + numbers


def _much_named(feature: str, asked: Asked) -> bool:
    """Whether a question says at least half of a feature, or of one of the things it joins:
    "parking" is not "Rear parking sensors"."""
    about = set(content_words(asked.plain)) | acronyms(asked.plain)
    parts = [set(content_words(part)) for part in _JOINS.split(feature)]
    return any(part and len(part & about) * 2 >= len(part) for part in parts)


def about_reply(asked: Asked, catalog: Catalog, today: date, region: str | None) -> Reply | None:
    """What one product is, includes and costs."""
    if len(asked.products) != 1 or asked.quantity:
        return None
    product = catalog.product(asked.products[0])
    said = set(content_words(product.summary))
    if asked.left:
        # A word such as "electric" that stands in the summary is answered by it.
        if not set(asked.left) <= said:
            return None
        text = f"**{product.name}**: {product.summary}"
        return Reply("answer", text, (source_of(product),), 0.7)
    if not (_ABOUT.search(asked.plain) or asked.looks) and len(words(asked.plain)) > 4:
        return None
    lines = [product.summary] if product.summary else []
    if product.features:
        lines += [f"{product.name} includes:"] if not lines else []
        lines += [f"- {feature}" for feature, _ in product.features[:8]]
    sources = [source_of(product), *(source_of(product, line) for _, line in product.features[:1])]
    prices = valid_prices(product, asked, catalog, today, region)
    if prices:
        priced = " or ".join(
            quote.describe(price, fees_with(price, product, today, region)) for price in prices
        )
        lines.append(f"Price: {priced}{quote.places(prices[0], region)}.")
        sources += [
            source_of(product, one.line)
            for price in prices
            for one in (price, *fees_with(price, product, today, region))
        ]
    return Reply("answer", "\n".join(lines), tuple(dict.fromkeys(sources)), 0.8) if lines else None


def _attribute_asked(product: Product, asked: Asked) -> tuple[Attribute | None, bool]:
    """The attribute that the question names, and whether that explains all of the question."""
    about, measured = heard(asked.plain), nouns(asked.plain)
    if about & PEOPLE and _HOW_MANY.search(asked.plain):
        about |= PEOPLE  # people are users or seats
    many = _MANY_OF.search(joined(asked.plain))
    counted = {stem(many[1])} if many else set()
    counted |= PEOPLE if counted & PEOPLE else set()
    own = {word for text in (product.name, *product.aliases) for word in content_words(text)}
    best: tuple[float, Attribute | None, bool] = (0.0, None, False)
    takes, how_long = "take" in asked.plain, bool(_HOW_LONG.search(asked.plain))
    timed = [one for one in product.attributes.values() if _takes_time(one, takes)]
    for attribute in product.attributes.values():
        label = label_words(attribute)
        if (
            _HOW_LONG.search(asked.plain)
            and not _takes_time(attribute, takes)
            and "age" not in label
        ):
            continue
        names = label_names(attribute)
        share = max((len(name & about) / len(name) for name in names), default=0.0)
        meant = max((len(name & (about | measured)) / len(name) for name in names), default=0.0)
        share = max(share, meant * _BY_ADJECTIVE)
        if counted & (measure_words(attribute) | set(label)) or (timed == [attribute] and how_long):
            share += 0.5
        said = {*label, *content_words(attribute.label), *measure_words(attribute), *own}
        said |= spelled(asked.plain, set(label)) | counted | _HOLDING
        unexplained = [
            w for w in asked.left if w not in said and not {stem(n) for n in _nouns(w)} & said
        ]
        if how_long:
            unexplained = [w for w in unexplained if not adjective(w)]
        # "does it cover theft" asks for the theft that is yes or no, not for the sum covered.
        plain = asked.yes_no and isinstance(attribute.values[0], bool)
        if share < 0.5 or (share < 1 and unexplained) or len(unexplained) > len(asked.left) // 2:
            continue
        if share + plain > best[0]:
            counts = isinstance(attribute.values[0], Decimal) and share >= 1
            whole = not unexplained and (counts or not asked.numbers)
            best = (share + plain, attribute, whole)
    return best[1], best[2]


def _nouns(word: str) -> tuple[str, ...]:
    return NOUNS.get(adjective(word), ())


def _takes_time(attribute: Attribute, takes: bool) -> bool:
    """Whether it says how long something is, or for what `takes` time how long that is."""
    said = {*content_words(attribute.label), *words(attribute.label)}
    of_time = said & ({"long", "duration"} if takes else {"length", "long", "duration"})
    return bool(TIMES & measure_words(attribute) or of_time)


def _value_asked(product: Product, asked: Asked, catalog: Catalog) -> tuple[Attribute | None, bool]:
    """The attribute that the rest of the question is a value of: fuel for "is it electric?".

    Also whether it is all of a value, not a part such as "plug" of "plug-in hybrid".
    """
    keys = {
        key
        for other in catalog.products
        for key, attribute in other.attributes.items()
        if asked.left and _has_words(attribute, asked.left)
    }
    if len(keys) != 1:
        return None, False
    (key,) = keys
    values = {
        value for p in catalog.products if key in p.attributes for value in p.attributes[key].values
    }
    whole = any(set(content_words(str(value))) == set(asked.left) for value in values)
    return product.attributes.get(key), whole


def _has_words(attribute: Attribute, left: Sequence[str]) -> bool:
    texts = [value for value in attribute.values if isinstance(value, str)]
    return any(set(left) <= set(content_words(text)) for text in texts)


def _include(names: Sequence[str], feature: str) -> str:
    """A sentence in which the feature, one thing or several, needs no verb of its own."""
    return f"{join(names)} include{'' if len(names) > 1 else 's'}: {feature}."


def _elsewhere(product: Product, features: set[str], catalog: Catalog) -> Reply | None:
    """That a feature comes with other products of the kind, and which."""
    if any(text.casefold().startswith("everything in") for text, _ in product.features):
        return None  # its list goes on in another product's
    others = [
        (other, text, line)
        for other in catalog.products
        if other.category == product.category and other.id != product.id
        for text, line in other.features
        if text in features
    ]
    if not product.features or not others:
        return None
    names = list(dict.fromkeys(other.name for other, _, _ in others))
    text = f"That is not listed for {product.name}. {_include(names, others[0][1])}"
    sources = (source_of(product), *(source_of(other, line) for other, _, line in others))
    return Reply("answer", text, tuple(dict.fromkeys(sources)), 0.8)
