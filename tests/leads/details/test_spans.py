"""Tests of how long something lasts, in the unit that a company counts in."""

from __future__ import annotations

import pytest

from bot.leads.details.mentions import told_unasked
from bot.leads.details.spans import counts_time, find_spans, in_unit, without_spans
from tests.leads.details.asking import TODAY, answer, field


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("for 12 weeks", 12),
        ("the loan is 14 months long", 61),
        ("about a year", 52),
        ("half a year", 26),
        ("a month and a half", 7),
        ("a year and a half", 78),
        ("a fortnight", 2),
        ("4 or 5 months", 20),
        ("stage 2, 18 months", 78),
        ("in 3 weeks", None),
        ("within a month", None),
        ("every 2 weeks", None),
        ("$500 a month", None),
        ("twice a week", None),
        ("2 weeks ago", None),
        ("two days' notice", None),
        ("up to 3 months", None),
        ("a ten year old barn", None),
    ],
)
def test_told_unasked(text: str, weeks: int | None) -> None:
    span = next(find_spans(text), None)
    assert (in_unit(span.days, "weeks") if span else None) == weeks


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        ("weeks", "14 months", 61),
        ("weeks", "up to 3 months", 13),
        ("nights", "a week", 7),
        ("months", "26 weeks", 6),
        ("months", "2 years", 24),
        ("weeks", "10", 10),
    ],
)
def test_answers_in_any_unit(unit: str, text: str, value: int) -> None:
    assert answer(field("number", unit=unit), text) == value


def test_a_length_counts_nothing_else() -> None:
    assert answer(field("number", unit="boats"), "about 10 weeks") is None
    assert answer(field("number", unit="boats"), "on the first day of Term 2") is None
    assert answer(field("number", unit="boats"), "Level 3, we need 4") == 4


def test_a_length_is_no_day_where_both_are_asked() -> None:
    weeks = field("number", "weeks", unit="weeks")
    when = field("timeline", "when")
    told = {
        each.name: value
        for each, value in told_unasked(
            "start mid February, call it 26 weeks",
            [weeks, when],
            region="GB",
            today=TODAY,
            alone=False,
        )
    }
    assert told["weeks"] == 26
    assert told["when"]["date"] == "2027-02-15"


def test_units_of_time() -> None:
    assert [counts_time(unit) for unit in ("weeks", "nights", "desks", None)] == [
        True,
        True,
        False,
        False,
    ]
    assert "3 months" not in without_spans("for 3 months from May")
