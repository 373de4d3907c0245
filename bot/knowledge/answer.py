"""What a question gets back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["answer", "price", "compare", "recommend", "unknown"]


@dataclass(frozen=True)
class Source:
    """Where an answer stands: `path` is relative to the content folder, `line` counts from 1."""

    path: str
    line: int
    heading: str
    url: str | None = None


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
    """

    question: str
    kind: Kind
    text: str
    sources: tuple[Source, ...] = ()
    confidence: float = 0.0
    suggestions: tuple[str, ...] = ()
    revision: str = ""
    evidence: tuple[Source, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The object that `ask --json` prints."""
        return {
            "question": self.question,
            "kind": self.kind,
            "text": self.text,
            "sources": [
                {"path": s.path, "line": s.line, "heading": s.heading, "url": s.url}
                for s in self.sources
            ],
            "confidence": round(self.confidence, 3),
            "suggestions": list(self.suggestions),
        }
