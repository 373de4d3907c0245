"""Names in running text count when they tell who is writing."""

from __future__ import annotations

import contextvars

import pytest

from bot.engine.nlu import people
from bot.engine.nlu.people import find_people


def names(text: str, wanted: str | None = None) -> dict[str, object]:
    return {detail.field: detail.value for detail in find_people(text, wanted, "US")}


def test_the_writers_own_company() -> None:
    assert names("I look after the fleet at Stark Industries")["company"] == "Stark Industries"


def test_a_place_that_was_asked_for() -> None:
    place = names("Our biggest office is in Hamburg", "GPE")["region"]
    assert isinstance(place, dict)
    assert place["country"] == "DE"


@pytest.mark.parametrize(
    "text",
    [
        "We use Salesforce at the moment",
        "we are switching from Microsoft",
        "Is it better than Google for us?",
        "Do you deliver to Norway?",
        "My cousin in Canada uses it",
        "we're a small company",
        "I bought it at Home Depot",
        "our parrot is called Biscuit",
        "I would say this is Norman Bates's fault",
        "ok",
    ],
)
def test_other_names_are_not_the_writers(text: str) -> None:
    assert names(text) == {}


def test_a_name_that_was_asked_for_needs_no_introduction() -> None:
    assert names("That would be Maria Gonzalez", "PERSON") == {"name": "Maria Gonzalez"}
    assert names("That would be Maria Gonzalez") == {}


def test_a_field_that_is_known_is_not_told_again() -> None:
    text = "I look after the fleet at Stark Industries"
    assert find_people(text, None, "US", known={"company"}) == []


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("we saw Acme Corp and we liked Bolt Inc", ()),  # nobody is introduced
        ("I read about Acme Corp, then went to work for Bolt Inc", ()),  # told of others
        ("I look after the fleet at Stark Industries", ("company", "name")),
        ("we are in Hamburg for a while", ()),  # no name begins so
        ("We need Forward Planning", ()),  # "for" within a word
    ],
)
def test_a_text_that_can_tell_nobody_is_not_read(
    text: str, known: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unread() -> None:
        raise AssertionError("read")

    monkeypatch.setattr(people, "_reader", unread)
    assert find_people(text, None, "US", known) == []


def test_each_message_finds_the_backend_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message has a context of its own; thinc, left to itself, looks for its backend in each."""
    text = "this is Ngozi Okonkwo, can you help?"
    there = find_people(text, "PERSON", "US")
    monkeypatch.setattr("thinc.backends.require_cpu", pytest.fail)
    assert contextvars.Context().run(find_people, text, "PERSON", "US") == there
