"""Which currency a sign, a code or a name means; names as Unicode's CLDR has them."""

from __future__ import annotations

import re
from functools import lru_cache

from babel.core import get_global
from babel.numbers import get_currency_name, get_territory_currencies, list_currencies

_SYMBOLS = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "円": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₪": "ILS",
    "₺": "TRY",
    "zł": "PLN",
    "us$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "nz$": "NZD",
    "s$": "SGD",
    "hk$": "HKD",
    "r$": "BRL",
    "fr.": "CHF",
    "rm": "MYR",
    "rs": "INR",
    "rs.": "INR",
}
# What a name means that several countries use, where the country of the company does not say.
_COMMON = {
    "bucks": "$",
    "buck": "$",
    "dollar": "$",
    "dollars": "$",
    "pound": "GBP",
    "pounds": "GBP",
    "quid": "GBP",
    "sterling": "GBP",
    "franc": "CHF",
    "francs": "CHF",
    "rupee": "INR",
    "rupees": "INR",
    "yuan": "CNY",
    "rmb": "CNY",
    "shekel": "ILS",
    "shekels": "ILS",
    "reais": "BRL",
    "kroner": "NOK",
    "kronor": "SEK",
    "dirham": "AED",
    "dirhams": "AED",
    "zloty": "PLN",
    "rand": "ZAR",
    "yen": "JPY",
}
# Currency codes that are English words as well; in lower case they are the word.
_ALSO_WORDS = frozenset(
    [
        *("all", "top", "try", "mop", "cup", "lac", "std", "bam", "ang", "gel", "sos", "pen"),
        *("ron", "bob", "cop", "lak", "bar", "mad", "sar", "mur", "ern"),
    ]
)
# Names that are other words too, or people; they count in their countries only, or in full.
_OTHER_WORDS = frozenset(
    {"won", "real", "sol", "som", "mark", "gold", "leone", "lev", "kip", "lari"}
)
_LONGEST_NAME = 3  # words: "hong kong dollars"
_WORDS = re.compile(r"[^\W\d_]+\.?|[$€£¥₹₩₪₺円]", re.UNICODE)
_GLUED_BEFORE = re.compile(r"(?<![\w$€£¥])([A-Z]{3}|RM|Rs\.?|rs\.?)(?=\d)")
_GLUED_AFTER = re.compile(r"(?<=\d)([A-Z]{3}|RM|Rs|US\$)(?![\w$])")


@lru_cache(maxsize=64)
def default_currency(region: str) -> str:
    """The currency of a country, by its ISO 3166 code; USD when the code is unknown."""
    found = get_territory_currencies(region.upper())
    return str(found[0]) if found else "USD"


def currency_of(mark: str, region: str) -> str | None:
    """The ISO 4217 code that a sign, code or name means; None for what is none of these.

    `region` (ISO 3166) tells which dollar, peso or dinar is meant.
    """
    lower = " ".join(mark.lower().split())
    found = _SYMBOLS.get(lower) or ("$" if lower == "$" else None)
    if found is None and lower in _names():
        codes = _names()[lower]
        own = default_currency(region)
        sure = len(codes) == 1 and lower not in _OTHER_WORDS
        found = next(iter(codes)) if sure else own if own in codes else None
    found = found or _COMMON.get(lower)
    if found == "$":
        local = default_currency(region)
        return local if local.endswith("D") else "USD"
    if found:
        return found
    known = mark.upper() in _codes() and (mark.isupper() or lower not in _ALSO_WORDS)
    return mark.upper() if known else None


def before(text: str, end: int, region: str) -> tuple[str, int] | None:
    """The currency that stands right before `end`, and where it begins."""
    words = list(_WORDS.finditer(text, max(0, end - 40), end))
    if not words or text[words[-1].end() : end].strip():
        return None
    return _longest(text, [word.span() for word in words[-_LONGEST_NAME:]], region, last=True)


def after(text: str, start: int, region: str) -> tuple[str, int] | None:
    """The currency that stands right after `start`, and where it ends."""
    words: list[tuple[int, int]] = []
    at = start
    while len(words) < _LONGEST_NAME and (word := _WORDS.match(text, _blank(text, at))):
        words.append(word.span())
        at = word.end()
    return _longest(text, words, region, last=False)


def _blank(text: str, at: int) -> int:
    return at + 1 if text[at : at + 1] in {" ", "\u00a0"} else at


def _longest(
    text: str, words: list[tuple[int, int]], region: str, *, last: bool
) -> tuple[str, int] | None:
    for count in range(len(words), 0, -1):
        part = words[-count:] if last else words[:count]
        start, end = part[0][0], part[-1][1]
        if found := currency_of(text[start:end].rstrip("."), region):
            return found, start if last else end
    return None


def separated(text: str) -> tuple[str, dict[int, str]]:
    """`text` with codes that are glued to a number blanked ("USD3.14", "42MYR"), at the same
    places; and the code by the place where its number begins or ends."""
    glued: dict[int, str] = {}

    def blank_before(match: re.Match[str]) -> str:
        code = currency_of(match[1].rstrip("."), "US")
        if code is None:
            return match[0]
        glued[match.end()] = code
        return " " * len(match[0])

    def blank_after(match: re.Match[str]) -> str:
        code = currency_of(match[1], "US")
        if code is None:
            return match[0]
        glued[match.start()] = code
        return " " * len(match[0])

    return _GLUED_AFTER.sub(blank_after, _GLUED_BEFORE.sub(blank_before, text)), glued


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())


@lru_cache(maxsize=1)
def _names() -> dict[str, frozenset[str]]:
    """Name → codes, of every currency that is used today: "malaysian ringgits", "ringgit"."""
    used = {
        code
        for entries in get_global("territory_currencies").values()
        for code, _, until, tender in entries
        if until is None and tender
    }
    names: dict[str, set[str]] = {}
    for code in used:
        for count in (1, 2):
            name = get_currency_name(code, count, locale="en").lower().replace("u.s. ", "us ")
            names.setdefault(name, set()).add(code)
            names.setdefault(name.rsplit(" ", 1)[-1], set()).add(code)
        singular = get_currency_name(code, 1, locale="en").lower()
        names.setdefault(f"{singular}s", set()).add(code)
        names.setdefault(f"{singular.rsplit(' ', 1)[-1]}s", set()).add(code)
    return {name: frozenset(codes) for name, codes in names.items()}
