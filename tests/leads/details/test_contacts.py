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
    assert answer(phone, "oh four double one 555 666", region="AU") == "+61411555666"


def test_short_numbers_are_told_with_their_country() -> None:
    assert told("call +290 22158") == {"phone": "+29022158"}
    assert told("call ＋290 22158") == {"phone": "+29022158"}
    assert told("call 290 22158") == {}


@pytest.mark.parametrize(
    ("text", "region", "phone", "said"),
    [
        ("call 212-555-0142 ext 12", "US", "+1 212-555-0142 ext. 12", "212-555-0142 ext 12"),
        ("call 212-555-0142 x12, we are 20 people", "US", "+1 212-555-0142 ext. 12", None),
        ("tel 030 901820, Durchwahl 12", "DE", "+49 30 901820 ext. 12", None),
        ("tel +49 30 901820 (Durchwahl: 12)", "US", "+49 30 901820 ext. 12", None),
        ("call me on 020 7946 0958 extension number 12", "GB", "+44 20 7946 0958 x12", None),
        ("mein Telefon ist 030 901820, Durchwahl brauchen Sie nicht", "DE", "+4930901820", None),
    ],
)
def test_an_extension_is_kept_with_its_number(
    text: str, region: str, phone: str, said: str | None
) -> None:
    for asked in (None, field("phone", "phone")):
        found = {
            each.field: each for each in extract(text, field=asked, region=region, today=TODAY)
        }
        assert found["phone"].value == phone
        assert said is None or found["phone"].text == said
        assert set(found) <= {"phone", "company_size"}
        if "company_size" in found:
            assert found["company_size"].value == 20
    assert answer(field("phone", "phone"), text, region=region) == phone
    assert answer(field("phone", "phone"), phone) == phone


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("can you call me on 07911 123456?", True),
        ("Call me please. 0412 345 678", True),
        ("our order number is 07911 123456, please call", False),
        ("we have 0123 456 789 parts", False),
        ("call me on +44 7911 123456", False),
    ],
)
def test_a_number_to_call_in_an_unknown_country_is_asked_about(text: str, problem: bool) -> None:
    found = [each.problem for each in phones.find_phones(text, "US") if each.problem]
    assert bool(found) is problem
    assert all("country code" in each for each in found)
    assert answer(field("phone", "phone"), "07911 123456") is None


def test_no_contact_is_looked_for_where_none_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsought(*_: Any, **__: Any) -> Any:
        raise AssertionError("sought")

    monkeypatch.setattr(phones, "PhoneNumberMatcher", unsought)
    monkeypatch.setattr(emails, "_SPOKEN", type("Unsought", (), {"finditer": unsought}))
    assert told("we are 40 people, maybe 60 in 2027") == {"company_size": 40}
