"""The thing that a question asks to be there, and whether a text names it so."""

from __future__ import annotations

import pytest

from bot.knowledge.question.offers import is_named, thing_offered


@pytest.mark.parametrize(
    ("plain", "thing"),
    [
        ("do you do home visits?", "home visits"),
        ("hi, does it have voice notes", "voice notes"),
        ("have you got any gift cards", "gift cards"),
        ("is there a joining fee?", "joining fee"),
        ("do you sell food", None),
        ("do you have a car that my two big dogs fit into", None),
        ("do you do home visits, and what do they cost", None),
        ("how much is a home visit", None),
    ],
)
def test_what_is_asked_for(plain: str, thing: str | None) -> None:
    assert thing_offered(plain) == thing


def test_a_thing_is_named_by_its_words_next_to_each_other() -> None:
    assert is_named("home visits", ["Fees", "A home visit, within 8 miles, is £110 more."])
    assert not is_named("home visits", ["Visit us at home or", "on the way home"])


@pytest.mark.parametrize(
    ("plain", "thing"),
    [
        ("is there a trial", "trial"),
        ("do you have an api?", "api"),
    ],
)
def test_a_thing_of_one_word(plain: str, thing: str | None) -> None:
    assert thing_offered(plain, fewest=1) == thing
