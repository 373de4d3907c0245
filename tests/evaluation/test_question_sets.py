"""The question sets of both example companies: what was reached is kept.

The bounds lie a little below the figures of docs/answers.md, except that of invented figures.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.companies import FOLDER, asked
from bot.encoder import shared_encoder
from bot.evaluation.answers import foreign, judge, score
from bot.evaluation.questions import read_questions
from bot.knowledge import Knowledge

ROOT = Path(__file__).resolve().parents[2]
SETS = Path(__file__).parent / "questions"
COMPANIES = {
    "larkspur": ROOT / "knowledge",
    "harbour-street": ROOT / "examples" / "dealership" / "knowledge",
}


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Knowledge]:
    cache = tmp_path_factory.mktemp("vectors")
    return {name: Knowledge.load(at, shared_encoder(), cache) for name, at in COMPANIES.items()}


@pytest.mark.parametrize(("name", "other"), [("larkspur", "harbour-street")[::n] for n in (1, -1)])
def test_what_was_reached_is_kept(name: str, other: str, companies: dict[str, Knowledge]) -> None:
    knowledge = companies[name]
    own = judge(knowledge, read_questions(SETS / f"{name}.jsonl"))
    strange = foreign(knowledge, read_questions(SETS / f"{other}.jsonl")[::2])
    result = score(own)
    assert result.answerable >= 100
    assert result.unanswerable >= 50
    assert result.invented == 0
    assert not any(one.invented for one in strange)
    assert result.right_rate >= 0.66
    assert result.abstention_rate >= 0.87
    assert sum(one.verdict != "right" for one in strange) <= 0.18 * len(strange)


@pytest.mark.parametrize(
    ("name", "company", "counts", "right", "declined"),
    [
        ("harbour-street-blind", "harbour-street", (101, 59, 0), 0.60, 0.82),
        ("larkspur-blind", "larkspur", (107, 53, 0), 0.63, 0.86),
    ],
)
def test_questions_of_somebody_who_knew_only_the_contents_page(
    name: str,
    company: str,
    counts: tuple[int, int, int],
    right: float,
    declined: float,
    companies: dict[str, Knowledge],
) -> None:
    result = score(judge(companies[company], read_questions(SETS / f"{name}.jsonl")))
    assert (result.answerable, result.unanswerable, result.invented) == counts
    assert result.right_rate >= right
    assert result.abstention_rate >= declined


def test_companies_from_which_nothing_was_learned() -> None:
    files = sorted(FOLDER.glob("*.md"))
    assert len(files) >= 40
    count = Counter(verdict for file in files[::8] for _, _, verdict in asked(file))
    answerable = sum(count[name] for name in ("right", "part", "wrong", "nearest", "declined"))
    assert answerable >= 180
    assert count["right"] >= 0.48 * answerable
    assert count["wrong"] <= 0.14 * answerable
    assert count["abstained"] >= 0.78 * (count["abstained"] + count["answered"])
