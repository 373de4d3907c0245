"""What a playbook's files may not say, besides what their schemas refuse: each check raises
ContentError with file, line, what was found and what is expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import ContentError
from bot.files import Lines
from bot.leads.playbook.fields import Field
from bot.leads.routing.hours import public_holidays

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
_ASKED_FILLS = ("privacy_url", "company", "assistant")
_CLOSING_FILLS = ("name", "rep", "opens", "company")


@dataclass(frozen=True)
class File:
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


def checked_fields(file: File) -> tuple[Field, ...]:
    """The fields of qualification.yml, after a look at each."""
    file.once(("fields",), "name", "field")
    fields = tuple(Field.from_mapping(each) for each in file.data["fields"])
    for index, each in enumerate(fields):
        place = ("fields", index)
        _condition(file, (*place, "when"), each.when, fields)
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
    # What is told unasked, consent, and the CRM go by these names; see `standard` for others.
    if not any(each.name in {"email", "phone"} and each.type == each.name for each in fields):
        expected = "a field of type email named 'email', or one of type phone named 'phone'"
        raise file.wrong(("fields",), "no field by which leads are reached", expected)
    return fields


def check_texts(file: File) -> None:
    """The placeholders of qualification.yml."""
    data = file.data
    _fills(file, ("consent", "wording"), data["consent"]["wording"], _ASKED_FILLS)
    for key in ("open", "closed"):
        _fills(file, ("handed_over", key), data["handed_over"][key], _CLOSING_FILLS)


def check_scoring(file: File, fields: Sequence[Field]) -> None:
    """scoring.yml against the fields."""
    file.once(("fit",), "group", "group")
    file.once(("engagement", "groups"), "group", "group")
    for number, group in enumerate(file.data["fit"]):
        for index, rule in enumerate(group["rules"]):
            _condition(file, ("fit", number, "rules", index, "when"), rule["when"], fields)
    for kind, better, worse in (("fit", "A", "B"), ("engagement", "1", "2")):
        grades = file.data["grades"][kind]
        if grades[better] < grades[worse]:
            place = ("grades", kind)
            raise file.wrong(place, f"{better} below {worse}", f"{better} at or above {worse}")


def check_routing(file: File, reps: File, fields: Sequence[Field]) -> None:
    """routing.yml against the fields and the people."""
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
        _condition(file, (*place, "when"), rung.get("when", {}), fields)
        if "team" in rung:
            file.one_of((*place, "team"), "team", rung["team"], teams)
        for domain, person in rung.get("accounts", {}).items():
            file.one_of((*place, "accounts", domain), "person", person, people)


def check_people(file: File, teams: Sequence[str]) -> None:
    """The people of reps.yml against the teams."""
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
            _hours(file, (*place, "hours", day), spans)
        for number, absence in enumerate(person.get("absences", [])):
            spot = (*place, "absences", number)
            first, last = (_date(file, (*spot, key), absence[key]) for key in ("from", "to"))
            if first > last:
                raise file.wrong(spot, f"from {first} to {last}", "the first day first")


def _condition(
    file: File, place: Sequence[str | int], condition: Mapping[str, Any], fields: Sequence[Field]
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


def _fills(file: File, place: Sequence[str | int], text: str, known: Sequence[str]) -> None:
    try:
        fills = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise file.wrong(place, str(error), "a text with {…} in pairs") from None
    for name in fills:
        file.one_of(place, "placeholder", name, known)


def _hours(file: File, place: Sequence[str | int], spans: str) -> None:
    if spans == "closed":
        return
    end_before = ""
    for span in spans.split(","):
        start, _, end = span.strip().partition("-")
        if not end_before <= start < end:
            raise file.wrong(place, repr(spans), "spans in order, each ending after it starts")
        end_before = end


def _date(file: File, place: Sequence[str | int], text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise file.wrong(place, repr(text), "a date of the calendar") from None
