"""Conditions: tests, structured values, and what is not known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.leads.playbook.conditions import holds, in_words

MONEY = {"amount": "15000.50", "max": None, "currency": "USD", "per": "year"}
SOON = {"text": "next month", "date": "2026-12-18", "days": 30}
BERLIN = {"text": "Berlin", "country": "DE", "region": "Berlin"}


@pytest.mark.parametrize(
    ("condition", "details", "expected"),
    [
        ({}, {}, True),
        ({"need": "sales"}, {"need": "Sales "}, True),
        ({"need": "sales"}, {"need": "support"}, False),
        ({"need": "sales", "size": 3}, {"need": "sales", "size": 3}, True),
        ({"need": "sales", "size": 3}, {"need": "sales", "size": 4}, False),
        ({"size": {"at_least": 200}}, {"size": 200}, True),
        ({"size": {"at_least": 200}}, {"size": 199}, False),
        ({"size": {"at_least": 10, "at_most": 20}}, {"size": 21}, False),
        ({"size": {"at_least": 10}}, {"size": "many"}, False),
        ({"budget": {"at_least": 15000}}, {"budget": MONEY}, True),
        ({"budget": {"at_least": 15001}}, {"budget": MONEY}, False),
        ({"timeline": {"at_most": 90}}, {"timeline": SOON}, True),
        ({"timeline": {"at_most": 90}}, {"timeline": {**SOON, "days": None}}, False),
        ({"region": {"in": ["DE", "AT"]}}, {"region": BERLIN}, True),
        ({"region": "FR"}, {"region": BERLIN}, False),
        ({"vip": True}, {"vip": True}, True),
        ({"vip": 1}, {"vip": True}, False),
        ({"size": True}, {"size": 1}, False),
        ({"role": {"contains": "head"}}, {"role": "Head of IT"}, True),
        ({"role": {"not": "student"}}, {"role": "Student"}, False),
        ({"role": {"not": ["student", "intern"]}}, {"role": "CEO"}, True),
        ({"role": {"known": True}}, {"role": "CEO"}, True),
        ({"role": {"known": False}}, {"role": "CEO"}, False),
        ({"region": {"known": True}}, {"region": {**BERLIN, "country": None}}, False),
    ],
)
def test_holds(condition: dict[str, Any], details: dict[str, Any], expected: bool) -> None:
    assert holds(condition, details) is expected


@pytest.mark.parametrize(
    "test",
    [
        "x",
        0,
        False,
        {"at_least": 0},
        {"at_most": 9},
        {"equals": 1},
        {"in": [1, 2]},
        {"contains": "x"},
        {"known": True},
    ],
)
def test_what_is_not_known_fails(test: Any) -> None:
    assert not holds({"size": test}, {})
    assert not holds({"size": test}, {"size": None})


def test_what_is_not_known_passes_not_and_known_false() -> None:
    assert holds({"size": {"known": False}}, {})
    assert holds({"size": {"not": 3}}, {})


@given(st.integers(), st.integers())
def test_at_least_is_comparison(value: int, wanted: int) -> None:
    assert holds({"n": {"at_least": wanted}}, {"n": value}) is (value >= wanted)
    assert holds({"n": {"at_most": wanted}}, {"n": value}) is (value <= wanted)


def test_in_words() -> None:
    condition = {"company_size": {"at_least": 200}, "region": {"in": ["DE", "AT"]}}
    words = in_words(
        condition, {"company_size": "Company size"}, {"company_size": 250, "region": BERLIN}
    )
    assert words == "company size 250 ≥ 200 and region DE is one of DE, AT"
