"""E-mail addresses and telephone numbers, told and answered."""

from __future__ import annotations

from typing import Any

import pytest

from bot.leads.details import emails, phones
from bot.leads.details.details import extract, parse
from tests.leads.details.asking import TODAY, answer, field, told


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


def test_a_telephone_number_counts_nothing() -> None:
    assert told("call me at 415-555-2671", field("number", "company_size")) == {
        "phone": "+14155552671"
    }


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

    monkeypatch.setattr(phones, "PhoneNumberMatcher", unsought)
    monkeypatch.setattr(emails, "_SPOKEN", type("Unsought", (), {"finditer": unsought}))
    assert told("we are 40 people, maybe 60 in 2027") == {"company_size": 40}
