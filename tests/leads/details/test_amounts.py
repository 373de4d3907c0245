"""Amounts with their currencies, in the ways that people write them."""

from __future__ import annotations

import pytest

from bot.leads.details.money import find_money


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("USD3.14", "US", [("USD", "3.14", None)]),
        ("42MYR", "US", [("MYR", "42", None)]),
        ("about RM42", "US", [("MYR", "42", None)]),
        ("Rs. 20", "US", [("INR", "20", None)]),
        ("3.14US$", "GB", [("USD", "3.14", None)]),
        ("malaysian ringgits 42", "US", [("MYR", "42", None)]),
        ("42 kuwaiti dinar", "US", [("KWD", "42", None)]),
        ("ten tugriks", "US", [("MNT", "10", None)]),
        ("500 pesos", "MX", [("MXN", "500", None)]),
        ("500 hong kong dollars", "US", [("HKD", "500", None)]),
        ("20 dollars 43 cents", "US", [("USD", "20.43", None)]),
        ("$20 and 43c", "CA", [("CAD", "20.43", None)]),
        ("from 10 dollars to 20 dollars", "US", [("USD", "10", "20")]),
        ("between $10 and $20", "US", [("USD", "10", "20")]),
        ("$10 and $20", "US", [("USD", "10", None), ("USD", "20", None)]),
        ("five lakhs rupees", "IN", [("INR", "500000", None)]),
        ("US$4.7 billion", "US", [("USD", "4700000000", None)]),
        ("€15-20k", "US", [("EUR", "15000", "20000")]),
    ],
)
def test_an_amount_has_its_currency(
    text: str, region: str, expected: list[tuple[str, str, str | None]]
) -> None:
    found = [money.as_mapping() for money in find_money(text, region)]
    assert [(each["currency"], each["amount"], each["max"]) for each in found] == expected


@pytest.mark.parametrize(
    "text", ["we won 3 deals", "30 real people", "mark 3 of them", "all 12", "20 try it", "7 pen"]
)
def test_words_that_are_also_names_of_money_make_no_money(text: str) -> None:
    assert not [money for money in find_money(text, "US") if money.marked]
