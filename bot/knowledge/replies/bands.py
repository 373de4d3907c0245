"""Rows and list items that hold for a range: "10 to 25 kg", "up to 50 guests", "over 40 kg"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from bot.knowledge.question.measures import joined
from bot.knowledge.reading.sections import Block
from bot.knowledge.words import content_words, fold, number, stem

_N = r"\d[\d,]*(?:\.\d+)?"
_UNIT = r"(?:\s*(?P<unit>[^\W\d_]+))?"
_AMOUNT = re.compile(rf"(?<![\w.,$€£])(?P<n>{_N})\s*(?P<unit>[^\W\d_]+)")
_BETWEEN = re.compile(
    rf"(?<![\w.,$€£])(?P<low>{_N})(?:\s*[^\W\d_]+)?\s*(?:-|–|—|to|and)\s*(?P<high>{_N}){_UNIT}"
)
_UP_TO = re.compile(
    rf"(?P<word>\b(?:under|below|less than|fewer than|up to|to|until|max(?:imum)?)|<|≤)\s*"
    rf"(?P<high>{_N}){_UNIT}"
)
_OVER = re.compile(
    rf"(?P<word>\b(?:over|above|more than|from|at least)|>|≥)\s*(?P<low>{_N}){_UNIT}"
)
_OR_MORE = re.compile(
    rf"(?<![\w.,$€£])(?P<low>{_N})(?:\+{_UNIT}"
    r"|\s*(?P<named>[^\W\d_]+)?\s+(?:(?:and|or) (?:over|above|more|up|older|heavier)|plus)\b)"
)
_OUTSIDE = {"under", "below", "less than", "fewer than", "<", "over", "above", "more than", ">"}


def amounts_in(question: str) -> Mapping[str, Decimal]:
    """What a question counts or measures, by the stem of its unit; of several the last."""
    plain = joined(fold(question))
    return {stem(match["unit"]): number(match["n"]) for match in _AMOUNT.finditer(plain)}


def holds(block: Block, amounts: Mapping[str, Decimal]) -> bool:
    """Whether a row or an item has ranges for some of the amounts, which all hold them.

    A range without a unit of its own counts what its column is named after.
    """
    if not amounts or block.kind not in ("row", "item"):
        return False
    found = [
        _within(cell, block.header[at] if at < len(block.header) else "", amounts)
        for at, cell in enumerate(block.cells or (block.text,))
    ]
    said = [one for one in found if one is not None]
    return bool(said) and all(said)


def _within(text: str, column: str, amounts: Mapping[str, Decimal]) -> bool | None:
    plain = joined(fold(text))
    named = content_words(joined(fold(column)))
    between = _BETWEEN.search(plain)
    up_to, over, more = _UP_TO.search(plain), _OVER.search(plain), _OR_MORE.search(plain)
    match = between or up_to or over or more
    if match is None:
        return None
    unit = match["unit"] or (match["named"] if match is more else None)
    wanted = [stem(unit)] if unit else named
    value = next((amounts[one] for one in wanted if one in amounts), None)
    if value is None:
        return None
    if match is between:
        return number(match["low"]) <= value <= number(match["high"])
    if match is more:
        return value >= number(match["low"])
    outside = match["word"] in _OUTSIDE
    if match is up_to:
        high = number(match["high"])
        return value < high or (value == high and not outside)
    low = number(match["low"])
    return value > low or (value == low and not outside)
