"""Who people say they are, and what only sounds like it."""

from __future__ import annotations

import pytest

from bot.leads.details.introductions import find_names, surname_first


def told(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in find_names(text):
        found.setdefault(name.kind, name.value)
        if name.kind == "company":
            assert text[name.start : name.end].casefold() == name.value.casefold()
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I run the desk at Alder Freight and we're swamped", {"company": "Alder Freight"}),
        ("our firm, Birch & Sons, has 45 lawyers", {"company": "Birch & Sons"}),
        ("a small garage (Cedar Motors) with six bays for us", {"company": "Cedar Motors"}),
        ("i manage a gym called iron forge", {"company": "Iron Forge"}),
        ("I work at a charity called Open Door and", {"company": "Open Door"}),
        ("we at Dogwood Gear compare three tools", {"company": "Dogwood Gear"}),
        ("ich bin Ute Behr", {"name": "Ute Behr"}),
        ("je m'appelle Odile Marchand", {"name": "Odile Marchand"}),
        ("first name Olga last name Petrova", {"name": "Olga Petrova"}),
        ("I'm Saoirse Rahimi by the way", {"name": "Saoirse Rahimi"}),
        ("This is Sparta!", {}),
        ("it's Sparta", {}),
        ("hello, this is Sparta", {"name": "Sparta"}),
        ("This is Sparta from Acme", {"name": "Sparta", "company": "Acme"}),
        ("this is jane", {"name": "Jane"}),
        ("oh I'm Moira, Moira Keane", {"name": "Moira Keane"}),
        ("Thandi Nkosi speaking", {"name": "Thandi Nkosi"}),
        ("it's me again, Farouk", {"name": "Farouk"}),
        (
            "myself Vikram Joshi from Konkan Fisheries",
            {"name": "Vikram Joshi", "company": "Konkan Fisheries"},
        ),
        ("my names Achieng and I ask about boats", {"name": "Achieng"}),
        (
            "name - Usha Pillai, company - Malabar Boats",
            {"name": "Usha Pillai", "company": "Malabar Boats"},
        ),
        (
            "Li Juan, Lotus Pond Hotel. Is it open?",
            {"name": "Li Juan", "company": "Lotus Pond Hotel"},
        ),
        ("Hi! Han Ji-eun, we're six potters", {"name": "Han Ji-eun"}),
        ("soy Inés Huanca de Tejidos Wara", {"name": "Inés Huanca", "company": "Tejidos Wara"}),
        (
            "cheers, Miriam Adler (Ashgrove Nursery)",
            {"name": "Miriam Adler", "company": "Ashgrove Nursery"},
        ),
        ("our choir (Vox Magna) meets on Fridays", {"company": "Vox Magna"}),
        ("my firm Basalt Legal has 12 lawyers", {"company": "Basalt Legal"}),
        ("I sell for Opava Glass s.r.o.", {"company": "Opava Glass s.r.o."}),
    ],
)
def test_introductions(text: str, expected: dict[str, str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I own a Tesla",
        "I'm at lunch, talk later",
        "you can call me instead",
        "It's Complicated",
        "I'm Italian by the way",
        "it's Friday, come on",
        "a plan called Gold",
        "greetings from Chennai",
        "this is Norman Bates's motel all over again",
        "it's Parkinson's law",
        "call me old-fashioned, but I like paper",
        "Dick of all trades is what we need",
        "I used to work for Bosch",
        "I'm at Waterloo Bridge right now",
        "our cat is called Pickle",
        "thanks, Merry Christmas",
    ],
)
def test_what_only_sounds_like_one(text: str) -> None:
    assert told(text) == {}


def test_a_surname_in_front() -> None:
    assert surname_first("Kowalski, Piotr") == "Piotr Kowalski"
    assert surname_first("de la Rosa, Carmen") == "Carmen de la Rosa"
    assert surname_first("Jane, Acme") is None
