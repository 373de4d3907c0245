"""Where the writer is, told unasked: "a bakery in York", "hi from Lisbon", "22 of us, Leeds".

A place in running text may be anybody's; it counts behind a word that places the writer, or where
it stands alone, and not in talk of travel, customers, deliveries or the company itself.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

import pycountry

from bot import english
from bot.cities import country_of
from bot.leads.details.places import Place, find_place

_CUE = re.compile(
    r"\b(?:in|from|near|around|across|throughout|all over|out of|outside(?: of)?|based at"
    r"|located at|à|en)\s+(?:here in\s+)?"
    r"(?:(?:sunny|rainy|cold|central|downtown|greater|beautiful|rural|lovely|north|south|east|west|"
    r"northern|southern|eastern|western|inner|upstate|the)\s+)*",
    re.IGNORECASE,
)
_CAME = re.compile(r"from\b", re.IGNORECASE)
# Of a small place: behind what stands there, or how near it is.
_TOWN = r"[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]{2,}){0,2}"
_GROUNDS = re.compile(
    rf"\b(?i:near|just outside|close to|outside of|out of|not far from)\s+(?P<near>{_TOWN})"
    r"|\b(?i:house|home|flat|cottage|farm|property|site|place|venue|block|shed|barn|yard|office"
    r"|shop"
    r"|school|church|hall|pub|cafe|restaurant|hotel|warehouse|garden|land|job|wedding|party"
    r"|birthday"
    r"|event|show|festival|fete|project|build|works?(?! at\b)|office|plant|base|location)(?: (?i:is"
    r"|will be))?"
    rf" (?i:in|at|near|outside)\s+(?P<place>{_TOWN})"
)
_BASED = re.compile(r"^[\s-]{0,2}based\b", re.IGNORECASE)
_BASED_IN = re.compile(r"(?P<place>(?:[A-Z][\w.'-]+ ){0,1}[A-Z][\w.']+)[ -]based\b")
_OUR_OFFICE = re.compile(
    r"\b(?i:our|my)\s+(?P<place>(?:[A-ZÀ-Þ][\w.'-]+ )?[A-ZÀ-Þ][\w.']+)\s+(?:office|branch|site"
    r"|shop|store|depot|plant|factory|warehouse|location|headquarters|team)\b"
)
_STATE = re.compile(
    r"^,?\s(?:al|ak|az|ar|ca|co|ct|de|fl|ga|hi|id|il|in|ia|ks|ky|la|me|md|ma|mi|mn|ms|mo|mt|ne|nv"
    r"|nh|nj|nm|ny|nc|nd|oh|ok|or|pa|ri|sc|sd|tn|tx|ut|vt|va|wa|wv|wi|wy|on|bc|ab|qc|nsw|vic|qld|nt"
    r"|alabama|arizona|arkansas|california|colorado|florida|georgia|illinois|indiana|iowa|kansas|"
    r"kentucky|louisiana|maine|maryland|michigan|minnesota|mississippi|missouri|montana|nebraska|"
    r"nevada|ohio|oklahoma|oregon|pennsylvania|tennessee|texas|utah|vermont|virginia|washington|"
    r"wisconsin|wyoming)\b(?=\s*(?:$|[,.;!)]|here|and|looking|need|with))",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:flights?|fly(?:ing)?|trips?|travell?ing|holidays?|vacation|customers?|clients?"
    r"|suppliers?|"
    r"vendors?|competitors?|your?s?(?! from)|ship(?:s|ped|ping)?|deliver\w*|sent|conference|event|"
    r"expo|"
    r"fair|born|grew up|used to|moved|visited|visiting|met|saw|heard|read|servers?|hosted|hosting|"
    r"data|friend|cousin|article|news|made|imported?|parts?|call(?:ed)? from|back from|expand\w*|"
    r"opening|branches|offices)\b|\b(?:was|were|been)\s+$",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?:[ -](?:[a-z]{2,3}[ -])?[A-ZÀ-Þ][\w'’-]+){0,2}")
_LOWER = re.compile(r"[a-z][a-z'’-]{3,}(?:\s[a-z][a-z'’-]{3,})?")
_TWO_WORDS = re.compile(r"[^\W\d_]{3,}\s[^\W\d_]{4,}\b")
_PARTS = re.compile(r"[^,;.!()]+")
# The first half of a British postcode, behind a town: "Morpeth, NE61".
_OUTWARD = re.compile(r",?\s+(?P<code>[A-Z]{1,2}\d{1,2}[A-Z]?)(?![\w-]| \d)")
# Around a place that is all that somebody says: "it's Perth", "Bristol mate".
_WITHOUT_TALK = re.compile(
    r"^\W*(?:(?:well|oh|ok(?:ay)?|erm?|um+)[\s,]+)*(?:it['’]?s|its|that['’]?s|thats)\s+(?=(?-i:[A-Z]))"
    r"|\s+(?:mate|pal|love|dear|lol|pls|please|ta|thanks|area|way)\W*$",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[A-Z]{2,3}\b(?!\.)")
_BY_LETTERS = frozenset({"US", "CA", "AU"})  # where places are written with the letters of a state
_MOST_ALONE = 4  # words of a place that stands alone
# Towns, but hardly ever meant: months, words of the trade, names of people.
_NO_TOWN = frozenset(
    ["may", "march", "august", "english", "monday", "friday", "enterprise", "business", "team",
     "pro", "best", "mobile", "reading", "nice", "bath", "split", "orange", "buy", "same",
     "as", "most"]
)  # fmt: skip


# Short forms of states that are words as well: "OK. Good day." is nobody's Oklahoma.
_SAID_ALONE = frozenset(["OK", "HI", "OH", "ME", "OR", "IN"])


def find_whereabouts(said: str, home: str) -> Place | None:
    """The place that a statement tells of its writer; `home` (ISO 3166) settles names of many."""
    came_from: Place | None = None
    for cue in _CUE.finditer(said):
        if _ELSEWHERE.search(said[: cue.start()]):
            continue
        place = _starting(said, cue.end(), home)
        if place is not None and not _CAME.match(cue[0]):
            return place  # "we're from Oslo and build in Leeds": there it is to be
        came_from = came_from or place
    if grounds := _grounds(said):
        return grounds
    if came_from is not None:
        return came_from
    for based in _BASED_IN.finditer(said):
        if place := _starting(said, based.start("place"), home):
            return place
    for own in _OUR_OFFICE.finditer(said):
        if not _ELSEWHERE.search(said[: own.start()]) and (
            place := _starting(said[: own.end("place")], own.start("place"), home)
        ):
            return place
    bare = _WITHOUT_TALK.sub(_blank, said)
    for part in _PARTS.finditer(bare):
        place = _alone(bare, part.start(), part.end(), home)
        if place is not None:
            return place
    return None


def _grounds(said: str) -> Place | None:
    """A place that no list has, by what stands there or how near it is: "our farm near Ockle"."""
    match = _GROUNDS.search(said)
    if match is None or _ELSEWHERE.search(said[: match.start()]):
        return None
    name = match["near"] or match["place"]
    words = name.lower().split()
    if words[0] in _NO_TOWN or (len(words) == 1 and words[0] in english.dictionary()):
        return None  # "near Christmas", "a shop in English"
    at = match.start("near" if match["near"] else "place")
    return Place(name, None, None, at, at + len(name))


def _blank(talk: re.Match[str]) -> str:
    return " " * len(talk[0])


def _starting(said: str, at: int, home: str) -> Place | None:
    """The place that begins at `at`, if one does."""
    rest = said[at:]
    known = find_place(rest, home)
    two = _TWO_WORDS.match(rest)
    shorter = known is None or (two is not None and known.end < two.end())
    if two and shorter and country_of(two[0], home) == home:
        return Place(two[0], home, None, at, at + two.end())
    if known is not None and not rest[: known.start].strip():
        return replace(known, start=at + known.start, end=at + known.end)
    if match := _CAPITALS.match(rest):
        if home == "GB" and (code := _OUTWARD.match(rest, match.end())):
            return Place(rest[: code.end()], home, None, at, at + code.end(), postcode=code["code"])
        words = match[0].split(" ")
        for count in range(len(words), 0, -1):
            name = " ".join(words[:count])
            if found := _country(name, home):
                return Place(name, found, None, at, at + len(name))
    elif match := _LOWER.match(rest):
        for name in (match[0], match[0].split(" ")[0]):
            ordinary = any(map(english.is_word, name.split(" ")))
            sure = not ordinary or _STATE.match(rest[len(name) :])
            if sure and (found := _country(name, home)):
                return Place(name, found, None, at, at + len(name))
    return None


def _alone(said: str, start: int, end: int, home: str) -> Place | None:
    """A part of a sentence that is a place and nothing else, or "Leeds based"."""
    part = said[start:end]
    stripped = part.strip()
    at = start + part.find(stripped)
    place = _starting(said[:end], at, home) if stripped else None
    if place is None or stripped in _SAID_ALONE:
        return None
    rest = said[place.end : end]
    if _BASED.match(rest):
        return place
    rest = _STATE.sub("", rest, count=1)
    if rest.strip() or len(stripped.split()) > _MOST_ALONE:
        return None
    if _LETTERS.match(stripped) and home not in _BY_LETTERS and place.country in _BY_LETTERS:
        return None  # "CT 40718" is some number
    known = find_place(stripped, home) is not None and stripped.lower() not in _NO_TOWN
    return place if known or place.country == home else None


def _country(name: str, home: str) -> str | None:
    if name.lower() in _NO_TOWN:
        return None
    regions = _regions().get(name.lower(), frozenset())
    if home in regions:
        return home
    return country_of(name, home) or (next(iter(regions)) if len(regions) == 1 else None)


@lru_cache(maxsize=1)
def _regions() -> dict[str, frozenset[str]]:
    """Names of states, islands, counties and provinces → the countries that have one."""
    found: dict[str, set[str]] = {}
    for each in pycountry.subdivisions:
        found.setdefault(each.name.lower(), set()).add(each.country_code)
    return {name: frozenset(codes) for name, codes in found.items()}
