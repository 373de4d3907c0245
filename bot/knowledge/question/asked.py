"""What a question asks for, read by rules: price, comparison, choice; quantity, period, budget."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.knowledge.question.amounts import budget_in, currency_in, region_in, sum_in
from bot.knowledge.question.counts import (
    ITSELF,
    Count,
    own_counts,
    quantity_in,
    things_in,
    with_area,
    with_sum,
)
from bot.knowledge.question.measures import joined
from bot.knowledge.question.names import Mention, Names, split
from bot.knowledge.question.numbers import NUMBER, digits
from bot.knowledge.question.signals import (
    BARGAIN,
    BETTER,
    CHEAPEST,
    CHOICE,
    COMPARE,
    DEARER,
    DEAREST,
    DISCOUNT,
    EACH,
    EXPLAINS,
    FOLLOWS,
    GETS,
    LOOKS,
    MEANS,
    ODD_PERIOD,
    OTHER_TIME,
    PAID_BY_TERM,
    PAID_MONTHLY,
    POINTS,
    SAVES,
    asks_price,
    odd_measure,
    targets_in,
    telling,
)
from bot.knowledge.question.times import (
    AGE,
    Time,
    in_minutes,
    in_units,
    own_times,
    period_in,
    periods_spelled,
    time_in,
)
from bot.knowledge.words import content_words, fold, stem

_PLUS = re.compile(rf"{ITSELF}\s+plus\s+(?=.*{ITSELF})")
_A_HEAD = re.compile(r"\b(?:per|each|every|a)[\s-]+head\b|\bper-person\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FIGURE = re.compile(rf"(?<![\w.,])(?:{NUMBER})(?![\w])")
_PLAIN_ONE = re.compile(rf"\b(?:plain|normal|regular|ordinary|standard|usual)\s+(?={ITSELF})")
# "1,5 hours" as much of the world writes it.
_COMMA = re.compile(r"(?<![\d.,])(\d{1,3}),(\d{1,2})(?=\s*(?!(?:and|or)\b)[^\W\d_])")
_MINUTE, _UNIT = stem("minute"), stem("unit")
# "covering it with moss": what is done with what is named, to something that the rest told.
_DONE_WITH = re.compile(
    rf"\b[a-z]+ing (?:it|them|that|those) (?:all )?(?:in|with|by)\b(?=[^?.]*{ITSELF})"
)
_DATED = re.compile(rf"\b20[2-9]\d\s+{ITSELF}")  # "the 2028 model of it"


@dataclass(frozen=True)
class Asked:
    """A question taken apart. `left` are stems that nothing here explains, in order, `numbers` are
    such numbers.

    `own` are the quantities of the single mentions, empty when there is one for all of them, which
    is `quantity` of `noun`; `own_times` likewise. `impossible`: none, half or fewer than none are
    asked for. `of_others`: it goes on about somebody whom an earlier question held against the
    company. `focus` is what asks in a message that also tells something, which is its `told`.
    """

    text: str
    plain: str
    mentions: tuple[Mention, ...] = ()
    price: bool = False
    compare: bool = False
    choice: bool = False
    discount: bool = False
    cheapest: bool = False
    dearest: bool = False
    odd_period: bool = False
    other_time: bool = False
    bargains: bool = False
    saves: bool = False
    dearer: bool = False
    quantity: int | None = None
    noun: str | None = None
    own: tuple[Count | None, ...] = ()
    own_times: tuple[Time | None, ...] = ()
    impossible: bool = False
    period: str | None = None
    time: Time | None = None
    currency: str | None = None
    region: str | None = None
    most: Decimal | None = None
    least: Decimal | None = None
    left: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    follows: bool = False
    of_others: bool = False
    told: str = ""
    focus: Asked | None = None

    @property
    def products(self) -> tuple[str, ...]:
        """Ids of the products named, in order, without repeats."""
        return tuple(dict.fromkeys(p for m in self.mentions for p in m.products))

    @property
    def named(self) -> frozenset[str]:
        """Stems of what it names in its own words, not in those of the questions before it."""
        return frozenset(self.left) & frozenset(content_words(self.text))

    @property
    def months(self) -> int | None:
        """For how many months it asks; None when it does not say or says it otherwise."""
        return in_units(self.time, "month") if self.time else None

    @property
    def better(self) -> bool:
        """Whether it asks which of several suits best."""
        return bool(BETTER.search(self.plain))

    @property
    def paid_monthly(self) -> bool:
        """Whether it says that it is to be paid by the month, for whatever time."""
        return bool(PAID_MONTHLY.search(self.plain))

    @property
    def paid_by_term(self) -> bool:
        """Whether it says that it is to be paid every two years, or after some such time."""
        return bool(PAID_BY_TERM.search(self.plain))

    @property
    def alone(self) -> bool:
        """Whether its mentions have quantities or times of their own."""
        return bool(self.own or self.own_times)

    def of(self, at: int) -> Asked:
        """What it asks of its mention number `at` alone."""
        time = self.own_times[at] if self.own_times else self.time
        if not self.own:
            return replace(self, mentions=(self.mentions[at],), own_times=(), time=time)
        own = self.own[at]
        return replace(
            self,
            mentions=(self.mentions[at],),
            own=(),
            own_times=(),
            time=time,
            quantity=own.value if own else None,
            noun=own.noun if own else None,
        )

    @property
    def looks(self) -> bool:
        """Whether it asks what there is to be had."""
        return bool(LOOKS.search(self.plain))

    @property
    def counts(self) -> bool:
        """Whether it asks for a number: how many, how big, how long."""
        return bool(re.search(r"\bhow (?:many|much|big|long|large|far|heavy|fast)\b", self.plain))

    @property
    def explains(self) -> bool:
        """Whether it asks to be told how things are, not what there is to choose from."""
        return bool(EXPLAINS.match(self.plain) or MEANS.fullmatch(self.plain.strip()))

    @property
    def each(self) -> bool:
        """Whether its budget is for one person."""
        return bool(EACH.search(self.plain))

    @property
    def points(self) -> bool:
        """Whether a word such as "it" stands for something said before."""
        return bool(POINTS.search(self.plain))

    @property
    def yes_no(self) -> bool:
        """Whether it can be answered with yes or no."""
        first = self.plain.split(" ", 1)[0]
        return first in {"is", "are", "does", "do", "has", "have", "can", "could", "will", "did"}


def understand(
    question: str, names: Names, units: frozenset[str], measures: frozenset[str] = frozenset()
) -> Asked:
    """Take a question apart.

    `units` are stems of what the catalogue's prices count, `measures` of what its attributes are
    measured in: numbers of these are no budgets.
    """
    found = split(question)
    mentions = tuple(names.find(found))
    plain = periods_spelled(fold(question))
    rest = names.without_discounts(_without_names(plain, found, mentions))
    rest = _COMMA.sub(r"\1.\2", rest)
    rest = _PLAIN_ONE.sub("", joined(digits(names.without_company(rest))))
    rest = _DONE_WITH.sub(" ", rest)
    rest = in_minutes(rest) if _MINUTE in units else rest
    rest = _A_HEAD.sub(" per person ", rest)
    rest = _PLUS.sub(f"{ITSELF} and ", AGE.sub(" ", rest))
    most, least, rest = budget_in(rest, units | measures)
    if most is None and least is None and (CHOICE.search(plain) or GETS.search(plain)):
        most, rest = sum_in(rest)
    if most is not None or least is not None:
        rest = EACH.sub(" ", rest)
    dated = _DATED.search(rest)
    times, rest = own_times(rest, ITSELF)
    time, no_time, rest = time_in(rest)
    rest = with_sum(with_area(rest, units), units)
    own = own_counts(rest, units)
    things, without = things_in(rest, measures) if _UNIT in units else (None, rest)
    count, no_count, rest = quantity_in(rest, units)
    if things and not (own or no_count or (count and count.noun)):
        count, rest = things, without
    region, rest = region_in(rest, question)
    currency, rest = currency_in(rest)
    period = period_in(rest)
    if time and (years := in_units(time, "year")) and years:
        period = "year"
    left = telling(rest)
    saves = bool(SAVES.search(plain))
    bargains = bool(BARGAIN.search(plain))
    price = asks_price(rest, plain, left) or saves or bargains
    return Asked(
        text=question,
        plain=plain,
        mentions=mentions,
        price=price,
        compare=bool(COMPARE.search(rest)),
        choice=bool(CHOICE.search(plain)),
        discount=bool(DISCOUNT.search(plain)) or names.without_discounts(plain) != plain,
        cheapest=bool(CHEAPEST.search(plain)),
        dearest=bool(DEAREST.search(plain)),
        odd_period=bool(ODD_PERIOD.search(rest)) or odd_measure(rest, units),
        other_time=bool(OTHER_TIME.search(plain) or dated or _YEAR.search(rest)),
        bargains=bargains,
        saves=saves,
        dearer=bool(DEARER.search(plain)),
        quantity=None if own or count is None else count.value,
        noun=None if own or count is None else count.noun,
        own=own,
        own_times=times,
        impossible=no_count or no_time,
        period=period,
        time=time,
        currency=currency,
        region=region,
        most=most,
        least=least,
        left=left,
        target=targets_in(rest),
        numbers=tuple(_FIGURE.findall(rest)),
        follows=bool(FOLLOWS.match(plain)),
    )


def _without_names(
    plain: str, found: Sequence[tuple[str, str]], mentions: Sequence[Mention]
) -> str:
    """The folded question with each product's name replaced by a placeholder.

    A number within a name counts it: "rent 2 vans" of "rent a van". The same words elsewhere, as
    the "plus" between two things where a plan is called so, stay.
    """
    rest = plain
    told = [word for word, _ in found]
    named_at = {at for one in mentions for at in range(one.start, one.end)}
    for mention in mentions:
        named = r"[^\w]+".join(re.escape(word) for word, _ in found[mention.start : mention.end])
        pattern = rf"(?<!\w){named}(?!\w)"
        counted = f" {mention.counted} " if mention.counted else " "
        size = mention.end - mention.start
        elsewhere = sum(
            told[at : at + size] == told[mention.start : mention.end] and at not in named_at
            for at in range(mention.start)
        )
        places = list(re.finditer(pattern, rest))[elsewhere : elsewhere + 1] if size else []
        for place in places:
            rest = f"{rest[: place.start()]}{counted}{ITSELF} {rest[place.end() :]}"
    return rest
