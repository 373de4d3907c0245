"""Units of measure in one spelling, so that "150 m²" and "150 square metres" count the same."""

from __future__ import annotations

import re

# The one spelling → how it is written else, in folded text.
_SPELLINGS = {
    "sqm": r"square met(?:er|re)s?|sq\.? ?m(?:et(?:er|re)s?|trs?)?|sqms?|m2|qm",
    "sqft": r"square (?:feet|foot)|sq\.? ?(?:ft|feet|foot)|sqft|ft2",
    "cbm": r"cubic met(?:er|re)s?|cbms?|m3",
    "km": r"kilomet(?:er|re)s?|kms?",
    "kg": r"kilo(?:gram(?:me)?)?s?|kgs?",
    "gb": r"gigabytes?|gigs?|gbs?",
    "tb": r"terabytes?|tbs?",
}
# Signs of measures, which have no plural: "5 m²", "30 kg".
MEASURES = frozenset([*_SPELLINGS, "m2", "m3", "ft2", "m", "cm", "mm", "ft", "g", "l", "ml", "kwh"])
_PATTERN = re.compile(
    "|".join(rf"(?P<{name}>(?<![^\W\d])(?:{text})(?!\w))" for name, text in _SPELLINGS.items())
)
_ATTACHED = re.compile(rf"(?<=\d)(?=(?:{'|'.join(_SPELLINGS)})\b)")


def joined(plain: str) -> str:
    """A folded text with its units of measure as one word each, apart from their numbers."""
    found = _PATTERN.sub(lambda match: match.lastgroup or match.group(), plain)
    return _ATTACHED.sub(" ", found)
