from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge import Answer, Knowledge, Source
from bot.knowledge.proof import unsupported
from bot.knowledge.words import figures
from tests.knowledge.conftest import TODAY

FILES = {
    "catalog.yml": (
        "products:",
        "  - id: team",
        "    name: Team",
        "    prices:",
        "      - {amount: 10, per: month}",
        "      - {amount: 99, per: year}",
    ),
    "a.md": ("# A", "", "We answer in 4 hours.", "", "# B", "", "It costs 70."),
}


def missing(text: str, path: str, line: int, asked: str = "") -> list[str]:
    answer = Answer("q", "answer", text, (Source(path, line, "A"),))
    return unsupported(answer, FILES, asked)


@pytest.mark.parametrize(
    ("text", "path", "line", "asked", "wrong"),
    [
        ("We answer in 4 hours.", "a.md", 3, "", []),
        ("We answer in 5 hours.", "a.md", 3, "", ["5"]),
        ("It costs 70.", "a.md", 3, "", ["70"]),
        ("$10.00 per month", "catalog.yml", 5, "", []),
        ("$99.00 per year", "catalog.yml", 5, "", ["99"]),
        ("$99.00 per year", "catalog.yml", 2, "", []),
        ("12 users × $10.00 = $120.00 a month", "catalog.yml", 5, "for 12 users", []),
        ("12 users × $10.00 = $121.00 a month", "catalog.yml", 5, "for 12 users",
         ["12", "121"]),
        ("12 users × $10.00 = $120.00 a month", "catalog.yml", 5, "", ["12", "120"]),
        ("12 users × $10.00 × 12 months = $1,440.00 a year", "catalog.yml", 5, "twelve", []),
        ("For you it costs $12.00", "catalog.yml", 5, "for 12 users", ["12"]),
        ("We answer in 4 hours.", "gone.md", 3, "", ["4"]),
    ],
)  # fmt: skip
def test_each_figure_needs_support(
    text: str, path: str, line: int, asked: str, wrong: list[str]
) -> None:
    assert missing(text, path, line, asked) == wrong


@given(st.text(max_size=200))
def test_any_text_can_be_checked(text: str) -> None:
    wrong = missing(text, "a.md", 3, text)
    assert set(wrong) <= {f"{figure:f}" for figure in figures(text)}


@given(
    quantity=st.integers(1, 100_000),
    amount=st.decimals("0.01", "9999", places=2),
    off=st.decimals("0.01", "5000", places=2),
)
def test_a_wrong_sum_is_never_proven(quantity: int, amount: Decimal, off: Decimal) -> None:
    files = {"catalog.yml": (f"- {{amount: {amount}}}",)}
    right, wrong = quantity * amount, quantity * amount + off
    for total, proven in ((right, True), (wrong, False)):
        text = f"{quantity:,} users × ${amount:,.2f} = ${total:,.2f}"
        answer = Answer("q", "price", text, (Source("catalog.yml", 1, "A"),))
        found = unsupported(answer, files, f"for {quantity} users")
        assert (found == []) is (proven or set(figures(text)) <= {amount.normalize()})


VOCABULARY = """
how much is team business starter enterprise sms for 7 12 60 people users yearly monthly a year
under $20 10k compare and which plan has sso nonprofit discount in germany euros 2 years cheapest
what about export trial is 25,500 text messages each with storage of the it
"""
WORDS = st.sampled_from(VOCABULARY.split())


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=9), st.lists(WORDS, max_size=6))
def test_no_answer_leaves_with_an_unproven_figure(
    software: Knowledge, question: list[str], before: list[str]
) -> None:
    history = [" ".join(before)] if before else []
    answer = software.ask(" ".join(question), history, today=TODAY, region="US")
    files = {
        str(path.relative_to(software.folder)): path.read_text().splitlines()
        for path in software.folder.rglob("*.*")
    }
    assert unsupported(answer, files, " ".join((*history, *question))) == []
    assert (answer.kind == "unknown") == (answer.sources == ())
