"""What a price counts: units, packs of them, and time."""

from __future__ import annotations

import re

from bot.knowledge.prices.product import Price
from bot.knowledge.question.measures import MEASURES, joined
from bot.knowledge.question.times import WORDS as TIMES
from bot.knowledge.words import fold, stem

_PACK = re.compile(r"(?P<size>[\d,]+)\s+(?P<unit>\D+)$")
_SET = re.compile(r"(?P<kind>.+?) of (?P<size>[\d,]+)\s+(?P<unit>\D+)$", re.IGNORECASE)


def pack(price: Price) -> int:
    """How many units are sold as one: 1000 for a price per "1,000 messages", 6 for one per
    "course of 6 sessions"; 0 when they are sold singly."""
    match = _PACK.match(price.unit or "") or _SET.match(price.unit or "")
    return int(match["size"].replace(",", "")) if match else 0


def whole(price: Price) -> bool:
    """Whether its pack is a thing of its own, as a course is, that no part is sold of."""
    return bool(_SET.match(price.unit or ""))


def unit_word(unit: str) -> str:
    """What a price's unit counts: "messages" for "1,000 messages"."""
    match = _PACK.match(unit) or _SET.match(unit)
    return (match["unit"] if match else unit).strip().split(" ")[-1].lower()


def unit_stems(unit: str) -> set[str]:
    """The stems by which people count a unit: of a course of 6 sessions also "course"."""
    match = _SET.match(unit)
    measure = joined(fold(unit))
    if measure != fold(unit):
        return {stem(measure.split(" ")[-1])}
    return {stem(unit_word(unit)), *([stem(match["kind"].split(" ")[-1].lower())] if match else [])}


def time_unit(price: Price) -> str | None:
    """The time that a price for a unit such as "day" counts."""
    word = (price.unit or "").lower()
    return word if word in TIMES else None


def by_minute(price: Price) -> bool:
    """Whether a price counts minutes, of which an hour has sixty."""
    return unit_word(price.unit or "") == "minute"


def span(price: Price) -> str:
    """By what time a price is: month, day …; once when by none."""
    if price.per != "once":
        return price.per
    return time_unit(price) or "once"


def shortest(price: Price) -> int:
    """The least of its time for which a price by the hour, day, night or week is had: its minimum
    where nothing but time is counted; else 0."""
    timed = price.per in ("hour", "day", "night", "week") and price.unit is None
    return price.minimum if timed and price.minimum > 1 else 0


def noun(price: Price, count: int) -> str:
    """The unit after a number of them: " users"; empty when packs are counted."""
    if not price.unit or pack(price):
        return ""
    if count == 1 or price.unit.endswith("s") or fold(price.unit) in MEASURES:
        return f" {price.unit}"
    if re.search(r"(?:s|x|z|ch|sh)$", price.unit):
        return f" {price.unit}es"
    if re.search(r"[^aeiou]y$", price.unit):
        return f" {price.unit[:-1]}ies"
    return f" {price.unit}s"


def apart(over: str) -> tuple[str, str]:
    """What a sum is for, as its time and what it is for one of: "a month" and "user"."""
    if over.startswith("per "):
        unit, _, time = over.removeprefix("per ").partition(" for ")
        return (f"for {time}" if time else ""), unit
    time, _, unit = over.partition(" per ")
    return time, unit


def spoken_over(time: str, unit: str) -> str:
    """What a sum is for: "a month per user", "per student for 4 weeks"."""
    per = f"per {unit}" if unit else ""
    return (f"{per} {time}" if time.startswith("for ") else f"{time} {per}").strip()
