"""A question understood as one put to this company: its products' names, units and spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.knowledge.prices.attributes import measures
from bot.knowledge.prices.catalog import Catalog
from bot.knowledge.prices.units import span, unit_stems
from bot.knowledge.question.asked import Asked, understand
from bot.knowledge.question.counts import ITSELF
from bot.knowledge.question.followup import of_others, with_history
from bot.knowledge.question.names import Names, split
from bot.knowledge.question.neighbours import neighbour_named
from bot.knowledge.question.numbers import ANY
from bot.knowledge.question.parts import told_and_asked
from bot.knowledge.question.siblings import kinds_compared, pair_named, siblings_named
from bot.knowledge.question.signals import CONDITIONS, GETTING
from bot.knowledge.question.times import AGE, Time
from bot.knowledge.question.towns import placed
from bot.knowledge.question.versions import (
    described_named,
    feature_named,
    heads_named,
    kind_meant,
    named_closer,
    narrowed,
    other_model,
    scattered_named,
    versions_named,
)
from bot.knowledge.search.abbreviations import abbreviations
from bot.knowledge.search.spelling import Spelling
from bot.knowledge.words import content_words, stem, words

_PER_UNIT = re.compile(r"^(?:and |how much |price |what about )*(?:per|a|an|each|for (?:one|a))\b")
_COUNTED = re.compile(rf"(?:{ANY})\b")
_PER_TIME = re.compile(r"\b(?:per|a) (?:hour|day|night|week|month|year)\W*$")
_PER_LAST = re.compile(r"\b(?:per|a|an|each) ([^\W\d_]+)\W*$")
_TELLS = re.compile(
    r"^(?:actually|sorry|no|yes)\b"
    r"|\b(?:i|we|he|she|they)(?:'(?:m|re|ve|d|ll|s)| (?:am|are|is|was|were|have|has|had|do|don|did"
    r"|run|own|live|work|manage|use|take|belong|get|got|pay|know|think))\b"
    r"|\b(?:my|our|some of (?:my|our)) [^.?!]{1,30} (?:is|are|was|were|have|has|had)\b"
)
_EITHER = re.compile(r"\bor\b|/")
_BE = re.compile(r"\bwhat(?:'?s| is| are| do| does| would| will| about)\b")
_NO_PRICE = re.compile(
    r"\bhow (?:many|long|soon|fast|far|often)\b|\bwhat (?:time|if|happen(?:s|ed)?)\b"
    r"|^(?:\w+ )?(?:when|where|who|why)\b"
)
_MOST_LEFT = 3  # words that an order may say besides: "Team for a school of 30 users"
_SIZE = re.compile(r"(?<=\d)\s*[xX*]\s*(?=\d)")  # "6x12", as names have "6 × 12"
_BUDGET = re.compile(r"\bbudget\b", re.IGNORECASE)
LONGEST = 1000  # characters of a question that are looked at
_HISTORY = 6  # earlier questions that a follow-up may refer to


class Hearing:
    """Takes questions apart by what one company sells and how it writes."""

    def __init__(
        self,
        catalog: Catalog,
        company: str,
        texts: Iterable[str],
        headings: Iterable[str] = (),
        home: str = "",
    ) -> None:
        """`texts` and `headings` are those of the company's pages, `home` is its country."""
        self._catalog = catalog
        self._home = home
        self.names = Names(catalog, company, texts)
        # A word of a feature is no slip in a name: "tracking" where there is a "training".
        features = (text for product in catalog.products for text, _ in product.features)
        self.names.vocabulary |= {word for text in features for word in words(text)}
        self._spelling = Spelling(
            self.names.vocabulary | _words_of(catalog), abbreviations(_terms_of(catalog), headings)
        )
        self._measures = measures(catalog)
        prices = [price for product in catalog.products for price in product.prices]
        # Where prices are the same everywhere, a town changes none.
        self._regional = any(price.regions for price in prices)
        self._fees = frozenset(word for price in prices for word in content_words(price.fee))
        self._units = frozenset(
            word
            for product in catalog.products
            for price in product.prices
            if price.unit
            for word in unit_stems(price.unit)
        )

    def named(self, text: str) -> frozenset[str]:
        """Ids of the products that a text names."""
        return frozenset(p for found in self.names.find(split(text)) for p in found.products)

    def mended(self, text: str) -> str:
        """A text without the slips of the fingers that the company's own words explain."""
        return self._spelling.mend(_SIZE.sub(" × ", " ".join(text.split())[:LONGEST]))

    def hear(self, question: str, history: Sequence[str]) -> Asked:
        """A mended question with what it leaves unsaid taken from the ones before it.

        A message that tells something before it asks is heard as a whole; what asks in it, with
        what it takes from the rest, is its `focus`.
        """
        earlier: list[Asked] = []
        for text in history[-_HISTORY:]:
            one = self._heard(text, earlier)
            # "Actually, our own tasks", "I want Larkspur for that": nothing that "it" could mean.
            own = self.names.without_company(one.plain) != one.plain
            wants = one.price or one.choice or one.compare or "?" in text
            tells = not wants and (own or _TELLS.search(one.plain))
            earlier.append(replace(one, left=(), target=()) if tells else one)
        whole = self._heard(question, earlier)
        parts = told_and_asked(question)
        if parts is None:
            return whole
        told, asks = parts
        story = self._heard(told, earlier)
        if story.time or story.period == "year":
            story = replace(story, time=self._wanted_time(whole), period=None)
        asked = _filled(self._heard(asks, [*earlier, story]), whole, story)
        if asked.most is not None or asked.least is not None:
            told = _BUDGET.sub(" ", told)  # which is no wish for a plan that has budgets
        return replace(whole, focus=described_named(replace(asked, told=told), self._catalog))

    def _wanted_time(self, asked: Asked) -> Time | None:
        """The time that a message tells if what it names is sold by time; else it is a tale's."""
        prices = [price for one in asked.products for price in self._catalog.product(one).prices]
        timed = any(span(price) in ("hour", "day", "night", "week") for price in prices)
        return asked.time if timed else None

    def _heard(self, text: str, earlier: Sequence[Asked]) -> Asked:
        one = understand(text, self.names, self._units, self._measures)
        one = placed(one, self._home) if self._regional else one
        if of_others(one, earlier):
            return replace(one, of_others=True)
        one = other_model(feature_named(one, self._catalog), self._catalog)
        one = scattered_named(siblings_named(one, self._catalog), self._catalog)
        one = kinds_compared(pair_named(one, self._catalog), self._catalog)
        one = versions_named(one, earlier, self._catalog)
        one = _held_together(neighbour_named(one, earlier, self._catalog), earlier)
        one = heads_named(with_history(one, earlier), self._catalog)
        one = narrowed(named_closer(one), self._catalog)
        one = kind_meant(one, self._catalog)
        one = described_named(one, self._catalog)
        own = [
            word
            for product in map(self._catalog.product, one.products)
            for name in (product.name, *product.aliases)
            for word in content_words(name)
        ]
        return _implied(one, self._units, self._fees, frozenset(own))


def _held_together(asked: Asked, earlier: Sequence[Asked]) -> Asked:
    """A question that names things to choose from and nothing else ("Team or Business?") compares
    them, but for one that follows on what so many cost."""
    last = earlier[-1] if earlier else None
    if last and last.price and (last.quantity or last.time):
        return asked
    besides = (
        asked.left, asked.target, asked.numbers, asked.quantity, asked.time, asked.period,
        asked.currency, asked.region, asked.price, asked.choice, asked.discount, asked.yes_no,
        asked.alone, asked.impossible, asked.other_time, asked.odd_period,
    )  # fmt: skip
    if any(besides) or len(asked.mentions) < 2 or not _EITHER.search(asked.plain):
        return asked
    return replace(asked, compare=True)


def _filled(asked: Asked, whole: Asked, story: Asked) -> Asked:
    """What asks in a message, for the quantity, the time, the place and, where it asks for a
    choice, the budget that the rest tells."""
    counted = asked.quantity is not None or asked.own
    limited = asked.most is not None or asked.least is not None
    budget = whole if asked.choice and not limited else asked
    return replace(
        asked,
        most=budget.most,
        least=budget.least,
        quantity=asked.quantity if counted else whole.quantity,
        noun=asked.noun if counted else whole.noun,
        period=asked.period or (None if asked.time else story.period),
        time=asked.time or (None if asked.period else story.time),
        region=asked.region or whole.region,
        currency=asked.currency or whole.currency,
    )


def _terms_of(catalog: Catalog) -> list[str]:
    """The names, features and labels of a catalogue."""
    found: list[str] = []
    for product in catalog.products:
        found += [product.name, *product.aliases, *(text for text, _ in product.features)]
        found += [attribute.label for attribute in product.attributes.values()]
    return found


def _words_of(catalog: Catalog) -> set[str]:
    """All words that the catalogue has."""
    texts: list[str] = []
    for product in catalog.products:
        texts += [product.name, product.summary, product.category, *product.aliases]
        texts += [text for text, _ in product.features]
        for attribute in product.attributes.values():
            texts += [attribute.label, attribute.unit or "", *map(str, attribute.values)]
        texts += [price.unit for price in product.prices if price.unit]
    texts += [text for one in catalog.discounts for text in (one.name, one.condition)]
    return {word for text in texts for word in words(text)}


def _implied(
    asked: Asked, units: frozenset[str], fees: frozenset[str], names: frozenset[str]
) -> Asked:
    """A question that asks for a price without saying so: "Team for 12 people, yearly?".

    `names` are the stems of all names of what it mentions: "grinding four stumps".
    """
    if asked.mentions and asked.left == ("free",):
        return replace(asked, price=True, left=(), target=())
    if asked.yes_no or asked.choice or asked.compare or _NO_PRICE.search(asked.plain):
        return asked
    first = bool(asked.mentions) and asked.mentions[0].start <= bool(_COUNTED.match(asked.plain))
    bought = (
        asked.own
        or asked.own_times
        or (asked.quantity and (first or asked.period or asked.time or _BE.search(asked.plain)))
        or (asked.time and (_BE.search(asked.plain) or (first and not asked.numbers)))
        or (_per_unit(asked.plain, units) and _BE.search(asked.plain))
        or (asked.period and _PER_TIME.search(asked.plain) and _BE.search(asked.plain))
    )
    if asked.mentions and bought and len(asked.left) <= _MOST_LEFT:
        return replace(asked, price=True)
    asked = _counting(asked, names)
    left = set(asked.left) - units - names - GETTING
    if left - CONDITIONS - fees:
        return asked
    says = (
        asked.quantity, asked.own, asked.time, asked.period, asked.currency, asked.region,
        asked.impossible, asked.odd_period, asked.other_time, AGE.search(asked.plain),
    )  # fmt: skip
    counts = bool(asked.left) and left.isdisjoint(asked.left) and _PER_UNIT.match(asked.plain)
    if asked.numbers and asked.left:
        return asked  # it counts something else
    if asked.mentions and (any(says) or len(asked.mentions) > 1 or left):
        return replace(asked, price=True)
    return replace(asked, price=True) if counts else asked


def _per_unit(plain: str, units: frozenset[str]) -> bool:
    """Whether a folded question ends with what a price counts: "per minute"."""
    match = _PER_LAST.search(plain)
    return bool(match and stem(match[1]) in units)


def _counting(asked: Asked, names: frozenset[str]) -> Asked:
    """With the number that stands before a word of the names of what is mentioned: "winter storage
    for 2 bikes" of what is also called bike storage."""
    if asked.quantity or asked.own or len(asked.numbers) != 1 or len(asked.mentions) != 1:
        return asked
    counted = re.search(rf"(?<![\w.,]){re.escape(asked.numbers[0])}\s+([^\W\d_]+)", asked.plain)
    number = asked.numbers[0].replace(",", "")
    if counted is None or stem(counted[1]) not in names or not number.strip("0").isdigit():
        return asked
    return replace(asked, quantity=int(number), noun=ITSELF, numbers=())
