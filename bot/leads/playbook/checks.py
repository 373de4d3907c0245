"""What a playbook's files may not say, besides what their schemas refuse: each check raises
ContentError with file, line, what was found and what is expected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from bot import hours
from bot.errors import ContentError
from bot.leads.playbook import condition_checks
from bot.leads.playbook.fields import Choice, Field
from bot.leads.providers import is_public
from bot.leads.routing.hours import public_holidays
from bot.lines import Lines

# Understood in a message whether or not the playbook asks for them.
STANDARD_FIELDS = tuple(condition_checks.STANDARD_TYPES)
_FILL = re.compile(r"\{[a-z_]+\}")  # would be said as it stands
_ASKED_FILLS = ("privacy_url", "company", "assistant")
_OF_TYPES = {"min": ("number", "money"), "max": ("number", "money"), "unit": ("number",)}
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

    def may_get_leads(
        self, place: Sequence[str | int], person: str, sellers: Iterable[str]
    ) -> None:
        """Raise ContentError for somebody to whom the inbox is closed."""
        if person not in sellers:
            raise self.wrong(
                place, f"{person!r}, who is no rep", "somebody with the role rep or admin"
            )

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
        _keys_that_count(file, place, each)
    if not any(each.type in {"email", "phone"} for each in fields):
        expected = "a field of type email or phone"
        raise file.wrong(("fields",), "no way to reach the visitor", expected)
    # What is told unasked, consent, and the CRM go by these names; see `standard` for others.
    if not any(each.name in {"email", "phone"} and each.type == each.name for each in fields):
        expected = "a field of type email named 'email', or one of type phone named 'phone'"
        raise file.wrong(("fields",), "no field by which leads are reached", expected)
    return fields


def _keys_that_count(file: File, place: Sequence[str | int], each: Field) -> None:
    """Refuse what would be ignored, and choices of which nobody could tell which is meant."""
    for key, kinds in _OF_TYPES.items():
        if getattr(each, key) is not None and each.type not in kinds:
            found = f"{key!r} of a field of type {each.type}"
            raise file.wrong((*place, key), found, f"a field of type {' or '.join(kinds)}")
    labels: set[str] = set()
    last: Choice | None = None
    for number, choice in enumerate(each.choices):
        spot = (*place, "choices", number)
        if choice.label.casefold() in labels:
            raise file.wrong(spot, f"the label {choice.label!r} a second time", "each label once")
        labels.add(choice.label.casefold())
        if each.type not in _OF_TYPES["min"] and (choice.min, choice.max) != (None, None):
            found = f"a range in a field of type {each.type}"
            raise file.wrong(spot, found, f"a field of type {' or '.join(_OF_TYPES['min'])}")
        if each.type == "number" and last is not None and _overlap(last, choice):
            found = f"{choice.value!r}, which shares numbers with {last.value!r}"
            raise file.wrong(spot, found, "each number in one range")
        last = choice


def _overlap(one: Choice, other: Choice) -> bool:
    """Whether a number is in both ranges; where one ends the other may begin."""
    infinite = float("inf")
    low = max(each.min if each.min is not None else -infinite for each in (one, other))
    high = min(each.max if each.max is not None else infinite for each in (one, other))
    return low < high


def check_texts(file: File) -> None:
    """The placeholders of qualification.yml."""
    data = file.data
    _fills(file, ("consent", "wording"), data["consent"]["wording"], _ASKED_FILLS)
    for key in ("open", "closed"):
        _fills(file, ("handed_over", key), data["handed_over"][key], _CLOSING_FILLS)
    plain: list[tuple[tuple[str | int, ...], str]] = [
        (("intro",), data.get("intro", "")),
        (("consent", "why"), data["consent"].get("why", "")),
        *((("offer", "text", i), text) for i, text in enumerate(data["offer"]["text"])),
    ]
    for index, each in enumerate(data["fields"]):
        plain.append((("fields", index, "why"), each.get("why", "")))
        plain += [(("fields", index, "ask", i), text) for i, text in enumerate(each["ask"])]
    for place, text in plain:
        if (fill := _FILL.search(text)) is not None:
            raise file.wrong(place, f"the placeholder {fill[0]}", "a text without placeholders")


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
    sellers = [each["id"] for each in reps.data["people"] if {"rep", "admin"} & set(each["roles"])]
    teams = [team["id"] for team in file.data["teams"]]
    file.once(("teams",), "id", "team")
    file.once(("ladder",), "name", "rung")
    file.one_of(("catch_all",), "person", file.data["catch_all"], people)
    file.may_get_leads(("catch_all",), file.data["catch_all"], sellers)
    for index, team in enumerate(file.data["teams"]):
        if "lead" in team:
            file.one_of(("teams", index, "lead"), "person", team["lead"], people)
            file.may_get_leads(("teams", index, "lead"), team["lead"], sellers)
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
        domains = [domain.casefold() for domain in rung.get("accounts", {})]
        for domain, person in rung.get("accounts", {}).items():
            if domains.count(domain.casefold()) > 1:
                found = f"the domain {domain!r} a second time"
                raise file.wrong((*place, "accounts", domain), found, "each domain once")
            _account(file, (*place, "accounts", domain), domain)
            file.one_of((*place, "accounts", domain), "person", person, people)
            file.may_get_leads((*place, "accounts", domain), person, sellers)


def _account(file: File, place: Sequence[str | int], domain: str) -> None:
    if domain.casefold().startswith("www."):
        raise file.wrong(place, repr(domain), f"the domain of its addresses: {domain[4:]!r}")
    if is_public(domain.casefold()):
        found = f"{domain!r}, where anybody may have an address"
        raise file.wrong(place, found, "the domain of one company")


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
            if not hours.in_order(spans):
                raise file.wrong((*place, "hours", day), repr(spans), hours.EXPECTED)
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
        kind = each.type if each is not None else condition_checks.STANDARD_TYPES[name]
        if (wrong := condition_checks.problem(test, kind, each)) is not None:
            raise file.wrong(spot, *wrong)
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
        parsed = [part for part in Formatter().parse(text) if part[1] is not None]
        fills = [str(name) for _, name, _, _ in parsed]
    except ValueError as error:
        raise file.wrong(place, str(error), "a text with {…} in pairs") from None
    for name in fills:
        file.one_of(place, "placeholder", name, known)
    if any(how or change for _, _, how, change in parsed):
        raise file.wrong(place, "a placeholder with : or !", "the name alone, as in {name}")


def _date(file: File, place: Sequence[str | int], text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise file.wrong(place, repr(text), "a date of the calendar") from None
