"""Territories: countries, parts of countries, and ranges of postcodes.

Written as `DE` (ISO 3166-1), `DE-BY` (ISO 3166-2), `DE 80000-87999` (postcodes, both ends included)
or `GB SW` (postcodes that begin so).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import pycountry

from bot.cities import part_of
from bot.countries import WITH_PARTS

_TERRITORY = re.compile(r"^([A-Z]{2})(?:-([A-Z0-9]{1,3})| ([A-Z0-9]+)(?:-([A-Z0-9]+))?)?$")


def within(place: Any, territories: Sequence[str]) -> bool:
    """Whether a place is in one of the territories.

    A place is the value of a field of type place, `{country, region, postcode}`, or a text that is
    a postcode, which counts in every country. What is not known of it is in no territory.
    """
    if isinstance(place, Mapping):
        country, region = place.get("country"), place.get("region")
        code = place.get("postcode")
        if country is not None and region is None:
            part = part_of(str(place.get("text") or ""), country)
            region = _name(country, part) if part is not None else None
    else:
        country, region, code = None, None, place
    postcode = _plain(code) if isinstance(code, str) else ""
    return any(_is_in(country, region, postcode, each) for each in territories)


def _is_in(country: str | None, region: str | None, postcode: str, territory: str) -> bool:
    land, part, first, last = _parts(territory)
    if country is not None and country != land:
        return False
    if part is not None:
        return country is not None and region is not None and region == _name(land, part)
    if first is not None:
        return bool(postcode) and _covers(first, last or first, postcode)
    return country is not None


def _covers(first: str, last: str, postcode: str) -> bool:
    return first <= postcode[: len(first)] and postcode[: len(last)] <= last


@lru_cache(maxsize=4096)
def problem(territory: str) -> str | None:
    """What is wrong with a territory that has the right form; None when it exists."""
    land, part, first, last = _parts(territory)
    if pycountry.countries.get(alpha_2=land) is None:
        return "a country code of ISO 3166-1 such as DE"
    if part is not None and _name(land, part) is None:
        return f"a part of {land} by its code of ISO 3166-2 such as DE-BY"
    if part is not None and land not in WITH_PARTS:
        return (
            f"{land}, or postcodes of it: parts of {', '.join(sorted(WITH_PARTS))} are understood"
        )
    if first is not None and last is not None and (len(first) != len(last) or first > last):
        return "postcodes of one length, the lower one first"
    return None


def overlap(one: str, other: str) -> bool:
    """Whether a place may be in both of two territories.

    A part of a country and postcodes in it are not compared: which postcodes a part has is not
    known here.
    """
    land, part, first, last = _parts(one)
    other_land, other_part, other_first, other_last = _parts(other)
    if land != other_land:
        return False
    if part is not None and other_part is not None:
        return part == other_part
    if first is not None and other_first is not None:
        size = min(len(first), len(other_first))
        low = max(first[:size], other_first[:size])
        high = min((last or first)[:size], (other_last or other_first)[:size])
        return low <= high
    # A whole country holds all of its parts.
    return (part is None and first is None) or (other_part is None and other_first is None)


@lru_cache(maxsize=4096)
def _parts(territory: str) -> tuple[str, str | None, str | None, str | None]:
    match = _TERRITORY.match(territory)
    if match is None:
        raise ValueError(f"{territory!r} is no territory")
    return match[1], match[2], match[3], match[4]


@lru_cache(maxsize=4096)
def _name(country: str, part: str) -> str | None:
    found = pycountry.subdivisions.get(code=f"{country}-{part}")
    return None if found is None else str(found.name).partition(" [")[0]


def _plain(postcode: str) -> str:
    """A postcode in capitals without spaces; of a ZIP+4 the first five."""
    return re.sub(r"[^A-Z0-9]", "", postcode.upper().partition("-")[0])
