"""The playbook: what is asked, how it is scored, who gets what. Sales' files, as data.

Each file is checked against its JSON Schema (`bot/leads/schemas/`) and against the others; an
error is a ContentError that names the file and the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import ContentError
from bot.files import Lines, load_schema, load_yaml_lines
from bot.leads.fields import Field

_SCHEMAS = Path(__file__).parent / "schemas"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class ConsentText:
    """What visitors are asked before their contact details are used."""

    version: str
    wording: str
    why: str = ""


@dataclass(frozen=True)
class Qualification:
    """`qualification.yml`: when to offer a next step, what to ask, what to say at the end."""

    offer_after: int
    offer_texts: tuple[str, ...]
    intro: str
    consent: ConsentText
    handed_over_open: str
    handed_over_closed: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Rule:
    """Points for a condition on details (fit) or for an event (engagement), with the reason."""

    points: int
    reason: str
    when: Mapping[str, Any] = field(default_factory=dict)
    event: str | None = None


@dataclass(frozen=True)
class Group:
    """Rules whose positive points together count for at most `cap`."""

    name: str
    cap: int
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Scoring:
    """`scoring.yml`. Thresholds are the least points for a grade or for an MQL."""

    fit: tuple[Group, ...]
    engagement: tuple[Group, ...]
    half_life_days: float
    fit_grades: Mapping[str, int]  # A, B; below is C
    engagement_grades: Mapping[str, int]  # 1, 2; below is 3
    mql_fit: int
    mql_engagement: int
    high_intent: frozenset[str]


@dataclass(frozen=True)
class Team:
    """Some of the people; `lead` is who gets what nobody of the team took."""

    id: str
    name: str
    lead: str | None = None


@dataclass(frozen=True)
class Rung:
    """One step of the ladder: `owner`, `account` (e-mail domain → person), or a condition."""

    name: str
    kind: str
    when: Mapping[str, Any] = field(default_factory=dict)
    team: str | None = None
    accounts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Routing:
    """`routing.yml`."""

    teams: tuple[Team, ...]
    ladder: tuple[Rung, ...]
    strategy: str
    window_days: int
    accept_within_minutes: int
    on_expiry: tuple[str, ...]
    catch_all: str

    def team(self, name: str | None) -> Team | None:
        """The team with this id."""
        return next((team for team in self.teams if team.id == name), None)


@dataclass(frozen=True)
class Person:
    """Somebody who works with leads; hours are in their own time zone, by weekday (mon … sun)."""

    id: str
    name: str
    email: str
    roles: tuple[str, ...]
    teams: tuple[str, ...] = ()
    timezone: str = "UTC"
    hours: Mapping[str, tuple[time, time]] = field(default_factory=dict)
    weight: float = 1.0
    capacity: int | None = None
    languages: tuple[str, ...] = ()
    absences: tuple[tuple[date, date], ...] = ()

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Person:
        """Of an entry of `reps.yml`, or of a user's row and profile.

        Raises ValueError for a time zone, an hour or a date that does not exist.
        """
        zone = str(data.get("timezone") or "UTC")
        try:
            ZoneInfo(zone)
        except (OSError, KeyError):
            raise ValueError(f"the time zone {zone!r}") from None
        return cls(
            id=str(data["id"]),
            name=str(data["name"]),
            email=str(data["email"]),
            roles=tuple(data.get("roles") or ()),
            teams=tuple(data.get("teams") or ()),
            timezone=zone,
            hours={
                day: _span(text)
                for day, text in (data.get("hours") or {}).items()
                if text != "closed"
            },
            weight=float(data.get("weight", 1)),
            capacity=data.get("capacity"),
            languages=tuple(data.get("languages") or ()),
            absences=tuple(
                (date.fromisoformat(each["from"]), date.fromisoformat(each["to"]))
                for each in data.get("absences") or ()
            ),
        )


def _span(text: str) -> tuple[time, time]:
    start, _, end = text.partition("-")
    begins, ends = time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
    if begins >= ends:
        raise ValueError(f"the hours {text!r}, which end before they begin")
    return begins, ends


@dataclass(frozen=True)
class Playbook:
    """All four files."""

    qualification: Qualification
    scoring: Scoring
    routing: Routing
    people: tuple[Person, ...]
    entries: tuple[Mapping[str, Any], ...]  # of reps.yml, as written: they seed the database

    @classmethod
    def load(cls, folder: Path) -> Playbook:
        """Read a playbook folder; raises ContentError."""
        qualification, names = _qualification(folder / "qualification.yml")
        people, entries = _people(folder / "reps.yml")
        return cls(
            qualification=qualification,
            scoring=_scoring(folder / "scoring.yml", names),
            routing=_routing(folder / "routing.yml", names, {person.id for person in people}),
            people=people,
            entries=entries,
        )


def _load(path: Path, schema: str) -> tuple[Any, Lines]:
    return load_yaml_lines(path, load_schema(_SCHEMAS / f"{schema}.schema.json"))


def _qualification(path: Path) -> tuple[Qualification, set[str]]:
    data, lines = _load(path, "qualification")
    names: set[str] = set()
    fields = []
    for number, entry in enumerate(data["fields"]):
        if entry["name"] in names:
            line = lines.at("fields", number, "name")
            raise ContentError(path, line, f"a second field {entry['name']!r}", "each field once")
        _check_fields(entry.get("when"), names, path, lines, ("fields", number, "when"))
        names.add(entry["name"])
        if entry["type"] == "choice" and not entry.get("choices"):
            line = lines.at("fields", number)
            raise ContentError(path, line, "a choice without choices", "the key 'choices'")
        fields.append(Field.from_mapping(entry))
    if not names & {"email", "phone"}:
        line = lines.at("fields")
        raise ContentError(path, line, "no way to be reached", "a field 'email' or 'phone'")
    offer = data["offer"]
    return (
        Qualification(
            offer_after=offer["after_answers"],
            offer_texts=tuple(offer["text"]),
            intro=data["intro"],
            consent=ConsentText(**data["consent"]),
            handed_over_open=data["handed_over"]["open"],
            handed_over_closed=data["handed_over"]["closed"],
            fields=tuple(fields),
        ),
        names,
    )


def _check_fields(
    condition: Mapping[str, Any] | None,
    names: Iterable[str],
    path: Path,
    lines: Lines,
    place: tuple[str | int, ...],
) -> None:
    """A condition names fields that are asked for (before it, where order matters)."""
    for name in condition or {}:
        if name not in names:
            raise ContentError(
                path,
                lines.at(*place, name),
                f"a condition on {name!r}",
                f"one of the fields {', '.join(sorted(names))}",
            )


def _scoring(path: Path, names: set[str]) -> Scoring:
    data, lines = _load(path, "scoring")
    for number, group in enumerate(data["fit"]):
        for at, rule in enumerate(group["rules"]):
            place = ("fit", number, "rules", at, "when")
            _check_fields(rule.get("when"), names, path, lines, place)
    grades = data["grades"]
    return Scoring(
        fit=_groups(data["fit"]),
        engagement=_groups(data["engagement"]["groups"]),
        half_life_days=float(data["engagement"]["half_life_days"]),
        fit_grades=dict(grades["fit"]),
        engagement_grades=dict(grades["engagement"]),
        mql_fit=data["mql"]["fit"],
        mql_engagement=data["mql"]["engagement"],
        high_intent=frozenset(data.get("high_intent") or ()),
    )


def _groups(data: Iterable[Mapping[str, Any]]) -> tuple[Group, ...]:
    return tuple(
        Group(
            name=group["group"],
            cap=group["cap"],
            rules=tuple(
                Rule(
                    points=rule["points"],
                    reason=rule["reason"],
                    when=rule.get("when") or {},
                    event=rule.get("event"),
                )
                for rule in group["rules"]
            ),
        )
        for group in data
    )


def _routing(path: Path, names: set[str], people: set[str]) -> Routing:
    data, lines = _load(path, "routing")
    teams = {team["id"] for team in data["teams"]}

    def known(value: str | None, among: set[str], what: str, *place: str | int) -> None:
        if value is not None and value not in among:
            raise ContentError(
                path, lines.at(*place), f"the {what} {value!r}", f"one of {', '.join(sorted(among))}"
            )

    for number, team in enumerate(data["teams"]):
        known(team.get("lead"), people, "person", "teams", number, "lead")
    for number, rung in enumerate(data["ladder"]):
        place = ("ladder", number)
        known(rung.get("team"), teams, "team", *place, "team")
        for domain, person in (rung.get("accounts") or {}).items():
            known(person, people, "person", *place, "accounts", domain)
        _check_fields(rung.get("when"), names, path, lines, (*place, "when"))
    known(data["catch_all"], people, "person", "catch_all")
    return Routing(
        teams=tuple(Team(**team) for team in data["teams"]),
        ladder=tuple(
            Rung(
                name=rung["name"],
                kind=rung.get("kind", "team"),
                when=rung.get("when") or {},
                team=rung.get("team"),
                accounts={d.lower(): p for d, p in (rung.get("accounts") or {}).items()},
            )
            for rung in data["ladder"]
        ),
        strategy=data.get("strategy", "fair_rotation"),
        window_days=data.get("window_days", 30),
        accept_within_minutes=data["accept_within_minutes"],
        on_expiry=tuple(data.get("on_expiry") or ("next_rep", "team_lead", "catch_all")),
        catch_all=data["catch_all"],
    )


def _people(path: Path) -> tuple[tuple[Person, ...], tuple[Mapping[str, Any], ...]]:
    data, lines = _load(path, "reps")
    people: list[Person] = []
    seen: set[str] = set()
    for number, entry in enumerate(data["people"]):
        line = lines.at("people", number)
        for key in (entry["id"], entry["email"].lower()):
            if key in seen:
                raise ContentError(path, line, f"{key!r} a second time", "each person once")
            seen.add(key)
        try:
            people.append(Person.from_mapping(entry))
        except ValueError as error:
            raise ContentError(path, line, str(error), "one that exists") from None
    return tuple(people), tuple(data["people"])
