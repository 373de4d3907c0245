"""How well intents are told apart: accuracy, a confusion matrix, and what is out of scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ContentError
from bot.yamlfiles import load_yaml

# What an assistant should not try to serve.
OUTSIDE = frozenset({"out_of_scope", "nlu_fallback"})
_SCHEMA = {
    "type": "object",
    "required": ["nlu"],
    "properties": {
        "nlu": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["intent", "examples"],
                "properties": {"intent": {"type": "string"}, "examples": {"type": "string"}},
            },
        }
    },
}


@dataclass(frozen=True)
class Example:
    """A message and the intent that it has."""

    text: str
    intent: str


@dataclass(frozen=True)
class Understood:
    """What was made of an example; `confidence` (0 to 1) of the intent `found`."""

    example: Example
    found: str
    confidence: float

    @property
    def right(self) -> bool:
        return self.found == self.example.intent


@dataclass(frozen=True)
class Point:
    """With messages below `confidence` taken for out of scope: shares of the in-scope messages
    understood rightly, and of those out of scope recognised."""

    confidence: float
    in_scope: float
    recall: float


def read_examples(path: Path) -> list[Example]:
    """Examples in Rasa's YAML format; raises ContentError when it is none."""
    found = [
        Example(line.strip()[2:].strip(), block["intent"])
        for block in load_yaml(path, _SCHEMA)["nlu"]
        for line in block["examples"].split("\n")
        if line.strip().startswith("- ")
    ]
    if not found:
        raise ContentError(path, None, "no examples", "- a message, under `examples: |`")
    return found


def accuracy(understood: Sequence[Understood]) -> float:
    """Share of the messages whose intent was found."""
    return sum(one.right for one in understood) / len(understood)


def confusion(understood: Iterable[Understood]) -> Counter[tuple[str, str]]:
    """(intent, found) → how often."""
    return Counter((one.example.intent, one.found) for one in understood)


def curve(understood: Sequence[Understood]) -> list[Point]:
    """One point for each confidence at which a message could be refused, lowest first."""
    inside = [one for one in understood if one.example.intent not in OUTSIDE]
    outside = [one for one in understood if one.example.intent in OUTSIDE]
    points = []
    for least in sorted({0.0, *(round(one.confidence, 3) for one in understood)}):
        right = sum(one.right and one.confidence >= least for one in inside)
        refused = sum(one.found in OUTSIDE or one.confidence < least for one in outside)
        points.append(
            Point(
                least,
                right / len(inside) if inside else 1.0,
                refused / len(outside) if outside else 1.0,
            )
        )
    return points


def recall_at(points: Sequence[Point], least_in_scope: float) -> Point | None:
    """The point with the most out-of-scope recall at no less in-scope accuracy; None if there is
    none."""
    fitting = [point for point in points if point.in_scope >= least_in_scope]
    return max(fitting, key=lambda point: point.recall) if fitting else None
