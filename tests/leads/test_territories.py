"""Territories: which place is in which, and which of them overlap."""

from __future__ import annotations

from typing import Any

import pytest

from bot.leads.details.places import find_place
from bot.leads.playbook.territories import overlap, problem, within

MUNICH = {"text": "Munich", "country": "DE", "region": "Bayern", "postcode": "80331"}
BERLIN = {"text": "Berlin", "country": "DE", "region": "Berlin"}
AUSTIN = {"text": "Austin, TX", "country": "US", "region": "Texas", "postcode": "78701-1234"}
LONDON = {"text": "London", "country": "GB", "region": None, "postcode": "sw1a 1aa"}


@pytest.mark.parametrize(
    ("place", "territory", "inside"),
    [
        (MUNICH, "DE", True),
        (MUNICH, "AT", False),
        (MUNICH, "DE-BY", True),
        (BERLIN, "DE-BY", False),
        (MUNICH, "DE 80000-87999", True),
        (MUNICH, "DE 80331", True),
        (MUNICH, "DE 80332-80999", False),
        (MUNICH, "AT 80000-87999", False),
        (MUNICH, "DE 80", True),
        (BERLIN, "DE 10000-19999", False),  # its postcode is not known
        (AUSTIN, "US 78700-78799", True),
        (AUSTIN, "US-TX", True),
        (LONDON, "GB SW", True),
        (LONDON, "GB NW", False),
        ("80331", "DE 80000-87999", True),  # a field of its own for the postcode
        ("80331", "DE", False),
        ({"text": "San Francisco", "country": "US", "region": None}, "US-CA", True),
        ({"text": "Cardiff", "country": "GB", "region": None}, "GB-WLS", True),
        ({"text": "Wales", "country": "GB", "region": "Wales"}, "GB-WLS", True),
        ({"text": "Toronto", "country": "CA", "region": None}, "CA-ON", True),
        ({"text": "Sydney", "country": "AU", "region": None}, "AU-NSW", True),
        ({"text": "Köln", "country": "DE", "region": None}, "DE-BY", False),
        ({"text": "Springfield", "country": "US", "region": None}, "US-MO", False),  # which one?
        (None, "DE", False),
        ({"text": "somewhere"}, "DE", False),
    ],
)
def test_within(place: Any, territory: str, inside: bool) -> None:
    assert within(place, [territory]) is inside
    assert within(place, ["NZ", territory]) is inside


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        ("DE", "DE", True),
        ("DE", "AT", False),
        ("DE", "DE-BY", True),
        ("DE-BY", "DE-BE", False),
        ("DE 80000-87999", "DE 87999-90000", True),
        ("DE 80000-87999", "DE 88000-90000", False),
        ("DE 8", "DE 87000-90000", True),
        ("DE 80000-87999", "FR 80000-87999", False),
        ("DE 80000-87999", "DE", True),
    ],
)
def test_overlap(one: str, other: str, common: bool) -> None:
    assert overlap(one, other) is common
    assert overlap(other, one) is common


def test_what_is_wrong_with_a_territory() -> None:
    assert problem("DE-BY") is None
    assert "ISO 3166-1" in str(problem("ZZ"))
    assert "ISO 3166-2" in str(problem("DE-ZZ"))
    assert "one length" in str(problem("DE 8000-87999"))


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("80331 Munich", "80331"),
        ("we are in 80331 Munich", "80331"),
        ("Austin, TX 78701", "78701"),
        ("London SW1A 1AA", "SW1A 1AA"),
        ("Munich", None),
        ("we have 12000 germany customers", None),
        ("berlin 10115 people", None),
    ],
)
def test_a_postcode_beside_a_place_is_read(text: str, postcode: str | None) -> None:
    place = find_place(text)
    assert place is not None
    assert place.postcode == postcode
    assert place.as_mapping().get("postcode") == postcode
