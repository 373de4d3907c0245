"""Follow-ups: what a question leaves unsaid, taken from the questions before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.knowledge.question.asked import Asked
from bot.knowledge.question.counts import ITSELF, Count
from bot.knowledge.question.names import Mention, split
from bot.knowledge.words import stem

# "and with a helmet?" after the price of a bike asks for both.
_ADDS = re.compile(r"(?:(?:ok|okay|and|so|then)[\s,]+)*(?:with|plus|add(?:ing)?|including|incl)\b")
# "and without the helmet?" after the price of a bike and a helmet asks for the rest.
_TAKES_OFF = re.compile(
    r"(?:(?:ok|okay|and|so|then|but|how much|what)[\s,]+)*"
    r"(?:(?:is|would|does) (?:it|that) (?:be |cost )?)?(?:without|minus|excluding|excl)\b"
)
_MUCH = re.compile(r"(?:and |for )?(?:how much|at what price|what price)\W*$")
_NUMBER = re.compile(r"\d[\d,]*\W*")
_FOR_THAT = re.compile(
    r"\b(?:for|with|has|have|had|do|does|includes?|offers?|gets?|supports?)"
    r" (?:that|this|it|these|those|them)\b"
)
_OTHERS = re.compile(r"\b(?:there|theirs?|they|them|those guys)\b")


def of_others(asked: Asked, earlier: Sequence[Asked]) -> bool:
    """Whether "they" or "there" are others, whom the question before compared the company with."""
    if not earlier or asked.mentions or not _OTHERS.search(asked.plain):
        return False
    last = earlier[-1]
    return last.of_others or bool(last.compare and last.left and not last.mentions)


def with_history(asked: Asked, earlier: Sequence[Asked]) -> Asked:
    """A follow-up with what it leaves unsaid taken from the questions before it."""
    bare = not asked.left and (asked.follows or not asked.price or not asked.mentions)
    if not earlier or asked.compare or not (asked.follows or asked.points or bare):
        return asked
    last = earlier[-1]
    if _chooses_for_that(asked) and last.left and not (last.choice or last.price):
        # "which plan do I need for that?" wants what the question before was about.
        return replace(asked, left=last.left, plain=f"{last.plain} {asked.plain}")
    if asked.choice and not asked.follows:
        return asked
    named = next((one for one in reversed(earlier) if one.mentions), None)
    counted = next((one for one in reversed(earlier) if one.quantity is not None), None)
    timed = next((one for one in reversed(earlier) if one.period or one.time), None)
    if not asked.other_time and (
        (_number_alone(asked) and (last.quantity or last.price))
        or (named is not None and _priced_number(asked))
    ):
        # "and 200?" after a price or that of 90; "so what would 30 cost?" of what was named
        asked = replace(asked, quantity=int(asked.numbers[0].replace(",", "")), numbers=())
    says = bool(
        asked.mentions or asked.quantity or asked.period or asked.time or asked.currency
        or asked.region
    )  # fmt: skip
    if last.time and not last.quantity and asked.quantity and asked.noun is None:
        # "and for 20?" after the price of ten days
        asked = replace(asked, quantity=None, time=(asked.quantity, last.time[1]))
    if (
        (asked.follows or asked.points)
        and asked.mentions
        and not asked.left
        and not last.price
        and last.left
        and not (asked.choice or asked.discount or asked.quantity or asked.time or asked.own)
    ):
        # "what about Business?" after a question about Team asks the same of Business.
        return replace(
            asked,
            left=last.left,
            plain=f"{last.plain} {asked.plain}",
            compare=False,
            choice=asked.choice,
        )
    if (
        asked.price
        and (asked.points or _MUCH.match(asked.plain))
        and not (asked.mentions or asked.target or asked.left)
        and named is None
        and last.left
    ):
        # "how much is it?" after a question about something that has no name here
        return replace(asked, target=last.left, left=last.left)
    if changed := _added(asked, last) or _taken_off(asked, last):
        return changed
    price = asked.price or (
        last.price
        and says
        and not asked.choice
        and (not asked.left or bool(asked.follows and len(asked.left) <= 2 and asked.period))
    )
    choice = asked.choice or (last.choice and not asked.left and not asked.mentions and not price)
    if price and last.target and not last.mentions and not asked.mentions:
        # "and yearly?" after the price of something that is not sold here asks for that.
        return replace(asked, price=True, target=last.target, left=last.left)
    # "what do those come to?" after 3 of one thing and 2 of another asks for the same numbers.
    same = named if price and not choice and not (asked.mentions or asked.quantity) else None
    return replace(
        asked,
        price=price,
        choice=choice,
        mentions=asked.mentions or (named.mentions if named and not choice else ()),
        own=asked.own or (same.own if same else ()),
        quantity=asked.quantity or (counted.quantity if counted and price else None),
        noun=asked.noun if asked.quantity else (counted.noun if counted and price else None),
        period=asked.period or (timed.period if timed and price else None),
        time=asked.time or (timed.time if timed and price and not asked.period else None),
        region=asked.region or (last.region if price else None),
        currency=asked.currency or (last.currency if price else None),
        most=asked.most or (last.most if choice and not asked.choice else None),
    )


def _added(asked: Asked, last: Asked) -> Asked | None:
    """What was priced before together with what a follow-up adds to it, each with its own number.

    What is added counts as what it is added to where it stands in the plural or where its own unit
    is counted ("with planters" for six plants); else there is one of it ("with delivery").
    """
    new = asked.products
    says = asked.left or asked.quantity or asked.time or asked.period or asked.choice
    if not (last.price and last.mentions and new and _ADDS.match(asked.plain)) or says:
        return None
    if last.alone or asked.alone or set(new) & set(last.products):
        return None
    own: tuple[Count | None, ...] = ()
    if last.quantity is not None:
        own = tuple(Count(last.quantity, last.noun) for _ in last.mentions)
        own += tuple(_count_of(one, asked, last) for one in asked.mentions)
    return replace(
        last,
        text=asked.text,
        plain=f"{last.plain} {asked.plain}",
        mentions=(*last.mentions, *asked.mentions),
        own=own,
        follows=asked.follows,
    )


def _taken_off(asked: Asked, last: Asked) -> Asked | None:
    """What was priced before without what a follow-up leaves out, each with its own number."""
    without = set(asked.products)
    says = asked.left or asked.quantity or asked.time or asked.period or asked.choice
    if not (last.price and without and _TAKES_OFF.match(asked.plain)) or says:
        return None
    kept = [n for n, one in enumerate(last.mentions) if without.isdisjoint(one.products)]
    if not kept or len(kept) == len(last.mentions):
        return None
    return replace(
        last,
        text=asked.text,
        plain=f"{last.plain} {asked.plain}",
        mentions=tuple(last.mentions[n] for n in kept),
        own=tuple(last.own[n] for n in kept) if last.own else (),
        own_times=tuple(last.own_times[n] for n in kept) if last.own_times else (),
        follows=asked.follows,
    )


def _count_of(mention: Mention, asked: Asked, last: Asked) -> Count:
    """How many of what is added are meant, for those that the question before counted."""
    quantity = last.quantity or 1
    if last.noun not in (None, ITSELF):
        return Count(quantity, last.noun)
    word = split(asked.plain)[mention.end - 1][0] if mention.end else ""
    if last.noun == ITSELF:
        return Count(quantity if word.endswith("s") and not word.endswith("ss") else 1, ITSELF)
    return Count(quantity, stem("people"))  # "Team for 12": only what is paid by the head is for 12


def _chooses_for_that(asked: Asked) -> bool:
    """Whether it asks which product has "that", and says nothing else."""
    says = asked.left or asked.mentions or asked.quantity or asked.numbers or asked.compare
    return bool(asked.choice and not says and _FOR_THAT.search(asked.plain))


def _priced_number(asked: Asked) -> bool:
    """Whether it asks what a number costs, without saying of what."""
    says = asked.left or asked.mentions or asked.quantity or asked.time or asked.currency
    whole = len(asked.numbers) == 1 and asked.numbers[0].replace(",", "").strip("0").isdigit()
    return bool(asked.price and whole and not says)


def _number_alone(asked: Asked) -> bool:
    """Whether a follow-up, or a message of its own, says a whole number and nothing else."""
    says = asked.left or asked.mentions or asked.quantity or asked.time or asked.currency
    whole = len(asked.numbers) == 1 and asked.numbers[0].replace(",", "").strip("0").isdigit()
    opens = asked.follows or bool(_NUMBER.fullmatch(asked.plain))
    return bool(opens and whole and not says)
