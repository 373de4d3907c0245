"""Mistakes in routing.yml are told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.leads.mistakes import Mistake, check_told

MISTAKES: dict[str, Mistake] = {
    "unknown field in a condition": (
        "{company_size: {at_least: 200}}",
        "{company_sise: {at_least: 200}}",
        7,
        "unknown field 'company_sise', expected 'company_size'",
    ),
    "unknown person": ("catch_all: omar", "catch_all: omer", 11, "expected 'omar'"),
    "unknown account owner": ("big.example: dana", "big.example: dan", 6, "unknown person 'dan'"),
    "unknown team lead": (
        "name: Small accounts, lead: dana",
        "name: S, lead: lea",
        3,
        "expected 'lee'",
    ),
    "unknown team": ("Everyone else, team: small", "Everyone else, team: smal", 8, "unknown team"),
    "a rung without its team": (", team: small}\nwindow", "}\nwindow", 8, "the key 'team'"),
    "a condition on an owner rung": (
        "kind: owner}",
        "kind: owner, when: {need: sales}}",
        5,
        "no such key",
    ),
    "a team that nobody is in": (
        "lead: dana}\nladder:\n",
        (
            "lead: dana}\n  - {id: new, name: New}\nladder:\n"
            "  - {name: Newcomers, when: {need: sales}, team: new}\n"
        ),
        6,
        "nobody in the team 'new', expected a rep with 'new' among their teams in reps.yml",
    ),
    "a gap": (
        "{name: Everyone else, team: small}",
        "{name: Small, when: {company_size: {at_most: 199}}, team: small}",
        8,
        "a gap: no rung for the leads that fit none of the conditions on company_size",
    ),
    "a rung below one for everybody": (
        (
            "  - {name: Large companies, when: {company_size: {at_least: 200}}, team: large}\n"
            "  - {name: Everyone else, team: small}"
        ),
        (
            "  - {name: Everyone else, team: small}\n"
            "  - {name: Large companies, when: {company_size: {at_least: 200}}, team: large}"
        ),
        8,
        "'Large companies' below 'Everyone else', which takes every lead",
    ),
    "overlapping territories": (
        "  - {name: Large companies, when: {company_size: {at_least: 200}}, team: large}",
        (
            "  - {name: Europe, when: {region: {in: [FR, DE]}}, team: large}\n"
            "  - {name: DACH, when: {region: {within: [CH, DE]}}, team: small}"
        ),
        8,
        "DE, which 'Europe' has too, expected each territory with one team",
    ),
    "overlapping postcodes": (
        "  - {name: Large companies, when: {company_size: {at_least: 200}}, team: large}",
        (
            "  - {name: South, when: {region: {within: [DE 80000-87999]}}, team: large}\n"
            "  - {name: North, when: {region: {within: [DE 86000-99999]}}, team: small}"
        ),
        8,
        "DE 86000-99999, which 'South' has too",
    ),
    "a country that is none": (
        "{company_size: {at_least: 200}}",
        "{region: {within: [XX]}}",
        7,
        "the territory 'XX', expected a country code of ISO 3166-1",
    ),
    "a part of a country that is none": (
        "{company_size: {at_least: 200}}",
        "{region: {within: [DE-QQ]}}",
        7,
        "a part of DE by its code",
    ),
    "postcodes the wrong way round": (
        "{company_size: {at_least: 200}}",
        "{region: {within: [DE 87999-80000]}}",
        7,
        "the lower one first",
    ),
    "a territory that is none": (
        "{company_size: {at_least: 200}}",
        "{region: {within: [Bavaria]}}",
        7,
        "A country (DE), a part of one",
    ),
    "a skill that nobody has": (
        "team: large}\n",
        "team: large, skills: [security]}\n",
        7,
        "nobody in the team 'large' who knows security",
    ),
    "a country by its name": (
        "{company_size: {at_least: 200}}",
        "{region: Germany}",
        7,
        "'Germany' of a field of type place, expected 'DE'",
    ),
    "a part of a country as a country": (
        "{company_size: {at_least: 200}}",
        "{region: {in: [GB-WLS]}}",
        7,
        "stands under 'within'",
    ),
    "a part of a country whose parts are not told apart": (
        "{company_size: {at_least: 200}}",
        "{region: {within: [ES-CT]}}",
        7,
        "postcodes of it",
    ),
    "a number of a place": (
        "{company_size: {at_least: 200}}",
        "{region: {at_least: 5}}",
        7,
        "expected a field of type number, money or timeline",
    ),
    "a territory of a number": (
        "{company_size: {at_least: 200}}",
        "{company_size: {within: [DE]}}",
        7,
        "expected a field of type place",
    ),
    "a word for a number": (
        "{company_size: {at_least: 200}}",
        "{company_size: large}",
        7,
        "expected a number",
    ),
    "a word for an amount": (
        "{company_size: {at_least: 200}}",
        "{budget: {in: [high]}}",
        7,
        "an amount as a plain number",
    ),
    "a word for a time": (
        "{company_size: {at_least: 200}}",
        "{timeline: soon}",
        7,
        "a number of days from now",
    ),
    "bounds the wrong way round": (
        "{company_size: {at_least: 200}}",
        "{company_size: {at_least: 50, at_most: 10}}",
        7,
        "the smaller number first",
    ),
    "a part of no choice": (
        "{company_size: {at_least: 200}}",
        "{need: {contains: repair}}",
        7,
        "which no choice contains",
    ),
    "a number of a choice": (
        "{company_size: {at_least: 200}}",
        "{need: {at_least: 3}}",
        7,
        "'at_least' of a field of type choice",
    ),
    "an account at a mail provider": (
        "big.example: dana",
        "gmail.com: dana",
        6,
        "where anybody may have an address",
    ),
    "an account by its website": ("big.example: dana", "www.big.example: dana", 6, "'big.example'"),
    "an account by its name": (
        "big.example: dana",
        "Big Firm: dana",
        6,
        "The domain of a company's addresses",
    ),
    "an account twice": (
        "big.example: dana",
        "big.example: dana, BIG.example: lee",
        6,
        "a second time",
    ),
    "an account of a marketer": (
        "big.example: dana",
        "big.example: maya",
        6,
        "'maya', who is no rep",
    ),
    "a catch-all to whom the inbox is closed": (
        "catch_all: omar",
        "catch_all: maya",
        11,
        "somebody with the role rep or admin",
    ),
    "a team's lead who is a marketer": (
        "name: Small accounts, lead: dana",
        "name: S, lead: maya",
        3,
        "'maya', who is no rep",
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_with_its_line(case: str, tmp_path: Path) -> None:
    check_told(tmp_path, "routing", MISTAKES[case])
