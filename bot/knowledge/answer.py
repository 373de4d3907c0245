"""What a question gets back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["answer", "price", "compare", "recommend", "unknown"]


@dataclass(frozen=True)
class Source:
    """Where an answer stands: `path` is relative to the content folder, `line` counts from 1.

    `last` is the last line of what is quoted; None when it is what belongs to `line`.
    """

    path: str
    line: int
    heading: str
    url: str | None = None
    last: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The source as it is published."""
        return {"path": self.path, "line": self.line, "heading": self.heading, "url": self.url}


def one_each(sources: Sequence[Source]) -> tuple[Source, ...]:
    """The sources with only the first line of each thing (path, heading and address)."""
    first: dict[tuple[str, str, str | None], Source] = {}
    for source in sources:
        first.setdefault((source.path, source.heading, source.url), source)
    return tuple(first.values())


@dataclass(frozen=True)
class Answer:
    """The answer to one question; `confidence` is 0 to 1, `revision` that of the content.

    `sources` are to be shown, one for each thing; `evidence` are all lines that the text rests on.
    `held_back`: there was an answer, but a figure in it had no proof.
    """

    question: str
    kind: Kind
    text: str
    sources: tuple[Source, ...] = ()
    confidence: float = 0.0
    suggestions: tuple[str, ...] = ()
    revision: str = ""
    evidence: tuple[Source, ...] = ()
    held_back: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The object that `ask --json` prints."""
        return {
            "question": self.question,
            "kind": self.kind,
            "text": self.text,
            "sources": [source.as_dict() for source in self.sources],
            "confidence": round(self.confidence, 3),
            "suggestions": list(self.suggestions),
        }
