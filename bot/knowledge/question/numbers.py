"""Numbers as people write them."""

from __future__ import annotations

import re
from collections.abc import Set
from decimal import Decimal

from bot.knowledge.words import stem

PEOPLE = frozenset(
    stem(word)
    for word in """user seat person people member employee agent colleague license licence head
    staff worker rep teammate us student driver developer adult child children kid guy
    folk passenger traveller traveler pax friend attendee participant delegate
    """.split()  # noqa: SIM905 - word list
)
# Words for people of whatever kind: forty people are forty guests where guests are counted.
ANYBODY = frozenset(
    stem(word)
    for word in """person people head us adult guy folk pax friend colleague attendee participant
    delegate""".split()  # noqa: SIM905 - word list
)
# Whom a price may count.
HEADS = PEOPLE | {stem(w) for w in ("guest", "visitor", "diner", "pupil", "player", "learner")}
SMALL = {
    word: n
    for n, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty""".split()  # noqa: SIM905 - word list
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
     "ninety": 90, "hundred": 100, "dozen": 12, "couple": 2}  # fmt: skip
NUMBER = r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
ANY = rf"{NUMBER}|{'|'.join(sorted(SMALL, key=len, reverse=True))}"


def same_people(noun: str, stems: Set[str]) -> bool:
    """Whether people who are called so are whom one of the stems counts: users are members of a
    team, guests are only those who may be anybody."""
    return bool((noun in PEOPLE and stems & PEOPLE) or (noun in ANYBODY and stems & HEADS))


_PARTS = {word: n for word, n in SMALL.items() if word not in ("dozen", "couple", "zero")}
_WORD = "|".join(sorted((*_PARTS, "thousand"), key=len, reverse=True))
_SPELLED = re.compile(
    rf"\b(?:an? )?(?:{_WORD})(?:(?:[\s-]+and)?[\s-]+(?:{_WORD}))+\b|\ba (?:hundred|thousand)\b"
)


def digits(plain: str) -> str:
    """A folded text with numbers of several words in digits: "twenty-five" as 25."""
    return _SPELLED.sub(lambda match: _joined(match.group()), plain)


def _joined(text: str) -> str:
    """Number words as one number if they are one, else as they are: "two or three" is none."""
    total = current = 0
    last = 10**9
    for word in re.findall(r"[a-z]+", text):
        if word in ("a", "an", "and"):
            continue
        if word in ("hundred", "thousand"):
            current = (current or 1) * (100 if word == "hundred" else 1000)
            if word == "thousand":
                total, current = total + current, 0
            last = 100
            continue
        value = _PARTS[word]
        fits = last >= 100 or (last >= 20 and last % 10 == 0 and value < 10)
        if not fits:
            return text
        current += value
        last = value
    return str(total + current)


def number_of(text: str, k: str | None = None) -> Decimal:
    """A number in digits or as a small word, times what follows it ("k", "million")."""
    value = Decimal(SMALL[text]) if text in SMALL else Decimal(re.sub(r"[, ]", "", text))
    scale = {"k": 1000, "thousand": 1000, "grand": 1000, "m": 10**6, "million": 10**6}
    return value * scale.get(k or "", 1)
