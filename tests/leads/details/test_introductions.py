"""Who people say they are, and what only sounds like it."""

from __future__ import annotations

import pytest

from bot.leads.details.introductions import find_names, surname_first
from bot.leads.details.names import first_name_in, told_as_name
from tests.leads.details.asking import answer, field
from tests.leads.details.asking import told as details_told


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
        ("ich bin die Ute", {"name": "Ute"}),
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
        ("Farouk is my name", {"name": "Farouk"}),
        ("Price is my main worry", {}),
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


@pytest.mark.parametrize("text", ["!,0", " , Tidewater", ".,.,."])
def test_a_list_without_a_name(text: str) -> None:
    assert told(text) == {}


def test_a_surname_in_front() -> None:
    assert surname_first("Kowalski, Piotr") == "Piotr Kowalski"
    assert surname_first("de la Rosa, Carmen") == "Carmen de la Rosa"
    assert surname_first("Jane, Acme") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mrs. Olwen Harker", "Olwen Harker"),
        ("Gaz, well Gary Harker", "Gary Harker"),
        ('Peter "Ox" Harker', "Peter Harker"),
        ("Aroha Thompson", "Aroha Thompson"),
        ("Zendesk Cloud", None),
        ("Otley North", None),
    ],
)
def test_a_name_that_stands_alone(text: str, name: str | None) -> None:
    assert told_as_name(text) == name


@pytest.mark.parametrize(("text", "name"), [("Tony", "Tony"), ("tony", None), ("Rose", None)])
def test_a_first_name_that_stands_alone(text: str, name: str | None) -> None:
    assert first_name_in(text) == name


def test_myself_is_part_of_no_name() -> None:
    said = details_told("Myself Anil Kulkarni, Deputy Manager Purchase, Lakeview Polymers Pvt Ltd")
    assert said["name"] == "Anil Kulkarni"


@pytest.mark.parametrize(
    "text", ["nowt, the hall's open already", "Ockle, just round the corner from you"]
)
def test_a_word_that_says_how_something_stands_names_nobody(text: str) -> None:
    assert answer(field("person"), text) is None


@pytest.mark.parametrize(
    "text", ["a van can drive right up, it used to be a farm", "boss just said", "go on then"]
)
def test_a_sentence_is_no_company(text: str) -> None:
    assert answer(field("company"), text) is None


def test_an_institution_is_known_by_its_own_domain() -> None:
    said = details_told("Ada Lark, Shire of Quendon, ada.lark@quendon.example")
    assert said["company"] == "Shire of Quendon"


def test_a_name_beside_a_number_or_a_firm_needs_no_phrase() -> None:
    assert details_told("Peter Harker 07700 900118", region="GB")["name"] == "Peter Harker"
    both = details_told("Philippa Ashworth-Crane, Crown & Bridle Ltd")
    assert both["name"] == "Philippa Ashworth-Crane"
    assert both["company"] == "Crown & Bridle Ltd"
    with_firm = details_told("Marcus Lark with Tidal Marine, marcus.lark@tidal.example")
    assert with_firm["name"] == "Marcus Lark"
    assert with_firm["company"] == "Tidal Marine"
