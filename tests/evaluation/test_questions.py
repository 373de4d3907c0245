"""Question sets are read, or refused by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ContentError
from bot.evaluation.questions import read_questions


def written(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "set.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_a_set_is_read(tmp_path: Path) -> None:
    row = {
        "id": "a",
        "question": "and yearly?",
        "history": ["how much is Team?"],
        "style": "followup",
        "expect": "answer",
        "pages": ["catalog.yml|pages/plans.md"],
        "says": ["$120"],
    }
    (question,) = read_questions(written(tmp_path, row))
    assert question.text == "and yearly?"
    assert question.history == ("how much is Team?",)
    assert question.pages == ("catalog.yml|pages/plans.md",)


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"id": "b", "question": "why?", "expect": "maybe"}, "expect: 'maybe'"),
        ({"id": "b", "question": " ", "expect": "answer"}, "no text under 'question'"),
        ({"question": "why?", "expect": "answer"}, "no text under 'id'"),
        ({"id": "b", "question": "why?", "expect": "answer", "page": "x"}, "the key 'page'"),
        ({"id": "b", "question": "why?", "expect": "answer", "says": "x"}, "says: 'x'"),
        ({"id": "a", "question": "why?", "expect": "answer"}, "a second 'a'"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, row: dict[str, Any], found: str) -> None:
    good = {"id": "a", "question": "how?", "expect": "unknown"}
    with pytest.raises(ContentError) as error:
        read_questions(written(tmp_path, good, row))
    assert error.value.line == 2
    assert found in error.value.found


def test_an_empty_set_is_refused(tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text("\n")
    with pytest.raises(ContentError):
        read_questions(tmp_path / "set.jsonl")
