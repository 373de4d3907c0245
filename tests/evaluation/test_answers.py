"""Verdicts on answers, and figures that no source has."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation.answers import foreign, judge, score
from bot.evaluation.figures import invented
from bot.evaluation.questions import Question
from bot.knowledge import Answer, Knowledge, Source

PAGE = "# Refunds\n\nYou get your money back within 30 days for 3 seats at $12.50.\n"


def answer(text: str, kind: str = "answer", path: str = "page.md") -> Answer:
    return Answer("?", kind, text, (Source(path, 3, "Refunds"),))  # type: ignore[arg-type]


class Fixed:
    """A knowledge that always gives the same answer."""

    def __init__(self, folder: Path, given: Answer) -> None:
        self.folder = folder
        self._given = given

    def ask(self, question: str, history: object = ()) -> Answer:
        return self._given


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.md").write_text(PAGE)
    return tmp_path


def judged(folder: Path, given: Answer, question: Question) -> tuple[str, str]:
    knowledge: Knowledge = Fixed(folder, given)  # type: ignore[assignment]
    (one,) = judge(knowledge, [question])
    return one.verdict, one.why


def test_verdicts(folder: Path) -> None:
    asked = Question("a", "refund?", "answer", pages=("page.md",), says=("30 days|a month",))
    assert judged(folder, answer("Within 30 days."), asked) == ("right", "")
    assert judged(folder, answer("Soon."), asked) == ("wrong", "does not say '30 days|a month'")
    assert judged(folder, answer("30 days"), Question("a", "?", "unknown"))[0] == "answered"
    assert judged(folder, Answer("?", "unknown", "No."), asked)[0] == "declined"
    assert judged(folder, Answer("?", "unknown", "No."), Question("a", "?", "unknown"))[0] == (
        "right"
    )


def test_a_source_that_is_not_cited_is_missed(folder: Path) -> None:
    (folder / "other.md").write_text("30 days")
    asked = Question("a", "refund?", "answer", pages=("page.md",))
    assert judged(folder, answer("30 days", path="other.md"), asked) == (
        "wrong",
        "no source page.md",
    )


def test_rates(folder: Path) -> None:
    knowledge: Knowledge = Fixed(folder, answer("Within 30 days."))  # type: ignore[assignment]
    asked = [Question("a", "?", "answer"), Question("b", "?", "unknown")]
    result = score(judge(knowledge, asked))
    assert (result.right_rate, result.abstention_rate, result.invented) == (1.0, 0.0, 0)
    assert [one.verdict for one in foreign(knowledge, asked)] == ["answered", "answered"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Within 30 days.", []),
        ("Within 14 days.", ["14"]),
        ("- 7 seats × $12.50 × 12 months = $1,050.00 a year", []),
        ("- 7 seats × $12.50 × 12 months = $1,051.00 a year", ["1,051.00"]),
        ("- 3 × $12.50 − 10% = $33.75", []),
        ("For 30 you pay $37.50, for 99 more.", ["37.50", "99"]),
    ],
)
def test_invented_figures(folder: Path, text: str, wrong: list[str]) -> None:
    assert invented(answer(text), folder, ["what do 7 seats cost, and 10% off?"]) == wrong
