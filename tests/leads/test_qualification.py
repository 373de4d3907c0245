"""What is asked next, by the progress alone."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.leads.playbook.fields import Field
from bot.leads.playbook.playbook import ConsentText, Qualification
from bot.leads.qualification import (
    ASK_AT_MOST,
    CONTACT_FIELDS,
    Known,
    Open,
    Progress,
    fail,
    next_step,
    wording,
)

FIELDS = (
    Field("need", "Need", "text", ("What do you need?", "In a sentence?"), required=True),
    Field("company_size", "Size", "number", ("How many?", "How many of you?")),
    Field("tool", "Tool", "text", ("Which?",), when={"company_size": {"at_least": 10}}),
    Field("name", "Name", "person", ("Who?", "Your name?"), required=True),
    Field("email", "E-mail", "email", ("Address?", "Which e-mail?"), required=True),
    Field("phone", "Phone", "phone", ("Number?", "Which phone?")),
)
QUALIFICATION = Qualification(
    offer_after=2,
    offer_texts=("Shall somebody contact you?",),
    intro="A few questions.",
    consent=ConsentText(version="1", wording="May we?", why="Yours."),
    handed_over_open="Thanks",
    handed_over_closed="Thanks",
    fields=FIELDS,
)


def known(value: object) -> Known:
    return Known("label", value, str(value), str(value), 1, 1.0)


def told(**values: object) -> Progress:
    return Progress(details={name: known(value) for name, value in values.items()})


def test_asks_in_the_playbooks_order() -> None:
    step = next_step(Progress(), QUALIFICATION)
    assert step.kind == "field"
    assert step.field is not None
    assert step.field.name == "need"


def test_a_condition_that_does_not_hold_skips_the_field() -> None:
    small = next_step(told(need="x", company_size=3), QUALIFICATION)
    large = next_step(told(need="x", company_size=30), QUALIFICATION)
    assert small.kind == "consent"
    assert large.field is not None
    assert large.field.name == "tool"


def test_consent_comes_before_the_first_contact_detail() -> None:
    progress = told(need="x", company_size=3)
    assert next_step(progress, QUALIFICATION).kind == "consent"
    progress.consent = True
    step = next_step(progress, QUALIFICATION)
    assert step.field is not None
    assert step.field.name == "name"


def test_consent_is_asked_at_once_when_a_contact_detail_was_volunteered() -> None:
    assert next_step(told(email="a@b.example"), QUALIFICATION).kind == "consent"


def test_without_consent_nothing_more_is_asked() -> None:
    progress = told(email="a@b.example")
    progress.consent = False
    assert next_step(progress, QUALIFICATION).kind == "refused"


def test_without_a_way_to_be_reached_nothing_is_handed_over() -> None:
    progress = told(need="x", company_size=3, name="Jo")
    progress.consent = True
    progress.confirmed = True
    progress.passed = ["email", "phone"]
    assert next_step(progress, QUALIFICATION).kind == "unreachable"


def test_read_back_then_complete() -> None:
    progress = told(need="x", company_size=3, name="Jo", email="a@b.example")
    progress.consent = True
    progress.passed = ["phone"]
    assert next_step(progress, QUALIFICATION).kind == "confirm"
    progress.confirmed = True
    assert next_step(progress, QUALIFICATION).kind == "complete"


def test_asking_for_a_person_asks_only_what_is_needed() -> None:
    progress = told(need="x", email="a@b.example", name="Jo")
    progress.short = True
    progress.consent = True
    assert next_step(progress, QUALIFICATION).kind == "confirm"


def test_a_line_being_changed_is_asked_before_all_else() -> None:
    progress = told(need="x", company_size=3, name="Jo", email="a@b.example")
    progress.consent = True
    progress.changing = "company_size"
    step = next_step(progress, QUALIFICATION)
    assert step.field is not None
    assert step.field.name == "company_size"


def test_asked_again_in_other_words() -> None:
    assert wording(FIELDS[0], 0) != wording(FIELDS[0], 1)
    assert wording(FIELDS[0], 7) == wording(FIELDS[0], 1)


def test_given_up_after_so_many_answers_not_understood() -> None:
    progress = Progress()
    assert [fail(progress, "email") for _ in range(ASK_AT_MOST)] == [False, True]


def test_progress_survives_json() -> None:
    progress = told(email="a@b.example", company_size=3)
    progress.open = Open("suggestion", "email", "a@c.example", "a@b.example")
    progress.asked = {"email": 2}
    assert Progress.from_json(json.loads(json.dumps(progress.as_json()))) == progress


@given(
    st.sets(st.sampled_from([each.name for each in FIELDS])),
    st.sets(st.sampled_from([each.name for each in FIELDS])),
    st.sampled_from([None, True, False]),
    st.booleans(),
    st.booleans(),
)
def test_every_answer_brings_it_nearer_to_the_end(
    answered: set[str], passed: set[str], consent: bool | None, short: bool, confirmed: bool
) -> None:
    """Whatever is known: it ends within as many steps as there are things to ask, never asks for
    a contact detail without consent, and never asks for what is known or was refused."""
    progress = told(**dict.fromkeys(answered, 12))
    progress.passed = sorted(passed - answered)
    progress.consent, progress.short, progress.confirmed = consent, short, confirmed
    for _ in range(len(FIELDS) + 3):
        step = next_step(progress, QUALIFICATION)
        if step.kind == "consent":
            progress.consent = True
        elif step.kind == "confirm":
            assert progress.consent
            progress.confirmed = True
        elif step.kind == "field":
            assert step.field is not None
            assert step.field.name not in progress.details
            assert step.field.name not in progress.passed
            if step.field.name in CONTACT_FIELDS:
                assert progress.consent
            progress.details[step.field.name] = known(12)
        else:
            break
    else:
        raise AssertionError("it goes on asking")
    if step.kind == "complete":
        assert progress.consent
        assert progress.reachable
