"""Details in what visitors write, and answers to one question."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.leads.details import contacts
from bot.leads.details.details import extract, parse
from bot.leads.playbook.fields import FIELD_TYPES, Choice, Field

TODAY = date(2026, 11, 23)  # a Monday

DEPARTMENTS = (
    Choice("hr", "HR", ("human resources", "people team")),
    Choice("it", "IT", ("tech",)),
    Choice("sales", "Sales team"),
)
RANGES = (
    Choice("1-10", "1-10", (), 1, 10),
    Choice("11-50", "11-50", (), 11, 50),
    Choice("51+", "More than 50", (), 51, None),
)


def field(kind: Any, name: str = "asked", **more: Any) -> Field:
    return Field(name=name, label=name, type=kind, **more)


def told(text: str, asked: Field | None = None, region: str = "US") -> dict[str, Any]:
    return {
        detail.field: detail.value
        for detail in extract(text, field=asked, region=region, today=TODAY)
    }


def answer(asked: Field, text: str, region: str = "US") -> Any:
    return parse(asked, text, region=region, today=TODAY).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("we're 40 people", {"company_size": 40}),
        ("we are a team of 12 lawyers", {"company_size": 12}),
        ("its just me", {"company_size": 1}),
        ("it's me and two others", {"company_size": 3}),
        ("sorry, it's 60 people", {"company_size": 60}),
        ("jane from acme", {"name": "Jane", "company": "Acme"}),
        ("hi, i'm jane", {"name": "Jane"}),
        ("my name is josé garcía", {"name": "José García"}),
        ("john here", {"name": "John"}),
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
        ("This is Madness!", None),
    ],
)  # fmt: skip
def test_who_they_are(text: str, name: str | None) -> None:
    assert told(text).get("name") == name


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("we're in leeds, call 0113 496 0123", "+441134960123"),
        ("we're in Paris, you can call 01 42 68 53 00", "+33142685300"),
        ("i'm in norway and my number is 22 12 34 56", "+4722123456"),
        ("we're in leeds, call 415-555-2671", "+14155552671"),
        ("call 0113 496 0123", None),
    ],
)
def test_numbers_of_where_the_visitor_is(text: str, phone: str | None) -> None:
    assert told(text).get("phone") == phone


def test_numbers_of_where_the_visitor_was_said_to_be() -> None:
    number = field("phone", "phone")
    for asked in (None, number):
        found = extract("0113 496 0123", field=asked, region="US", today=TODAY, whereabouts="GB")
        assert [each.value for each in found] == ["+441134960123"]
    parsed = parse(number, "22 12 34 56", region="US", today=TODAY, whereabouts="NO")
    assert parsed.value == "+4722123456"


@pytest.mark.parametrize(
    ("text", "amount", "per"),
    [
        ("we were quoted 4k elsewhere but our budget is 3k", "3000", None),
        ("my budget is £1,500 pcm", "1500", "month"),
        ("could stretch to 10k", "10000", None),
        ("can't spend over 15 a month", "15", "month"),
    ],
)
def test_what_they_can_spend(text: str, amount: str, per: str | None) -> None:
    budget = told(text)["budget"]
    assert (budget["amount"], budget["per"]) == (amount, per)


def test_talk_of_the_day_is_no_answer() -> None:
    assert answer(field("text", "role"), "lovely weather today") is None
    assert answer(field("company", "company"), "lovely weather today") is None
    assert answer(field("text", "role"), "nobody special") == "nobody special"


def test_a_bare_number_is_for_the_field_that_was_asked() -> None:
    assert told("40", field("number", "company_size")) == {"company_size": 40}
    assert told("40", field("number", "guests")) == {"guests": 40}
    assert told("40", field("email", "email")) == {}
    # What is counted are guests, though the company's people may be counted so too.
    assert told("12 people", field("number", "guests")) == {"guests": 12}
    assert told("we're 40 people", field("email", "email"))["company_size"] == 40


def test_three_things_at_once() -> None:
    found = told("we're 50 people in Berlin and need it by march, jane@acme.com")
    assert found["company_size"] == 50
    assert found["email"] == "jane@acme.com"
    assert found["timeline"]["date"] == "2027-03-31"


def test_a_telephone_number_counts_nothing() -> None:
    assert told("call me at 415-555-2671", field("number", "company_size")) == {
        "phone": "+14155552671"
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("40", 40), ("40ish", 40), ("~40", 40), ("forty", 40), ("forty-five", 45),
        ("a dozen", 12), ("two dozen", 24), ("half a dozen", 6), ("1,200", 1200),
        ("1.5k", 1500), ("10 to 20", 15), ("10-20", 15), ("two hundred and fifty", 250),
        ("me and two others", 3), ("me and my wife", 2), ("just me", 1), ("a couple", 2),
        ("in 2 offices we are 40 people", 40), ("about 12, does it do sso?", 12),
        ("lots", None), ("how many can i add?", None), ("does it fit 50?", None),
    ],
)  # fmt: skip
def test_numbers(text: str, expected: int | None) -> None:
    assert answer(field("number"), text) == expected


@pytest.mark.parametrize("text", ["0", "5000", "-3"])
def test_implausible_numbers_have_a_problem(text: str) -> None:
    parsed = parse(field("number", min=1, max=1000), text, region="US", today=TODAY)
    assert parsed.value is None
    assert parsed.problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15-20k a year", ("15000", "20000", "USD", "year")),
        ("$10k-$15k", ("10000", "15000", "USD", None)),
        ("€500/mo", ("500", None, "EUR", "month")),
        ("£200pm", ("200", None, "GBP", "month")),
        ("1.200,50 €", ("1200.5", None, "EUR", None)),
        ("under 30k", ("30000", None, "USD", None)),
        ("5 grand", ("5000", None, "USD", None)),
        ("500 bucks a month", ("500", None, "USD", "month")),
        ("USD 5000 per annum", ("5000", None, "USD", "year")),
        ("AED 40,000", ("40000", None, "AED", None)),
        ("1500", ("1500", None, "USD", None)),
    ],
)
def test_money(text: str, expected: tuple[Any, ...]) -> None:
    value = answer(field("money"), text)
    assert (value["amount"], value["max"], value["currency"], value["per"]) == expected


def test_a_span_of_time_is_no_money() -> None:
    assert answer(field("money"), "we want to begin in 2 weeks") is None


def test_money_is_of_the_region() -> None:
    assert answer(field("money"), "500", region="DE")["currency"] == "EUR"
    assert answer(field("money"), "$500", region="CA")["currency"] == "CAD"
    assert answer(field("money"), "$500", region="DE")["currency"] == "USD"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("asap", "2026-11-23"), ("before Q2", "2027-03-31"), ("q1 2027", "2027-03-31"),
        ("next month", "2026-12-31"), ("in 3 months", "2027-02-23"), ("in june", "2027-06-30"),
        ("by the end of june", "2027-06-30"), ("before june", "2027-05-31"),
        ("end of the year", "2026-12-31"), ("eoy", "2026-12-31"), ("3-6 months", "2027-05-23"),
        ("within 2 weeks", "2026-12-07"), ("by march 3rd", "2027-03-03"),
        ("3 march", "2027-03-03"), ("nxt wk", "2026-12-06"), ("tmrw", "2026-11-24"),
        ("on fri", "2026-11-27"), ("2027-03-01", "2027-03-01"), ("tomorrow", "2026-11-24"),
        ("before christmas", "2026-12-25"), ("before easter", "2027-03-28"),
        ("end of Q1, 75 users", "2027-03-31"), ("next spring", "2027-05-31"),
        ("in a month", "2026-12-23"), ("1 year", "2027-11-23"), ("in six months", "2027-05-23"),
        ("just looking", None), ("no rush", None), ("not sure yet", None),
        ("this may, please", "2027-05-31"), ("this May works", "2027-05-31"),
    ],
)  # fmt: skip
def test_timelines(text: str, day: str | None) -> None:
    value = answer(field("timeline"), text)
    assert value["date"] == day
    expected = (date.fromisoformat(day) - TODAY).days if day else None
    assert value["days"] == expected


@pytest.mark.parametrize(
    "text", ["banana", "what happens after 30 days?", "yes", "this may be odd"]
)
def test_no_timeline(text: str) -> None:
    assert answer(field("timeline"), text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hr", "hr"), ("IT", "it"), ("people team pls", "hr"), ("human resorces", "hr"),
        ("we're in hr mostly", "hr"), ("the second one", "it"), ("2", "it"), ("option 3", "sales"),
        ("the last one", "sales"), ("banana", None), ("hr or sales", "hr"), ("9", None),
    ],
)  # fmt: skip
def test_choices(text: str, expected: str | None) -> None:
    assert answer(field("choice", choices=DEPARTMENTS), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11-50", "11-50"), ("11 - 50", "11-50"), ("around 40", 40), ("just me", 1),
        ("more than 50", "51+"), ("forty", 40),
    ],
)  # fmt: skip
def test_ranges_of_numbers(text: str, expected: Any) -> None:
    assert answer(field("number", choices=RANGES), text) == expected


def test_a_number_falls_into_its_range() -> None:
    assert answer(field("choice", choices=RANGES), "around 40") == "11-50"
    assert answer(field("choice", choices=RANGES), "just me") == "1-10"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes", True), ("yep", True), ("sure", True), ("of course", True), ("i do", True),
        ("ok", True), ("yes please", True), ("no problem", True), ("sounds good", True),
        ("no", False), ("nope", False), ("not really", False), ("we don't", False),
        ("probably not", False), ("absolutely not", False), ("no way", False), ("nah", False),
        ("not sure", None), ("depends", None), ("maybe", None), ("why?", None), ("👍", None),
        ("ok?", None), ("", None),
    ],
)  # fmt: skip
def test_yes_or_no(text: str, expected: bool | None) -> None:
    assert answer(field("yes_no"), text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jane doe", "Jane Doe"), ("I'm Jane", "Jane"), ("it's bob", "Bob"),
        ("Jane Doe, jane@acme.com", "Jane Doe"), ("dr. müller", "Müller"),
        ("mary-anne o'neil", "Mary-Anne O'neil"), ("jane from acme", "Jane"), ("Иван", "Иван"),
        ("why?", None), ("no thanks", None), ("what does it cost?", None), ("yes", None),
        ("crypto?", None), ("fiyatı ne kadar acaba", None), ("mohammed bin abd rashid",
         "Mohammed Bin Abd Rashid"),
    ],
)  # fmt: skip
def test_people(text: str, expected: str | None) -> None:
    assert answer(field("person", "name"), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("acme", "Acme"), ("we're called Acme Widgets", "Acme Widgets"),
        ("Acme Inc., 40 people", "Acme Inc"), ("joe's pizza", "Joe's Pizza"),
        ("it's globex", "Globex"), ("what for?", None), ("none", None),
    ],
)  # fmt: skip
def test_companies(text: str, expected: str | None) -> None:
    assert answer(field("company", "company"), text) == expected


def test_nobody_asks_where_they_are() -> None:
    assert answer(field("place", "region"), "crypto?") is None
    assert answer(field("place", "region"), "london?", "GB")["country"] == "GB"


@pytest.mark.parametrize(
    ("text", "country", "region"),
    [
        ("germany", "DE", None), ("Austin, TX", "US", "Texas"), ("austin texas", "US", "Texas"),
        ("in the uk", "GB", None), ("we're in munich", "DE", None), ("NY", "US", "New York"),
        ("new york", "US", "New York"), ("Hobbiton", None, None),
    ],
)  # fmt: skip
def test_places(text: str, country: str | None, region: str | None) -> None:
    value = answer(field("place", "region"), text)
    assert (value["country"], value["region"]) == (country, region)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("jane@gmial.com", "jane@gmail.com"), ("bob@gmail.con", "bob@gmail.com"),
        ("x@yahoo.co", "x@yahoo.com"), ("jane@acme.cmo", "jane@acme.com"),
        ("a@hotmial.com", "a@hotmail.com"), ("jane@acme.com", None), ("a@gmx.ch", None),
        ("a@outlook.de", None), ("a@mail.com", None), ("a@email.com", None), ("a@gmail.com", None),
    ],
)  # fmt: skip
def test_slips_in_addresses(text: str, suggestion: str | None) -> None:
    parsed = parse(field("email", "email"), text, region="US", today=TODAY)
    assert parsed.value == text
    assert parsed.suggestion == suggestion
    assert ("email" in told(text)) is (suggestion is None)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("email", "jane@acme"), ("email", "jane@@acme.com"), ("phone", "12"),
        ("phone", "555-0147"), ("phone", "123456789012345678"), ("person", "1234"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_has_a_problem(kind: str, text: str) -> None:
    parsed = parse(field(kind), text, region="US", today=TODAY)
    assert parsed.value is None
    assert parsed.problem


def test_at_makes_an_address_when_one_was_asked_for() -> None:
    assert answer(field("email", "email"), "alice at exAmple.io") == "alice@example.io"
    assert answer(field("email", "email"), "see you at 6.40") is None


def test_telephone_numbers_are_of_the_region() -> None:
    phone = field("phone", "phone")
    assert answer(phone, "2025550147") == "+12025550147"
    assert answer(phone, "030 901820", region="DE") == "+4930901820"
    assert answer(phone, "+49 30 901820") == "+4930901820"


def test_short_numbers_are_told_with_their_country() -> None:
    assert told("call +290 22158") == {"phone": "+29022158"}
    assert told("call ＋290 22158") == {"phone": "+29022158"}
    assert told("call 290 22158") == {}


def test_no_contact_is_looked_for_where_none_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsought(*_: Any, **__: Any) -> Any:
        raise AssertionError("sought")

    monkeypatch.setattr(contacts, "PhoneNumberMatcher", unsought)
    monkeypatch.setattr(contacts, "_SPOKEN", type("Unsought", (), {"finditer": unsought}))
    assert told("we are 40 people, maybe 60 in 2027") == {"company_size": 40}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.sampled_from(sorted(FIELD_TYPES)))
def test_any_text_is_read_without_an_error(text: str, kind: str) -> None:
    asked = field(kind, choices=DEPARTMENTS if kind == "choice" else ())
    parse(asked, text, region="US", today=TODAY)
    for detail in extract(text, field=asked, region="US", today=TODAY):
        assert 0 <= detail.start <= detail.end <= len(text)
        assert 0 < detail.confidence <= 1


@pytest.mark.parametrize(
    "piece",
    [
        "a ", "1-", "1 ", "1,000", "a.b@", "a@", "a", "1", "(", "in the ", "by the end of ",
        "forty ", "twenty-", "I'm Jane ", "x at y dot ", "jane at ", "London ",
        "+1 202 ", "A'", "no ",
        "hi, ", "yes, ", "Ac & ", ". ", "?", "three months or ", "$1-", "mid-",
    ],
)  # fmt: skip
def test_no_message_takes_long(piece: str) -> None:
    text = piece * (10_000 // len(piece))
    began = time.process_time()
    for kind in sorted(FIELD_TYPES):
        extract(text, field=field(kind, choices=DEPARTMENTS), region="US", today=TODAY)
    # Of the processor, not of the clock: about 0.1 s each at worst; a pattern that tries all
    # combinations takes minutes.
    assert time.process_time() - began < 0.75 * len(FIELD_TYPES)


def test_a_field_survives_as_plain_data() -> None:
    asked = Field("n", "N", "number", ("a?", "b?"), "why", True, RANGES, 1, 9, "people", {"x": 1})
    assert Field.from_mapping(asked.as_mapping()) == asked
