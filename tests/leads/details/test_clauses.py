from __future__ import annotations

import pytest

from bot.leads.details.clauses import question_in, statements


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
    ],
)
def test_what_is_said_beside_a_question(text: str, rest: str) -> None:
    assert statements(text) == rest
