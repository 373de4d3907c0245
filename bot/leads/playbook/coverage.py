"""Whether a playbook's rules leave nobody out and contradict each other nowhere.

Gaps (leads for which no rung is there, teams without people), territories of two teams that
overlap, rungs that no lead can reach, and fields that wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import pycountry

from bot.leads.playbook import territories


@dataclass(frozen=True)
class Problem:
    """A place in a file, what stands there, and what is expected."""

    place: tuple[str | int, ...]
    found: str
    expected: str


def problems(routing: Mapping[str, Any], reps: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with a routing.yml that fits its schema, against the people of reps.yml."""
    ladder = routing["ladder"]
    rungs = [(i, rung) for i, rung in enumerate(ladder) if rung.get("kind", "team") == "team"]
    for index, rung in rungs:
        yield from _territories(index, rung)
    yield from _empty(rungs, reps["people"])
    yield from _shadowed(rungs)
    yield from _gap(ladder, rungs)


def circles(qualification: Mapping[str, Any]) -> Iterator[Problem]:
    """Fields of which each is only asked when another of them is known."""
    fields = qualification["fields"]
    waits = {
        each["name"]: {name for name, test in each.get("when", {}).items() if _needs(test)}
        for each in fields
    }
    for index, each in enumerate(fields):
        way = _way(each["name"], each["name"], waits)
        if way:
            told = " → ".join([each["name"], *way])
            yield Problem(("fields", index, "when"), f"a circle ({told})", "a field asked first")


def _needs(test: Any) -> bool:
    """Whether a test fails while the field is not known."""
    return not (isinstance(test, Mapping) and set(test) <= {"not"} | ({"known"} & _false(test)))


def _false(test: Mapping[str, Any]) -> set[str]:
    return {name for name, wanted in test.items() if wanted is False}


def _way(start: str, goal: str, waits: Mapping[str, set[str]]) -> list[str]:
    """The fields by which `start` waits for `goal`, `goal` last; empty when it does not."""
    seen: set[str] = set()
    paths: list[list[str]] = [[each] for each in sorted(waits.get(start, ()))]
    while paths:
        path = paths.pop(0)
        if path[-1] == goal:
            return path
        if path[-1] not in seen:
            seen.add(path[-1])
            paths += [[*path, each] for each in sorted(waits.get(path[-1], ()))]
    return []


def _territories(index: int, rung: Mapping[str, Any]) -> Iterator[Problem]:
    for field, test in rung.get("when", {}).items():
        listed = test.get("within", []) if isinstance(test, Mapping) else []
        for number, each in enumerate(listed):
            expected = territories.problem(each)
            if expected is not None:
                place = ("ladder", index, "when", field, "within", number)
                yield Problem(place, f"the territory {each!r}", expected)


def _empty(
    rungs: Sequence[tuple[int, Mapping[str, Any]]], people: Sequence[Mapping[str, Any]]
) -> Iterator[Problem]:
    for index, rung in rungs:
        skills = set(rung.get("skills", ()))
        team = rung["team"]
        if not any(
            "rep" in person["roles"]
            and team in person.get("teams", ())
            and skills <= set(person.get("skills", ()))
            for person in people
        ):
            knows = f" who knows {', '.join(sorted(skills))}" if skills else ""
            yield Problem(
                ("ladder", index, "skills" if skills else "team"),
                f"nobody in the team {team!r}{knows}",
                f"a rep with {team!r} among their teams in reps.yml{knows and ' and the skills'}",
            )


def _gap(
    ladder: Sequence[Mapping[str, Any]], rungs: Sequence[tuple[int, Mapping[str, Any]]]
) -> Iterator[Problem]:
    if any(not rung.get("when") for _, rung in rungs):
        return
    fields = sorted({field for _, rung in rungs for field in rung.get("when", {})})
    found = f"a gap: no rung for the leads that fit none of the conditions on {', '.join(fields)}"
    if not rungs:
        found = "a gap: no rung that gives leads to a team"
    yield Problem(("ladder", len(ladder) - 1), found, "a last rung with a team and without 'when'")


def _shadowed(rungs: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[Problem]:
    """Rungs below one that takes everybody, and territories that are somebody else's already."""
    for number, (index, rung) in enumerate(rungs):
        for _, above in rungs[:number]:
            if above.get("skills") and above["skills"] != rung.get("skills"):
                continue
            if not above.get("when"):
                if not rung.get("when"):
                    continue  # who gets leads when nobody of the team above can
                yield Problem(
                    ("ladder", index),
                    f"{rung['name']!r} below {above['name']!r}, which takes every lead",
                    "the rung without 'when' last",
                )
                return
            if above["team"] == rung["team"]:
                continue
            clash = _overlap(above["when"], rung.get("when", {}))
            if clash is not None:
                field, places = clash
                yield Problem(
                    ("ladder", index, "when", field),
                    f"{places}, which {above['name']!r} has too",
                    "each territory with one team",
                )
                return


def _overlap(above: Mapping[str, Any], below: Mapping[str, Any]) -> tuple[str, str] | None:
    """The field and the territory that two rungs both claim, when nothing else tells them apart."""
    for field in above.keys() & below.keys():
        first, second = _claimed(above[field]), _claimed(below[field])
        if not first or not second:
            continue
        rest = {name: test for name, test in below.items() if name != field}
        if {name: test for name, test in above.items() if name != field} != rest:
            continue  # the other conditions tell them apart, or make one an exception
        for one, other in product(first, second):
            if _finer(one, other):
                continue  # a part of a country above the whole: an exception, and meant so
            if territories.overlap(one, other):
                return field, other
    return None


def _finer(one: str, other: str) -> bool:
    return len(one) > 2 and len(other) == 2  # a country code has two letters


def _claimed(test: Any) -> list[str]:
    """The territories that a test on a place claims, as far as it does nothing else."""
    if isinstance(test, str):
        test = {"equals": test}
    if not isinstance(test, Mapping) or len(test) != 1:
        return []
    ((name, wanted),) = test.items()
    listed = {"equals": [wanted], "in": wanted, "within": wanted}.get(name, [])
    return [
        each
        for each in listed
        if isinstance(each, str)
        and (name == "within" or pycountry.countries.get(alpha_2=each) is not None)
    ]
