"""What routing knows of a lead, and what it decides, with the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.leads.providers import is_public

CATCH_ALL = "Catch-all"
TEAM_LEAD = "Team lead"
Via = Literal["rung", "team_lead", "catch_all"]


@dataclass(frozen=True)
class Facts:
    """What routing knows of a lead; `owner_id` has another lead of the same person, which a rep
    has said; `language` is the tag that the visitor's browser sends."""

    details: Mapping[str, Any]  # normalised values by field
    email: str | None = None
    owner_id: str | None = None
    owner_name: str | None = None
    language: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)  # fields' names for people

    @property
    def domain(self) -> str | None:
        """The company's e-mail domain; None for an address at a public mail provider."""
        domain = (self.email or "").rpartition("@")[2].casefold().rstrip(".")
        return None if is_public(domain) else domain


@dataclass(frozen=True)
class Decision:
    """Who gets a lead; `text` says why, in words for that person.

    `excluded` has a reason for each person who could not get it, `shares` the arithmetic.
    """

    person_id: str
    rung: str
    via: Via
    text: str
    candidates: tuple[str, ...]
    excluded: Mapping[str, str]
    shares: Mapping[str, str]
    skipped: tuple[str, ...] = ()  # rungs that matched and had nobody

    def explanation(self) -> dict[str, Any]:
        """The parts as plain data, for `assignments.explanation`."""
        parts = {
            "candidates": list(self.candidates),
            "excluded": dict(self.excluded),
            "arithmetic": dict(self.shares),
            "rungs_without_anybody": list(self.skipped),
        }
        return {name: part for name, part in parts.items() if part}
