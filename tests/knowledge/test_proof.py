"""The proof of answers: what stands passes, and a changed figure, unit, currency or date never."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.encoder import Encoder
from bot.knowledge import Answer, Knowledge, Source
from bot.knowledge.replies.claims import claims
from bot.knowledge.replies.grounds import Grounds
from bot.knowledge.replies.proof import unsupported
from bot.settings import ROOT
from tests.knowledge.conftest import TODAY

FILES = {
    "catalog.yml": (
        "currency: EUR",
        "products:",
        "  - id: team",
        "    name: Team 3",
        "    summary: For 2 to 9 offices, with 24/7 help.",
        "    attributes: {storage_gb: 30, max_users: 50, free_days: 14}",
        "    prices:",
        "      - {amount: 10, per: month, unit: user, billed: monthly, minimum: 3}",
        "      - {amount: 99, per: year}",
        "      - {amount: 5, per: month, currency: USD, unit: '1,000 messages'}",
        "      - {amount: 0, per: month}",
        "discounts:",
        "  - {id: a, name: A, percent: 30, valid_until: 2027-12-31}",
    ),
    "a.md": (
        "# A",
        "",
        "We answer in 4 hours, from 9:00 to 5 pm, and refund within",
        "30 days. The fee is £62 a session or $12 per user per month.",
        "",
        "- Twelve users are included.",
        "- A dozen more cost 5% until 4 May 2027.",
        "",
        "# B",
        "",
        "It costs 70. Calls are unlimited. Half of it is kept on Windows 10 with AES-256.",
        "",
        "# C",
        "",
        "Down to -40 degrees. We sell the Pump 6 kW.",
    ),
}
GROUNDS = Grounds(FILES)


def missing(text: str, path: str, line: int, asked: str = "", last: int | None = None) -> list[str]:
    return unsupported(text, [Source(path, line, "Heading 7", last=last)], GROUNDS, asked)


@pytest.mark.parametrize(
    ("text", "path", "line", "asked", "wrong"),
    [
        ("We answer in 4 hours.", "a.md", 3, "", []),
        ("We answer in 4 days.", "a.md", 3, "", ["4"]),
        ("We answer in 5 hours.", "a.md", 3, "", ["5"]),
        ("Within 30 days.", "a.md", 3, "", []),
        ("It is $30.", "a.md", 3, "", ["$30"]),
        ("It is 30%.", "a.md", 3, "", ["30%"]),
        ("£62 a session", "a.md", 3, "", []),
        ("$62 a session", "a.md", 3, "", ["$62"]),
        ("£62 an hour", "a.md", 3, "", ["£62"]),
        ("$12 per user per year", "a.md", 3, "", ["$12"]),
        ("From 9 am to 17:00", "a.md", 3, "", []),
        ("From 9 pm to 17:00", "a.md", 3, "", ["9 pm"]),
        ("12 users are included", "a.md", 3, "", []),
        ("Down to -40 degrees", "a.md", 15, "", []),
        ("Down to 40 degrees", "a.md", 15, "", ["40"]),
        ("The Pump 6 kW includes a hose", "a.md", 15, "", []),
        ("The Pump 6 litres includes a hose", "a.md", 15, "", ["6"]),
        ("Twelve guests are included", "a.md", 3, "", ["Twelve"]),
        ("A dozen more cost 5% until May 2027", "a.md", 3, "", []),
        ("Until 5 May 2027", "a.md", 3, "", ["5 May 2027"]),
        ("Until 4 May 2028", "a.md", 3, "", ["4 May 2028"]),
        ("It costs 70.", "a.md", 3, "", ["70"]),  # stands under another heading
        ("It costs 70.", "a.md", 11, "", []),
        ("Calls are free.", "a.md", 11, "", ["free"]),
        ("Half of it is unlimited.", "a.md", 11, "", []),
        ("A third of it is always there.", "a.md", 11, "", ["third", "always"]),
        ("On Windows 10 with AES-256.", "a.md", 11, "", []),
        ("On Windows 11 with AES-128.", "a.md", 11, "", ["11", "AES-128"]),
        ("Heading 7", "a.md", 11, "", []),
        ("€10.00 per user per month (at least 3 users)", "catalog.yml", 8, "", []),
        ("$10.00 per user per month", "catalog.yml", 8, "", ["$10.00"]),
        ("€10.00 per user per year", "catalog.yml", 8, "", ["€10.00"]),
        ("€10.00 per user per month, billed monthly", "catalog.yml", 8, "", []),
        ("€10.00 per user per month, billed yearly", "catalog.yml", 8, "", ["€10.00"]),
        ("€10.00 per month (at least 3 months)", "catalog.yml", 8, "", ["3"]),
        ("€99.00 per year", "catalog.yml", 8, "", ["€99.00"]),
        ("€99.00 per year", "catalog.yml", 3, "", []),
        ("$5.00 per 1,000 messages per month", "catalog.yml", 10, "", []),
        ("€5.00 per 1,000 messages per month", "catalog.yml", 10, "", ["€5.00"]),
        ("**Team 3** is free", "catalog.yml", 3, "", []),
        ("**Team 3** is free", "catalog.yml", 8, "", ["3", "free"]),
        ("Storage: 30 GB, for at most 50 users", "catalog.yml", 6, "", []),
        ("Storage: 50 GB, for at most 30 users", "catalog.yml", 6, "", ["50", "30"]),
        ("30% off until 31 December 2027", "catalog.yml", 13, "", []),
        ("30 off until 31 December 2027", "catalog.yml", 13, "", ["30"]),
        ("12 users × €10.00 = €120.00 a month", "catalog.yml", 8, "for 12 users", []),
        ("12 users × €10.00 = €120.00 a year", "catalog.yml", 8, "for 12 users",
         ["12", "€10.00", "€120.00"]),
        ("12 users × €10.00 = $120.00 a month", "catalog.yml", 8, "for 12 users",
         ["12", "€10.00", "$120.00"]),
        ("12 users × €10.00 = €121.00 a month", "catalog.yml", 8, "for 12 users",
         ["12", "€10.00", "€121.00"]),
        ("12 users × €10.00 = €120.00 a month", "catalog.yml", 8, "", ["12", "€10.00", "€120.00"]),
        ("12 users × €10.00 × 12 months = €1,440.00 a year", "catalog.yml", 8, "twelve", []),
        ("12 users × €10.00 × 12 months = €1,440.00 a month", "catalog.yml", 8, "twelve",
         ["12", "€10.00", "12", "€1,440.00"]),
        ("12 months × €10.00 × 12 months = €1,440.00 a year", "catalog.yml", 8, "twelve",
         ["12", "€10.00", "12", "€1,440.00"]),
        ("For you it costs €12.00", "catalog.yml", 8, "for 12 users", ["€12.00"]),
        ("We answer in 4 hours.", "gone.md", 3, "", ["4"]),
    ],
)  # fmt: skip
def test_each_figure_needs_support(
    text: str, path: str, line: int, asked: str, wrong: list[str]
) -> None:
    # In arithmetic that is not proven, amounts that stand in the content by themselves are.
    assert [one for one in missing(text, path, line, asked) if one in wrong or not wrong] == (
        missing(text, path, line, asked)
    )
    assert bool(missing(text, path, line, asked)) is bool(wrong)
    assert set(missing(text, path, line, asked)) <= set(wrong)


def test_what_is_quoted_ends_where_the_source_does() -> None:
    assert missing("Twelve users are included.", "a.md", 3, last=4) == ["Twelve"]
    assert missing("Twelve users are included.", "a.md", 3, last=6) == []


@given(st.text(max_size=200))
def test_any_text_can_be_checked(text: str) -> None:
    assert set(missing(text, "a.md", 3, text)) <= {claim.text for claim in claims(text)}


@given(st.text(alphabet="019 .,:-/%$€£kmMay×=", max_size=60))
def test_any_figures_can_be_checked(text: str) -> None:
    assert set(missing(text, "a.md", 3, text)) <= {
        claim.text for line in text.split("\n") for claim in claims(line)
    }


@given(
    quantity=st.integers(1, 100_000),
    amount=st.decimals("0.01", "9999", places=2),
    off=st.decimals("0.01", "5000", places=2),
)
def test_a_wrong_sum_is_never_proven(quantity: int, amount: Decimal, off: Decimal) -> None:
    grounds = Grounds({"catalog.yml": (f"- {{amount: {amount}, per: month, unit: user}}",)})
    right, wrong = quantity * amount, quantity * amount + off
    for total, proven in ((right, True), (wrong, False)):
        text = f"{quantity:,} users × ${amount:,.2f} = ${total:,.2f} a month"
        found = unsupported(text, [Source("catalog.yml", 1, "A")], grounds, f"for {quantity} users")
        assert (found == []) is proven


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
    asked = " ".join((*history, *question))
    assert unsupported(answer.text, answer.evidence, software.grounds, asked) == []
    assert answer.sources or answer.kind == "unknown"


def _answers(knowledge: Knowledge) -> list[Answer]:
    """Answers to everything that a company's content says it answers, and to what things cost."""
    questions = [text for page in knowledge.pages for text, _ in page.questions]
    for product in knowledge.catalog.products:
        questions += [f"how much is {product.name}?", f"what does {product.name} include"]
        questions.append(f"{product.name} for 12, yearly?")
    return [knowledge.ask(one, today=TODAY) for one in questions]


@pytest.fixture(scope="session")
def answered(encoder: Encoder) -> list[tuple[Knowledge, Answer]]:
    found = []
    for folder in (ROOT / "knowledge", ROOT / "examples" / "dealership" / "knowledge"):
        knowledge = Knowledge.load(folder, encoder)
        found += [(knowledge, one) for one in _answers(knowledge) if one.kind != "unknown"]
    return found


def test_all_answers_of_the_examples_are_proven(
    answered: list[tuple[Knowledge, Answer]], caplog: pytest.LogCaptureFixture
) -> None:
    assert len(answered) > 150
    assert not [record for record in caplog.records if "unproven" in record.message]


SIGNS = "$€£"
UNITS = ("minutes", "hours", "days", "weeks", "months", "years", "GB", "users", "km", "miles")


def _changed(text: str, chance: random.Random) -> Iterator[str]:
    """The text with one figure, unit, currency or date changed."""
    for match in re.finditer(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?", text):
        digits = match.group()
        other = str(int(Decimal(digits.replace(",", ""))) + chance.choice((7, 31, 113)))
        if not re.search(rf"(?<!\d){other}(?!\d)", text):  # which would stand in a cited line
            yield text[: match.start()] + other + text[match.end() :]
    for match in re.finditer(r"[$€£](?=\d)", text):
        sign = chance.choice([s for s in SIGNS if s != match.group()])
        yield text[: match.start()] + sign + text[match.end() :]
    for match in re.finditer(rf"(?<=\d )(?:{'|'.join(UNITS)})\b", text):
        unit = chance.choice([u for u in UNITS if u != match.group()])
        yield text[: match.start()] + unit + text[match.end() :]
    for match in re.finditer(r"(?<=\d)%", text):
        yield text[: match.start()] + chance.choice((" days", " users")) + text[match.end() :]
    for match in re.finditer(r"(?<=\d )(?:January|March|May|June|December)\b", text):
        yield text[: match.start()] + "August" + text[match.end() :]
    for match in re.finditer(r"(?<=per )(?:month|year)\b", text):
        yield text[: match.start()] + chance.choice(("week", "day")) + text[match.end() :]


def test_no_changed_figure_passes(answered: list[tuple[Knowledge, Answer]]) -> None:
    chance = random.Random(3)
    tried = 0
    passed = []
    for knowledge, answer in answered:
        for text in _changed(answer.text, chance):
            tried += 1
            # Without the question's figures: those may stand in arithmetic.
            if not unsupported(text, answer.evidence, knowledge.grounds, answer.question):
                passed.append((answer.text, text))
    assert tried > 500
    assert passed == []
