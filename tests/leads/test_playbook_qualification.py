"""Mistakes in qualification.yml are told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.leads.mistakes import Mistake, check_told
from tests.leads.samples import QUALIFICATION

MISTAKES: dict[str, Mistake] = {
    "two fields of one name": (
        "name: phone, label: Phone",
        "name: email, label: Phone",
        15,
        "the field 'email' a second time",
    ),
    "an unknown placeholder": ("{rep} will call", "{rap} will call", 4, "expected 'rep'"),
    "a brace alone": ("We open {opens}.", "We open {opens.", 4, "in pairs"),
    "one wording only": ("[Who?, Your name?]", "[Who?]", 13, "at least 2"),
    "no way to reach": (
        QUALIFICATION[QUALIFICATION.index("  - {name: email") :],
        "",
        5,
        "no way to reach",
    ),
    "an address under another type": (
        QUALIFICATION[QUALIFICATION.index("  - {name: email") :],
        (
            "  - {name: email, label: E, type: text, ask: [A?, B?]}\n"
            "  - {name: inbox, label: I, type: email, ask: [A?, B?]}\n"
        ),
        5,
        "named 'email'",
    ),
    "a choice without choices": (
        "    choices: [{value: sales}, {value: support}]\n",
        "",
        6,
        "choices",
    ),
    "a condition on itself": (
        "label: Region,",
        "label: Region, when: {region: DE},",
        12,
        "only when it is known",
    ),
    "fields that wait for each other": (
        "ask: [Where?, Which country?]}\n  - {name: name, label: Name,",
        (
            "ask: [Where?, Which country?], when: {name: Ann}}\n"
            "  - {name: name, label: Name, when: {region: DE},"
        ),
        12,
        "a circle (region → name → region)",
    ),
    "a key that does not count": (
        "label: Region, type: place,",
        "label: Region, type: place, unit: km,",
        12,
        "'unit' of a field of type place, expected a field of type number",
    ),
    "a least number of a text": (
        "label: Region, type: place,",
        "label: Region, type: text, min: 5,",
        12,
        "a field of type number or money",
    ),
    "a placeholder that is not filled": (
        "[Who?, Your name?]",
        "['Who, {company}?', Your name?]",
        13,
        "the placeholder {company}",
    ),
    "a placeholder with a format": ("Thanks {name},", "Thanks {name:>99},", 4, "the name alone"),
    "two choices of one label": (
        "[{value: sales}, {value: support}]",
        "[{value: sales}, {value: support, label: Sales}]",
        10,
        "a second time",
    ),
    "a range of a choice": (
        "{value: sales}",
        "{value: sales, min: 5}",
        10,
        "a range in a field of type choice",
    ),
    "ranges that share numbers": (
        "type: number,",
        "type: number, choices: [{value: a, max: 10}, {value: b, min: 5}],",
        11,
        "'b', which shares numbers with 'a'",
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_with_its_line(case: str, tmp_path: Path) -> None:
    check_told(tmp_path, "qualification", MISTAKES[case])
