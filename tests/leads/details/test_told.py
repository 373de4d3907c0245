"""Details told unasked, anywhere in a message."""

from __future__ import annotations

from typing import Any

import pytest

from bot.leads.playbook.fields import Choice
from tests.leads.details.asking import field, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("we're 40 people", {"company_size": 40}),
        ("we are a team of 12 lawyers", {"company_size": 12}),
        ("its just me", {"company_size": 1}),
        ("it's me and two others", {"company_size": 3}),
        ("there are 12 of us plus 20 contractors", {"company_size": 32}),
        (
            "we're 12, budget about 9000",
            {"company_size": 12, "budget": ("9000", None, "USD", None)},
        ),
        ("the bills are about $600 a quarter", {}),
        ("we spend about $900 a quarter on power", {}),
        ("sorry, it's 60 people", {"company_size": 60}),
        ("jane from acme", {"name": "Jane", "company": "Acme"}),
        ("hi, i'm jane", {"name": "Jane"}),
        ("my name is josé garcía", {"name": "José García"}),
        ("john here", {"name": "John"}),
        ("name Tran Van Minh", {"name": "Tran Van Minh"}),
        ("name your price", {}),
        (
            "Kestrel from OakBarn, kestrel@oakbarn.com",
            {"name": "Kestrel", "company": "OakBarn", "email": "kestrel@oakbarn.com"},
        ),
        ("OK. See you", {}),
        ("my cousin works at Borders", {}),
        ("OK", {}),
        ("the crew have been with me twenty years", {}),
        ("I'm with Acme Inc.", {"company": "Acme Inc"}),
        ("we're from Globex Corporation and interested", {"company": "Globex Corporation"}),
        (
            "Hi, I'm Jane Doe from Acme Ltd, jane@acme.com, 202 555 0147",
            {
                "name": "Jane Doe",
                "company": "Acme Ltd",
                "email": "jane@acme.com",
                "phone": "+12025550147",
            },
        ),
        ("mail me: Jane at Acme dot co dot uk", {"email": "jane@acme.co.uk"}),
        ("jane (at) acme (dot) com", {"email": "jane@acme.com"}),
        ("+44 7700 900123", {"phone": "+447700900123"}),
        ("we're based in Toronto", {"region": ("Toronto", "CA")}),
        ("im from texas", {"region": ("texas", "US")}),
        ("our budget is around 15k a year", {"budget": ("15000", None, "USD", "year")}),
        ("we can spend up to €500/mo", {"budget": ("500", None, "EUR", "month")}),
        ("we need it before june", {"timeline": ("before june", "2027-05-31")}),
        ("want to go live asap", {"timeline": ("asap", "2026-11-23")}),
    ],
)
def test_told_unasked(text: str, expected: dict[str, Any]) -> None:
    found = told(text)
    for name, value in expected.items():
        got = found.pop(name)
        if name == "budget":
            got = (got["amount"], got["max"], got["currency"], got["per"])
        elif name == "timeline":
            got = (got["text"], got["date"])
        elif name == "region":
            got = (got["text"], got["country"])
        assert got == value
    assert not found


@pytest.mark.parametrize(
    "text",
    [
        "i'm interested",
        "im tired of this",
        "this is a joke",
        "this is such a shitty service",
        "i work at home",
        "i own 3 gyms",
        "does it work for teams of 50?",
        "can i get a refund within 30 days?",
        "what does the 40 user plan cost",
        "is it under $500 a month?",
        "do you deliver to Norway?",
        "look at acme.com",
        "fitness at 6.40",
        "40",
        "2026-11-20",
        "we may want it",
        "hello",
        "",
        "👍",
    ],
)
def test_nothing_is_read_into_it(text: str) -> None:
    assert told(text) == {}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("we are 40ish", 40), ("im on 40ish", 40), ("we're 40-ish", 40), ("we're forty odd", 40),
        ("we're a couple dozen", 24), ("~500 employees", 500), ("we are a non profit of 9", 9),
        ("eight solicitors and 3 paralegals", 11), ("Our agency, Paper Moon, has 17 people", 17),
        ("I'm on 3 now", None), ("i'm on 40ish hours a week", None),
        ("we have 20 engineers and 5 users would need it", 20),
    ],
)  # fmt: skip
def test_how_many_they_are(text: str, people: int | None) -> None:
    found = told(text)
    assert found.get("company_size") == people
    assert "40" not in str(found.get("company"))


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("hey, jo here from harlow and sons", "Harlow and Sons"),
        ("i do the books for mullen brothers", "Mullen Brothers"),
        ("I lead support at vantage insurance with a crew of 35", "Vantage Insurance"),
        ("sam, founder of loopback labs", "Loopback Labs"),
        ("working for stonefield capital, need this soon", "Stonefield Capital"),
        ("ops manager at brightpath, 40 people", "Brightpath"),
        ("we're 7 people at quillfish", "Quillfish"),
        ("we work for peanuts", None), ("i sell shoes for a living", None),
        ("i do deliveries for resturants", None), ("i'm working with quickbooks", None),
        ("hi this is pete from accounts", None), ("I own a riding school in Kildare", None),
        ("driver for windows 11", None), ("i handle it for brandon", None),
    ],
)  # fmt: skip
def test_companies_in_lower_case(text: str, company: str | None) -> None:
    assert told(text).get("company") == company


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I'm Lars", "Lars"), ("i'm dom from brightpath", "Dom"),
        ("jess at fernandez & co", "Jess"), ("Mrs Patel, owner, Patel Pharmacy", "Patel"),
        ("Hi I'm Lucy Hart - practice manager - Riverside Vets", "Lucy Hart"),
        ("rachel@thefoldstudio.com - Rachel Nguyen, The Fold Studio", "Rachel Nguyen"),
        ("This is Sparta!", None), ("It's London", None), ("I'm replacing Dan", None),
        ("This is Madness!", None), ("I want a demo. I'm Ada Lark, a@x.example", "Ada Lark"),
        ("can I talk to a person? I'm Ben Moore", "Ben Moore"), ("Sold. I'm happy", None),
    ],
)  # fmt: skip
def test_who_they_are(text: str, name: str | None) -> None:
    assert told(text).get("name") == name


def test_three_things_at_once() -> None:
    found = told("we're 50 people in Berlin and need it by march, jane@acme.com")
    assert found["company_size"] == 50
    assert found["email"] == "jane@acme.com"
    assert found["timeline"]["date"] == "2027-03-31"


def test_who_keeps_it_back_has_chosen_no_none() -> None:
    tool = field("choice", choices=(Choice("nothing", "Nothing yet", ("none", "no tool")),))
    assert told("none", tool) == {"asked": "nothing"}
    assert told("that's none of your business", tool) == {}
