"""How attributes and features are named in questions and shown in answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.knowledge.prices.catalog import Attribute, Catalog, Value
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.measures import joined
from bot.knowledge.question.numbers import PEOPLE
from bot.knowledge.words import STOP_WORDS, content_words, fold, stem, words

_VAGUE = frozenset(
    [
        "max",
        "maximum",
        "min",
        "minimum",
        "least",
        "largest",
        "smallest",
        "highest",
        "lowest",
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
# Adjectives → the nouns that a catalogue has for them.
NOUNS = {
    "heavy": ("weight",), "weigh": ("weight",), "light": ("weight",),
    "fast": ("speed", "time", "turnaround"), "quick": ("speed", "time", "turnaround"),
    "slow": ("speed",), "soon": ("time", "turnaround"),
    "wide": ("width",), "narrow": ("width",), "tall": ("height",), "high": ("height",),
    "low": ("height",),
    "deep": ("depth",), "far": ("range", "distance", "way", "walk"),
    "near": ("distance", "way", "walk"), "close": ("distance", "way", "walk"),
    "long": ("length", "duration", "range"), "short": ("length", "duration"),
    "big": ("size", "area", "capacity", "volume"), "large": ("size", "area", "capacity", "volume"),
    "small": ("size", "area", "capacity", "volume"), "roomy": ("boot", "space", "size"),
    "old": ("age",), "young": ("age",), "powerful": ("power", "torque"),
    "strong": ("power", "torque"), "loud": ("noise",), "quiet": ("noise",),
    "thirsty": ("consumption",), "thick": ("thickness",), "thin": ("thickness",),
}  # fmt: skip
# Larger units → the unit that catalogues write, and how many of it they are.
CONVERTED = {
    stem("tonne"): ("kg", 1000), "ton": ("kg", 1000), stem("metre"): ("mm", 1000),
    stem("meter"): ("mm", 1000), "tb": ("gb", 1000),
}  # fmt: skip
# What is of a kind → the kind, by which catalogues name what holds for all of it.
_KINDS = {
    "pet": "cat kitten dog puppy rabbit bunny hamster parrot",
    "vehicle": "car van lorry truck motorbike motorcycle motorhome campervan",
    "luggage": "suitcase bag rucksack backpack",
}
KIND_OF = {stem(word): stem(kind) for kind, words_ in _KINDS.items() for word in words_.split()}
TIMES = {stem(word) for word in ("seconds", "minutes", "hours", "days", "weeks", "months", "years")}
_HOW = re.compile(r"\bhow ([a-z]+) (?:is|are|was|does|do|can|will)\b")
_OF_TIME = frozenset(["long", "short", "fast", "quick", "soon", "far", "near", "close"])
_HYPHEN = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_INITIALS = re.compile(r"\b[A-Z]{2,6}\b")


def show(attribute: Attribute) -> str:
    """An attribute's value in words: yes, 1,000 GB, hybrid."""
    text = ", ".join(_value(value) for value in attribute.values)
    counted = any(c.isdigit() for c in text)  # not "unlimited GB"
    return f"{text} {attribute.unit}" if attribute.unit and counted else text


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else f"{value:,f}"


# Ways to say that two things work together, which a feature may say in another.
_CONNECTS = frozenset(
    stem(word)
    for word in """sync syncs syncing integration integrations integrate integrates connect connects
    connection connector plugin link links hook hooks hooked plug work works""".split()  # noqa: SIM905 - a list of words
)


# Ways to ask whether there is something, which say nothing of what.
HAVING = frozenset(
    stem(word)
    for word in """support supports supported use using usable need able come get getting connect
    connects connected connection sync syncs syncing synced link links linked integrate integrates
    integrated integration integrations hook hooks hooked send create make manage plug built
    built-in inside function functionality tool tools option possible allow allows handle handles
    include included have has feature ability capability standard""".split()  # noqa: SIM905
)


def features_asked(asked: Asked, catalog: Catalog, left: Sequence[str]) -> set[str]:
    """Features of any product that the question names: in full, or by what is left of it.

    Of those that are named in part, the ones that most words of the question speak of.
    """
    about = set(content_words(asked.plain)) | acronyms(asked.plain)
    named = set(left) - _CONNECTS or set(left)
    found: set[str] = set()
    partly: dict[str, int] = {}
    for text in dict.fromkeys(text for p in catalog.products for text, _ in p.features):
        parts = set(content_words(text))
        initials = {stem(word.lower()) for word in _INITIALS.findall(text)}
        if not parts or not left:
            continue
        if (parts <= about and parts & set(left)) or initials & about:
            found.add(text)
        elif named <= parts:
            partly[text] = len(parts & about)
    most = max(partly.values(), default=0)
    return found | {text for text, count in partly.items() if count == most}


def features_wanted(
    asked: Asked, catalog: Catalog, left: Sequence[str]
) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Features that the question wants, one by one: the words that say each, and all the features
    that these may mean."""
    about = set(content_words(asked.plain)) | acronyms(asked.plain)
    texts = {
        text: set(content_words(text))
        for text in dict.fromkeys(text for p in catalog.products for text, _ in p.features)
    }
    found: dict[frozenset[str], set[str]] = {}
    for text, parts in texts.items():
        initials = {stem(word.lower()) for word in _INITIALS.findall(text)} & about
        if parts and parts <= about and parts & set(left):
            found.setdefault(frozenset(parts), set()).add(text)
        elif initials:
            found.setdefault(frozenset(initials | spelled(asked.plain, initials)), set()).add(text)
    said = {word for words_ in found for word in words_}
    for word in left:
        named = {text for text, parts in texts.items() if word in parts and word not in said}
        if named:
            found.setdefault(frozenset({word}), set()).update(named)
    return [(words_, frozenset(named)) for words_, named in found.items()]


def adjective(word: str) -> str:
    """The plain form of an adjective that is measured: "heavy" of "heaviest"; else empty."""
    for ending in ("est", "er", ""):
        plain = word.removesuffix(ending) if ending and word.endswith(ending) else word
        for form in (plain, f"{plain}e", f"{plain[:-1]}y", plain[:-1]):
            if form in NOUNS and (ending or form == plain):
                return form
    return {"farther": "far", "farthest": "far", "further": "far", "weighs": "weigh"}.get(word, "")


def nouns(plain: str) -> set[str]:
    """Stems of what the adjectives of a question measure."""
    return {stem(noun) for word in words(plain) for noun in NOUNS.get(adjective(word), ())}


def measured(plain: str, text: str) -> bool:
    """Whether a text says of what a folded question asks to be measured: for "how heavy", a weight.

    True when it asks for no such thing.
    """
    match = _HOW.search(plain)
    form = adjective(match[1]) if match else ""
    if not form or form in _OF_TIME:
        return True
    return bool({stem(form), *map(stem, NOUNS[form])} & set(content_words(text)))


def heard(plain: str) -> set[str]:
    """All stems by which a folded question may name something: its words, their initials, and
    what is written with a hyphen or a unit of its own."""
    found = set(content_words(joined(plain))) | set(content_words(plain)) | acronyms(plain)
    found |= {KIND_OF[word] for word in found & KIND_OF.keys()}
    return found | joined_stems(plain)


def joined_stems(plain: str) -> set[str]:
    """Stems of what is written with a hyphen in a folded text as one word: email of "e-mail"."""
    return {stem(word.replace("-", "")) for word in _HYPHEN.findall(plain)}


def label_names(attribute: Attribute) -> list[set[str]]:
    """The ways to name an attribute, each as a set of stems: by its label and by its key."""
    units = set(content_words(attribute.unit or ""))
    texts = (attribute.label, attribute.key.replace("_", " "))
    names = [{w for w in content_words(joined(fold(text))) if w not in _VAGUE} for text in texts]
    return [rest for name in names if (rest := name - units or name)]


def label_words(attribute: Attribute) -> list[str]:
    return sorted(set().union(*label_names(attribute)))


def acronyms(plain: str) -> set[str]:
    """Initials of neighbouring words: "single sign on" gives sso."""
    found = words(plain)
    return {
        "".join(word[0] for word in found[start : start + size])
        for size in (2, 3, 4)
        for start in range(len(found) - size + 1)
    }


def spelled(plain: str, label: set[str]) -> set[str]:
    """Stems of the words in the question whose initials, or which with a hyphen between them, are
    one of the label's words."""
    found = words(plain)
    initials = {
        stem(word)
        for size in (2, 3, 4)
        for start in range(len(found) - size + 1)
        if "".join(w[0] for w in found[start : start + size]) in label
        for word in found[start : start + size]
    }
    hyphened = (one for one in _HYPHEN.findall(plain) if stem(one.replace("-", "")) in label)
    return initials | {stem(word) for one in hyphened for word in one.split("-")}


def measures(catalog: Catalog) -> frozenset[str]:
    """Stems of what the attributes' numbers are measured in or count, but for people."""
    found: set[str] = set()
    for product in catalog.products:
        for attribute in product.attributes.values():
            if isinstance(attribute.values[0], Decimal):
                found |= measure_words(attribute)
    return frozenset({*found, *(u for u, (to, _) in CONVERTED.items() if to in found)} - PEOPLE)


def measure_words(attribute: Attribute) -> set[str]:
    """Stems that name an attribute's unit: gb, or mile for range_miles."""
    last = stem(attribute.key.split("_")[-1])
    unit = joined(fold(attribute.unit or ""))
    return {last} | {stem(word) for word in words(unit)} - STOP_WORDS


def join(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
