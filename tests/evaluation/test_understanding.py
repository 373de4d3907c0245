"""Scores of intents and details, and the page that shows them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.errors import ContentError
from bot.evaluation.details import Told, read_told, same, score
from bot.evaluation.intents import (
    Example,
    Understood,
    accuracy,
    confusion,
    curve,
    read_examples,
    recall_at,
)
from bot.evaluation.report import write_page

TODAY = date(2026, 11, 23)
SEEN = [
    Understood(Example("hi", "greet"), "greet", 0.9),
    Understood(Example("bye", "goodbye"), "greet", 0.4),
    Understood(Example("how far is mars", "out_of_scope"), "ask_question", 0.3),
    Understood(Example("sing", "out_of_scope"), "out_of_scope", 0.8),
]


def test_accuracy_and_confusion() -> None:
    assert accuracy(SEEN) == 0.5
    assert confusion(SEEN)["goodbye", "greet"] == 1


def test_the_curve_trades_one_for_the_other() -> None:
    points = curve(SEEN)
    assert (points[0].in_scope, points[0].recall) == (0.5, 0.5)
    at = recall_at(points, 0.5)
    assert at is not None
    assert at.recall == 1.0  # refusing below 0.4 loses nothing that was right
    assert recall_at(points, 0.9) is None


def test_examples_are_read_from_rasas_format(tmp_path: Path) -> None:
    path = tmp_path / "set.yml"
    path.write_text('version: "3.1"\nnlu:\n  - intent: greet\n    examples: |\n      - hi\n')
    assert read_examples(path) == [Example("hi", "greet")]
    path.write_text("nlu:\n  - intent: greet\n    examples: |\n      hi\n")
    with pytest.raises(ContentError, match="no examples"):
        read_examples(path)


def told(text: str, **expect: object) -> Told:
    return Told(text, None, "US", TODAY, expect)


def test_details_are_counted() -> None:
    found = {
        "we're 40": {"company_size": 40},
        "we're 50": {"company_size": 5},
        "in Bonn": {},
        "hi": {"name": "Hi"},
    }
    report = score(
        [
            told("we're 40", company_size=40),
            told("we're 50", company_size=50),
            told("in Bonn", place={"country": "DE"}),
            told("hi"),
        ],
        lambda text, asked, region, today: found[text],
    )
    size = report.counts["company_size"]
    assert (size.right, size.missed, size.false) == (1, 1, 1)
    assert size.f1 == 0.5
    assert report.counts["place"].recall == 0.0
    assert (report.alarms, report.empty, report.alarm_rate) == (1, 1, 1.0)
    assert len(report.failures) == 3


def test_values_are_the_same_by_what_they_mean() -> None:
    assert same("budget", {"amount": 5, "max": None, "currency": "USD", "per": None},
                {"amount": "5", "max": None, "currency": "USD", "per": None})  # fmt: skip
    assert not same("timeline", {"date": None}, {"date": "2026-12-31"})
    assert same("name", "Jane Doe", "jane doe")


@pytest.mark.parametrize(
    "line", ["no", "{}", '{"text": "a", "asked": "x", "expect": {}}',
             '{"text": "a", "asked": null, "expect": {"size": 4}}'],
)  # fmt: skip
def test_a_bad_line_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(f'{{"text": "a", "asked": null, "expect": {{}}}}\n{line}\n')
    with pytest.raises(ContentError, match=r"line 2|:2"):
        read_told(path)


def test_the_page_shows_what_went_wrong_and_escapes_it(tmp_path: Path) -> None:
    seen = [*SEEN, Understood(Example("<script>", "greet"), "abuse", 0.4)]
    report = score([told("hi")], lambda text, asked, region, today: {})
    path = tmp_path / "report.html"
    write_page(path, seen, curve(seen), report)
    page = path.read_text(encoding="utf-8")
    assert "<svg" in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
