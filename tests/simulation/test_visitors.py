"""What simulated visitors hear, say and hold true."""

from __future__ import annotations

import random
from datetime import date

import phonenumbers
import pytest

from bot.dialogue.texts import Texts
from bot.leads.playbook.playbook import Playbook
from bot.settings import ROOT
from bot.simulation.facts import Fact, another, facts
from bot.simulation.hearing import Ear
from bot.simulation.judge import same
from bot.simulation.phrases import REGISTERS, Phrases, mistyped
from bot.simulation.temperaments import TEMPERAMENTS
from bot.simulation.visitor import Visitor

TODAY = date(2026, 11, 23)
FIXED = {"company": "Larkspur", "assistant": "Wren", "privacy_url": "https://example.com/privacy"}


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return Playbook.load(ROOT / "playbook")


@pytest.fixture(scope="module")
def ear(playbook: Playbook) -> Ear:
    return Ear(playbook, Texts.load(), FIXED)


def test_every_question_of_the_playbook_is_heard(playbook: Playbook, ear: Ear) -> None:
    for each in playbook.qualification.fields:
        for wording in each.ask:
            assert ear.take([{"text": f"Got it. {wording}"}]).asks == each.name


def test_what_is_asked_last_counts(playbook: Playbook, ear: Ear) -> None:
    name, email = (f.ask[0] for f in playbook.qualification.fields if f.name in ("name", "email"))
    assert ear.take([{"text": f"{name} is what I asked."}, {"text": email}]).asks == "email"


def test_consent_read_back_and_suggestion_are_heard(playbook: Playbook, ear: Ear) -> None:
    texts = Texts.load()
    wording = playbook.qualification.consent.wording.format(**FIXED)
    assert ear.take([{"text": wording}]).asks == "consent"
    read_back = texts.say("read_back", lines="- Name: Ana")
    assert ear.take([{"text": read_back}]).asks == "confirm"
    heard = ear.take([{"text": texts.say("suggestion", suggestion="ana@gmail.com")}])
    assert (heard.asks, heard.suggested) == ("suggestion", "ana@gmail.com")


def test_an_answer_asks_nothing(ear: Ear) -> None:
    heard = ear.take([{"text": "The Team plan costs $12.", "sources": [{"path": "a.md"}]}])
    assert heard.asks is None
    assert (heard.sources, heard.handed_over, heard.closed, heard.puzzled) == (
        1,
        False,
        False,
        False,
    )


@pytest.mark.parametrize("folder", ["playbook", "examples/dealership/playbook"])
def test_facts_are_true_of_their_fields(folder: str) -> None:
    fields = Playbook.load(ROOT / folder).qualification.fields
    for seed in range(40):
        rng = random.Random(seed)
        truth = facts(fields, rng, "US", "USD", TODAY)
        assert truth.keys() == {each.name for each in fields}
        for each in fields:
            fact = truth[each.name]
            assert fact.typed
            if each.type == "phone":
                assert phonenumbers.is_valid_number(phonenumbers.parse(fact.value))
            if each.type == "choice":
                assert fact.value in {choice.value for choice in each.choices}
            if each.type == "number":
                assert (each.min or 0) <= fact.value <= (each.max or fact.value)
            new = another(fact, each, rng, "US", "USD", TODAY)
            if each.type not in {"yes_no", "text"}:
                assert new.value != fact.value


def test_a_slip_never_touches_a_value() -> None:
    for seed in range(50):
        text = mistyped(random.Random(seed), "you can reach me at {email} please")
        assert "{email}" in text
        assert text != "you can reach me at {email} please"


def test_the_same_seed_says_the_same(playbook: Playbook, ear: Ear) -> None:
    def opening(seed: int) -> list[str]:
        rng = random.Random(seed)
        fields = playbook.qualification.fields
        circumstances = ("US", "USD", TODAY)
        truth = facts(fields, rng, *circumstances)
        questions = ["how much is Team?"]
        visitor = Visitor(
            truth, fields, TEMPERAMENTS["chatty"], Phrases.load(), questions, rng, circumstances
        )
        heard = ear.take([{"text": "Hello!"}])
        return [say.text for _ in range(3) if (say := visitor.next(heard))]

    assert opening(7) == opening(7)
    assert opening(7) != opening(8)


def test_every_phrase_can_be_said() -> None:
    names = "name company email phone n budget when place role choice question answer"
    values = dict.fromkeys(names.split(), "x")
    phrases = Phrases.load()
    for act in phrases.acts():
        for register in REGISTERS:
            for seed in range(20):
                said = phrases.say(random.Random(seed), act, register, typos=True, **values)
                assert "{" not in said


@pytest.mark.parametrize(
    ("kind", "meant", "kept", "right"),
    [
        ("place", "DE", {"country": "DE", "region": "Bayern"}, True),
        ("place", "DE", {"country": "AT"}, False),
        ("timeline", "2026-12-31", {"date": "2026-12-31"}, True),
        ("money", {"amount": 5, "max": None, "currency": "USD", "per": None},
         {"amount": "5", "max": None, "currency": "USD", "per": None}, True),
        ("money", {"amount": 5, "max": None, "currency": "USD", "per": "year"},
         {"amount": "5", "max": None, "currency": "USD", "per": None}, False),
        ("person", "Ana Ruiz", "ana ruiz", True),
        ("number", 40, 4, False),
    ],
)  # fmt: skip
def test_values_are_compared_by_what_they_mean(
    kind: str, meant: object, kept: object, right: bool
) -> None:
    assert same(Fact("f", kind, "typed", meant), kept) is right


def test_buttons_that_ask_something_are_topics(playbook: Playbook, ear: Ear) -> None:
    texts = Texts.load()
    buttons = [
        {"label": label, "button": label}
        for label in ("How can I pay?", texts.say("talk_to_person"), texts.say("offer_no"))
    ]
    near = texts.say("unknown_near", answer="I can't find that.")
    assert ear.take([{"text": near, "buttons": buttons}]).topics == ("How can I pay?",)
    role = next(each for each in playbook.qualification.fields if each.name == "need")
    assert ear.take([{"text": role.ask[0], "buttons": buttons}]).topics == ()


def test_a_topic_is_pressed_at_times(playbook: Playbook, ear: Ear) -> None:
    heard = ear.take([{"text": "Hello!", "buttons": [{"label": "Is it free?", "button": "b1"}]}])
    pressed = []
    for seed in range(40):
        rng = random.Random(seed)
        fields = playbook.qualification.fields
        circumstances = ("US", "USD", TODAY)
        visitor = Visitor(
            facts(fields, rng, *circumstances), fields, TEMPERAMENTS["terse"], Phrases.load(),
            [], rng, circumstances,
        )  # fmt: skip
        say = visitor.next(heard)
        assert say is not None
        pressed.append(say.pressed)
        if say.pressed:
            assert (say.text, say.question) == ("Is it free?", "Is it free?")
    assert 0 < sum(pressed) < len(pressed)
