"""Comparing, recommending and describing products from the catalogue's facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.knowledge import quote
from bot.knowledge.answer import Source
from bot.knowledge.asked import PEOPLE, Asked
from bot.knowledge.catalog import Attribute, Catalog, Price, Product, Value
from bot.knowledge.pricing import (
    Reply,
    main_products,
    people_limit,
    source_of,
    valid_prices,
)
from bot.knowledge.words import content_words, figures, stem, words

_MOST_COMPARED = 5
_MOST_RECOMMENDED = 5
_VAGUE = frozenset(
    [
        "max",
        "maximum",
        "min",
        "number",
        "count",
        "limit",
        "total",
        "gb",
        "km",
        "kg",
        "kw",
        "hp",
        "l",
        "mile",
        "litre",
        "liter",
        "mm",
        "cm",
    ]
)
_KIND = re.compile(
    r"\b(?:which|what|cheapest|best|expensive|affordable|priciest|any|of your|have|me|a|an)\s+"
    r"(?:new |used )?(?P<noun>[^\W\d_]+)"
)
_GENERAL_KINDS = {"car", stem("vehicle"), "tool", stem("software"), "app"}
_ABOUT = re.compile(
    r"\b(?:about|what(?:'s| is| are| does)|describe|includ\w+|details|features?|offers?)\b"
)
# Adjectives → the noun that a catalogue has for them, as stems.
_NOUNS = {
    "heavy": "weight", "weigh": "weight", "light": "weight", "lightest": "weight",
    "heaviest": "weight", "fast": "speed", "fastest": "speed", "wide": "width", "tall": "height",
    "far": "range", "roomiest": "boot", "thirsty": "consumption",
}  # fmt: skip
_MOST = re.compile(
    r"\b(?:longest|largest|biggest|most|highest|heaviest|fastest|greatest|farthest)\b"
)
_LEAST = re.compile(r"\b(?:shortest|smallest|least|lowest|lightest|fewest)\b")
_INITIALS = re.compile(r"\b[A-Z]{2,6}\b")
_ATTRIBUTE_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(k)?[\s-]*([^\W\d_]+)")


def compare_reply(asked: Asked, catalog: Catalog, today: date, region: str | None) -> Reply | None:
    """A Markdown table of the products named (or of all that are mainly sold); None if fewer
    than two are known or the question is about something else."""
    products = [catalog.product(p) for p in asked.products]
    if len(products) < 2:
        if products or asked.left or asked.target:
            return None
        products = main_products(catalog)
    products = products[:_MOST_COMPARED]
    if len(products) < 2:
        return None
    rows = [("Price", [_prices(p, asked, catalog, today, region) for p in products])]
    keys = dict.fromkeys(key for p in products for key in p.attributes)
    for key in keys:
        label = next(p.attributes[key].label for p in products if key in p.attributes)
        cells = [show(p.attributes[key]) if key in p.attributes else "–" for p in products]
        rows.append((_capital(label), cells))
    features = dict.fromkeys(text for p in products for text, _ in p.features)
    for feature in features:
        has = ["yes" if any(t == feature for t, _ in p.features) else "–" for p in products]
        rows.append((_capital(feature), has))
    table = [
        "| | " + " | ".join(p.name for p in products) + " |",
        "|---" * (len(products) + 1) + "|",
    ]
    table += [f"| {_cell(name)} | {' | '.join(_cell(c) for c in cells)} |" for name, cells in rows]
    return Reply("compare", "\n".join(table), tuple(source_of(p) for p in products))


@dataclass(frozen=True)
class _Wish:
    """Something a product must fulfil, as the question says it."""

    words: frozenset[str]
    holds: Callable[[Product], bool]
    line: Callable[[Product], int | None]


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
    wishes = _wishes(asked, catalog, only_facts)
    explained = {word for wish in wishes for word in wish.words} | wanted_words
    named = _kind_named(asked, catalog, asked.left)
    for word in asked.left if not only_facts else ():
        if word not in explained | named and any(_says(word)(p) for p in catalog.products):
            wishes.append(_Wish(frozenset({word}), _says(word), lambda p: p.line))
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


def fact_reply(asked: Asked, catalog: Catalog) -> Reply | None:
    """What the catalogue says about an attribute or a feature of the products named."""
    products = [catalog.product(p) for p in asked.products]
    if not products:
        return None
    lines, sources = [], []
    for product in products:
        found = _attribute_asked(product, asked)
        if found:
            value = show(found)
            says = ""
            if asked.yes_no and isinstance(found.values[0], bool) and len(products) == 1:
                says = f"{_capital(value)}. "
            lines.append(f"{says}{_capital(found.label)} ({product.name}): {value}.")
            sources.append(source_of(product, found.line))
            continue
        features = _features_asked(asked, catalog, asked.left)
        listed = [(text, line) for text, line in product.features if text in features]
        if listed:
            says = "Yes. " if asked.yes_no and len(products) == 1 else ""
            lines.append(f"{says}{product.name} includes: {', '.join(text for text, _ in listed)}.")
            sources += [source_of(product, line) for _, line in listed]
        elif len(products) == 1 and features:
            return _elsewhere(product, features, catalog)
    return Reply("answer", "\n".join(lines), tuple(sources), 0.95) if lines else None


def offered_reply(asked: Asked, catalog: Catalog) -> Reply | None:
    """Which products a feature comes with, for "does it work with Slack?"."""
    features = _features_asked(asked, catalog, asked.left)
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
        lines.append(f"{feature} comes with {_and(names)}.")
    sources = dict.fromkeys(source_of(product, line) for product, _, line in found)
    return Reply("answer", "\n".join(lines), tuple(sources), 0.8)


def about_reply(asked: Asked, catalog: Catalog) -> Reply | None:
    """What one product is and includes, from its summary and features."""
    if len(asked.products) != 1 or asked.quantity:
        return None
    product = catalog.product(asked.products[0])
    said = set(content_words(product.summary))
    if asked.left:
        # A word such as "electric" that stands in the summary is answered by it.
        if not set(asked.left) <= said:
            return None
        return Reply("answer", product.summary, (source_of(product),), 0.7)
    if not _ABOUT.search(asked.plain) and len(words(asked.plain)) > 4:
        return None
    lines = [product.summary] if product.summary else []
    if product.features:
        lines += [f"{product.name} includes:"] if not lines else []
        lines += [f"- {feature}" for feature, _ in product.features[:8]]
    sources = [source_of(product), *(source_of(product, line) for _, line in product.features[:1])]
    return Reply("answer", "\n".join(lines), tuple(dict.fromkeys(sources)), 0.8) if lines else None


def show(attribute: Attribute) -> str:
    """An attribute's value in words: yes, 1,000 GB, hybrid."""
    text = ", ".join(_value(value) for value in attribute.values)
    counted = any(c.isdigit() for c in text)  # not "unlimited GB"
    return f"{text} {attribute.unit}" if attribute.unit and counted else text


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else f"{value:,f}"


def _categories_asked(
    asked: Asked, categories: Mapping[str, frozenset[str]]
) -> tuple[set[str], set[str]]:
    """The categories named, and the words that name them: in full, else in part."""
    about = set(content_words(asked.plain))
    full = {name for name, stems in categories.items() if stems and stems <= about}
    part = {name for name, stems in categories.items() if stems & about}
    found = full or part
    return found, {word for name in found for word in categories[name]}


def _says(word: str) -> Callable[[Product], bool]:
    """Whether a product's summary or other names have the word."""
    return lambda p: word in content_words(" ".join((p.summary, *p.aliases)))


def _wishes(asked: Asked, catalog: Catalog, only_facts: bool) -> list[_Wish]:
    """What the question demands of a product's attributes and, if not `only_facts`, features."""
    wishes: list[_Wish] = []
    asked_words = set(content_words(asked.plain))
    for key in dict.fromkeys(key for p in catalog.products for key in p.attributes):
        one = next(p.attributes[key] for p in catalog.products if key in p.attributes)
        label = set(_label_words(one))
        spoken = asked_words | _acronyms(asked.plain)
        if isinstance(one.values[0], bool) and any(name <= spoken for name in _label_names(one)):
            spelled = frozenset(label | _spelled(asked.plain, label))
            wishes.append(_Wish(spelled, _has(key, (True,)), _line(key)))
        elif isinstance(one.values[0], str):
            wishes += _text_wishes(key, asked_words, catalog)
        elif not isinstance(one.values[0], str):
            wishes += _number_wishes(key, one, asked)
    if only_facts:
        return wishes
    named = {word for wish in wishes for word in wish.words}
    features = _features_asked(asked, catalog, [word for word in asked.left if word not in named])
    if features:
        said = frozenset(word for text in features for word in content_words(text))
        wishes.append(_Wish(said, _offers(features), _offered_at(features)))
    return wishes


def _features_asked(asked: Asked, catalog: Catalog, left: Sequence[str]) -> set[str]:
    """Features of any product that the question names: in full, or by what is left of it."""
    about = set(content_words(asked.plain)) | _acronyms(asked.plain)
    found = set()
    for text in dict.fromkeys(text for p in catalog.products for text, _ in p.features):
        parts = set(content_words(text))
        initials = {stem(word.lower()) for word in _INITIALS.findall(text)}
        if not parts or not left:
            continue
        if (parts <= about and parts & set(left)) or initials & about or set(left) <= parts:
            found.add(text)
    return found


def _text_wishes(key: str, asked_words: set[str], catalog: Catalog) -> list[_Wish]:
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
    return [_Wish(said, _has(key, tuple(found)), _line(key))]


def _number_wishes(key: str, attribute: Attribute, asked: Asked) -> list[_Wish]:
    names = set(_label_words(attribute)) | set(content_words(attribute.unit or ""))
    names |= {stem(part) for part in key.split("_")[-1:]}
    for match in _ATTRIBUTE_NUMBER.finditer(asked.plain):
        noun = stem(match[3])
        limit = {"max", "maximum", "limit"} & set(key.split("_"))
        if noun in names and not (noun in PEOPLE and limit):
            least = figures(match[1])[0] * (1000 if match[2] else 1)
            return [_Wish(frozenset({noun, *names}), _at_least(key, least), _line(key))]
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


def _attribute_asked(product: Product, asked: Asked) -> Attribute | None:
    about = set(content_words(asked.plain)) | _acronyms(asked.plain) | _nouns(asked.plain)
    best: tuple[float, Attribute | None] = (0.0, None)
    for attribute in product.attributes.values():
        label = _label_words(attribute)
        share = max((len(name & about) / len(name) for name in _label_names(attribute)), default=0)
        spelled = _spelled(asked.plain, set(label))
        unexplained = [
            w
            for w in asked.left
            if w not in label and w not in spelled and _NOUNS.get(w) not in label
        ]
        if share > best[0] and share >= 0.5 and len(unexplained) <= len(asked.left) // 2:
            best = (share, attribute)
    return best[1]


def _nouns(plain: str) -> set[str]:
    return {stem(_NOUNS[word]) for word in words(plain) if word in _NOUNS}


def superlative_reply(
    asked: Asked, catalog: Catalog, categories: Mapping[str, frozenset[str]]
) -> Reply | None:
    """The product with the most or least of a fact ("longest range"); None if none is named."""
    most, least = _MOST.search(asked.plain), _LEAST.search(asked.plain)
    if not (most or least):
        return None
    about = set(content_words(asked.plain)) | _nouns(asked.plain)
    wanted, wanted_words = _categories_asked(asked, categories)
    best: tuple[Decimal, Product, Attribute] | None = None
    for product in catalog.products:
        if wanted and product.category not in wanted:
            continue
        for attribute in product.attributes.values():
            label = set(_label_words(attribute))
            value = attribute.values[0]
            named = any(name <= about for name in _label_names(attribute))
            if not named or not isinstance(value, Decimal):
                continue
            unexplained = set(asked.left) - label - wanted_words - _SUPERLATIVES
            if unexplained - {stem(adjective) for adjective in _NOUNS}:
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
    text = f"That is not listed for {product.name}. {others[0][1]} comes with {_and(names)}."
    sources = (source_of(product), *(source_of(other, line) for other, _, line in others))
    return Reply("answer", text, tuple(dict.fromkeys(sources)), 0.8)


def _label_names(attribute: Attribute) -> list[set[str]]:
    """The ways to name an attribute, each as a set of stems: by its label and by its key."""
    units = set(content_words(attribute.unit or ""))
    texts = (attribute.label, attribute.key.replace("_", " "))
    names = [{w for w in content_words(text) if w not in _VAGUE} for text in texts]
    return [rest for name in names if (rest := name - units or name)]


def _label_words(attribute: Attribute) -> list[str]:
    return sorted(set().union(*_label_names(attribute)))


def _acronyms(plain: str) -> set[str]:
    """Initials of neighbouring words: "single sign on" gives sso."""
    found = words(plain)
    return {
        "".join(word[0] for word in found[start : start + size])
        for size in (2, 3, 4)
        for start in range(len(found) - size + 1)
    }


def _spelled(plain: str, label: set[str]) -> set[str]:
    """Stems of the words in the question whose initials are one of the label's words."""
    found = words(plain)
    return {
        stem(word)
        for size in (2, 3, 4)
        for start in range(len(found) - size + 1)
        if "".join(w[0] for w in found[start : start + size]) in label
        for word in found[start : start + size]
    }


def _prices(
    product: Product, asked: Asked, catalog: Catalog, today: date, region: str | None
) -> str:
    prices = valid_prices(product, asked, catalog, today, asked.region or region)
    return "; ".join(quote.describe(p) for p in prices) or "–"


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
