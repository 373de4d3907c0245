"""Question sets: what a visitor may ask, and what a right answer is.

A set is a JSONL file; a line is one question:

    {"id": "h12", "question": "and how long for?", "history": ["do you do test drives?"],
     "style": "followup", "expect": "answer", "pages": ["pages/buying/test-drives.md"],
     "says": ["45 minutes|45 min"]}

`expect` is `answer` or `unknown`. For an answer, each of `pages` must be among its sources and each
of `says` in its text, whatever the case; `|` parts alternatives of which one is enough. `common`:
true is for what may be asked of any company (contact, hours, payment, discounts), so that another
company may answer it from its own content.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.errors import ContentError
from bot.files import read_text

_EXPECTED = '{"id": "…", "question": "…", "expect": "answer" or "unknown", …}'
_KEYS = {"id", "question", "history", "style", "expect", "pages", "says", "common"}


@dataclass(frozen=True)
class Question:
    """One question of a set, with what is expected of its answer."""

    id: str
    text: str
    expect: Literal["answer", "unknown"]
    history: tuple[str, ...] = ()
    style: str = "plain"
    pages: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    common: bool = False


def read_questions(path: Path) -> list[Question]:
    """All questions of a set; raises ContentError with the line of the first bad one."""
    questions: list[Question] = []
    seen: set[str] = set()
    for at, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            data: Any = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            raise ContentError(path, at, "a line that is not JSON", _EXPECTED) from None
        question = _question(path, at, data)
        if question.id in seen:
            raise ContentError(path, at, f"a second {question.id!r}", "an id of its own")
        seen.add(question.id)
        questions.append(question)
    if not questions:
        raise ContentError(path, None, "no questions", _EXPECTED)
    return questions


def _question(path: Path, at: int, data: Any) -> Question:
    if not isinstance(data, dict):
        raise ContentError(path, at, "no object", _EXPECTED)
    if unknown := sorted(set(data) - _KEYS):
        raise ContentError(path, at, f"the key {unknown[0]!r}", f"only {', '.join(sorted(_KEYS))}")
    if data.get("expect") not in ("answer", "unknown"):
        raise ContentError(path, at, f"expect: {data.get('expect')!r}", '"answer" or "unknown"')
    for key in ("id", "question"):
        if not isinstance(data.get(key), str) or not data[key].strip():
            raise ContentError(path, at, f"no text under {key!r}", _EXPECTED)
    if not isinstance(data.get("common", False), bool):
        raise ContentError(path, at, f"common: {data['common']!r}", "true or false")
    lists = {}
    for key in ("history", "pages", "says"):
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise ContentError(path, at, f"{key}: {value!r}", "a list of texts")
        lists[key] = tuple(value)
    return Question(
        id=data["id"],
        text=data["question"],
        expect=data["expect"],
        style=str(data.get("style", "plain")),
        common=data.get("common", False),
        **lists,
    )
