"""The proof of an answer: each figure in it stands in a cited line or in arithmetic shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, Decimal, InvalidOperation

from bot.knowledge.answer import Source
from bot.knowledge.question.amounts import spoken_numbers
from bot.knowledge.replies.claims import Claim, base, claims, standing_claims
from bot.knowledge.replies.grounds import Ground, Grounds
from bot.knowledge.words import figures, number

_TOKEN = re.compile(
    r"(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<percent>%)?|(?P<op>[×÷+−])"
)
_PLUS = re.compile(r"[+−]")
_CENTS = Decimal("0.005")
_SPANS = frozenset(
    base(word) for word in ("hour", "day", "night", "week", "month", "quarter", "year")
)
# Words between a number of the catalogue and what it counts.
_GLUE = frozenset(
    base(word)
    for word in """to or and of off x for in from each more than at on per with is are a an the by
    included includes include total""".split()  # noqa: SIM905 - a list of words
)


def has_figures(text: str) -> bool:
    """Whether there is anything in a text to prove."""
    return bool(claims(text))


def unsupported(
    text: str,
    evidence: Iterable[Source],
    grounds: Grounds,
    asked: str = "",
    words: Iterable[str] = (),
    standing: Iterable[str] = (),
) -> list[str]:
    """The figures of a text that nothing supports, as they are written; empty when all are proven.

    A figure is supported by one of the same kind, value and unit in the lines that `evidence`
    cites, in `words` or in the `standing` words of the company, or by arithmetic that the text
    shows and that comes out right. Figures of `asked` (the question and those before it) count only
    as quantities of such arithmetic.
    """
    known = [ground for source in evidence for ground in grounds.of(source)]
    known += [Ground(claim) for said in words for claim in claims(said)]
    known += [Ground(claim) for said in standing for claim in standing_claims(said)]
    given = set(figures(asked)) | set(spoken_numbers(asked))
    wrong: list[str] = []
    for line in text.split("\n"):
        left, equals, right = line.rpartition(" = ")
        shown = _worked(left, right, known, given) if equals else None
        if shown is not None:
            known += shown
            continue
        wrong += [claim.text for claim in claims(line) if not _stands(claim, known)]
    return wrong


def _stands(claim: Claim, known: Sequence[Ground]) -> bool:
    return any(_same(claim, ground) for ground in known)


def _same(claim: Claim, ground: Ground) -> bool:
    """Whether the content says this figure of the same thing."""
    other = ground.claim
    if claim.kind == "limit" and claim.value == "free":
        nothing = other.kind == "money" and other.value == 0
        return nothing or (other.kind == "limit" and other.value == "free")
    if claim.kind != other.kind:
        return False
    if claim.kind == "date":
        return _same_day(claim, other)
    if claim.value != other.value:
        return False
    if claim.kind == "money":
        listed = ground.units is not None
        per = claim.per <= other.per if listed else claim.per == other.per
        billed = not (claim.billed and other.billed) or claim.billed == other.billed
        return claim.unit == other.unit and per and billed
    return claim.kind != "number" or _counts_the_same(claim, ground)


def _same_day(claim: Claim, other: Claim) -> bool:
    """Whether all parts that are said of a date are those of the other: "May 2027" of 4 May 2027,
    but not the other way round."""
    if not (isinstance(claim.value, tuple) and isinstance(other.value, tuple)):
        return False
    return all(one is None or one == two for one, two in zip(claim.value, other.value, strict=True))


def _counts_the_same(claim: Claim, ground: Ground) -> bool:
    other = ground.claim
    if ground.units is None or other.after:
        size = len(claim.after) if claim.cut else max(len(claim.after), len(other.after))
        if claim.after[:size] == other.after[:size]:
            return True
    if other.before and other.before == claim.before and _begins(claim.after, other.after):
        return True  # a name or heading that ends with the number: "Windows 10", "Pump 6 kW"
    if ground.units is None:
        return False
    if other.after:  # a unit such as "1,000 messages", which the text goes on after
        return claim.after[: len(other.after)] == other.after
    nouns = [word for word in claim.after if word not in _GLUE]
    return not nouns or nouns[0] in ground.units or not ground.units


def _begins(words_: Sequence[str], with_: Sequence[str]) -> bool:
    return words_[: len(with_)] == with_


def _worked(
    left: str, right: str, known: Sequence[Ground], given: set[Decimal]
) -> list[Ground] | None:
    """What arithmetic proves: its result and the quantities in it; None if it proves nothing.

    All that goes into it has to be known, amounts in the same currency as the result, and a sum
    is for the time of the price that it is made of, or for the time that it is multiplied by.
    """
    expression = left.rsplit(": ", 1)[-1]
    operands, results = claims(expression), claims(right)
    if not operands or not results or not _comes_out(expression, results[0]):
        return None
    money = [one for one in operands if one.kind == "money"]
    counts = [one for one in operands if one.kind == "number"]
    if {one.unit for one in (*money, *results) if one.kind == "money"} != {
        one.unit for one in money[:1]
    }:
        return None
    prices = [ground.claim for ground in known if any(_price_of(one, ground) for one in money)]
    if money and not all(any(_price_of(one, ground) for ground in known) for one in money):
        return None
    if not all(_stands(one, known) for one in operands if one.kind == "percent"):
        return None
    if not _quantities_known(counts, known, given):
        return None
    counted = {word for price in prices for word in price.per}
    if money and any(one.after and one.after[0] not in counted for one in counts):
        return None
    if money and not results[0].per & _SPANS <= _spans(counts, prices):
        return None
    if not all(_times_once(term) for term in _PLUS.split(expression)):
        return None
    derived = [Ground(one) for one in (results[0], *counts)]
    stood = [*known, *derived]
    others = [*claims(left.removesuffix(expression)), *results[1:]]
    if not all(_stands(one, stood) or _restates(one, counts) for one in others):
        return None
    return derived


def _price_of(claim: Claim, ground: Ground) -> bool:
    """Whether an amount in arithmetic is one of the content, whatever it is for."""
    other = ground.claim
    return other.kind == "money" and (claim.value, claim.unit) == (other.value, other.unit)


def _quantities_known(
    counts: Sequence[Claim], known: Sequence[Ground], given: set[Decimal]
) -> bool:
    """Whether each count was asked about, stands in the content, is twelve months, or is a part of
    a count that was asked about, as tiers divide it."""
    stated = given | {Decimal(1)} | {g.claim.value for g in known if g.claim.kind == "number"}
    unknown = [
        one
        for one in counts
        if one.value not in stated and not (one.value == 12 and one.after[:1] == (base("months"),))
    ]
    return not unknown or sum(_amount(one) for one in counts) in stated


def _spans(counts: Sequence[Claim], prices: Sequence[Claim]) -> set[str]:
    """The times that a sum may be said to be for."""
    timed = [one for one in counts if one.after[:1] and one.after[0] in _SPANS]
    if not timed:
        return {word for price in prices for word in price.per} & _SPANS
    months = any(one.after[0] == base("month") and _amount(one) % 12 == 0 for one in timed)
    return {base("year")} if months else set()


def _times_once(term: str) -> bool:
    """Whether a product has one time at most: "12 months × $20 × 12 months" is nobody's bill."""
    times = [one for one in claims(term) if one.kind == "number" and one.after[:1]]
    return sum(one.after[0] in _SPANS for one in times) <= 1


def _restates(claim: Claim, counts: Sequence[Claim]) -> bool:
    return claim.kind == "number" and any(claim.value == one.value for one in counts)


def _amount(claim: Claim) -> Decimal:
    return claim.value if isinstance(claim.value, Decimal) else Decimal(0)


def _comes_out(expression: str, result: Claim) -> bool:
    value = _value(expression)
    return value is not None and abs(value - _amount(result)) <= _CENTS


def _value(expression: str) -> Decimal | None:
    total, term = Decimal(0), None
    operator, sign = "+", Decimal(1)
    for match in _TOKEN.finditer(expression):
        if match["op"]:
            operator = match["op"]
            continue
        try:
            value = number(match["n"])
        except InvalidOperation:
            return None
        if match["percent"]:
            if operator != "−" or term is None:
                return None
            total, term, sign = (total + sign * term) * (100 - value) / 100, Decimal(0), Decimal(1)
        elif operator == "×" and term is not None:
            term *= value
        elif operator == "÷" and term is not None and value:
            term /= value
        else:
            total += sign * (term or Decimal(0))
            sign, term = Decimal(-1 if operator == "−" else 1), value
        operator = "+"
    if term is None:
        return None
    total += sign * term
    return total.to_integral_value(ROUND_CEILING) if "rounded up" in expression else total
