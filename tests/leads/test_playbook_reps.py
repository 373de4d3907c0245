"""Mistakes in reps.yml are told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.leads.mistakes import Mistake, check_told

MISTAKES: dict[str, Mistake] = {
    "team of a person": (
        "roles: [rep], teams: [large]",
        "roles: [rep], teams: [big]",
        2,
        "unknown team 'big'",
    ),
    "two people of one id": ("id: lee", "id: dana", 3, "a second time"),
    "two people of one address": ("lee@fern.example", "DANA@fern.example", 3, "a second time"),
    "an unknown key": ("roles: [marketer]", "rolls: [marketer]", 5, "expected 'roles'"),
    "a time zone that is none": ("id: lee,", "id: lee, timezone: Mars/Base,", 3, "IANA time zone"),
    "hours the wrong way round": (
        "id: lee,",
        'id: lee, hours: {mon: "17:00-09:00"},',
        3,
        "ending after it starts",
    ),
    "an absence the wrong way round": (
        "id: lee,",
        "id: lee, absences: [{from: 2026-12-24, to: 2026-12-01}],",
        3,
        "the first day first",
    ),
    "a day that is none": (
        "id: lee,",
        "id: lee, absences: [{from: 2026-02-30, to: 2026-12-01}],",
        3,
        "a date of the calendar",
    ),
    "a rep without an address": (
        "name: Lee Ono, email: lee@fern.example,",
        "name: Lee Ono,",
        3,
        "the key 'email'",
    ),
    "a name on two lines": (
        "name: Lee Ono",
        'name: "Lee\\r\\nBcc: x@fern.example"',
        3,
        "on one line",
    ),
    "a day by its full name": (
        "id: lee,",
        "id: lee, hours: {monday: closed},",
        3,
        "expected 'mon'",
    ),
    "an address that is none": ("lee@fern.example", "lee", 3, "E-mail address"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_with_its_line(case: str, tmp_path: Path) -> None:
    check_told(tmp_path, "reps", MISTAKES[case])
