"""Ordinary questions, facts of the catalogue, comparison, choice, and "I don't know"."""

from __future__ import annotations

import pytest

from bot.knowledge import Knowledge
from tests.knowledge.conftest import TODAY


@pytest.mark.parametrize(
    ("question", "path", "line", "part"),
    [
        ("how long is the trial?", "pages/faq.md", 11, "14 days"),
        ("can i get my money back", "pages/faq.md", 16, "60 days"),
        ("can I export everything", "pages/faq.md", 24, "CSV and JSON"),
        ("how do I move from zenhelp", "pages/alternatives.mdx", 12, "- import your contacts"),
        ("are you open on saturday", "company.yml", 11, "closed"),
        ("phone number?", "company.yml", 9, "+1 212 555 0142"),
        ("does Team have SSO?", "catalog.yml", 17, "no"),
        ("does business have single sign on", "catalog.yml", 27, "yes"),
        ("how much storage does Team have?", "catalog.yml", 17, "100 GB"),
        ("does team have time tracking", "catalog.yml", 18, "Time tracking"),
    ],
)
def test_answers_with_their_source(
    software: Knowledge, question: str, path: str, line: int, part: str
) -> None:
    answer = software.ask(question, today=TODAY)
    assert answer.kind == "answer"
    assert part in answer.text
    assert (answer.sources[0].path, answer.sources[0].line) == (path, line)


def test_a_follow_up_asks_the_same_of_another_product(software: Knowledge) -> None:
    answer = software.ask("what about business?", ["does Team have SSO?"], today=TODAY)
    assert answer.text.startswith("Yes")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("which bikes under 1500", ["Barn 20", "Fjell 29"]),
        ("cheapest bike", ["Barn 20"]),
        ("do you have electric bikes", ["Stad E"]),
        ("which aluminium bikes do you have", ["Barn 20", "Fjell 29"]),
        ("which bike has the longest range", ["Stad E"]),
        ("which bike has at least 10 gears", ["Fjell 29"]),
        ("mountain bikes between 1k and 2k", ["Fjell 29"]),
    ],
)
def test_recommendations(bikes: Knowledge, question: str, names: list[str]) -> None:
    answer = bikes.ask(question, today=TODAY)
    assert answer.kind == "recommend"
    shown = [p.name for p in bikes.catalog.products if f"**{p.name}**" in answer.text]
    assert sorted(shown) == names


def test_nothing_within_a_budget_is_said(bikes: Knowledge) -> None:
    answer = bikes.ask("any bike under 100?", today=TODAY)
    assert answer.kind == "recommend"
    assert answer.text.startswith("Nothing we list fits")


@pytest.mark.parametrize(
    "question",
    [
        "Budget around 150 a month. Which plan for 12 people?",
        "Our budget is roughly 150 a month, we are 12 people. what should i take",
        "budget: 150 per month, 12 users, which plan?",
    ],
)
def test_a_budget_that_was_told_before_the_question_holds(
    software: Knowledge, question: str
) -> None:
    answer = software.ask(question, today=TODAY)
    assert "12 users × $12.00 = $144.00" in answer.text
    assert "Business" not in answer.text


def test_comparison_is_a_table(software: Knowledge) -> None:
    answer = software.ask("compare team and busines", today=TODAY, region="US")
    assert answer.kind == "compare"
    table, _, common = answer.text.partition("\n\n")
    rows = table.split("\n")
    assert rows[0] == "| | Team | Business |"
    assert common.startswith("All of them include: ")
    assert "| SSO | no | yes |" in rows
    assert len({row.count("|") for row in rows}) == 1


@pytest.mark.parametrize(
    "question",
    ["who won the world cup", "who is the ceo", "do you sell pizza", "🙂", "?", "",
     "how many bikes fit in your van", "Wie spät ist es?", "は いくら です か"],
)  # fmt: skip
def test_what_is_not_known(software: Knowledge, question: str) -> None:
    answer = software.ask(question, today=TODAY)
    assert answer.kind == "unknown"
    assert answer.sources == ()
    assert answer.text


@pytest.mark.parametrize("question", ["how long does the free trial last", "does Team have SSO?",
                                      "which browsers are supported"])  # fmt: skip
def test_one_company_does_not_answer_for_another(bikes: Knowledge, question: str) -> None:
    assert bikes.ask(question, today=TODAY).kind == "unknown"


def test_hostile_text_is_only_text(software: Knowledge) -> None:
    for question in (
        "<script>alert(1)</script>",
        "/restart",
        '/intent{"a":1}',
        "a" * 10_000,
        "((((" * 500,
        "§ § §",
        "\x00 price of team",
        "1" * 5000 + " users team price",
    ):
        assert software.ask(question, today=TODAY).text


def test_expired_pages_are_silent(software: Knowledge) -> None:
    late = software.ask("how do I move from zenhelp", today=TODAY.replace(year=2031))
    assert all(source.path != "pages/alternatives.mdx" for source in late.sources)


def test_as_dict_is_the_published_object(software: Knowledge) -> None:
    data = software.ask("how long is the trial?", today=TODAY).as_dict()
    assert list(data) == ["question", "kind", "text", "sources", "confidence", "suggestions"]
    assert list(data["sources"][0]) == ["path", "line", "heading", "url"]
    assert data["sources"][0]["url"] == "/faq"
