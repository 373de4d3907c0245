"""Questions on prices as people type them, asked of price lists of other trades."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from bot.encoder import shared_encoder
from bot.evaluation.figures import invented
from bot.knowledge import Knowledge
from tests.knowledge.conftest import DATA, TODAY

ROOT = Path(__file__).parents[2]
PRICES = DATA / "prices"
SITES = ROOT / "tests" / "evaluation" / "sites" / "seen"
EXAMPLES = {
    "larkspur": ROOT / "knowledge",
    "dealership": ROOT / "examples" / "dealership" / "knowledge",
    "payroll": SITES / "payroll",
    "printing": SITES / "printing",
}


@lru_cache(maxsize=1)
def knowledge_of(name: str) -> Knowledge:
    return Knowledge.load(EXAMPLES.get(name, PRICES / name), shared_encoder())


def cases() -> list[Any]:
    return [
        pytest.param(file.stem, row, id=f"{file.stem}: {' | '.join(row['ask'])}")
        for file in sorted(PRICES.glob("*.jsonl"))
        for row in map(json.loads, file.read_text(encoding="utf-8").splitlines())
    ]


@pytest.mark.parametrize(("name", "row"), cases())
def test_a_question(name: str, row: dict[str, Any]) -> None:
    """`says` are to be in the text (`|` parts alternatives), `never` must not be."""
    knowledge = knowledge_of(name)
    *history, question = row["ask"]
    answer = knowledge.ask(question, history, today=TODAY, region=row.get("region"))
    text = answer.text.casefold()
    assert answer.kind in row["kind"].split("|"), answer.text
    for part in row.get("says", ()):
        ways = [part] if part.startswith("|") else part.split("|")
        assert any(way.casefold() in text for way in ways), (part, answer.text)
    for part in row.get("never", ()):
        assert part.casefold() not in text, answer.text
    assert invented(answer, knowledge.folder, row["ask"]) == []
