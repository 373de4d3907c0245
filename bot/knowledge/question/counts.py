"""How many a question asks about: of what is sold, or of people, for each thing that it names."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from decimal import Decimal

from bot.knowledge.question.numbers import ANY, NUMBER, PEOPLE, number_of
from bot.knowledge.question.signals import GENERAL
from bot.knowledge.question.times import WORDS as TIMES
from bot.knowledge.words import STOP_WORDS, stem

ITSELF = "§"  # stands for a product's name, also as what a quantity counts
_MOST = 10**9
_PEOPLE = stem("people")
_UNIT = stem("unit")
_K = r"\s*(?P<k>k|thousand|million)?\b"
_COUNT = re.compile(
    rf"(?<![\w.,])(?P<n>{ANY}){_K}[\s-]*(?:(?:more|new|active|full[- ]time|odd|or so) )?"
    r"(?P<noun>[^\W\d_]+)"
)
_PLAIN = re.compile(
    rf"\b(?:for|of|we are|we're|were|with|have|add|buy|x)\s+(?:about |around |all |just )?"
    rf"(?P<n>{ANY}){_K}(?!\s*(?:[%$€£]|k?\s*(?:usd|eur|gbp)|percent))"
)
_GROUP = re.compile(
    rf"\b(?:family|party|group|team|crew|staff|household|class|squad|gang|couple|pair) of\s+"
    rf"(?P<n>{ANY})\b"
)
_EMPLOYED = re.compile(
    rf"(?<![\w.,])(?P<n>{ANY})\s+on (?:the|our|my)\s+(?:books\b|payroll\b|staff\b|team\b"
    rf"|crew\b|{ITSELF})"
)
_TWO = re.compile(
    r"\b(?:both of (?:us|them)|(?:for|of) the two(?! \w*(?:year|month|week|day))"
    r"|me and my (?:wife|husband|partner|girlfriend|boyfriend|mate|friend|mum|dad"
    r"|son|daughter|brother|sister)|for a couple\b(?! of))"
)
_OF_NAME = re.compile(
    rf"(?<![\w.,])(?<!\d[-–/])(?P<n>{ANY}){_K}\s*(?:(?:x|×|of the|of)\s*)?(?={ITSELF})"
)
_AFTER_NAME = re.compile(rf"{ITSELF}\s*(?:x|×|:)?\s*(?P<n>{NUMBER}){_K}(?!\s*[%$€£\w])")
_OF_THEM = re.compile(rf"(?<![\w.,])(?P<n>{ANY}){_K}\s+of (?:them|these|those)\b")
# "What would 340 run us a month?"
_SUBJECT = re.compile(
    rf"(?:(?<=\bwould )|(?<=\bwill )|(?<=\bdo )|(?<=\bdoes ))"
    rf"(?P<n>{ANY}){_K}\s+(?=(?:run|cost|be|come|set)\b)"
)
# Words between a number and the unit that it counts: "3 dedicated desks", "2 large double rooms".
_BETWEEN = re.compile(r"\s+(?P<noun>[^\W\d_]+)")
_BY_TIME = re.compile(rf"\s*(?:{'|'.join(TIMES)})s?\b")
_MEASURED = re.compile(r"\d+\.\d+\s*[^\W\d_]")
_LENGTH = r"(?:m|met(?:er|re)s?|ft|feet|foot)"
_SIDES = re.compile(
    rf"(?<![\w.,])(?P<one>\d+(?:\.\d+)?)\s*(?P<u>{_LENGTH}\b)?\s*(?:by|×|x)\s*"
    rf"(?P<other>\d+(?:\.\d+)?)(?:\s*(?P<v>{_LENGTH}\b))?(?P<third>\s*(?:by|×|x)\s*\d)?"
)
_AREAS = frozenset(["sqm", "sqft"])
# "12 of us in the office plus 20 in the warehouse"
_ADDED = re.compile(
    rf"(?<![\w.,$€£])(?P<one>{ANY})(?P<of>\s+(?:of (?=us\b|them\b)|(?P<kind>[^\W\d_]+)\s+)??"
    rf"(?P<noun>[^\W\d_]+|{ITSELF})"
    r"(?:\s+(?:in|at|on|for|from)(?:\s+[^\W\d_]+){1,3}?)?)"
    rf",?\s+(?:plus|and|\+|&)\s+(?:another\s+|about\s+)?(?P<two>{ANY})"
    r"(?=\s+(?P<again>[^\W\d_]+)(?:\s+(?P<more>[^\W\d_]+))?)"
)
_WHERE = frozenset(["more", "others", "in", "at", "on", "from"])
# People who are not all alike where prices count them.
_OF_AGES = frozenset(map(stem, ("adult", "child", "children", "kid", "student", "passenger")))
_APART = re.compile(r"\b(?:between|compar\w*|differ\w*|vs|versus|or|each)\b")
_MINUS = re.compile(rf"(?:^|(?<!\d)\s)(?:[-−]|minus\s+|negative\s+)(?P<n>{NUMBER})\b")
_PART = re.compile(rf"\b(?:half|quarter|third)\s+(?:of\s+)?an?\s+(?:{ITSELF}|(?P<noun>\w+))")
_LINKS = r"(?:(?:on|of|for|in|with|to)\s+)?(?:(?:the|our|your)\s+)?"
_BEFORE = re.compile(
    rf"(?<![\w.,])(?:(?P<n>{ANY}){_K}\s*(?:x\s*|×\s*)?(?P<noun>[^\W\d_]+\s+)?{_LINKS}|an?\s+)$"
)
_AFTER = re.compile(
    rf"^\s*(?:plan|tier|package|licen[cs]es?)?\s*(?:for|with|x|×|:|=|-)?\s*(?P<n>{ANY}){_K}\s*"
    r"(?P<noun>[^\W\d_]+)?"
)
_AT_END = re.compile(rf"(?:{ANY})\s*")  # "a cook with 2 waiters": the number of the next name
_JOIN = frozenset(["and", "or", "plus", "n", "then", "please"])


@dataclass(frozen=True)
class Count:
    """A quantity; `noun` is the stem of what it counts, `ITSELF`, or None when it is not said."""

    value: int
    noun: str | None


def areas(plain: str) -> list[Decimal]:
    """What the sides in a folded text make: 10 of "4 metres by 2.5"."""
    return [
        Decimal(match["one"]) * Decimal(match["other"])
        for match in _SIDES.finditer(plain)
        if not match["third"]
    ]


def sums(plain: str) -> list[Decimal]:
    """What two numbers of one thing in a folded text make: 32 of "12 of us plus 20 at home"."""
    return [Decimal(one) for match in _ADDED.finditer(plain) if (one := _sum(match, plain))]


def with_sum(rest: str, units: frozenset[str]) -> str:
    """A text with the sum for two numbers of the same people or things in different places."""

    def made(match: re.Match[str]) -> str:
        noun = match["noun"] if match["noun"] == ITSELF else stem(match["noun"])
        total = _sum(match, rest) if noun in PEOPLE | units | {ITSELF} else None
        return f"{total}{match['of']} " if total else match.group()

    return _ADDED.sub(made, rest)


def _sum(match: re.Match[str], text: str) -> int | None:
    """What two numbers come to, where the second counts what the first does."""
    again, noun = match["again"], stem(match["noun"])
    if match["kind"] in STOP_WORDS or re.match(rf"\s+\w+\s+{ITSELF}", text[match.end() :]):
        return None  # "5 on Business and 40 on Team"
    alike = again in _WHERE or stem(again) == noun
    if noun in PEOPLE - _OF_AGES:
        alike = alike or bool({stem(again), stem(match["more"] or "")} & (PEOPLE - _OF_AGES))
    if not (alike or (again == "for" and " for " in match["of"])) or _APART.search(text):
        return None
    total = number_of(match["one"]) + number_of(match["two"])
    return int(total) if total == int(total) else None


def with_area(rest: str, units: frozenset[str]) -> str:
    """A text with the area for its two sides, where prices are by such an area and it is a whole
    number of it; other sides are neither the one nor the other number of what is sold."""
    sold = units & _AREAS

    def made(match: re.Match[str]) -> str:
        area = _area_of(match) or (min(sold) if len(sold) == 1 else "")
        size = Decimal(match["one"]) * Decimal(match["other"])
        whole = size == int(size) and not match["third"]
        return f"{int(size)} {area} " if whole and area in sold else match.group()

    return _SIDES.sub(made, rest) if sold else rest


def _area_of(match: re.Match[str]) -> str:
    unit = match["v"] or match["u"] or ""
    return "" if not unit else "sqm" if unit.startswith("m") else "sqft"


def quantity_in(rest: str, units: frozenset[str]) -> tuple[Count | None, bool, str]:
    """The quantity asked about, whether one was named that cannot be, and the text without it.

    `units` are stems of what the catalogue's prices count.
    """
    if _impossible(rest, units):
        return None, True, rest
    best: tuple[Decimal, str | None, re.Match[str]] | None = None
    for match in _COUNT.finditer(rest):
        noun = stem(match["noun"])
        if match["noun"] == "of" and re.match(r"\s*(?:us|you)\b", rest[match.end() :]):
            noun = "us"
        if noun not in PEOPLE | units:
            noun = _counted_after(rest, match, units) or noun
        if noun in PEOPLE or noun in units:
            value = number_of(match["n"], match["k"])
            if best is None or value > best[0]:
                best = (value, noun, match)
    for pattern, noun_of in (
        (_GROUP, _PEOPLE),
        (_EMPLOYED, _PEOPLE),
        (_OF_NAME, ITSELF),
        (_AFTER_NAME, ITSELF),
        (_OF_THEM, None),
        (_SUBJECT, None),
        (_PLAIN, None),
    ):
        found = pattern.search(rest) if best is None else None
        if found and pattern is _PLAIN and _MEASURED.match(rest, found.start("n")):
            continue  # "a gate of 1.1 m" counts nothing
        if found and not (pattern is _PLAIN and _BY_TIME.match(rest[found.end() :])):
            k = found["k"] if pattern not in (_GROUP, _EMPLOYED) else None
            best = (number_of(found["n"], k), noun_of, found)
    if best is None:
        two = _TWO.search(rest)
        if two:
            return Count(2, _PEOPLE), False, _cut(rest, two)
        return None, False, rest
    value, counted, match = best
    if value != int(value) or not 0 < value <= _MOST:
        return None, True, _cut(rest, match)
    return Count(int(value), counted), False, _cut(rest, match)


def things_in(rest: str, measures: Set[str]) -> tuple[Count | None, str]:
    """The number of things of whatever kind, where prices are by the "unit", which any may be: "60
    doors"; and the text without it. `measures` are stems of what is measured, not counted."""
    for match in _COUNT.finditer(rest):
        word, noun = match["noun"], stem(match["noun"])
        thing = word.endswith("s") and not word.endswith("ss") and word not in STOP_WORDS
        if thing and noun not in measures | PEOPLE | GENERAL and not _BY_TIME.match(f" {word}"):
            value = number_of(match["n"], match["k"])
            if value == int(value) and 0 < value <= _MOST:
                return Count(int(value), _UNIT), _cut(rest, match)
    return None, rest


def own_counts(rest: str, units: frozenset[str]) -> tuple[Count | None, ...]:
    """The quantity that stands with each name, for "2 vans and a hatchback"; empty when fewer
    than two names have any, or when one quantity is for all of them."""
    parts = rest.split(ITSELF)
    if len(parts) < 3:
        return ()
    before = [_before(part, units) for part in parts[:-1]]
    after = [_after(part, units) for part in parts[1:]]
    # "80 metres of carpet and 40 windows": between two names stand the number of each.
    both = [at for at in range(1, len(before)) if _numbers_of_both(parts[at])]
    first = _AFTER.match(parts[1])
    counts_first = first is not None and not _AT_END.fullmatch(parts[1], first.start("n"))
    if before[0] is not None or (before[-1] is not None and not counts_first):
        numbered = [one for one in before if one is not None and one.noun != "a"]
        shared = len(numbered) == 1 and numbered[0].noun in PEOPLE and parts[0].strip()
        if not numbered or (shared and re.search(r"\b(?:or|vs|than|versus)\b", rest)):
            return ()
        own = [Count(1, ITSELF) if one and one.noun == "a" else one for one in before]
        if own[-1] is None and own.count(None) == 1:
            own[-1] = after[-1]  # "100 boxes and breakfast for 20"
        return tuple(own)
    for at in both:
        after[at] = after[at] or before[at]
    return tuple(after) if any(one is not None for one in after[:-1]) else ()


def _numbers_of_both(part: str) -> bool:
    """Whether a number stands at the beginning of a text and another at its end."""
    first, last = _AFTER.match(part), _BEFORE.search(part)
    return bool(first and last and last["n"] and first.end("n") <= last.start("n"))


def _counted_after(rest: str, match: re.Match[str], units: frozenset[str]) -> str | None:
    """The unit that follows a number and a word or two that describe it."""
    word, end = match["noun"], match.end()
    for _ in range(2):
        if word in STOP_WORDS or _BY_TIME.match(f" {word}"):
            return None
        following = _BETWEEN.match(rest, end)
        if following is None:
            return None
        word, end = following["noun"], following.end()
        if stem(word) in units:
            return stem(word)
    return None


def two_meant(plain: str) -> bool:
    """Whether two people are meant without a number: "me and my wife"."""
    return bool(_TWO.search(plain))


def _before(part: str, units: frozenset[str]) -> Count | None:
    match = _BEFORE.search(part)
    if match is None:
        return None
    if not match["n"]:
        return Count(1, "a")
    noun = stem((match["noun"] or "").strip())
    if noun and noun not in PEOPLE | units:
        if noun not in {"on", "of", "for", "in", "x", "the", "with"}:
            return None
        noun = ""
    return _count(number_of(match["n"], match["k"]), noun or ITSELF)


def _after(part: str, units: frozenset[str]) -> Count | None:
    match = _AFTER.match(part)
    if match is None:
        return None
    noun = stem(match["noun"] or "")
    if noun and noun not in PEOPLE | units | _JOIN:
        return None
    return _count(number_of(match["n"], match["k"]), noun if noun in PEOPLE | units else None)


def _count(value: Decimal, noun: str | None) -> Count | None:
    return Count(int(value), noun) if value == int(value) and 0 < value <= _MOST else None


def _impossible(rest: str, units: frozenset[str]) -> bool:
    part = _PART.search(rest)
    if part and (part["noun"] is None or stem(part["noun"]) in PEOPLE | units):
        return True
    return bool(_MINUS.search(rest)) or bool(units & _AREAS and _SIDES.search(rest))


def _cut(rest: str, match: re.Match[str]) -> str:
    return f"{rest[: match.start()]} for {rest[match.end() :]}"
