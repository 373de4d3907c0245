"""Values as people read them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.leads.details.showing import call_link, priced_by, shown
from bot.leads.playbook.fields import Field


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1, "vehicles", "1 vehicle"),
        (2, "vehicles", "2 vehicles"),
        (1, "people", "1 person"),
        (1, "diaries", "1 diary"),
        (1, "boxes of 12", "1 box of 12"),
        (1200, "user licences", "1,200 user licences"),
        (1, None, "1"),
    ],
)
def test_one_is_counted_as_one(value: int, unit: str | None, expected: str) -> None:
    each = Field(name="count", label="Count", type="number", ask=("How many?",), why="", unit=unit)
    assert shown(each, value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"text": "asap", "date": "2026-11-28", "days": 0}, "asap"),
        ({"text": "today", "date": "2026-11-28", "days": 0}, "today (by 28 Nov 2026)"),
        ({"text": "5 june 2027", "date": "2027-06-05", "days": 200}, "5 june 2027"),
        ({"text": "on 5 June 2027", "date": "2027-06-05", "days": 200}, "on 5 June 2027"),
        ({"text": "in June", "date": "2027-06-30", "days": 214}, "in June (by 30 Jun 2027)"),
    ],
)
def test_a_day_stands_behind_words_that_mean_one(value: dict[str, Any], expected: str) -> None:
    each = Field(name="timeline", label="When", type="timeline", ask=("When?",), why="")
    assert shown(each, value) == expected


@pytest.mark.parametrize(
    ("per", "expected"),
    [
        ("week", "€700 a week"),
        ("quarter", "€700 a quarter"),
        ("month", "€700 a month"),
        ("once", "€700"),
        (None, "€700"),
    ],
)
def test_an_amount_is_for_the_time_that_was_said(per: str | None, expected: str) -> None:
    each = Field(name="most", label="Most", type="money")
    value = {"amount": "700", "max": None, "currency": "EUR", "per": per}
    assert shown(each, value) == expected


@pytest.mark.parametrize(
    ("said", "each"),
    [
        ("around £1,400 a pallet", " a pallet"),
        ("$40 per person", " a person"),
        ("2k each", " each"),
        ("£1,400 a month", ""),
        ("we have 3 pallets, £1,400", ""),
    ],
)
def test_an_amount_for_one_of_many_says_so(said: str, each: str) -> None:
    assert priced_by(said, ["pallets", "people"]) == each


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("the states", "US", "United States"),
        ("UK", "GB", "United Kingdom"),
        ("NYC", "US", "NYC, United States"),
        ("leeds", "GB", "Leeds, United Kingdom"),
    ],
)
def test_a_town_of_few_letters_is_no_country(text: str, country: str, expected: str) -> None:
    each = Field(name="where", label="Where", type="place")
    assert shown(each, {"text": text, "country": country, "region": None}) == expected


def test_a_number_with_its_extension_is_shown_and_dialled_whole() -> None:
    phone = Field(name="phone", label="Phone", type="phone", ask=("Number?",), why="")
    assert shown(phone, "+1 212-555-0142 ext. 12") == "+1 212-555-0142 ext. 12"
    assert call_link("+1 212-555-0142 ext. 12") == "tel:+1-212-555-0142;ext=12"
    assert call_link("+12125550142") == "tel:+1-212-555-0142"
    assert call_link("12") == "tel:12"
