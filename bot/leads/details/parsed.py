"""What an answer to one question was read as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Parsed:
    """An answer: its normalised value, or the problem in words to say to the visitor.

    With a `suggestion` the value is what was typed and the suggestion what was likely meant.
    """

    value: Any | None = None
    problem: str | None = None
    suggestion: str | None = None
