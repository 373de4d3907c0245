"""Recommending products that fit what is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.knowledge.answer import Source
from bot.knowledge.prices import quote
from bot.knowledge.prices.attributes import HAVING, show
from bot.knowledge.prices.catalog import Catalog, Price, Product
from bot.knowledge.prices.fees import with_fee
from bot.knowledge.prices.limits import count_limit
from bot.knowledge.prices.pricelist import main_products
from bot.knowledge.prices.selection import fees_with, valid_prices, words_of_getting
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.names import categories_named
from bot.knowledge.question.signals import telling
from bot.knowledge.question.wishes import Wish, priced_by_people, says_word, wishes_in
from bot.knowledge.replies.ordering import counts, counts_other, own_words, said_by
from bot.knowledge.replies.reply import Reply, source_of
from bot.knowledge.words import content_words, stem

_MOST_RECOMMENDED = 5
_FEWEST_TOLD = 2
_MOST_DESCRIBED = 3
_TO_PLAN = re.compile(r"\bto plan\b")  # what people do, not what they buy
_LOOKED_FOR = re.compile(r"(?:(?:and|so|ok|hi|hello|but)\W+)*(?:who|which|what)\b")
_PICKS = re.compile(
    r"\bwhich (?:one|of|plan|product|option|package|model)\b|\b(?:any|some)thing\b"
    r"|\bwhat (?:can|could|do|would|should) (?:you|u|we|i) (?:offer|recommend|suggest|take|get"
    r"|need)\b"
)
_OPENS = re.compile(r"[^\W\d_]+ (?:with|that|which|without)\b")  # "vans with a lift"
_KIND = re.compile(
    r"\b(?:which|what|cheapest|best|expensive|affordable|priciest|any|have|me|a|an)\s+"
    r"(?:of (?:your|the|these|those) )?(?:new |used )?(?P<noun>[^\W\d_]+)"
)


_NOT_HAVING = re.compile(
    r"\b(?:that|which|one|anything|something) (?:do(?:es)?n't|do(?:es)? not|isn't|is not|aren't"
    r"|won't|can't|needs? no|has no|have no)\b"
)


def recommend_reply(
    asked: Asked,
    catalog: Catalog,
    categories: Mapping[str, frozenset[str]],
    today: date,
    region: str | None,
    common: Callable[[str], bool],
    only_facts: bool = False,
) -> Reply | None:
    """Products that fit budget, category and facts asked for, cheapest first.

    `only_facts`: the question does not ask for a choice in words, so that it must name an
    attribute. `common` tells whether a stem is common in the content.

    None when the question asks for something that the catalogue says nothing about.
    """
    if asked.noun is None and not priced_by_people(catalog):
        asked = replace(asked, quantity=None)  # "something for a family of 6"
    wanted = categories_named(content_words(_TO_PLAN.sub(" ", asked.plain)), categories)
    wanted_words = {word for stems in wanted.values() for word in stems}
    named, sayers = _kind_named(asked, catalog, common)
    if not (wanted or named or _PICKS.search(asked.plain)):
        asked = replace(asked, told="")  # it asks for nothing that the rest could describe
    ranked = asked.cheapest or asked.dearest
    if ranked and not (wanted or named) and _nothing_known(asked, catalog):
        return None
    wishes = wishes_in(asked, catalog, only_facts, wanted_words | named)
    denied = _NOT_HAVING.search(asked.plain)
    without = set(content_words(asked.plain[denied.end() :])) if denied else set()
    if any(wish.words & without for wish in wishes):
        return None  # what is named there is not wished for
    explained = {word for wish in wishes for word in wish.words} | wanted_words
    if sayers:
        wishes.append(Wish(frozenset(named), lambda p: p.id in sayers, lambda p: p.line))
    for word in asked.left if not only_facts else ():
        if word not in explained | named and any(says_word(word)(p) for p in catalog.products):
            wishes.append(Wish(frozenset({word}), says_word(word), lambda p: p.line))
            explained.add(word)
    if any(one.feature for one in wishes):
        explained |= HAVING
    explained |= words_of_getting(asked, catalog.products)
    if any(word not in explained | named for word in (*asked.left, *asked.numbers)):
        return _described(asked, catalog, wanted, today, region)
    limited = asked.most is not None or asked.least is not None
    if only_facts and not (wishes or (named and asked.looks)):
        return None
    counted = counts(asked, catalog)
    if not (wishes or limited or sayers or ranked or wanted or counted):
        return None
    pool = (
        [p for p in catalog.products if p.category in wanted] if wanted else main_products(catalog)
    )
    if asked.products:
        among = [p for p in pool if p.id in asked.products]
        pool = among or [catalog.product(one) for one in asked.products]
    if not wanted and not asked.products and not any(all(w.holds(p) for w in wishes) for p in pool):
        pool = list(catalog.products)  # what is asked for may be an add-on
    small = [p for p in pool if count_limit(p, asked)] if asked.mentions else []
    pool = [p for p in pool if all(w.holds(p) for w in wishes) and not count_limit(p, asked)]
    place = asked.region or region
    choices = [_choice(p, asked, catalog, today, place) for p in pool]
    priced = [one for one in choices if one.prices]
    fitting = [
        one
        for one in (priced if limited or ranked else choices)
        if not one.prices or any(_within(p, fees, asked) for p, fees in one.prices.items())
    ]
    fitting.sort(key=lambda one: one.cost(asked), reverse=asked.dearest)
    said = {} if limited or ranked else said_by(asked.told, [one.product for one in fitting])
    fitting.sort(key=lambda one: -said.get(one.product.id, 0))
    fitting.sort(key=lambda one: (not one.prices, counted and counts_other(one.product, asked)))
    if not fitting:
        return _nearest(priced, asked)
    if not ranked:
        shown = _shown(fitting[:_MOST_RECOMMENDED], asked, wishes, "")
        return _with_limits(shown, small, asked)
    rank = "cheapest" if asked.cheapest else "most expensive"
    only = " that has a price in our list" if len(priced) < len(choices) else ""
    return _shown(fitting[:1], asked, wishes, f" is the {rank}{only}")


@dataclass(frozen=True)
class _Choice:
    """A product that fits, with its prices, each with the fees on top; empty if none holds."""

    product: Product
    prices: Mapping[Price, tuple[Price, ...]]

    def cost(self, asked: Asked) -> Decimal:
        """Its lowest price by the month, for the quantity asked about."""
        costs = (quote.cost(price, asked, fees) for price, fees in self.prices.items())
        return min(costs, default=Decimal(0))

    def quoted(self, asked: Asked) -> tuple[list[Price], list[str]]:
        """The prices to name and the arithmetic to show: all ways to pay when a quantity or a time
        is asked about, else the lowest price."""
        lowest = min(self.prices, key=lambda price: quote.cost(price, asked, self.prices[price]))
        totals = [(p, sum_) for p in self.prices if (sum_ := quote.total(p, asked))]
        if not totals or not (asked.quantity or asked.time):
            return [lowest], []
        lines = []
        said = ""
        for price, sum_ in totals:
            lines += [f"  - {sum_.note}"] if sum_.note not in {"", said} else []
            said = sum_.note
            billed = f" (billed {price.billed})" if price.billed in ("monthly", "yearly") else ""
            lines += [f"  - {step}" for step in sum_.steps[:-1]]
            lines += [f"  - {step}{billed}" for step in sum_.steps[-1:]]
            after = sum_
            for fee in self.prices[price]:
                after, added = with_fee(after, fee, asked)
                lines += [f"  - {step}" for step in added]
        dearest = max(quote.cost(price, asked, self.prices[price]) for price, _ in totals)
        least = quote.cost(lowest, asked, self.prices[lowest])
        if lowest.billed == "yearly" and least < dearest:
            lines.append("  - Billed yearly it comes to less.")
        return [price for price, _ in totals], lines

    def described(self, prices: Sequence[Price]) -> str:
        """Prices in words, with what comes on top."""
        return " or ".join(quote.describe(price, self.prices[price]) for price in prices)

    def lines_of(self, prices: Sequence[Price]) -> list[int]:
        """The lines of the file that say prices and what comes on top."""
        return [one.line for price in prices for one in (price, *self.prices[price])]


def _choice(
    product: Product, asked: Asked, catalog: Catalog, today: date, region: str | None
) -> _Choice:
    choice = _with(
        valid_prices(product, asked, catalog, today, region), product, asked, today, region
    )
    if asked.most is None or asked.period != "month" or asked.paid_monthly:
        return choice
    if any(_within(price, fees, asked) for price, fees in choice.prices.items()):
        return choice
    # "under 10 a month" is no way to pay: what is billed by the year comes to so much a month too.
    every = valid_prices(product, replace(asked, period=None), catalog, today, region)
    monthly = [one for one in every if one.per == "month" and not quote.term(one)]
    return _with(monthly, product, asked, today, region)


def _with(
    prices: Sequence[Price], product: Product, asked: Asked, today: date, region: str | None
) -> _Choice:
    fitting = [price for price in prices if not quote.beyond_tiers(price, asked)]
    return _Choice(product, {p: fees_with(p, product, today, region) for p in fitting})


def _shown(choices: Sequence[_Choice], asked: Asked, wishes: Sequence[Wish], rank: str) -> Reply:
    """The products with their prices and what speaks for them; `rank` follows a single name."""
    lines: list[str] = []
    sources: list[Source] = []
    for choice in choices:
        product = choice.product
        prices, steps = choice.quoted(asked) if choice.prices else ([], [])
        said = f": {choice.described(prices)}" if prices else ""
        about = f". {product.summary}" if product.summary else ""
        lines.append(f"- **{product.name}**{rank}{said}{about.rstrip('.')}.")
        lines += steps
        sources += [source_of(product, line) for line in choice.lines_of(prices)]
        sources += [source_of(product, line) for w in wishes if (line := w.line(product))]
        sources.append(source_of(product))
    return Reply("recommend", "\n".join(lines), tuple(dict.fromkeys(sources)), 0.9)


def _with_limits(reply: Reply, small: Sequence[Product], asked: Asked) -> Reply:
    """With the reason why products that the question names are not among those that fit."""
    lines, sources = [reply.text], list(reply.sources)
    for product in small:
        limit = count_limit(product, asked)
        if limit is not None:
            lines.append(f"- **{product.name}** is too small: {limit.label} {show(limit)}.")
            sources.append(source_of(product, limit.line))
    return replace(reply, text="\n".join(lines), sources=tuple(dict.fromkeys(sources)))


def _kind_named(
    asked: Asked, catalog: Catalog, common: Callable[[str], bool]
) -> tuple[set[str], set[str]]:
    """A word such as "car" that names what is sold, and the ids of the products that say so.

    It stands at the beginning or right after "which" or "cheapest". Products need not say it of
    themselves (no ids) if it is `common` in the content.
    """
    nouns = [stem(match["noun"]) for match in _KIND.finditer(asked.plain)]
    if _OPENS.match(asked.plain) or asked.most is not None:
        nouns.append(stem(asked.plain.split(" ", 1)[0]))  # "hybrids under 30k"
    noun = next((one for one in nouns if one in asked.left), "")
    if not noun:
        return set(), set()
    said = {
        p.id
        for p in main_products(catalog)
        if noun in content_words(" ".join((p.summary, p.category, *p.aliases, *_units(p))))
    }
    if len(said) >= 2:
        return {noun}, said
    return ({noun}, set()) if common(noun) else (set(), set())


def _nothing_known(asked: Asked, catalog: Catalog) -> bool:
    """Whether the kind of which the cheapest is asked is one that a single product speaks of, and
    no feature: there is nothing to choose from."""
    nouns = {stem(match["noun"]) for match in _KIND.finditer(asked.plain)} & set(asked.left)
    features = {w for p in catalog.products for text, _ in p.features for w in content_words(text)}
    return any(sum(says_word(noun)(p) for p in catalog.products) == 1 for noun in nouns - features)


def _units(product: Product) -> list[str]:
    return [price.unit for price in product.prices if price.unit]


def _within(price: Price, fees: Sequence[Price], asked: Asked) -> bool:
    """Whether a price is within the budget: for the quantity asked about, or for one of it."""
    sum_ = quote.total(price, asked) if asked.time else None
    amount = sum_.amount if sum_ else quote.rate(price, _of_one(asked), fees)
    if asked.period and sum_ is None:
        amount = quote.per_time(amount, price, asked.period)
    return (asked.most is None or amount <= asked.most) and (
        asked.least is None or amount >= asked.least
    )


def _of_one(asked: Asked) -> Asked:
    return replace(asked, quantity=None) if asked.each else asked


def _described(
    asked: Asked,
    catalog: Catalog,
    wanted: Collection[str],
    today: date,
    region: str | None,
) -> Reply | None:
    """The one product, of the kinds `wanted` if any are named, that says of itself several of the
    words of a choice, at least half of them: "a guided tour for 30, what equipment do we need?". To
    be read beside the pages, since not every word is explained."""
    if asked.mentions or asked.yes_no or not (asked.choice or wanted):
        return None
    told = f"{asked.told} {asked.plain}"
    kinds = {word for name in wanted for word in content_words(name)}
    pool = [p for p in catalog.products if not wanted or p.category in wanted]
    said = said_by(told, pool)
    most = max(said.values(), default=0)
    best = [p for p in pool if said.get(p.id) == most]
    if len(best) != 1 or 2 * most < len(set(telling(told)) - kinds) or count_limit(best[0], asked):
        return None
    shown = shown_alone(best[0], asked, catalog, today, asked.region or region)
    return replace(shown, kind="answer", confidence=0.75)


def shown_alone(
    product: Product, asked: Asked, catalog: Catalog, today: date, region: str | None
) -> Reply:
    """A recommendation of one product, with its price and its summary."""
    return _shown([_choice(product, asked, catalog, today, region)], asked, (), "")


def _nearest(choices: Sequence[_Choice], asked: Asked) -> Reply | None:
    """Said when nothing fits: the nearest thing that there is."""
    if not choices:
        return None
    nearest = min(choices, key=lambda one: one.cost(asked))
    product = nearest.product
    prices, steps = nearest.quoted(asked)
    said = nearest.described(prices)
    lines = [f"Nothing we list fits that. The nearest is **{product.name}**: {said}.", *steps]
    said_at = nearest.lines_of(prices)
    sources = (*(source_of(product, line) for line in said_at), source_of(product))
    return Reply("recommend", "\n".join(lines), sources, 0.7)


def described_reply(asked: Asked, catalog: Catalog) -> Reply | None:
    """The one or two products whose own words say all that a question tells: "who looks after
    meeting rooms?"; None unless it tells at least two things."""
    told = set(asked.left)
    if len(told) < _FEWEST_TOLD or asked.numbers or not _LOOKED_FOR.match(asked.plain):
        return None
    found = [p for p in catalog.products if told <= own_words(p)]
    if not 0 < len(found) < _MOST_DESCRIBED:
        return None
    lines = [f"- **{p.name}**{f': {p.summary}' if p.summary else ''}" for p in found]
    return Reply("recommend", "\n".join(lines), tuple(source_of(p) for p in found), 0.75)
