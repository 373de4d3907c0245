"""Answers to one question, by the type of its field."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.leads.details.details import extract, parse
from bot.leads.details.naming import has_no_firm
from bot.leads.playbook.fields import FIELD_TYPES, Choice, Field
from tests.leads.details.asking import DEPARTMENTS, RANGES, TODAY, answer, field, told


def test_talk_of_the_day_is_no_answer() -> None:
    assert answer(field("text", "role"), "lovely weather today") is None
    assert answer(field("company", "company"), "lovely weather today") is None
    assert answer(field("text", "role"), "nobody special") == "nobody special"
    assert answer(field("text", "role"), "parking?") is None
    assert answer(field("text", "goods"), "cheese?") == "cheese"


def test_a_bare_number_is_for_the_field_that_was_asked() -> None:
    assert told("40", field("number", "company_size")) == {"company_size": 40}
    assert told("40", field("number", "guests")) == {"guests": 40}
    assert told("40", field("email", "email")) == {}
    # What is counted are guests, though the company's people may be counted so too.
    assert told("12 people", field("number", "guests")) == {"guests": 12}
    assert told("we're 40 people", field("email", "email"))["company_size"] == 40


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("40", 40), ("40ish", 40), ("~40", 40), ("forty", 40), ("forty-five", 45),
        ("a dozen", 12), ("two dozen", 24), ("half a dozen", 6), ("1,200", 1200),
        ("1.5k", 1500), ("10 to 20", 15), ("10-20", 15), ("two hundred and fifty", 250),
        ("me and two others", 3), ("3 housemates and me", 4), ("me and my wife", 2),
        ("just me", 1), ("a couple", 2),
        ("in 2 offices we are 40 people", 40), ("about 12, does it do sso?", 12),
        ("just the one", 1), ("that's a tricky one", None), ("we want a really good one", None),
        ("not the easiest one, how is it counted?", None),
        ("lots", None), ("how many can i add?", None), ("does it fit 50?", None),
    ],
)  # fmt: skip
def test_numbers(text: str, expected: int | None) -> None:
    assert answer(field("number"), text) == expected


@pytest.mark.parametrize("text", ["0", "5000", "-3"])
def test_implausible_numbers_have_a_problem(text: str) -> None:
    parsed = parse(field("number", min=1, max=1000), text, region="US", today=TODAY)
    assert parsed.value is None
    assert parsed.problem


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("asap", "2026-11-23"), ("before Q2", "2027-03-31"), ("q1 2027", "2027-03-31"),
        ("next month", "2026-12-31"), ("in 3 months", "2027-02-23"), ("in june", "2027-06-30"),
        ("by the end of june", "2027-06-30"), ("before june", "2027-05-31"),
        ("end of the year", "2026-12-31"), ("eoy", "2026-12-31"), ("3-6 months", "2027-05-23"),
        ("within 2 weeks", "2026-12-07"), ("by march 3rd", "2027-03-03"),
        ("3 march", "2027-03-03"), ("nxt wk", "2026-12-06"), ("nxt mnth", "2026-12-31"),
        ("tmrw", "2026-11-24"),
        ("on fri", "2026-11-27"), ("2027-03-01", "2027-03-01"), ("tomorrow", "2026-11-24"),
        ("before christmas", "2026-12-25"), ("before easter", "2027-03-28"),
        ("end of Q1, 75 users", "2027-03-31"), ("next spring", "2027-05-31"),
        ("in a month", "2026-12-23"), ("1 year", "2027-11-23"), ("in six months", "2027-05-23"),
        ("just looking", None), ("no rush", None), ("not sure yet", None),
        ("this may, please", "2027-05-31"), ("this May works", "2027-05-31"),
    ],
)  # fmt: skip
def test_timelines(text: str, day: str | None) -> None:
    value = answer(field("timeline"), text)
    assert value["date"] == day
    expected = (date.fromisoformat(day) - TODAY).days if day else None
    assert value["days"] == expected


@pytest.mark.parametrize(
    "text", ["banana", "what happens after 30 days?", "yes", "this may be odd"]
)
def test_no_timeline(text: str) -> None:
    assert answer(field("timeline"), text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hr", "hr"), ("IT", "it"), ("people team pls", "hr"), ("human resorces", "hr"),
        ("we're in hr mostly", "hr"), ("the second one", "it"), ("2", "it"), ("option 3", "sales"),
        ("the last one", "sales"), ("banana", None), ("hr or sales", "hr"), ("9", None),
        ("the peopel team", "hr"), ("tehc", "it"),
    ],
)  # fmt: skip
def test_choices(text: str, expected: str | None) -> None:
    assert answer(field("choice", choices=DEPARTMENTS), text) == expected


def test_a_choice_that_is_called_so_with_its_article() -> None:
    ways = (Choice("phone", "By phone", ("a call",)), Choice("video", "A film", ("video call",)))
    asked = field("choice", choices=ways)
    assert answer(asked, "I'd say a call") == "phone"
    assert answer(asked, "a video call I suppose") == "video"
    assert answer(asked, "call it off") is None


def test_of_three_letters_one_is_no_slip() -> None:
    asked = field("choice", choices=(Choice("lot", "Parking lot", ("lot",)), *DEPARTMENTS))
    assert answer(asked, "rubbish bot") is None
    assert answer(asked, "the lto") == "lot"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11-50", "11-50"), ("11 - 50", "11-50"), ("around 40", 40), ("just me", 1),
        ("more than 50", "51+"), ("forty", 40),
    ],
)  # fmt: skip
def test_ranges_of_numbers(text: str, expected: Any) -> None:
    assert answer(field("number", choices=RANGES), text) == expected


def test_a_number_falls_into_its_range() -> None:
    assert answer(field("choice", choices=RANGES), "around 40") == "11-50"
    assert answer(field("choice", choices=RANGES), "just me") == "1-10"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes", True), ("yep", True), ("sure", True), ("of course", True), ("i do", True),
        ("ok", True), ("yes please", True), ("no problem", True), ("sounds good", True),
        ("I agee", True),
        ("no", False), ("nope", False), ("not really", False), ("we don't", False),
        ("probably not", False), ("absolutely not", False), ("no way", False), ("nah", False),
        ("not sure", None), ("depends", None), ("maybe", None), ("why?", None), ("👍", None),
        ("ok?", None), ("", None), ("ok but no spam", True), ("ok but not today", False),
        ("alright then but don't share it", True), ("not for ads, but for this yes", True),
        ("everything is in order", True), ("that all looks right", True),
        ("yeah no worries", True), ("yeah, not a problem", True), ("no dramas", True),
        ("yeah no that's fine", True), ("yeah no we've got an old one", True),
        ("yeah no we haven't", False), ("yeah no thanks", False), ("yeah nah", False),
    ],
)  # fmt: skip
def test_yes_or_no(text: str, expected: bool | None) -> None:
    assert answer(field("yes_no"), text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("every quarter", True), ("once a month", True), ("weekly", True),
        ("about twice a year", True),
        ("one off", False), ("just the one for now", False), ("it's just once", False),
        ("next week", None),
    ],
)  # fmt: skip
def test_how_often_something_recurs_is_a_yes(text: str, expected: bool | None) -> None:
    regular = Field(name="regular", label="Regular deliveries", type="yes_no", ask=("Is it?",))
    assert answer(regular, text) is expected
    assert answer(field("yes_no"), "every quarter") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i said phone cases", "phone cases"),
        ("garden chairs, as I said. rattan ones", "garden chairs. rattan ones"),
        ("like i told you before, tiles", "tiles"),
        ("signs that say hello", "signs that say hello"),
    ],
)
def test_that_it_was_said_before_is_no_part_of_an_answer(text: str, expected: str) -> None:
    assert answer(field("text", "goods"), text) == expected


@pytest.mark.parametrize(
    ("text", "none"),
    [
        ("just me", True), ("none its for me", True), ("No company, it's private", True),
        ("n/a, it's for our family", True), ("None Better Bakery", False), ("Acme", False),
    ],
)  # fmt: skip
def test_there_is_no_company(text: str, none: bool) -> None:
    assert has_no_firm(text) is none


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jane doe", "Jane Doe"), ("I'm Jane", "Jane"), ("it's bob", "Bob"),
        ("Jane Doe, jane@acme.com", "Jane Doe"), ("dr. müller", "Müller"),
        ("mary-anne o'neil", "Mary-Anne O'neil"), ("jane from acme", "Jane"), ("Иван", "Иван"),
        ("it's Jenny, Jenny Paterson", "Jenny Paterson"),
        ("why?", None), ("no thanks", None), ("what does it cost?", None), ("yes", None),
        ("crypto?", None), ("fiyatı ne kadar acaba", None), ("mohammed bin abd rashid",
         "Mohammed Bin Abd Rashid"),
    ],
)  # fmt: skip
def test_people(text: str, expected: str | None) -> None:
    assert answer(field("person", "name"), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("acme", "Acme"), ("we're called Acme Widgets", "Acme Widgets"),
        ("Acme Inc., 40 people", "Acme Inc"), ("joe's pizza", "Joe's Pizza"),
        ("it's globex", "Globex"), ("what for?", None), ("none", None),
        ("the name is John Lewis", "John Lewis"), ("sorry, Oakline Dental", "Oakline Dental"),
        ("Sorry Ltd", "Sorry Ltd"), ("Actually Good Foods", "Actually Good Foods"),
        ("sorry, the name is Oakline Dental", "Oakline Dental"),
        ("sorry, my name is Fatima Novák", None), ("no wait, the name is Fatima Novák", None),
        ("I misspelled my name, it's Fatima Novák", None),
        ("actually we are based in Australia", None), ("we're in Manchester", None),
        ("self employed", None), ("it's just me", None), ("freelance", None),
        ("we don't have a name yet", None), ("still setting it up", None),
        ("my own one: Larkworks", "Larkworks"), ("lark.io", "lark.io"),
        ("the university of leeds", "The University of Leeds"),
        ("Copperleaf, in Manchester", "Copperleaf"), ("Manchester Dental", "Manchester Dental"),
        ("Tern Studio - which sizes do you have", "Tern Studio"), ("studio: Tern", "Tern"),
        ("Tern Agency: what does it cost", "Tern Agency"), ("quick question", None),
        ("parking?", None), ("Parkside?", "Parkside"),
        ("just curious, do you ship?", None), ("company - Tern", "Tern"),
    ],
)  # fmt: skip
def test_companies(text: str, expected: str | None) -> None:
    assert answer(field("company", "company"), text) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("no wait, the name is Fatima Novák", "Fatima Novák"),
        ("I misspelled my name, it's Fatima Novák", "Fatima Novák"),
        ("the name is John Lewis", None),
    ],
)
def test_a_name_put_right_where_the_company_is_asked(text: str, name: str | None) -> None:
    assert told(text, field("company", "company")).get("name") == name


def test_a_yes_or_no_by_what_is_asked_for() -> None:
    asked = Field(name="finance", label="Instalments", type="yes_no", ask=("Would you?",))
    assert answer(asked, "would have to be instalments tbh") is True
    assert answer(asked, "no instalments") is False
    assert answer(asked, "instalments, depends on the rate") is None


def test_seasons_are_those_of_the_company() -> None:
    assert answer(field("timeline"), "in winter", "AU")["date"] == "2027-08-31"
    assert answer(field("timeline"), "in winter", "US")["date"] == "2027-02-28"
    assert answer(field("timeline"), "next summer", "NZ")["date"] == "2027-02-28"


@pytest.mark.parametrize(
    ("text", "when", "day"),
    [
        ("in a couple of weeks", "in a couple of weeks", "2026-12-07"),
        ("after the holidays", "after the holidays", "2027-01-24"),
        ("early next year", "early next year", "2027-04-02"),
        ("not this year", "not this year", "2027-12-31"),
        ("not before march", "not before march", "2027-03-31"),
        ("once the budget is approved", "once the budget is approved", None),
        ("when we've moved in", "when we've moved in", None),
        ("as soon as we've moved", "as soon as we've moved", None),
    ],
)
def test_a_time_that_is_told_by_another(text: str, when: str, day: str | None) -> None:
    value = answer(field("timeline"), text)
    assert (value["text"], value["date"]) == (when, day)


@pytest.mark.parametrize("text", ["D", "x", "when do you open?"])
def test_a_letter_is_no_place_and_a_question_no_time(text: str) -> None:
    assert answer(field("place", "region"), text) is None
    assert answer(field("timeline"), text) is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("email", "jane@acme"), ("email", "jane@@acme.com"), ("phone", "12"),
        ("phone", "555-0147"), ("phone", "123456789012345678"), ("person", "1234"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_has_a_problem(kind: str, text: str) -> None:
    parsed = parse(field(kind), text, region="US", today=TODAY)
    assert parsed.value is None
    assert parsed.problem


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.sampled_from(sorted(FIELD_TYPES)))
def test_any_text_is_read_without_an_error(text: str, kind: str) -> None:
    asked = field(kind, choices=DEPARTMENTS if kind == "choice" else ())
    parse(asked, text, region="US", today=TODAY)
    for detail in extract(text, field=asked, region="US", today=TODAY):
        assert 0 <= detail.start <= detail.end <= len(text)
        assert 0 < detail.confidence <= 1


@pytest.mark.parametrize(
    "piece",
    [
        "a ", "1-", "1 ", "1,000", "a.b@", "a@", "a", "1", "(", "in the ", "by the end of ",
        "forty ", "twenty-", "I'm Jane ", "x at y dot ", "jane at ", "London ",
        "+1 202 ", "A'", "no ",
        "hi, ", "yes, ", "Ac & ", ". ", "?", "three months or ", "$1-", "mid-",
    ],
)  # fmt: skip
def test_no_message_takes_long(piece: str) -> None:
    text = piece * (10_000 // len(piece))
    began = time.process_time()
    for kind in sorted(FIELD_TYPES):
        extract(text, field=field(kind, choices=DEPARTMENTS), region="US", today=TODAY)
    # Of the processor, not of the clock: 0.1 to 0.8 s each on a slow one; a pattern that tries all
    # combinations takes minutes.
    assert time.process_time() - began < 3 * len(FIELD_TYPES)


def test_a_field_survives_as_plain_data() -> None:
    asked = Field("n", "N", "number", ("a?", "b?"), "why", True, RANGES, 1, 9, "people", {"x": 1})
    assert Field.from_mapping(asked.as_mapping()) == asked


def test_a_budget_that_is_told_answers_no_other_question() -> None:
    amount = {"amount": "5000", "max": None, "currency": "USD", "per": None}
    for asked in (field("number", "company_size"), field("company", "company")):
        assert told("sorry, the budget is 5000", asked) == {"budget": amount}


def test_call_me_soon_tells_no_name() -> None:
    for text in ("call me today pls", "call me tomorrow plz", "call me asap"):
        assert "name" not in told(text, field("number"))


def test_what_is_not_wanted_is_not_chosen() -> None:
    choices = (Choice("rent", "Renting", ("rent", "renting")), Choice("buy", "Buying", ("buy",)))
    asked = field("choice", choices=choices)
    assert answer(asked, "not renting anything") is None
    assert answer(asked, "renting") == "rent"


def test_a_name_is_like_no_choice() -> None:
    choices = (Choice("open", "Not sure yet", ("you tell me",)), Choice("van", "A van"))
    assert answer(field("choice", choices=choices), "Mrs. Dorothy Pell") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("in the second week of February", "2027-02-14"),
        ("first week of march", "2027-03-07"),
        ("the last week of August", "2027-08-31"),
    ],
)
def test_a_week_of_a_month(text: str, day: str) -> None:
    assert answer(field("timeline"), text)["date"] == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Opens October so ready by end of August", "2027-08-31"),
        ("we have it through the end of 2028", None),
    ],
)
def test_what_it_is_to_be_ready_by(text: str, day: str | None) -> None:
    value = answer(field("timeline"), text)
    assert (value["date"] if value else None) == day


def test_a_counted_word_chooses_nothing() -> None:
    choices = (Choice("own", "A boat that I have", ("mend",)), Choice("new", "Something new"))
    assert answer(field("choice", choices=choices), "one boat, starting monday") is None
