"""Countries, states and larger cities by name → ISO 3166 codes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import pycountry

from bot.cities import country_of
from bot.countries import WITH_PARTS

_ALIASES = {
    "usa": "US",
    "u.s.a.": "US",
    "u.s.": "US",
    "the us": "US",
    "the states": "US",
    "america": "US",
    "united states": "US",
    "uk": "GB",
    "u.k.": "GB",
    "britain": "GB",
    "great britain": "GB",
    "holland": "NL",
    "uae": "AE",
    "emirates": "AE",
    "south korea": "KR",
    "korea": "KR",
    "russia": "RU",
    "turkey": "TR",
    "czech republic": "CZ",
    "taiwan": "TW",
    "vietnam": "VN",
    "ivory coast": "CI",
    "deutschland": "DE",
    "österreich": "AT",
    "schweiz": "CH",
    "españa": "ES",
    "italia": "IT",
    "brasil": "BR",
    "macedonia": "MK",
    "swiss": "CH",
}
# Larger cities, and those that name themselves without their country, by country.
_CITIES = {
    "US": "new york|new york city|nyc|los angeles|san francisco|san fran|sf|philly|vegas|bay area|"
    "silicon valley|"
    "chicago|boston|seattle|austin|dallas|houston|denver|miami|atlanta|philadelphia|phoenix|"
    "san diego|san jose|portland|detroit|minneapolis|nashville|las vegas|salt lake city|orlando|"
    "tampa|charlotte|raleigh|columbus|cleveland|pittsburgh|cincinnati|kansas city|st louis|"
    "baltimore|washington dc|dc|indianapolis|milwaukee|sacramento|san antonio|brooklyn|"
    "new orleans|albuquerque|tucson|boise|honolulu|buffalo",
    "CA": "toronto|vancouver|montreal|montréal|calgary|ottawa|edmonton|winnipeg|"
    "quebec city|halifax",
    "GB": "london|manchester|birmingham|leeds|glasgow|edinburgh|bristol|liverpool|cardiff|belfast|"
    "sheffield|nottingham|cambridge|oxford|brighton|newcastle|leicester|southampton",
    "IE": "dublin|cork|galway|limerick",
    "DE": "berlin|munich|münchen|hamburg|frankfurt|cologne|"
    "köln|stuttgart|düsseldorf|dusseldorf|leipzig|dresden|hannover|hanover|nuremberg|bremen",
    "AT": "vienna|wien|graz|salzburg|linz|innsbruck",
    "CH": "zurich|zürich|geneva|basel|bern|lausanne|lucerne",
    "FR": "paris|lyon|marseille|toulouse|bordeaux|lille|nantes|strasbourg",
    "NL": "amsterdam|rotterdam|the hague|utrecht|eindhoven",
    "BE": "brussels|antwerp|ghent|bruges",
    "ES": "madrid|barcelona|valencia|seville|malaga|málaga|bilbao",
    "PT": "lisbon|porto",
    "IT": "rome|milan|milano|turin|naples|florence|bologna|venice",
    "SE": "stockholm|gothenburg|malmö|malmo",
    "NO": "oslo|bergen",
    "DK": "copenhagen|aarhus",
    "FI": "helsinki|tampere|espoo",
    "PL": "warsaw|krakow|kraków|wroclaw|gdansk|poznan",
    "CZ": "prague|brno",
    "HU": "budapest",
    "RO": "bucharest|cluj",
    "BG": "sofia",
    "GR": "athens",
    "TR": "istanbul|ankara|izmir",
    "UA": "kyiv|kiev|lviv",
    "RU": "moscow|st petersburg",
    "IL": "tel aviv|jerusalem|haifa",
    "AE": "dubai|abu dhabi",
    "SA": "riyadh|jeddah",
    "QA": "doha",
    "EG": "cairo",
    "NG": "lagos|abuja",
    "KE": "nairobi",
    "GH": "accra",
    "ZA": "cape town|johannesburg|durban|pretoria",
    "MA": "casablanca",
    "IN": "mumbai|delhi|new delhi|bangalore|bengaluru|hyderabad|chennai|pune|kolkata|gurgaon|noida",
    "PK": "karachi|lahore",
    "BD": "dhaka",
    "LK": "colombo",
    "CN": "beijing|shanghai|shenzhen",
    "HK": "hong kong",
    "JP": "tokyo|osaka|kyoto",
    "KR": "seoul|busan",
    "TW": "taipei",
    "TH": "bangkok|phuket",
    "VN": "hanoi|ho chi minh city|saigon",
    "MY": "kuala lumpur",
    "ID": "jakarta|bali",
    "PH": "manila|cebu",
    "AU": "sydney|melbourne|brisbane|perth|adelaide|canberra|gold coast",
    "NZ": "auckland|wellington|christchurch",
    "BR": "são paulo|sao paulo|rio de janeiro|rio",
    "MX": "mexico city|guadalajara|monterrey|tijuana",
    "AR": "buenos aires",
    "CL": "santiago",
    "CO": "bogota|bogotá|medellin|medellín",
    "PE": "lima",
}
_ENGLISH = frozenset({"AU", "CA", "GB", "IE", "NZ", "US"})
# Two letters are a state only when written as one: "in", "or", "me", "hi", "ok" are words.
_UPPER_ONLY = re.compile(r"^[A-Z]{2,3}$")
# The letters and digits of Britain, Canada and the Netherlands tell a postcode wherever they stand.
_LETTERED = (
    r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}",
    r"[A-Z]\d[A-Z] ?\d[A-Z]\d",
    r"\d{4} [A-Z]{2}",
)
_OF_LETTERS = "|".join(_LETTERED)
_POSTCODE = rf"\d{{5,6}}(?:-\d{{4}})?|{_OF_LETTERS}"
_BRITISH_OR_CANADIAN = dict(zip(("GB", "CA"), _LETTERED, strict=False))
_LONGEST = 6  # words in a place's name


@dataclass(frozen=True)
class Place:
    """`country` is ISO 3166-1 alpha-2, `region` its state or land; None when not known."""

    text: str
    country: str | None
    region: str | None
    start: int
    end: int
    postcode: str | None = None

    def as_mapping(self) -> dict[str, Any]:
        """The normalised value of a field of type place; `postcode` only when one was told."""
        value = {"text": self.text, "country": self.country, "region": self.region}
        return {**value, "postcode": self.postcode} if self.postcode else value


def find_place(text: str, home: str = "US") -> Place | None:
    """The first place in `text` that is known by name; `home` (ISO 3166) settles states.

    A second one right behind it narrows it down: "Austin, Texas" is one place.
    """
    words = list(re.finditer(r"[^\W_][\w.'’-]*", text))
    at = 0
    found: Place | None = None
    while at < len(words):
        # Behind a town of another country the short form of a state is that country's.
        known = _longest(text, words, at, found.country or home if found is not None else home)
        if known is None:
            if found is not None:
                break
            at += 1
            continue
        place, used = known
        if found is None:
            found = place
        elif not re.fullmatch(r"[\s,/()-]*(?:in\s+)?", text[found.end : place.start]):
            break
        else:
            found = Place(
                text[found.start : place.end],
                place.country or found.country,
                place.region or found.region,
                found.start,
                place.end,
            )
        at += used
    return found and _with_postcode(found, text)


def find_postcode(text: str) -> Place | None:
    """A postcode that tells its country by its form, where no place is named."""
    for country, form in _BRITISH_OR_CANADIAN.items():
        if match := re.search(rf"(?<![\w-])(?:{form})(?![\w-])", text):
            return Place(match[0], country, None, match.start(), match.end(), match[0])
    return None


def is_country(name: str) -> bool:
    """Whether a name is another one for a country: "the states", "UK"."""
    return name.lower() in _ALIASES or name.upper() in {"US", "EU"}


def _with_postcode(place: Place, text: str) -> Place:
    """The place with the postcode that stands right before it or right behind it: "80331 Munich",
    "Austin, TX 78701", "London SW1A 1AA"."""
    # Elsewhere than at a beginning a number before a country is far more often how many.
    figures = r"(?:^|[,;(]|\b(?:in|at|from))\s*(\d{4,6})"
    before = re.search(rf"(?:{figures}|\b({_OF_LETTERS}))[\s,]+$", text[: place.start])
    behind = re.match(rf"[\s,]+({_POSTCODE})(?![\w-])(?!\s*[a-z%])", text[place.end :])
    if behind is not None:
        return replace(place, end=place.end + behind.end(), postcode=behind[1])
    if before is not None:
        found = 1 if before[1] else 2
        return replace(place, start=before.start(found), postcode=before[found])
    return place


def _longest(text: str, words: list[re.Match[str]], at: int, home: str) -> tuple[Place, int] | None:
    for count in range(min(_LONGEST, len(words) - at), 0, -1):
        start, end = words[at].start(), words[at + count - 1].end()
        name = text[start:end]
        known = _known(name, home)
        if known is None and name.endswith("."):
            name, end = name.rstrip("."), start + len(name.rstrip("."))
            known = _known(name, home)
        if known is not None:
            return Place(name, known[0], known[1], start, end), count
    return None


def _known(name: str, home: str) -> tuple[str, str | None] | None:
    lower = name.lower()
    if name == "LA":
        return "US", "California"  # of Los Angeles more is heard than of Louisiana
    if _UPPER_ONLY.match(name):
        subdivision = _subdivisions().get((home, name)) or _subdivisions().get(("US", name))
        if subdivision is not None:
            return subdivision[0], subdivision[1]
        if name in {"US", "UK", "EU"}:
            return ("GB" if name == "UK" else name), None
    if lower in _ALIASES:
        return _ALIASES[lower], None
    known = _names().get(lower)
    if known is None or known[1] is not None or home not in _ENGLISH - {known[0], "US"}:
        return known
    # Where English is spoken elsewhere too, a town at home is meant: Perth in Scotland. In the US
    # there is one of nearly every name: Dublin is not the one in Ohio.
    shared = known[0] in _ENGLISH and country_of(lower, home) == home
    return (home, None) if shared else known


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, str | None]]:
    names: dict[str, tuple[str, str | None]] = {}
    for country, cities in _CITIES.items():
        for city in cities.split("|"):
            names[city] = (country, None)
    # States only of countries that are spoken of by state; elsewhere they are mostly towns.
    for each in pycountry.subdivisions:
        nation = each.country_code == "GB" and each.parent_code is None
        if nation or each.country_code in WITH_PARTS - {"GB"}:
            name = each.name.partition(" [")[0]
            names[name.lower()] = (each.country_code, name)
    names["bavaria"] = ("DE", "Bayern")
    for each in pycountry.countries:
        for attribute in ("name", "common_name", "official_name"):
            if value := getattr(each, attribute, None):
                names[str(value).split(",")[0].lower()] = (each.alpha_2, None)
    names["georgia"] = ("US", "Georgia")  # far more often the state
    return names


@lru_cache(maxsize=1)
def _subdivisions() -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (each.country_code, each.code.partition("-")[2]): (each.country_code, each.name)
        for each in pycountry.subdivisions
        if each.country_code in {"US", "CA", "AU"}
    }
