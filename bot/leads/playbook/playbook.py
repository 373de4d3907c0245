"""The playbook: what is asked, how leads are scored and who gets them, as sales wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from bot.leads.details.choices import is_choice
from bot.leads.meetings.rules import MeetingRules
from bot.leads.playbook.conditions import Condition
from bot.leads.playbook.fields import Field

Role = Literal["rep", "marketer", "admin"]
Strategy = Literal["fair_rotation", "least_loaded"]
Language = Literal["ignore", "prefer", "require"]
NextStep = Literal["next_rep", "team_lead", "catch_all"]


@dataclass(frozen=True)
class ConsentText:
    """The consent question; `{privacy_url}`, `{company}` and `{assistant}` are filled in."""

    version: str
    wording: str
    why: str


@dataclass(frozen=True)
class Qualification:
    """What is asked and in which words."""

    offer_after: int  # answers after which contact is offered
    offer_texts: tuple[str, ...]
    intro: str
    consent: ConsentText
    handed_over_open: str
    handed_over_closed: str
    fields: tuple[Field, ...]

    def offers(self, text: str) -> bool:
        """Whether a text is nothing but the name of a choice of some field."""
        return any(is_choice(text, each.choices) for each in self.fields)


@dataclass(frozen=True)
class FitRule:
    """Points for what a lead is."""

    when: Condition
    points: int
    reason: str


@dataclass(frozen=True)
class FitGroup:
    """Rules whose points are added up, `cap` at most (None: no limit)."""

    group: str
    cap: int | None
    rules: tuple[FitRule, ...]


@dataclass(frozen=True)
class EngagementRule:
    """Points for each time a visitor did something."""

    event: str
    points: int
    reason: str


@dataclass(frozen=True)
class EngagementGroup:
    """Like `FitGroup`, for events."""

    group: str
    cap: int | None
    rules: tuple[EngagementRule, ...]


@dataclass(frozen=True)
class Scoring:
    """How leads are scored; `grade_*` are where the better two of three grades begin."""

    fit: tuple[FitGroup, ...]
    half_life_days: float
    engagement: tuple[EngagementGroup, ...]
    grade_a: int
    grade_b: int
    grade_1: int
    grade_2: int
    mql_fit: int
    mql_engagement: int
    high_intent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Team:
    """Some of the people, with whom leads them."""

    id: str
    name: str
    lead: str | None = None


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder: kind "team" goes to a team when `when` holds."""

    name: str
    kind: Literal["owner", "account", "team"]
    when: Condition = field(default_factory=dict)
    team: str | None = None
    accounts: Mapping[str, str] = field(default_factory=dict)
    skills: tuple[str, ...] = ()  # only those of the team who have all of them


@dataclass(frozen=True)
class Routing:
    """Who gets which lead."""

    teams: tuple[Team, ...]
    ladder: tuple[Rung, ...]
    catch_all: str
    strategy: Strategy = "fair_rotation"
    window_days: int = 30
    accept_within_minutes: int = 30  # of the rep's working time
    on_expiry: tuple[NextStep, ...] = ("next_rep", "team_lead", "catch_all")
    language: Language = "ignore"  # whether the rep is to speak the visitor's

    def team(self, name: str | None) -> Team | None:
        """The team with this id."""
        return next((team for team in self.teams if team.id == name), None)


@dataclass(frozen=True)
class Absence:
    """Days away, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Person:
    """Somebody of reps.yml; `hours` maps mon … sun to "09:00-17:00", empty is always."""

    id: str
    name: str
    email: str
    roles: tuple[Role, ...]
    teams: tuple[str, ...] = ()
    timezone: str = "UTC"
    hours: Mapping[str, str] = field(default_factory=dict)
    weight: float = 1.0
    capacity: int | None = None
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    holidays: str | None = None  # whose public holidays they have: "US", "DE-BY"
    absences: tuple[Absence, ...] = ()

    def profile(self) -> dict[str, Any]:
        """What routing needs, as `users.profile` keeps it."""
        return {
            "teams": list(self.teams),
            "timezone": self.timezone,
            "hours": dict(self.hours),
            "weight": self.weight,
            "capacity": self.capacity,
            "languages": list(self.languages),
            "skills": list(self.skills),
            "holidays": self.holidays,
            "absences": [
                {"from": each.first.isoformat(), "to": each.last.isoformat()}
                for each in self.absences
            ],
        }


@dataclass(frozen=True)
class Playbook:
    """The files of a playbook folder; `meetings` is None when nothing is to be booked."""

    qualification: Qualification
    scoring: Scoring
    routing: Routing
    people: tuple[Person, ...]
    meetings: MeetingRules | None = None
    # CRM → its property → our field or standard value; empty for its default
    crm: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Playbook:
        """Read qualification.yml, scoring.yml, routing.yml and reps.yml; meetings.yml and crm.yml
        if they are there.

        Raises ContentError, with file and line, for what does not fit the schemas or refers to
        a field, person or team that does not exist.
        """
        from bot.leads.playbook.files import load  # it builds these classes

        return load(folder)

    def labels(self) -> dict[str, str]:
        """The name for people of each field that is asked."""
        return {each.name: each.label for each in self.qualification.fields}
