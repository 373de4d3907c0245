"""A way to reach somebody, found in a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Contact:
    """A contact detail: `value` normalised, None with the `problem` when it cannot be used."""

    value: str | None
    start: int
    end: int
    problem: str | None = None
    suggestion: str | None = None
