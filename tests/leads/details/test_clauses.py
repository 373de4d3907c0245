from __future__ import annotations

import pytest

from bot.leads.details.clauses import is_code, question_in, statements, without_preamble


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("yes, and does it do SSO?", "does it do SSO?"),
        ("we're 40 people. what does it cost?", "what does it cost?"),
        ("sure but is there a contract", "is there a contract"),
        ("jane@acme.com, by the way how long is the trial", "how long is the trial"),
        ("how much is it?", "how much is it?"),
        ("is 01 555 0182 your number?", "is 01 555 0182 your number?"),
        ("what do 200 cost I guess?", "what do 200 cost I guess?"),
        ("are dogs allowed", "are dogs allowed"),
        ("is that possible?", "is that possible?"),
        ("for 20 people with sso, which is cheapest", "which is cheapest"),
        ("when the doors open", "when the doors open"),
        ("yes and how long does it take?", "how long does it take?"),
        ("can I pay yearly? and do you ship?", "can I pay yearly? do you ship?"),
        ("40 of us. I'd like to know whether it pays", "I'd like to know whether it pays"),
        ("a van, wondering what it costs", "wondering what it costs"),
    ],
)
def test_finds_the_question(text: str, question: str) -> None:
    assert question_in(text) == question


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "I was wondering if you could maybe give me a call, it's a tin roof",
        "780 last quarter, can you believe it",
        "about 40 people",
        "Jane Doe",
        "what?",
        "",
        "acme, and we are in Berlin",
        "can do",
        "https://acme.example/?q=1",
        "two cars and a van",
        "like 200?",
        "€5k?",
        "chilled I suppose?",
        "would october be possible?",
        "how about friday?",
        "do send it",
        "we've won a first order, which is very exciting and a bit scary. It goes to Hamburg.",
        "asap, is that ok?",
        "could be a tower for 3 weeks from Monday, would that be possible?",
        "I asked my sister, who has one already.",
        "we bake and are looking for a store",
        "when our lease is up",
        "when the budget is approved",
    ],
)
def test_leaves_answers_alone(text: str) -> None:
    assert question_in(text) is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("yes and how long does it take?", "yes"),
        ("Acme but what about data", "Acme"),
        ("is it good and does it fit?", ""),
        ("Vale Group: how does it fit", "Vale Group"),
        ("Vale Group | how does it fit", "Vale Group"),
        ("Vale Group… how does it fit?", "Vale Group"),
        ("head gardener (do you deliver?)", "head gardener"),
        ("head gardener also do you deliver", "head gardener"),
        ("they also do hedges and lawns", "they also do hedges and lawns"),
    ],
)
def test_what_is_said_beside_a_question(text: str, rest: str) -> None:
    assert statements(text) == rest


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("bit of a strange one maybe, but do you rent out ponies?", ""),
        ("This might sound silly. Do you rent out ponies?", ""),
        ("our accountant is wondering, do you take cheques?", ""),
        ("one last thing, do you take cheques?", ""),
        ("sorry to bother you - do you take cheques?", ""),
        ("out of curiosity: who owns it?", ""),
        ("before I forget, do you take cheques?", ""),
        ("one thing we were wondering about, do you take cheques?", ""),
        ("no idea if that is your thing but do you take cheques", ""),
        ("12. quick question, do you take cheques?", "12."),
        # What tells something is kept.
        ("one, do you take cheques?", "one"),
        ("my daughter rides it, do you take cheques?", "my daughter rides it"),
        ("we lose hay to the damp, do you help with that?", "we lose hay to the damp"),
        ("this is an odd one", "this is an odd one"),
    ],
)
def test_what_leads_in_to_a_question_tells_nothing(text: str, rest: str) -> None:
    assert statements(text) == rest


def test_a_question_without_what_leads_in_to_it() -> None:
    assert without_preamble("silly one maybe, is it loud?") == "is it loud?"
    assert without_preamble("a 2016 van, is it loud?") == "a 2016 van, is it loud?"


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE horses; --", "SELECT * FROM horses", '" OR 1=1', "rm -rf /",
        "../../etc/passwd", "<b>hi</b>", "print('x')",
    ],
)  # fmt: skip
def test_code(text: str) -> None:
    assert is_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "please select a room from the list", "drop the table by the window", "9/10 of them",
        "we delete from time to time", "oats or barley", "Union Select Wines",
    ],
)  # fmt: skip
def test_words_that_are_no_code(text: str) -> None:
    assert not is_code(text)
