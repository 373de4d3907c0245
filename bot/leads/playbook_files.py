"""Reading a playbook's files and checking them against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from jsonschema import Draft202012Validator

from bot.errors import ContentError
from bot.files import Lines, load_schema, load_yaml_lines
from bot.leads import coverage
from bot.leads.fields import Field
from bot.leads.hours import public_holidays
from bot.leads.meetings import rules as meetings
from bot.leads.playbook import (
    Absence,
    ConsentText,
    EngagementGroup,
    EngagementRule,
    FitGroup,
    FitRule,
    Person,
    Playbook,
    Qualification,
    Routing,
    Rung,
    Scoring,
    Team,
)

SCHEMAS = Path(__file__).parent / "schemas"
# Understood in a message whether or not the playbook asks for them.
STANDARD_FIELDS = (
    "need",
    "company",
    "company_size",
    "role",
    "authority",
    "budget",
    "timeline",
    "region",
    "name",
    "email",
    "phone",
)
# What a CRM's property may get besides the fields.
CRM_SOURCES = (
    "opted_out",
    "id",
    "first_name",
    "last_name",
    "domain",
    "stage",
    "grade",
    "fit",
    "engagement",
    "owner_email",
    "owner_name",
    "link",
    "page_url",
    "created_at",
)
_ASKED_FILLS = ("privacy_url", "company", "assistant")
_CLOSING_FILLS = ("name", "rep", "opens", "company")


@dataclass(frozen=True)
class _File:
    """One file's data, with how to complain about a place in it."""

    path: Path
    data: Any
    lines: Lines

    def wrong(self, place: Sequence[str | int], found: str, expected: str) -> ContentError:
        return ContentError(self.path, self.lines.at(*place), found, expected)

    def one_of(
        self, place: Sequence[str | int], what: str, name: str, known: Iterable[str]
    ) -> None:
        """Raise ContentError unless `name` is one of `known`."""
        names = sorted(set(known))
        if name in names:
            return
        close = get_close_matches(name, names, n=1)
        expected = repr(close[0]) if close else f"one of {', '.join(names) or 'none'}"
        raise self.wrong(place, f"unknown {what} {name!r}", expected)

    def once(self, place: Sequence[str | int], key: str, what: str) -> None:
        """Raise ContentError when two entries of a list have the same `key`."""
        entries = self.data
        for step in place:
            entries = entries[step]
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            name = str(entry[key]).casefold()
            if name in seen:
                found = f"the {what} {entry[key]!r} a second time"
                raise self.wrong((*place, index, key), found, f"each {what} once")
            seen.add(name)


def load(folder: Path) -> Playbook:
    """See `Playbook.load`."""
    qualification = _read(folder, "qualification")
    scoring = _read(folder, "scoring")
    routing = _read(folder, "routing")
    reps = _read(folder, "reps")
    fields = _fields(qualification)
    _check_scoring(scoring, fields)
    _check_routing(routing, reps, fields)
    _check_people(reps, [team["id"] for team in routing.data["teams"]])
    _raise_first(coverage.problems(routing.data, reps.data), routing)
    _raise_first(coverage.circles(qualification.data), qualification)
    return Playbook(
        qualification=_qualification(qualification, fields),
        scoring=_scoring(scoring.data),
        routing=_routing(routing.data),
        people=tuple(_person(each) for each in reps.data["people"]),
        meetings=meetings.read(folder),
        crm=_crm(folder, fields),
    )


def _crm(folder: Path, fields: Sequence[Field]) -> dict[str, dict[str, str]]:
    """What stands in crm.yml, if there is one: each source a field or a standard value."""
    if not (folder / "crm.yml").exists():
        return {}
    file = _read(folder, "crm")
    known = {*CRM_SOURCES, *STANDARD_FIELDS, *(each.name for each in fields)}
    for crm, mapping in file.data.items():
        for name, source in mapping.items():
            file.one_of((crm, name), "field or value", source, known)
    return {crm: dict(mapping) for crm, mapping in file.data.items()}


def _raise_first(problems: Iterable[coverage.Problem], file: _File) -> None:
    for problem in problems:
        raise file.wrong(problem.place, problem.found, problem.expected)


def checked_profile(
    person: Mapping[str, Any], profile: Mapping[str, Any], teams: Sequence[str]
) -> None:
    """Raise ContentError unless somebody with this profile could stand in reps.yml."""
    known = {key: part for key, part in profile.items() if part is not None}
    data = {"people": [{**person, **known}]}
    schema = load_schema(SCHEMAS / "reps.schema.json")
    for error in Draft202012Validator(schema).iter_errors(data):
        place = ".".join(str(step) for step in list(error.absolute_path)[2:])
        raise ContentError(str(person["id"]), None, f"{place}: {error.message}", "as in reps.yml")
    _check_people(_File(Path(str(person["id"])), data, Lines()), teams)


def _read(folder: Path, name: str) -> _File:
    path = folder / f"{name}.yml"
    data, lines = load_yaml_lines(path, load_schema(SCHEMAS / f"{name}.schema.json"))
    return _File(path, data, lines)


def _fields(file: _File) -> tuple[Field, ...]:
    file.once(("fields",), "name", "field")
    fields = tuple(Field.from_mapping(each) for each in file.data["fields"])
    for index, each in enumerate(fields):
        place = ("fields", index)
        _check_condition(file, (*place, "when"), each.when, fields)
        if each.name in each.when:
            raise file.wrong(
                (*place, "when"), f"{each.name!r} asked for only when it is known", "other fields"
            )
        if each.type == "choice" and not each.choices:
            raise file.wrong(place, "a choice without choices", "the key 'choices'")
        if each.choices:
            file.once((*place, "choices"), "value", "choice")
        for number, choice in enumerate(each.choices):
            spot = (*place, "choices", number)
            if each.type == "number" and choice.min is None and choice.max is None:
                raise file.wrong(spot, "a range without min and max", "the key 'min' or 'max'")
            if choice.min is not None and choice.max is not None and choice.min > choice.max:
                raise file.wrong(spot, f"min {choice.min} above max {choice.max}", "min first")
        if each.min is not None and each.max is not None and each.min > each.max:
            raise file.wrong(place, f"min {each.min} above max {each.max}", "min below max")
    if not any(each.type in {"email", "phone"} for each in fields):
        expected = "a field of type email or phone"
        raise file.wrong(("fields",), "no way to reach the visitor", expected)
    return fields


def _check_condition(
    file: _File, place: Sequence[str | int], condition: Mapping[str, Any], fields: Sequence[Field]
) -> None:
    by_name = {each.name: each for each in fields}
    for name, test in condition.items():
        spot = (*place, name)
        file.one_of(spot, "field", name, {*by_name, *STANDARD_FIELDS})
        each = by_name.get(name)
        if each is None or each.type != "choice":
            continue
        tests = test if isinstance(test, Mapping) else {"equals": test}
        for key in ("equals", "in", "not"):
            wanted = tests.get(key)
            for value in wanted if isinstance(wanted, list) else [wanted]:
                if value is not None:
                    file.one_of(
                        spot, f"choice of {name}", str(value), [c.value for c in each.choices]
                    )


def _check_fills(file: _File, place: Sequence[str | int], text: str, known: Sequence[str]) -> None:
    try:
        fills = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise file.wrong(place, str(error), "a text with {…} in pairs") from None
    for name in fills:
        file.one_of(place, "placeholder", name, known)


def _check_scoring(file: _File, fields: Sequence[Field]) -> None:
    file.once(("fit",), "group", "group")
    file.once(("engagement", "groups"), "group", "group")
    for number, group in enumerate(file.data["fit"]):
        for index, rule in enumerate(group["rules"]):
            _check_condition(file, ("fit", number, "rules", index, "when"), rule["when"], fields)
    for kind, better, worse in (("fit", "A", "B"), ("engagement", "1", "2")):
        grades = file.data["grades"][kind]
        if grades[better] < grades[worse]:
            place = ("grades", kind)
            raise file.wrong(place, f"{better} below {worse}", f"{better} at or above {worse}")


def _check_routing(file: _File, reps: _File, fields: Sequence[Field]) -> None:
    people = [person["id"] for person in reps.data["people"]]
    teams = [team["id"] for team in file.data["teams"]]
    file.once(("teams",), "id", "team")
    file.once(("ladder",), "name", "rung")
    file.one_of(("catch_all",), "person", file.data["catch_all"], people)
    for index, team in enumerate(file.data["teams"]):
        if "lead" in team:
            file.one_of(("teams", index, "lead"), "person", team["lead"], people)
    for index, rung in enumerate(file.data["ladder"]):
        place = ("ladder", index)
        kind = rung.get("kind", "team")
        needed = {"team": "team", "account": "accounts"}.get(kind)
        if needed is not None and needed not in rung:
            raise file.wrong(place, f"the rung {rung['name']!r} without it", f"the key {needed!r}")
        owners = {"team": "team", "when": "team", "skills": "team", "accounts": "account"}
        for key, owner in owners.items():
            if key in rung and kind != owner:
                raise file.wrong((*place, key), f"{key!r} in a rung of kind {kind}", "no such key")
        _check_condition(file, (*place, "when"), rung.get("when", {}), fields)
        if "team" in rung:
            file.one_of((*place, "team"), "team", rung["team"], teams)
        for domain, person in rung.get("accounts", {}).items():
            file.one_of((*place, "accounts", domain), "person", person, people)


def _check_people(file: _File, teams: Sequence[str]) -> None:
    file.once(("people",), "id", "person")
    file.once(("people",), "email", "email address")
    for index, person in enumerate(file.data["people"]):
        place = ("people", index)
        for team in person.get("teams", []):
            file.one_of((*place, "teams"), "team", team, teams)
        zone = person.get("timezone", "UTC")
        try:
            ZoneInfo(zone)
        except (ValueError, OSError, KeyError):
            expected = "an IANA time zone such as Europe/Berlin"
            raise file.wrong((*place, "timezone"), repr(zone), expected) from None
        try:
            public_holidays(person.get("holidays"), date.today().year)  # noqa: DTZ011  # any year
        except ValueError:
            expected = "a country or a part of one as in ISO 3166, such as US, US-NY or DE-BY"
            raise file.wrong((*place, "holidays"), repr(person["holidays"]), expected) from None
        for day, spans in person.get("hours", {}).items():
            _check_hours(file, (*place, "hours", day), spans)
        for number, absence in enumerate(person.get("absences", [])):
            spot = (*place, "absences", number)
            first, last = (_date(file, (*spot, key), absence[key]) for key in ("from", "to"))
            if first > last:
                raise file.wrong(spot, f"from {first} to {last}", "the first day first")


def _check_hours(file: _File, place: Sequence[str | int], spans: str) -> None:
    if spans == "closed":
        return
    end_before = ""
    for span in spans.split(","):
        start, _, end = span.strip().partition("-")
        if not end_before <= start < end:
            raise file.wrong(place, repr(spans), "spans in order, each ending after it starts")
        end_before = end


def _date(file: _File, place: Sequence[str | int], text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise file.wrong(place, repr(text), "a date of the calendar") from None


def _qualification(file: _File, fields: tuple[Field, ...]) -> Qualification:
    data = file.data
    consent, closing = data["consent"], data["handed_over"]
    _check_fills(file, ("consent", "wording"), consent["wording"], _ASKED_FILLS)
    for key in ("open", "closed"):
        _check_fills(file, ("handed_over", key), closing[key], _CLOSING_FILLS)
    return Qualification(
        offer_after=data["offer"].get("after_answers", 2),
        offer_texts=tuple(data["offer"]["text"]),
        intro=data.get("intro", ""),
        consent=ConsentText(str(consent["version"]), consent["wording"], consent.get("why", "")),
        handed_over_open=closing["open"],
        handed_over_closed=closing["closed"],
        fields=fields,
    )


def _scoring(data: Mapping[str, Any]) -> Scoring:
    engagement, grades = data["engagement"], data["grades"]
    return Scoring(
        fit=tuple(
            FitGroup(
                group["group"],
                group.get("cap"),
                tuple(
                    FitRule(rule["when"], rule["points"], rule["reason"]) for rule in group["rules"]
                ),
            )
            for group in data["fit"]
        ),
        half_life_days=float(engagement["half_life_days"]),
        engagement=tuple(
            EngagementGroup(
                group["group"],
                group.get("cap"),
                tuple(
                    EngagementRule(rule["event"], rule["points"], rule["reason"])
                    for rule in group["rules"]
                ),
            )
            for group in engagement["groups"]
        ),
        grade_a=grades["fit"]["A"],
        grade_b=grades["fit"]["B"],
        grade_1=grades["engagement"]["1"],
        grade_2=grades["engagement"]["2"],
        mql_fit=data["mql"]["fit"],
        mql_engagement=data["mql"]["engagement"],
        high_intent=frozenset(data.get("high_intent", [])),
    )


def _routing(data: Mapping[str, Any]) -> Routing:
    return Routing(
        teams=tuple(Team(each["id"], each["name"], each.get("lead")) for each in data["teams"]),
        ladder=tuple(
            Rung(
                name=each["name"],
                kind=each.get("kind", "team"),
                when=each.get("when", {}),
                team=each.get("team"),
                accounts=each.get("accounts", {}),
                skills=tuple(each.get("skills", ())),
            )
            for each in data["ladder"]
        ),
        catch_all=data["catch_all"],
        strategy=data.get("strategy", "fair_rotation"),
        window_days=data.get("window_days", 30),
        accept_within_minutes=data.get("accept_within_minutes", 30),
        on_expiry=tuple(data.get("on_expiry", ("next_rep", "team_lead", "catch_all"))),
        language=data.get("language", "ignore"),
    )


def _person(data: Mapping[str, Any]) -> Person:
    return Person(
        id=data["id"],
        name=data["name"],
        email=data["email"],
        roles=tuple(data["roles"]),
        teams=tuple(data.get("teams", ())),
        timezone=data.get("timezone", "UTC"),
        hours=data.get("hours", {}),
        weight=float(data.get("weight", 1)),
        capacity=data.get("capacity"),
        languages=tuple(data.get("languages", ())),
        skills=tuple(data.get("skills", ())),
        holidays=data.get("holidays"),
        absences=tuple(
            Absence(date.fromisoformat(each["from"]), date.fromisoformat(each["to"]))
            for each in data.get("absences", ())
        ),
    )
