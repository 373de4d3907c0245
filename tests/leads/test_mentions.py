"""Tests of what a message tells of fields that were not asked for."""

from __future__ import annotations

from datetime import date

import pytest

from bot.leads.fields import Choice, Field
from bot.leads.mentions import mentioned, told_unasked

CHOICES = (
    Choice("boat", "A boat", ("sailing boat", "dinghy")),
    Choice("lesson", "A lesson", ("sailing lesson", "course")),
    Choice("other", "Something else", ("else", "open", "any")),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("can I book a sailing lesson", "lesson"),
        ("are dinghys any good? i'm interested", "boat"),
        ("I want a lesson in my boat", None),  # two fit
        ("is there any chance to talk to someone", None),
        ("not a boat", None),
        ("a loan for a boathouse", None),
        ("", None),
    ],
)
def test_choices_by_their_exact_words(text: str, value: str | None) -> None:
    found = mentioned(text, CHOICES)
    assert (found.value if found else None) == value


def test_a_day_and_an_amount_that_answer_another_question() -> None:
    when = Field(name="when", label="When", type="timeline")
    money = Field(name="money", label="Budget", type="money")
    place = Field(name="place", label="Where", type="place")

    def told(text: str, alone: bool = True) -> dict[str, object]:
        fields = (when, money, place)
        found = told_unasked(text, fields, region="US", today=date(2026, 11, 23), alone=alone)
        return {each.name: value for each, value in found}

    assert list(told("next week")) == ["when"]
    assert list(told("$5000")) == ["money"]
    assert list(told("germany")) == ["place"]
    assert list(told("5000")) == []  # may count anything
    assert list(told("we met you a year ago")) == []
    assert list(told("$5000 would be a lot of money", alone=False)) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("what would it cost for 12 vehicles", 12),
        ("just one vehicle", 1),
        ("a 3-vehicle household", 3),
        ("up to 5 vehicles are free, right?", None),
        ("no more than 5 vehicles", None),
        ("12 people", None),
        ("900 vehicles", None),
    ],
)
def test_a_number_with_the_unit_of_a_field(text: str, count: int | None) -> None:
    vehicles = Field(
        name="vehicles", label="Vehicles", type="number", unit="vehicles", min=1, max=500
    )
    found = told_unasked(text, (vehicles,), region="GB", today=date(2026, 11, 23), alone=False)
    assert [value for _, value in found] == ([] if count is None else [count])
