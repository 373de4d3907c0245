"""Country codes as people write them in files: ISO 3166-1, and two that it only reserves."""

from __future__ import annotations

from functools import lru_cache

import pycountry

# What ISO 3166 reserves and everybody uses: a group of countries, another name of one.
EU = frozenset(
    """AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI
    SK""".split()  # noqa: SIM905 - word list
)
RESERVED = {"UK": frozenset(["GB"]), "EU": EU}
# Whose states, lands or nations people name when they say where they are, and are understood.
WITH_PARTS = frozenset(["US", "CA", "AU", "DE", "IN", "GB"])
_OUTSIDE_ISO = frozenset(["XK"])  # Kosovo, by the code that all but ISO use


@lru_cache(maxsize=1024)
def countries(code: str) -> frozenset[str]:
    """The countries that a code stands for, in any case: `EU` for its members, `UK` for GB; none
    for what is no code."""
    upper = code.strip().upper()
    if upper in RESERVED:
        return RESERVED[upper]
    known = upper in _OUTSIDE_ISO or pycountry.countries.get(alpha_2=upper) is not None
    return frozenset([upper]) if known and len(upper) == 2 else frozenset()


@lru_cache(maxsize=1024)
def code_of(name: str) -> str | None:
    """The code that somebody who wrote `name` should have written: "Germany" is DE."""
    if countries(name):
        code = name.strip().upper()
        return "GB" if code == "UK" else code
    try:
        return str(pycountry.countries.lookup(name.strip()).alpha_2)
    except LookupError:
        return None
