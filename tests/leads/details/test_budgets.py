"""Budgets, told and answered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.leads.details.asking import answer, field, told


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


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("8k maybe 10", "8000", "10000"),
        ("ten grand maybe twelve if it includes the battery", "10000", "12000"),
        ("around 400, perhaps 450", "400", "450"),
        ("8k or 10", "8000", "10000"),
    ],
)
def test_an_amount_and_one_that_is_less_sure(text: str, low: str, high: str) -> None:
    value = answer(field("money"), text)
    assert (value["amount"], value["max"]) == (low, high)


def test_a_span_of_time_is_no_money() -> None:
    assert answer(field("money"), "we want to begin in 2 weeks") is None


def test_money_is_of_the_region() -> None:
    assert answer(field("money"), "500", region="DE")["currency"] == "EUR"
    assert answer(field("money"), "$500", region="CA")["currency"] == "CAD"
    assert answer(field("money"), "$500", region="DE")["currency"] == "USD"
