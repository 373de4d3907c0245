"""What a product has and is, from its facts, features and summary."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.knowledge.prices import quote
from bot.knowledge.prices.attributes import (
    HAVING,
    acronyms,
    capital,
    features_asked,
    join,
    label_words,
    show,
    spelled,
)
from bot.knowledge.prices.catalog import Catalog, Product
from bot.knowledge.prices.inherited import features_of
from bot.knowledge.prices.pricelist import main_products
from bot.knowledge.prices.product import Attribute
from bot.knowledge.prices.selection import fees_with, valid_prices
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.attributes import (
    attribute_asked,
    by_name,
    has_words,
    names_other,
    value_asked,
)
from bot.knowledge.replies.reply import Reply, source_of
from bot.knowledge.words import STOP_WORDS, content_words, stem, words

_MOST_LISTED = 12
_JOINS = re.compile(r"\band\b|[,/&+()]")
_MANY_OF = re.compile(r"\bhow (?:many|much) (\w+)")
_HOW = re.compile(
    r"(?:(?:and|so|ok|but)\W+)*(?:how (?!(?:many|much|about)\b)|when\b|why\b|where\b|who\b)"
)
_ABOUT = re.compile(
    r"\b(?:about|what(?:'s| is| are| does)|describe|includ\w+|details|features?|offers?)\b"
)


# "How many toilets do I need?": what somebody needs is in no list of what a thing has.
_OF_NEED = re.compile(
    r"\bhow (?:many|much)\b.*\b(?:do|would|will|should) (?:i|we) (?:need|want|take)\b"
)


def fact_reply(asked: Asked, catalog: Catalog) -> Reply | None:
    """What the catalogue says about an attribute or a feature of the products named."""
    products = [catalog.product(p) for p in asked.products]
    if not products or _OF_NEED.search(asked.plain):
        return None
    lines, sources = [], []
    sure = True
    for product in products:
        found, whole = attribute_asked(product, asked)
        sure = sure and (whole or not found)
        if found:
            value = show(found)
            says = ""
            if asked.yes_no and isinstance(found.values[0], bool) and len(products) == 1:
                says = f"{capital(value)}. "
            lines.append(f"{says}{capital(found.label)} ({product.name}): {value}.")
            sources.append(source_of(product, found.line))
            having = _having(found, product, catalog) if says and not found.values[0] else []
            if having:
                lines.append(_include([other.name for other, _ in having], found.label))
                sources += [source_of(other, line) for other, line in having]
            continue
        valued, whole = value_asked(product, asked, catalog)
        own = features_of(product, catalog)
        named = (text for text, _ in own if len(set(words(text)) - STOP_WORDS) > 1)
        if any(_in_full(text, asked) for text in named):
            valued = None  # "electric start" is no fuel
        sure = sure and (whole or not valued)
        if valued:
            says = ""
            if asked.yes_no and len(products) == 1 and " or " not in asked.plain:
                says = "Yes. " if has_words(valued, asked.left) else "No. "
            lines.append(f"{says}{capital(valued.label)} ({product.name}): {show(valued)}.")
            sources.append(source_of(product, valued.line))
            continue
        features = _features_meant(asked, catalog)
        listed = [(text, line) for text, line in own if text in features]
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
    if asked.most is not None or asked.least is not None:
        return None  # what has it may cost more than is to be spent
    features = {text for text in _features_meant(asked, catalog) if _much_named(text, asked)}
    if _unexplained(asked, features):
        return None
    found = [
        (product, text, line)
        for product in catalog.products
        for text, line in features_of(product, catalog)
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
        attribute, whole = attribute_asked(product, asked)
        if attribute is None or not by_name(asked, attribute):
            continue
        counted = bool(many and stem(many[1]) in label_words(attribute))
        if whole or (counted and not names_other(asked, attribute)):
            found.append((product, attribute))
    if not 2 <= len(found) <= _MOST_LISTED or len({one.key for _, one in found}) > 1:
        return None
    lines = [f"{capital(found[0][1].label)}:"]
    lines += [f"- {product.name}: {show(attribute)}" for product, attribute in found]
    sources = tuple(source_of(product, attribute.line) for product, attribute in found)
    return Reply("answer", "\n".join(lines), sources, 0.75)


def _features_meant(asked: Asked, catalog: Catalog) -> set[str]:
    """The features that a question may be after; none when it asks how, when or why, or when
    they explain less of it than they leave."""
    if _HOW.match(asked.plain):
        return set()
    features = features_asked(asked, catalog, asked.left)
    many = _MANY_OF.search(asked.plain)
    if many:  # a reverse gear does not tell how many gears there are
        counted = stem(many[1])
        features = {
            text
            for text in features
            if counted not in content_words(text) or any(c.isdigit() for c in text)
        }
    rest = _unexplained(asked, features)
    return features if len(rest) * 2 <= len(asked.left) else set()


def _unexplained(asked: Asked, features: set[str]) -> list[str]:
    """Stems and numbers of a question that neither these features nor the way of asking say."""
    said = {word for text in features for word in content_words(text)}
    said |= spelled(asked.plain, said)
    numbers = [one for one in asked.numbers if not any(one in text for text in features)]
    return [word for word in asked.left if word not in said | HAVING] + numbers


def _in_full(feature: str, asked: Asked) -> bool:
    """Whether a question says all words of a feature."""
    return set(content_words(feature)) <= set(content_words(asked.plain))


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


def _having(attribute: Attribute, product: Product, catalog: Catalog) -> list[tuple[Product, int]]:
    """The other products of the kind that have what this one has not, and the lines that say so."""
    return [
        (other, other.attributes[attribute.key].line)
        for other in catalog.products
        if other.category == product.category
        and attribute.key in other.attributes
        and other.attributes[attribute.key].values == (True,)
    ]


def _include(names: Sequence[str], feature: str) -> str:
    """A sentence in which the feature, one thing or several, needs no verb of its own."""
    return f"{join(names)} include{'' if len(names) > 1 else 's'}: {feature}."


def _elsewhere(product: Product, features: set[str], catalog: Catalog) -> Reply | None:
    """That a feature comes with other products of the kind, and which."""
    own = features_of(product, catalog)
    if any(text.casefold().startswith("everything in") for text, _ in own):
        return None  # its list goes on in one that the catalogue does not have
    others = [
        (other, text, line)
        for other in catalog.products
        if other.category == product.category and other.id != product.id
        for text, line in features_of(other, catalog)
        if text in features
    ]
    if not product.features or not others:
        return None
    names = list(dict.fromkeys(other.name for other, _, _ in others))
    text = f"That is not listed for {product.name}. {_include(names, others[0][1])}"
    sources = (source_of(product), *(source_of(other, line) for other, _, line in others))
    return Reply("answer", text, tuple(dict.fromkeys(sources)), 0.95)
