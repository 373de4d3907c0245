"""Streets in an address: many go by the name of a town, which is not where somebody is."""

from __future__ import annotations

import re

_KIND = (
    r"(?:street|road|lane|avenue|drive|boulevard|parkway|crescent|terrace|highway|square|gardens"
    r"|(?:industrial|trading) estate|business park|rd\.?|ave\.?|blvd\.?|ln\.?)"
)
_NAME = r"(?:[^\W\d][\w'’-]*\.?\s+){1,3}?"
# Words that are kinds of streets only behind the number of a house, or names themselves.
_NUMBERED_KIND = rf"(?:{_KIND}|way|close|court|place|row|walk|(?:st|dr|ct|pl|sq)\.?(?=\s*(?:,|$)))"
_NUMBERED = rf"\b\d{{1,5}}[a-z]?(?:\s*[-/]\s*\d{{1,5}})?,?\s+{_NAME}{_NUMBERED_KIND}(?![\w'’-])"
_STREET = re.compile(
    rf"(?:{_NUMBERED},?|(?:^|(?<=,))\s*{_NAME}{_KIND}\s*,|^\s*{_NAME}{_KIND}\s+(?=in\b))\s*",
    re.IGNORECASE,
)
_HOUSE = re.compile(_NUMBERED, re.IGNORECASE)


def without_street(text: str) -> str:
    """What stands behind the street of an address, or else before it; `text` itself when it has
    none, or nothing besides."""
    streets = list(_STREET.finditer(text))
    if not streets:
        return text
    return text[streets[-1].end() :].strip() or text[: streets[0].start()].strip(" ,") or text


def is_house(name: str) -> bool:
    """Whether a name is a house in its street: "5 High Street"."""
    return _HOUSE.fullmatch(name) is not None
