"""Charges on top of a price: which are asked for, and sums with them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from rapidfuzz.distance import Prefix

from bot.knowledge.prices import quote
from bot.knowledge.prices.product import Price, Product
from bot.knowledge.prices.units import apart, spoken_over
from bot.knowledge.question.asked import Asked
from bot.knowledge.words import content_words, stem

_ALL_FEES = re.compile(
    r"\b(?:fees?|charges|all[- ]in|all in all|everything included|up ?front|one[- ]off costs?)\b"
)
_ASKED_FOR = re.compile(
    r"(?:(?:and|so|ok|but)\W+)*(?:what(?:'?s| is| are)?|how (?:much|high|big)(?: is| are)?"
    r"|(?:is|are) there|do you (?:charge|have|take))?\s*(?:an?|the|your|any)?\s*"
)
_ALIKE, _ENDING = 6, 4  # letters that two forms of a word share, and of an ending
_FEE_WORDS = frozenset(stem(word) for word in ("fee", "charge", "cost", "price", "payment"))


def fee_asked(asked: Asked, fees: Sequence[Price]) -> bool:
    """Whether a question wants fees in the sum, by the name of one or by what all are called."""
    said = set(content_words(asked.plain))
    named = any(_named(fee, said) for fee in fees)
    return bool(fees) and (named or bool(_ALL_FEES.search(asked.plain)))


def words_of_fees(asked: Asked, product: Product) -> set[str]:
    """The stems of a question that name a charge of the product: "delivered" a delivery fee."""
    left = set(asked.left)
    return {word for fee in product.prices if fee.fee for word in _named(fee, left)}


def _named(fee: Price, said: Collection[str]) -> set[str]:
    """Of some stems those that name a charge, as what it is or as what is done."""
    own = set(content_words(fee.fee)) - _FEE_WORDS
    return {word for word in said if any(_akin(word, one) for one in own)}


def _akin(one: str, other: str) -> bool:
    """Whether two stems are of one word: "deliver" and "delivery", "collect" and "collection"."""
    if one == other:
        return True
    alike = Prefix.similarity(one, other)
    return alike >= _ALIKE and max(len(one), len(other)) - alike <= _ENDING


def fee_alone(asked: Asked, fees: Sequence[Price]) -> Price | None:
    """The charge that is all a question asks for, "what's the setup fee for Team?"; None where it
    asks for something for a number or a time, or for a price with it."""
    if asked.quantity or asked.time or asked.period or asked.own or asked.discount:
        return None
    opened = _ASKED_FOR.match(asked.plain)
    asks = asked.plain[opened.end() if opened else 0 :]
    return next((fee for fee in fees if fee.fee and asks.startswith(fee.fee.casefold())), None)


def with_fee(sum_: quote.Total, fee: Price, asked: Asked) -> tuple[quote.Total, list[str]]:
    """A total with a charge that comes on top, and the steps of adding it; as it was, with none,
    when the charge is for another time.

    What is paid once is added to the first year and to a time that is asked about; to the first
    of another time only if the question wants it.
    """
    wanted = fee_asked(asked, (fee,))
    if sum_.span == "a year" and asked.time is None:
        asked = replace(asked, period="year")
    if fee.unit is None:
        asked = replace(asked, quantity=None, noun=None)  # it is paid once, not for each
    computed = quote.total(fee, asked)
    added = computed or quote.flat(fee)
    over = sum_.span
    if fee.per == "once":
        head, unit = apart(over)
        if head == "a year" or (wanted and head.startswith(("a ", "an "))):
            head = f"in the first {head.split(' ', 1)[1]}"
        elif head and not head.startswith(("for ", "in the first ")):
            return sum_, []
        over = spoken_over(head, unit)
    elif added.span != over:
        if over or computed is None:
            return sum_, []
        over = "in the first year" if added.span == "a year" else added.span
    amount = sum_.amount + added.amount
    left = f"{quote.money(sum_.amount, sum_.currency)} + {quote.money(added.amount, fee.currency)}"
    step = f"With {fee.fee}: {left} = {quote.money(amount, sum_.currency)} {over}".strip()
    steps = [*(computed.steps if computed else ()), step]
    return quote.Total((step,), amount, over, sum_.currency, "", sum_.count), steps
