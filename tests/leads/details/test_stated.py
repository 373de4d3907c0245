"""What somebody states, unasked: how things are, how many, by when, where, and who writes."""

from __future__ import annotations

from typing import Any

import pytest

from bot.leads.details.agreement import yes_or_no
from bot.leads.details.choices import standing
from bot.leads.details.clauses import question_in, states
from bot.leads.details.mentions import told_unasked
from bot.leads.details.phones import find_phones
from bot.leads.playbook.fields import Choice

from .asking import TODAY, answer, field, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("there's a loading bay right behind it so no bother", True),
        ("ah, that's less than I feared. The roof is flat", True),
        ("we're a florist in Hove, Petal and Stem", True),
        ("The tenancy is to begin on 1 June 2027.", True),
        ("The doors are in the yard.", True),
        ("we'd like some better doors", False),
        ("I need a skip too", False),
        ("we are looking for a roofer", False),
        ("I can't find the timetable", False),
        ("is there a loading bay", False),
        ("we have two vans, what would that be", False),
        ("decking", False),
    ],
)
def test_a_statement_asks_and_wishes_nothing(text: str, is_one: bool) -> None:
    assert states(text) is is_one


@pytest.mark.parametrize(
    "text",
    [
        "about 900 a month for the lot? is that silly",
        "budget hmm perhaps £500 to £800 a year?",
        "yes, why else would I have sent it",
        "do you realise what that costs us",
        "do whatever you need to",
    ],
)
def test_what_is_put_as_a_question_and_asks_nothing(text: str) -> None:
    asked = question_in(text)
    assert asked is None or asked == text == "do you realise what that costs us"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("there's 45 of us but never all at once, call it 30ish", {"company_size": 30}),
        ("there'd be five of us. no wait, Tom's away, four", {"company_size": 4}),
        ("somewhere between 60 and 80 staff, give or take", {"company_size": 70}),
        ("The tender is for 6 lifts, leased, approx. 400 staff in total.", {"company_size": 400}),
    ],
)
def test_how_many_they_are(text: str, expected: dict[str, Any]) -> None:
    assert told(text, region="GB") == expected


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("We could perhaps find three thousand pounds, if the trustees agree.", "3000"),
        ("budget's what is left in the tin. say 90 quid a month", "90"),
        ("about £900 a month for the lot? is that silly", "900"),
        ("budget hmm perhaps £500 to £800 a year?", "500"),
    ],
)
def test_what_they_could_find(text: str, amount: str) -> None:
    assert told(text, region="GB")["budget"]["amount"] == amount


@pytest.mark.parametrize(
    ("text", "name", "company"),
    [
        ("Deborah Lark, The Tin Whistle, Hexham", "Deborah Lark", "The Tin Whistle"),
        ("Hamish Orr, Orr Tait Solicitors", "Hamish Orr", "Orr Tait Solicitors"),
        ("Leeds, Manchester", None, None),
        ("Deborah Lark, Leeds", "Deborah Lark", None),
        ("Pink Paint, Two Coats", None, None),
    ],
)
def test_who_writes_in_a_list(text: str, name: str | None, company: str | None) -> None:
    found = told(text, region="GB")
    assert (found.get("name"), found.get("company")) == (name, company)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("The shed is in Morpeth, NE61. There is a gate.", "Morpeth, NE61"),
        ("Bristol mate", "Bristol"),
        ("it's Perth, and before you ask, the wet one", "Perth"),
        ("manchester. well, salford", "salford"),
        ("lift, the one in the yard. CT 40718", None),
    ],
)
def test_where_they_are(text: str, place: str | None) -> None:
    found = told(text, region="GB").get("region")
    assert (found["text"] if found else None) == place
    assert found is None or found["country"] == "GB"


def test_the_letters_of_a_state_are_a_place_where_states_are_written_so() -> None:
    assert told("CT", field("place", "region"), region="US")["region"]["country"] == "US"


def test_a_number_with_a_figure_too_many_is_not_lost_unseen() -> None:
    found = list(find_phones("01924 555 0182 is the front desk, ask for me", "GB"))
    assert found[0].value is None
    assert "too long" in str(found[0].problem)
    assert not list(find_phones("order 01924 555 0182", "GB"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I have a bakery in Lille and found you in Leeds", None),
        ("I have, thanks", True),
        ("we do", True),
        ("no objection", True),
        ("I should think that would be quite in order, dear.", True),
        ("I wouldn't say no", True),
        ("drained and fenced aye", True),
    ],
)
def test_yes_in_ways_of_its_own(text: str, expected: bool | None) -> None:
    assert yes_or_no(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("there's a drain right beside it so yes that's fine", True),
        ("there's no drain so no", False),
        ("yup there's drainage on every plot", True),
        ("drainage point is very much there at the back", True),
        ("there's a nice view", None),
    ],
)
def test_whether_there_is_something(text: str, expected: bool | None) -> None:
    drain = field("yes_no", "drain", ask=("Is there drainage near the plot?",))
    assert answer(drain, text, "GB") is expected


@pytest.mark.parametrize(
    ("text", "number"), [("30 kg each month", None), ("30", 30), ("30 a day", 30)]
)
def test_a_measure_of_something_else_is_no_count(text: str, number: int | None) -> None:
    loaves = field("number", unit="loaves", ask=("How many loaves a day?",))
    assert answer(loaves, text, "GB") == number


def test_some_of_them_are_no_number_of_people() -> None:
    people = field("number", "company_size", unit="people")
    assert answer(people, "not sure in the annexe, yes in the other two", "GB") is None


def test_a_number_of_what_a_question_counts() -> None:
    loaves = field("number", unit="kg", ask=("How many loaves a day do you sell?",))
    found = list(
        told_unasked(
            "I think we'll sell 180, maybe 200 loaves in the day",
            [loaves],
            region="GB",
            today=TODAY,
            alone=False,
        )
    )
    assert found == [(loaves, 190)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Presently we are using a handcart only, staff complain", True),
        ("we've got our own van already, a Transit", True),
        ("we're with another firm and they keep putting it up", True),
        ("we want a bigger one", False),
        ("we have 12 people at the moment", False),
    ],
)
def test_what_they_use_at_present(text: str, kept: bool) -> None:
    now = field("text", "present", ask=("What do you use at the moment?",))
    found = list(told_unasked(text, [now], region="GB", today=TODAY, alone=False))
    assert bool(found) is kept


@pytest.mark.parametrize(
    "text",
    [
        "something nicer for our Thursday markets",
        "im a roofer, 6 yrs, own tools",
        "and a refund for this month",
    ],
)
def test_what_is_no_time_to_begin(text: str) -> None:
    when = field("timeline", "timeline")
    assert not list(told_unasked(text, [when], region="GB", today=TODAY, alone=False))


def test_self_service_is_no_service() -> None:
    choices = [Choice("service", "Service", ("service", "servicing")), Choice("new", "New one")]
    assert not standing("a wash that is self service", choices)
    assert standing("it is due a service", choices)


def test_what_somebody_hates_is_not_chosen() -> None:
    choices = [Choice("lease", "Leasing", ("leasing",)), Choice("own", "Buying", ("buying",))]
    told_of = [one.choice.value for one in standing("leasing I think, he hates buying", choices)]
    assert told_of == ["lease"]


def test_an_age_is_no_time_to_begin() -> None:
    assert "timeline" not in told("we r a start up only 8 month old, in a barn", region="GB")
