"""Prices: what is said, how it is computed, what is refused."""

from __future__ import annotations

import pytest

from bot.knowledge import Knowledge
from tests.knowledge.conftest import TODAY


def ask(knowledge: Knowledge, *questions: str, region: str | None = None) -> tuple[str, str]:
    answer = knowledge.ask(questions[-1], questions[:-1], today=TODAY, region=region)
    return answer.kind, answer.text


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("how much is team for 12 people yearly",
         ["12 users × $10.00 × 12 months = $1,440.00 a year"]),
        ("what does the Team plan cost per month for 12 users",
         ["12 users × $12.00 = $144.00 a month"]),
        ("team price", ["$12.00 per user per month, billed monthly", "$10.00", "billed yearly"]),
        ("How much is the taem plan?", ["**Team**", "$12.00"]),
        ("price of Team for 2 users",
         ["smallest quantity is 3 users", "3 users × $12.00 = $36.00 a month"]),
        ("how much for 60 users on business",
         ["50 users × $20.00 + 10 users × $15.00 = $1,150.00 a month"]),
        ("how much is business for 60 users a year",
         ["= $1,150.00 a month", "$1,150.00 × 12 months = $13,800.00 a year"]),
        ("what do 25,500 text messages cost",
         ["25,500 messages ÷ 1,000, rounded up = 26", "26 × $4.50 = $117.00"]),
        ("how much is team for 10 users yearly for a nonprofit",
         ["$1,200.00 − 20% = $960.00 a year", "Registered nonprofits"]),
        ("team for 25 users yearly", ["$3,000.00 − 5% = $2,850.00 a year", "20 users or more"]),
        ("what does it cost?", ["**Starter**", "**Team**", "**Business**"]),
        ("how much would Team set us back for a startup of eight?", ["8 users × $12.00"]),
        ("is starter free?", ["$0.00"]),
        ("how much is starter for 5 users", ["at most 2"]),
    ],
)  # fmt: skip
def test_prices(software: Knowledge, question: str, parts: list[str]) -> None:
    kind, text = ask(software, question, region="US")
    assert kind == "price"
    for part in parts:
        assert part in text


def test_the_smallest_quantity_is_said_once_in_front(software: Knowledge) -> None:
    kind, text = ask(software, "price of Team", "and for 2?", region="US")
    said = "The smallest quantity is 3 users, so this is for 3:"
    assert kind == "price"
    assert text.count(said) == 1
    assert text.index(said) < text.index("3 users × $12.00") < text.index("3 users × $10.00")


def test_what_is_compared_is_not_summed(software: Knowledge) -> None:
    assert "Together" not in ask(software, "team or business?", "and for 10?", region="US")[1]


@pytest.mark.parametrize(
    "question",
    [
        "how much is enterprise?",
        "how much is Zenhelp",
        "how much does the Zenhelp plan cost per agent",
        "how much is SSO on team",
        "what is the setup fee",
        "how much does the business plan cost in GBP?",
        "what did team cost in 2019",
        "lifetime price for team",
        "how much is Team per week",
        "what's the price of the mobile app",
    ],
)
def test_what_the_list_does_not_say_is_not_quoted(software: Knowledge, question: str) -> None:
    answer = software.ask(question, today=TODAY, region="US")
    assert answer.kind == "unknown"
    assert {source.path for source in answer.sources} <= {"catalog.yml"}  # where it is not said
    assert not any(c.isdigit() for c in answer.text)


def test_expired_and_future_prices_are_not_quoted(software: Knowledge) -> None:
    assert "9.99" not in ask(software, "how much are text messages")[1]
    late = software.ask("how much are text messages", today=TODAY.replace(year=2031))
    assert late.kind == "unknown"


def test_regions_and_currencies(software: Knowledge) -> None:
    assert "€18.00" in ask(software, "how much is Business in Germany", region="US")[1]
    assert "€18.00" in ask(software, "how much is Business", region="FR")[1]
    assert "€" not in ask(software, "how much is Business", region="US")[1]
    assert "Germany" in ask(software, "price of business in euros", region="US")[1]


def test_a_one_off_price_is_not_spread_over_months(bikes: Knowledge) -> None:
    assert ask(bikes, "how much is the stad e")[1] == "**Stad E**: €2,499.00 per bike."
    assert ask(bikes, "monthly payment for the stad e")[0] == "unknown"


def test_each_product_has_its_own_quantity(bikes: Knowledge) -> None:
    kind, text = ask(bikes, "2 fjell and a barn 20")
    assert kind == "price"
    assert "2 bikes × €1,299.00 = €2,598.00" in text
    assert "Together: €2,598.00 + €389.50 = €2,987.50" in text
    assert "3 bikes × €389.50 = €1,168.50" in ask(bikes, "3 barn 20")[1]


@pytest.mark.parametrize(
    ("questions", "part"),
    [
        (("How much is Team for 12 users?", "and yearly?"), "12 users × $10.00 × 12 months"),
        (("How much is Team for 12 users?", "what about business?"), "12 users × $20.00"),
        (("How much is Team?", "for 20 people?"), "20 users × $12.00"),
        (("does Team have SSO?", "how much is it?"), "**Team**"),
        (("how much is team for 5 users", "and for 2 years?"), "5 users × $10.00 × 24 months"),
        (("How much is Team for 12 users?", "and yearly?", "and business?"), "12 users × $20.00"),
    ],
)
def test_follow_ups(software: Knowledge, questions: tuple[str, ...], part: str) -> None:
    kind, text = ask(software, *questions, region="US")
    assert kind == "price"
    assert part in text


def test_plain_words_are_not_product_names(software: Knowledge) -> None:
    kind, text = ask(software, "how much for our team of 12?", region="US")
    assert kind == "price"
    assert "**Business**" in text
    assert "Monday" in ask(software, "what are your business hours")[1]


def test_a_day_that_is_closed_at_noon_is_told_whole(bikes: Knowledge) -> None:
    assert ask(bikes, "when are you open on tuesday")[1] == "Tuesday: 10:00-13:00, 14:30-19:00"


def test_each_price_cites_its_line(software: Knowledge) -> None:
    answer = software.ask("how much is team yearly", today=TODAY, region="US")
    (source,) = answer.sources
    lines = (software.folder / source.path).read_text().splitlines()
    assert source.path == "catalog.yml"
    assert "amount: 10," in lines[source.line - 1]
