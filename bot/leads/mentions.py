"""What a message tells of fields that were not asked for: "can I book a test drive of the Ilmar".

Pure. Only what can hardly mean anything else counts, since nobody asked: a choice by its exact
words, a day, an amount with its currency, a place that stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from bot import english
from bot.leads.answers import LONGEST
from bot.leads.calls import without_call_time
from bot.leads.clauses import statements
from bot.leads.fields import Choice, Field
from bot.leads.money import find_money
from bot.leads.places import find_place
from bot.leads.quantities import find_quantities
from bot.leads.showing import singular
from bot.leads.timelines import find_timeline

_DENIED = re.compile(
    r"\b(?:not|no|never|don'?t|isn'?t|without|than|instead of|rather than|except|from)"
    r"(?:\s+\w+){0,2}\s*$"
)
_ARTICLE = re.compile(r"^(?:a|an|the|my|our)\s+")
_ALONE = 4  # words: a place in a longer message may be anybody's
_SENTENCE = 15  # words: in longer ones a day belongs to some story
_REQUEST = re.compile(r"\b(?:can|could|may) (?:i|we|you)\b", re.IGNORECASE)
# "Up to 5 users", "more than 10 seats": what is asked about, not how many there are.
_BOUND = re.compile(
    r"\b(?:up to|than|over|under|above|below|max\w*|least|most|not|no)\s*$", re.IGNORECASE
)
_PAST = re.compile(r"\b(?:ago|last|since|already|for (?:\w+ )?years)\b", re.IGNORECASE)


def mentioned(text: str, choices: Sequence[Choice]) -> Choice | None:
    """The one choice that stands in `text` by its exact words; None for none, several or a no."""
    said = _plain(text[:LONGEST])
    found: dict[str, int] = {}
    for at, each in enumerate(choices):
        for name in (each.label, each.value.replace("_", " "), *each.synonyms):
            words = _ARTICLE.sub("", _plain(name))
            if len(words) > 1 and words not in english.COMMON and _stands(words, said):
                found[words] = at
    # "electric van" is not "electric" as well: the longer name takes the words of the shorter.
    outer = {
        at
        for words, at in found.items()
        if not any(
            words != other and found[other] != at and _stands(words, other) for other in found
        )
    }
    return choices[outer.pop()] if len(outer) == 1 else None


def told_unasked(
    text: str, fields: Sequence[Field], *, region: str, today: date, alone: bool
) -> Iterator[tuple[Field, Any]]:
    """Fields of `fields` that `text` tells, with their values; each type but choices once.

    `alone`: whether the message is nothing but an answer ("5000 dollars"), so that an amount or a
    place needs no words around it.
    """
    taken: set[str] = set()
    for each in fields:
        value: Any = None
        if each.type == "choice":
            choice = mentioned(text, each.choices)
            value = choice.value if choice else None
        elif each.type == "number" and each.unit:
            value = _counted(each, text[:LONGEST])
        elif each.type not in taken and (alone or each.type == "timeline"):
            value = _by_form(each, text[:LONGEST], region, today)
        if value is not None:
            if each.type != "number":
                taken.add(each.type)
            yield each, value


def _counted(each: Field, text: str) -> int | None:
    """The number in front of the field's own unit: "for 12 vehicles", "a 3 bedroom house"."""
    unit = each.unit or ""
    for quantity in find_quantities(text):
        behind = text[quantity.end :].lower().lstrip(" -")
        stands = any(
            re.match(rf"{re.escape(word)}(?!\w)", behind) for word in (unit, singular(unit))
        )
        number = int(quantity.middle + 0.5)
        within = number >= (each.min or 0) and (each.max is None or number <= each.max)
        if stands and within and not _BOUND.search(text[: quantity.start]):
            return number
    return None


def _by_form(each: Field, text: str, region: str, today: date) -> Any:
    if each.type == "timeline":
        said = without_call_time(text if _REQUEST.search(text) else statements(text))
        when = find_timeline(said, today, region) if len(said.split()) <= _SENTENCE else None
        # "It depends" and "today" stand in any talk: unasked, they tell no time.
        told = when is not None and when.days and not _PAST.search(text)
        return when.as_mapping() if when is not None and told else None
    if each.type == "money":
        amount = next((money for money in find_money(text, region) if money.marked), None)
        return amount.as_mapping() if amount else None
    if each.type == "place" and len(text.split()) <= _ALONE and (place := find_place(text, region)):
        return place.as_mapping()
    return None


def _stands(words: str, said: str) -> bool:
    return any(
        not _DENIED.search(said[max(0, match.start() - 40) : match.start()])
        for match in re.finditer(rf"(?<![\w-]){re.escape(words)}s?(?![\w-])", said)
    )


def _plain(text: str) -> str:
    lowered = text.lower().replace("’", "'")
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s&+#'-]", " ", lowered)).strip()
