"""What is said instead in the same breath counts, and other words take nothing back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.leads.details.agreement import yes_or_no
from bot.leads.details.details import extract
from bot.leads.details.rethinking import PutRight, put_right
from bot.leads.playbook.fields import Choice, Field

TODAY = date(2026, 11, 23)  # a Monday
FUELS = (Choice("gas", "Gas"), Choice("oil", "Oil", ("kerosene",)))


def told(text: str, kind: Any, name: str, **more: Any) -> Any:
    asked = Field(name=name, label=name, type=kind, **more)
    found = {
        detail.field: detail.value
        for detail in extract(text, field=asked, region="GB", today=TODAY)
    }
    value = found.get(name)
    return (value.get("date") or value.get("text")) if isinstance(value, dict) else value


@pytest.mark.parametrize(
    ("text", "kind", "name", "expected"),
    [
        ("next thursday, no make it friday", "timeline", "timeline", "2026-11-27"),
        ("in May, or rather June", "timeline", "timeline", "2027-06-30"),
        ("Anna. Actually put Anna Kovacs", "person", "name", "Anna Kovacs"),
        ("Bob Smith - sorry, Robert Smith", "person", "name", "Robert Smith"),
        ("07700 900123 sorry 07700 900124", "phone", "phone", "+447700900124"),
        ("bo@smith.example no wait it's bob@smith.example", "email", "email", "bob@smith.example"),
        ("3 rooms, actually 4", "number", "rooms", 4),
        ("10, no 12", "number", "rooms", 12),
        ("about 8, actually make that 10", "number", "rooms", 10),
        ("yes. Actually no", "yes_no", "owner", False),
    ],
)
def test_the_last_word_counts(text: str, kind: str, name: str, expected: Any) -> None:
    assert told(text, kind, name) == expected


def test_a_choice_is_the_last_of_two() -> None:
    assert told("gas. no sorry, oil", "choice", "fuel", choices=FUELS) == "oil"


@pytest.mark.parametrize(
    ("text", "kind", "name", "expected"),
    [
        ("Jane Doe, sorry for the delay", "person", "name", "Jane Doe"),
        ("Maria, no surname please", "person", "name", "Maria"),
        ("10, no contract", "number", "rooms", 10),
        ("yes. sorry, one more question", "yes_no", "owner", True),
        ("12, actually we have been at it since 2015 or so", "number", "rooms", 12),
    ],
)
def test_other_words_take_nothing_back(text: str, kind: str, name: str, expected: Any) -> None:
    assert told(text, kind, name) == expected


def test_who_thinks_again_has_not_said_no() -> None:
    assert yes_or_no("no wait, it's the other one") is None
    assert yes_or_no("no sorry") is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sorry, it's 60", PutRight("60", surely=False)),
        ("no wait, 2", PutRight("2")),
        ("sorry it's Tewantin actually", PutRight("Tewantin", surely=False)),
        ("no wait, make it friday", PutRight("friday")),
        ("i meant Mullingar", PutRight("Mullingar")),
        ("not june, september", PutRight("september", wrong="june")),
        ("september not june", PutRight("september", wrong="june")),
        ("the pallets should be 65", PutRight("65", about="the pallets")),
        ("2 guests is wrong, we're 4", PutRight("we're 4", about="2 guests")),
        ("change the studio to Hereford", PutRight("Hereford", about="the studio")),
        ("it should be 65", PutRight("65")),
        ("the 14 is 16 now", PutRight("16", about="the 14")),
        ("no, wednesday", PutRight("wednesday", surely=False, bare=True)),
        ("Nope. 16", PutRight("16", surely=False, bare=True)),
    ],
)
def test_an_earlier_answer_is_put_right(text: str, expected: PutRight) -> None:
    assert put_right(text)[:1] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "not now", "12", "it's for our bakery", "sorry", "no wait", "no", "no thanks", "no problem",
        "sorry, yes you can", "no I would rather go", "looks good to me", "all of it is correct",
        "that seems right to us", "the dates are fine, thanks",
        "how are you doing?", "what time is it",
    ],
)  # fmt: skip
def test_what_puts_nothing_right(text: str) -> None:
    assert put_right(text) == []
