"""Tests of what a message tells of fields that were not asked for."""

from __future__ import annotations

from datetime import date

import pytest

from bot.leads.details.choices import chosen
from bot.leads.details.mentions import counts_other, may_be_when, mentioned, told_unasked
from bot.leads.playbook.fields import Choice, Field
from tests.leads.details.asking import TODAY

CHOICES = (
    Choice("boat", "A boat", ("sailing boat", "dinghy")),
    Choice("lesson", "A lesson", ("sailing lesson", "course")),
    Choice("other", "Something else", ("else", "open", "any", "not sure", "don't know")),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("can I book a sailing lesson", "lesson"),
        ("are dinghys any good? i'm interested", "boat"),
        ("I want a lesson in my boat", None),  # two fit
        ("a boat and a lesson", "boat"),  # two are told: see below
        ("is there any chance to talk to someone", None),
        ("not a boat", None),
        ("a loan for a boathouse", None),
        ("I'm not sure about that", None),  # nor about what was asked
        ("i don't know what that means", None),
        ("", None),
    ],
)
def test_choices_by_their_exact_words(text: str, value: str | None) -> None:
    found = mentioned(text, CHOICES)
    assert (found[0].value if found else None) == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("I'd like a lesson, and maybe a boat", ["lesson", "boat"]),
        ("a dinghy or any other", ["boat", "other"]),
        ("2 boats, 1 x lesson", ["boat", "lesson"]),
        ("a course or something else", ["lesson", "other"]),
        ("not a boat, a lesson", ["lesson"]),
        ("not a boat or a lesson", []),
        ("no sorry, a lesson", ["lesson"]),
        ("a lesson in my boat", []),
    ],
)
def test_several_choices_that_are_joined(text: str, values: list[str]) -> None:
    assert [choice.value for choice in mentioned(text, CHOICES)] == values


def test_people_and_things_counted_by_their_own_words() -> None:
    people = Field(name="people", label="People", type="number", unit="people", max=200)
    boats = Field(name="boats", label="Boats", type="number", unit="vessels", max=50)
    kind = Field(name="kind", label="Kind", type="choice", choices=CHOICES)

    def told(text: str, *fields: Field) -> dict[str, object]:
        found = told_unasked(text, fields, region="US", today=date(2026, 11, 23), alone=False)
        return {each.name: value for each, value in found}

    assert told("there are five of us", people) == {"people": 5}
    assert told("it's just me", people) == {}
    assert told("we need 4 dinghies and 4 masts", kind, boats) == {}
    assert told("we need 4 dinghys", kind, boats) == {"kind": "boat", "boats": 4}
    assert told("we need 4 dinghys", kind, people) == {"kind": "boat"}


def test_a_full_name_that_stands_alone() -> None:
    who = Field(name="name", label="Name", type="person")

    def told(text: str, alone: bool = True) -> list[object]:
        found = told_unasked(text, [who], region="US", today=date(2026, 11, 23), alone=alone)
        return [value for _, value in found]

    assert told("Helen Park") == ["Helen Park"]
    assert told("helen park") == told("Merry Christmas") == told("Grand Total") == []
    assert told("Helen Park", alone=False) == []


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


WEDDING = Field(name="big_day", label="Day of the wedding", type="timeline")
VEIL = Field(name="with_veil", label="Veil", type="yes_no")


def test_a_name_with_and_is_one_choice() -> None:
    both = Choice("both", "Boat and lesson", ("dinghy with a course",))
    choices = (*CHOICES, both)
    for text in ("boat and lesson", "a boat and a lesson", "dinghy with course", "boat + lesson"):
        assert [each.value for each in mentioned(text, choices)] == ["both"]
        assert [each.value for each in chosen(text, choices)] == ["both"]


def test_what_belongs_to_somebody_is_not_that_person() -> None:
    family = (Choice("parents", "My parents", ("mum", "dad")),)
    assert mentioned("it's my mum's house", family) == []
    assert len(mentioned("mum decides", family)) == len(mentioned("mum's the boss", family)) == 1


def test_a_doubt_beside_a_choice_is_none() -> None:
    choices = (Choice("boat", "A boat"), Choice("unknown", "I don't know", ("not sure",)))
    assert [each.value for each in chosen("maybe a boat? not sure", choices)] == ["boat"]
    assert [each.value for each in chosen("not sure", choices)] == ["unknown"]


def test_of_several_amounts_only_one_that_is_named() -> None:
    bill = Field(name="bill", label="Power bill", type="money", ask=("What is it a quarter?",))
    spend = Field(name="spend", label="Budget", type="money", ask=("What would you spend?",))

    def told(text: str) -> dict[str, str]:
        fields = (bill, spend)
        found = told_unasked(text, fields, region="AU", today=date(2026, 11, 23), alone=True)
        return {each.name: value["amount"] for each, value in found}

    assert told("$8000") == told("8k maybe 10") == {}
    assert told("the bill is 600 and the budget about 9000") == {"bill": "600", "spend": "9000"}
    assert told("a budget for 3 people") == {}


def test_who_decides_says_nothing_of_how_many_live_there() -> None:
    people = Field(name="household", label="People", type="number", unit="people", max=20)

    def told(text: str) -> list[object]:
        found = told_unasked(text, [people], region="AU", today=date(2026, 11, 23), alone=False)
        return [value for _, value in found]

    assert told("my wife and I") == []
    assert told("there are five of us plus nan") == [5]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("we marry on 5 September 2027", {"big_day": "2027-09-05"}),
        ("can I come by on Saturday?", {}),
        ("can I book for Saturday? The wedding is on 5 September 2027", {"big_day": "2027-09-05"}),
        ("no veil please", {"with_veil": False}),
        ("a gown with a veil", {"with_veil": True}),
        ("not with a veil", {}),
        ("do you have no veils?", {}),
    ],
)
def test_what_a_message_tells_of_fields_by_their_labels(text: str, told: dict[str, object]) -> None:
    found = told_unasked(text, (WEDDING, VEIL), region="GB", today=date(2026, 11, 23), alone=False)
    values = {each.name: value for each, value in found}
    assert {n: v["date"] if isinstance(v, dict) else v for n, v in values.items()} == told


def test_a_visit_says_nothing_of_another_day() -> None:
    standard = Field(name="timeline", label="When", type="timeline")
    assert may_be_when(standard, "can I come on Saturday")
    assert not may_be_when(WEDDING, "can I come on Saturday")
    assert may_be_when(WEDDING, "can I come before the wedding on Saturday")


PALLETS = Field(
    name="pallets", label="Pallets", type="number", unit="pallets", ask=("How many pallets?",)
)
WAY = Field(
    name="way",
    label="Way",
    type="choice",
    choices=(
        Choice("road", "Road", synonyms=("truck", "lorry")),
        Choice("sea", "Sea", synonyms=("container",)),
    ),
)
WORTH = Field(
    name="worth", label="Value", type="money", ask=("What are the goods worth, roughly?",)
)
FROM = Field(name="origin", label="From", type="place")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("every week 2 trucks", {"way": "road"}),
        ("2 containers with 30 pallets", {"way": "sea", "pallets": 30}),
        ("three pallets of mugs, worth about £9,000", {"pallets": 3, "worth": "9000"}),
        ("is it £165 for what is worth £20?", {}),
        ("our roughly £300 a month rent", {}),
        ("to Rotterdam", {}),
        ("from Rotterdam", {"origin": "Rotterdam"}),
        ("Rotterdam", {"origin": "Rotterdam"}),
    ],
)
def test_what_goes_somewhere_tells_where_it_starts_only_by_its_start(
    text: str, told: dict[str, object]
) -> None:
    fields = (PALLETS, WAY, WORTH, FROM)
    alone = len(text.split()) < 3
    found = told_unasked(text, fields, region="GB", today=date(2026, 11, 23), alone=alone)
    values = {each.name: value for each, value in found}
    plain = {
        n: v.get("amount") or v["text"] if isinstance(v, dict) else v for n, v in values.items()
    }
    assert plain == told


def test_a_number_of_other_things() -> None:
    assert counts_other(PALLETS, "1 container")
    assert counts_other(PALLETS, "2 trucks")
    assert not counts_other(PALLETS, "2 pallets")
    assert not counts_other(PALLETS, "16 now")
    assert not counts_other(PALLETS, "16")


@pytest.mark.parametrize(
    ("label", "text", "value"),
    [
        ("Parking at the venue", "no parking there, just a lane", False),
        ("Parking at the venue", "parking no, people come by bus", False),
        ("Parking at the venue", "parking isn't available", False),
        ("Parking at the venue", "there's parking behind the barn", True),
        ("Parking at the venue", "the parking is already there", True),
        ("Parking at the venue", "we have parking", True),
        ("Parking at the venue", "no parking problems", None),
        ("Parking at the venue", "parking no problem", None),
        ("Parking at the venue", "what about parking?", None),
        ("Catering needed", "no catering please", False),
    ],
)
def test_yes_and_no_by_what_a_label_names(label: str, text: str, value: bool | None) -> None:
    each = Field(name="it", label=label, type="yes_no")
    told = {
        one.name: found
        for one, found in told_unasked(text, [each], region="GB", today=TODAY, alone=False)
    }
    assert told.get("it") is value


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("We would have 26 pupils in it", 26),
        ("30 odd fellas, on and off", 30),
        ("two or three guests", 3),
        ("up to 20 guests", None),
        ("26 rooms", None),
    ],
)
def test_people_of_any_kind_where_it_is_not_about_staff(text: str, people: int | None) -> None:
    users = Field(name="users", label="Who comes", type="number", unit="people", max=200)
    staff = Field(name="staff", label="Employees", type="number", unit="people", max=200)
    told = {
        one.name: found
        for one, found in told_unasked(text, [users, staff], region="GB", today=TODAY, alone=False)
    }
    assert told.get("users") == people
    assert "staff" not in told


def test_counted_by_the_choices_of_what_a_question_is_called_by() -> None:
    hut = Field(
        name="hut",
        label="Hut",
        type="choice",
        choices=(Choice("sauna", "Sauna hut", ("sauna",)), Choice("store", "Store", ("shed",))),
    )
    huts = Field(
        name="huts", label="Number", type="number", unit="units", max=9, ask=("How many huts?",)
    )
    told = {
        one.name: found
        for one, found in told_unasked(
            "want 2 saunas", [hut, huts], region="GB", today=TODAY, alone=False
        )
    }
    assert told == {"hut": "sauna", "huts": 2}


def test_a_doubt_about_something_else_chooses_nothing() -> None:
    access = (Choice("clear", "Easy", ("flat",)), Choice("unknown", "Not sure", ("maybe",)))
    assert mentioned("maybe 60 square metres", access) == []
