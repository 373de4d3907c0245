"""Playbook files: what is read, and that each mistake is told with file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import ContentError
from bot.leads.playbook.conditions import holds
from bot.leads.playbook.files import SCHEMAS
from bot.leads.playbook.playbook import Playbook
from bot.schemas import check, load_schema
from bot.settings import ROOT
from bot.yamlfiles import parse_yaml
from tests.leads.samples import FILES, QUALIFICATION, write_playbook


def test_reads_all_four_files(tmp_path: Path) -> None:
    playbook = Playbook.load(write_playbook(tmp_path))
    assert [each.name for each in playbook.qualification.fields][:2] == ["need", "company_size"]
    assert playbook.qualification.consent.version == "1"
    assert playbook.scoring.fit[0].rules[0].points == 20
    assert playbook.scoring.high_intent == {"requested_demo"}
    assert [each.kind for each in playbook.routing.ladder] == ["owner", "account", "team", "team"]
    assert playbook.routing.on_expiry == ("next_rep", "team_lead", "catch_all")
    assert playbook.people[0].profile()["teams"] == ["large"]
    assert playbook.labels()["company_size"] == "Company size"


@pytest.mark.parametrize("folder", [ROOT, ROOT / "examples" / "dealership"], ids=lambda p: p.name)
def test_the_examples_can_be_read(folder: Path) -> None:
    assert Playbook.load(folder / "playbook").people


MISTAKES = {
    "unknown field in a condition": (
        "routing",
        "{company_size: {at_least: 200}}",
        "{company_sise: {at_least: 200}}",
        7,
        "unknown field 'company_sise', expected 'company_size'",
    ),
    "unknown field in scoring": (
        "scoring",
        "{company_size: {at_most: 1}}",
        "{sise: {at_most: 1}}",
        7,
        "unknown field",
    ),
    "unknown choice": (
        "scoring",
        "{company_size: {at_most: 1}}",
        "{need: {in: [sails]}}",
        7,
        "expected 'sales'",
    ),
    "unknown person": ("routing", "catch_all: omar", "catch_all: omer", 11, "expected 'omar'"),
    "unknown account owner": (
        "routing",
        "big.example: dana",
        "big.example: dan",
        6,
        "unknown person 'dan'",
    ),
    "unknown team lead": (
        "routing",
        "name: Small accounts, lead: dana",
        "name: S, lead: lea",
        3,
        "expected 'lee'",
    ),
    "unknown team": (
        "routing",
        "Everyone else, team: small",
        "Everyone else, team: smal",
        8,
        "unknown team",
    ),
    "team of a person": (
        "reps",
        "roles: [rep], teams: [large]",
        "roles: [rep], teams: [big]",
        2,
        "unknown team 'big'",
    ),
    "two fields of one name": (
        "qualification",
        "name: phone, label: Phone",
        "name: email, label: Phone",
        15,
        "the field 'email' a second time",
    ),
    "two people of one id": ("reps", "id: lee", "id: dana", 3, "a second time"),
    "two people of one address": (
        "reps",
        "lee@fern.example",
        "DANA@fern.example",
        3,
        "a second time",
    ),
    "a rung without its team": (
        "routing",
        ", team: small}\nwindow",
        "}\nwindow",
        8,
        "the key 'team'",
    ),
    "a condition on an owner rung": (
        "routing",
        "kind: owner}",
        "kind: owner, when: {need: sales}}",
        5,
        "no such key",
    ),
    "an unknown key": ("reps", "roles: [marketer]", "rolls: [marketer]", 5, "expected 'roles'"),
    "an unknown event": (
        "scoring",
        "event: asked_price",
        "event: asked_prize",
        16,
        "asked_prize",
    ),
    "an unknown placeholder": (
        "qualification",
        "{rep} will call",
        "{rap} will call",
        4,
        "expected 'rep'",
    ),
    "a brace alone": ("qualification", "We open {opens}.", "We open {opens.", 4, "in pairs"),
    "one wording only": ("qualification", "[Who?, Your name?]", "[Who?]", 13, "at least 2"),
    "no way to reach": (
        "qualification",
        QUALIFICATION[QUALIFICATION.index("  - {name: email") :],
        "",
        5,
        "no way to reach",
    ),
    "an address under another type": (
        "qualification",
        QUALIFICATION[QUALIFICATION.index("  - {name: email") :],
        (
            "  - {name: email, label: E, type: text, ask: [A?, B?]}\n"
            "  - {name: inbox, label: I, type: email, ask: [A?, B?]}\n"
        ),
        5,
        "named 'email'",
    ),
    "a choice without choices": (
        "qualification",
        "    choices: [{value: sales}, {value: support}]\n",
        "",
        6,
        "choices",
    ),
    "a condition on itself": (
        "qualification",
        "label: Region,",
        "label: Region, when: {region: DE},",
        12,
        "only when it is known",
    ),
    "grades the wrong way round": ("scoring", "{A: 30, B: 10}", "{A: 3, B: 10}", 17, "A below B"),
    "a time zone that is none": (
        "reps",
        "id: lee,",
        "id: lee, timezone: Mars/Base,",
        3,
        "IANA time zone",
    ),
    "hours the wrong way round": (
        "reps",
        "id: lee,",
        'id: lee, hours: {mon: "17:00-09:00"},',
        3,
        "ending after it starts",
    ),
    "an absence the wrong way round": (
        "reps",
        "id: lee,",
        "id: lee, absences: [{from: 2026-12-24, to: 2026-12-01}],",
        3,
        "the first day first",
    ),
    "a day that is none": (
        "reps",
        "id: lee,",
        "id: lee, absences: [{from: 2026-02-30, to: 2026-12-01}],",
        3,
        "a date of the calendar",
    ),
    "a team that nobody is in": (
        "routing",
        "lead: dana}\nladder:\n",
        (
            "lead: dana}\n  - {id: new, name: New}\nladder:\n"
            "  - {name: Newcomers, when: {need: sales}, team: new}\n"
        ),
        6,
        "nobody in the team 'new', expected a rep with 'new' among their teams in reps.yml",
    ),
    "a gap": (
        "routing",
        "{name: Everyone else, team: small}",
        "{name: Small, when: {company_size: {at_most: 199}}, team: small}",
        8,
        "a gap: no rung for the leads that fit none of the conditions on company_size",
    ),
    "a rung below one for everybody": (
        "routing",
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
        "routing",
        "  - {name: Large companies, when: {company_size: {at_least: 200}}, team: large}",
        (
            "  - {name: Europe, when: {region: {in: [FR, DE]}}, team: large}\n"
            "  - {name: DACH, when: {region: {within: [CH, DE]}}, team: small}"
        ),
        8,
        "DE, which 'Europe' has too, expected each territory with one team",
    ),
    "overlapping postcodes": (
        "routing",
        "  - {name: Large companies, when: {company_size: {at_least: 200}}, team: large}",
        (
            "  - {name: South, when: {region: {within: [DE 80000-87999]}}, team: large}\n"
            "  - {name: North, when: {region: {within: [DE 86000-99999]}}, team: small}"
        ),
        8,
        "DE 86000-99999, which 'South' has too",
    ),
    "a country that is none": (
        "routing",
        "{company_size: {at_least: 200}}",
        "{region: {within: [XX]}}",
        7,
        "the territory 'XX', expected a country code of ISO 3166-1",
    ),
    "a part of a country that is none": (
        "routing",
        "{company_size: {at_least: 200}}",
        "{region: {within: [DE-QQ]}}",
        7,
        "a part of DE by its code",
    ),
    "postcodes the wrong way round": (
        "routing",
        "{company_size: {at_least: 200}}",
        "{region: {within: [DE 87999-80000]}}",
        7,
        "the lower one first",
    ),
    "a territory that is none": (
        "routing",
        "{company_size: {at_least: 200}}",
        "{region: {within: [Bavaria]}}",
        7,
        "A country (DE), a part of one",
    ),
    "a skill that nobody has": (
        "routing",
        "team: large}\n",
        "team: large, skills: [security]}\n",
        7,
        "nobody in the team 'large' who knows security",
    ),
    "fields that wait for each other": (
        "qualification",
        "ask: [Where?, Which country?]}\n  - {name: name, label: Name,",
        (
            "ask: [Where?, Which country?], when: {name: Ann}}\n"
            "  - {name: name, label: Name, when: {region: DE},"
        ),
        12,
        "a circle (region → name → region)",
    ),
    "a rep without an address": (
        "reps",
        "name: Lee Ono, email: lee@fern.example,",
        "name: Lee Ono,",
        3,
        "the key 'email'",
    ),
    "a country by its name": (
        "routing",
        "{company_size: {at_least: 200}}",
        "{region: Germany}",
        7,
        "'Germany' of a field of type place, expected 'DE'",
    ),
    "a part of a country as a country": (
        "routing",
        "{company_size: {at_least: 200}}",
        "{region: {in: [GB-WLS]}}",
        7,
        "stands under 'within'",
    ),
    "a part of a country whose parts are not told apart": (
        "routing",
        "{company_size: {at_least: 200}}",
        "{region: {within: [ES-CT]}}",
        7,
        "postcodes of it",
    ),
    "a number of a place": (
        "routing",
        "{company_size: {at_least: 200}}",
        "{region: {at_least: 5}}",
        7,
        "expected a field of type number, money or timeline",
    ),
    "a territory of a number": (
        "routing",
        "{company_size: {at_least: 200}}",
        "{company_size: {within: [DE]}}",
        7,
        "expected a field of type place",
    ),
    "a word for a number": (
        "routing",
        "{company_size: {at_least: 200}}",
        "{company_size: large}",
        7,
        "expected a number",
    ),
    "a word for an amount": (
        "routing",
        "{company_size: {at_least: 200}}",
        "{budget: {in: [high]}}",
        7,
        "an amount as a plain number",
    ),
    "a word for a time": (
        "routing",
        "{company_size: {at_least: 200}}",
        "{timeline: soon}",
        7,
        "a number of days from now",
    ),
    "bounds the wrong way round": (
        "routing",
        "{company_size: {at_least: 200}}",
        "{company_size: {at_least: 50, at_most: 10}}",
        7,
        "the smaller number first",
    ),
    "a part of no choice": (
        "routing",
        "{company_size: {at_least: 200}}",
        "{need: {contains: repair}}",
        7,
        "which no choice contains",
    ),
    "a number of a choice": (
        "routing",
        "{company_size: {at_least: 200}}",
        "{need: {at_least: 3}}",
        7,
        "'at_least' of a field of type choice",
    ),
    "an account at a mail provider": (
        "routing",
        "big.example: dana",
        "gmail.com: dana",
        6,
        "where anybody may have an address",
    ),
    "an account by its website": (
        "routing",
        "big.example: dana",
        "www.big.example: dana",
        6,
        "'big.example'",
    ),
    "an account by its name": (
        "routing",
        "big.example: dana",
        "Big Firm: dana",
        6,
        "The domain of a company's addresses",
    ),
    "an account twice": (
        "routing",
        "big.example: dana",
        "big.example: dana, BIG.example: lee",
        6,
        "a second time",
    ),
    "an account of a marketer": (
        "routing",
        "big.example: dana",
        "big.example: maya",
        6,
        "'maya', who is no rep",
    ),
    "a catch-all to whom the inbox is closed": (
        "routing",
        "catch_all: omar",
        "catch_all: maya",
        11,
        "somebody with the role rep or admin",
    ),
    "a team's lead who is a marketer": (
        "routing",
        "name: Small accounts, lead: dana",
        "name: S, lead: maya",
        3,
        "'maya', who is no rep",
    ),
    "a key that does not count": (
        "qualification",
        "label: Region, type: place,",
        "label: Region, type: place, unit: km,",
        12,
        "'unit' of a field of type place, expected a field of type number",
    ),
    "a least number of a text": (
        "qualification",
        "label: Region, type: place,",
        "label: Region, type: text, min: 5,",
        12,
        "a field of type number or money",
    ),
    "a placeholder that is not filled": (
        "qualification",
        "[Who?, Your name?]",
        "['Who, {company}?', Your name?]",
        13,
        "the placeholder {company}",
    ),
    "a placeholder with a format": (
        "qualification",
        "Thanks {name},",
        "Thanks {name:>99},",
        4,
        "the name alone",
    ),
    "two choices of one label": (
        "qualification",
        "[{value: sales}, {value: support}]",
        "[{value: sales}, {value: support, label: Sales}]",
        10,
        "a second time",
    ),
    "a range of a choice": (
        "qualification",
        "{value: sales}",
        "{value: sales, min: 5}",
        10,
        "a range in a field of type choice",
    ),
    "ranges that share numbers": (
        "qualification",
        "type: number,",
        "type: number, choices: [{value: a, max: 10}, {value: b, min: 5}],",
        11,
        "'b', which shares numbers with 'a'",
    ),
    "a name on two lines": (
        "reps",
        "name: Lee Ono",
        'name: "Lee\\r\\nBcc: x@fern.example"',
        3,
        "on one line",
    ),
    "a day by its full name": (
        "reps",
        "id: lee,",
        "id: lee, hours: {monday: closed},",
        3,
        "expected 'mon'",
    ),
    "an address that is none": ("reps", "lee@fern.example", "lee", 3, "E-mail address"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_with_its_line(case: str, tmp_path: Path) -> None:
    name, before, after, line, words = MISTAKES[case]
    text = FILES[name]
    assert before in text, "the case no longer changes anything"
    with pytest.raises(ContentError) as caught:
        Playbook.load(write_playbook(tmp_path, **{name: text.replace(before, after, 1)}))
    assert caught.value.path.endswith(f"{name}.yml")
    assert caught.value.line == line, str(caught.value)
    assert words in str(caught.value)


def test_the_examples_of_the_document_fit_the_schemas() -> None:
    text = (ROOT / "docs" / "playbook.md").read_text(encoding="utf-8")
    blocks = re.findall(r"## (\w+)\.yml\n\n```yaml\n(.*?)```", text, re.DOTALL)
    assert [name for name, _ in blocks] == ["qualification", "routing", "reps"]
    for name, block in blocks:
        data, lines = parse_yaml(block, f"{name}.yml")
        check(data, load_schema(SCHEMAS / f"{name}.schema.json"), f"{name}.yml", lines)


ALLOWED = {
    "an exception above the country": (
        "{name: Bavaria, when: {region: {within: [DE-BY]}}, team: large}",
        "{name: Germany, when: {region: {within: [DE]}}, team: small}",
    ),
    "other conditions that tell them apart": (
        "{name: Big, when: {region: DE, company_size: {at_least: 50}}, team: large}",
        "{name: Germany, when: {region: DE}, team: small}",
    ),
    "neighbours": (
        "{name: South, when: {region: {within: [DE 80000-87999, AT]}}, team: large}",
        "{name: North, when: {region: {within: [DE 88000-99999, CH]}}, team: small}",
    ),
    "a second team for when the first can not": (
        "{name: First, team: small}",
        "{name: Second, team: large}",
    ),
    "countries as people write them": (
        "{name: Union, when: {region: {within: [EU]}}, team: large}",
        "{name: Britain, when: {region: {in: [uk]}}, team: small}",
    ),
    "one team twice": (
        "{name: Europe, when: {region: {in: [DE, FR]}}, team: large}",
        "{name: Germany, when: {region: DE}, team: large}",
    ),
}


@pytest.mark.parametrize("case", ALLOWED)
def test_what_only_looks_like_a_mistake(case: str, tmp_path: Path) -> None:
    rung = "  - {name: Large companies, when: {company_size: {at_least: 200}}, team: large}\n"
    rungs = "".join(f"  - {each}\n" for each in ALLOWED[case])
    text = FILES["routing"].replace(rung, rungs, 1)
    if case.startswith("a second"):
        text = text.replace("  - {name: Everyone else, team: small}\n", "", 1)
    assert Playbook.load(write_playbook(tmp_path, routing=text))


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    folder = write_playbook(tmp_path)
    (folder / f"{name}.yml").unlink()
    with pytest.raises(ContentError, match=f"{name}.yml: found no such file"):
        Playbook.load(folder)


def test_conditions_hold_as_people_write_them(tmp_path: Path) -> None:
    qualification = QUALIFICATION + "  - {name: fleet, label: F, type: yes_no, ask: [A?, B?]}\n"
    when = "{fleet: yes, region: {in: [UK, EU]}}"
    text = FILES["routing"].replace("{company_size: {at_least: 200}}", when)
    text = text.replace("big.example", "BIG.example")
    playbook = Playbook.load(write_playbook(tmp_path, qualification=qualification, routing=text))
    rung = playbook.routing.ladder[2]
    for country, fleet, fits in [("GB", True, True), ("DE", True, True), ("EU", True, True),
                                 ("US", True, False), ("GB", False, False)]:  # fmt: skip
        assert holds(rung.when, {"fleet": fleet, "region": {"country": country}}) is fits
    assert playbook.routing.ladder[1].accounts == {"big.example": "dana"}


@pytest.mark.parametrize("name", ["meetings.yaml", "Meetings.yml", "meeting.yml"])
def test_a_file_with_nearly_the_right_name_is_no_silence(name: str, tmp_path: Path) -> None:
    (write_playbook(tmp_path) / name).write_text("name: call\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"a name that is not read, expected 'meetings\.yml'"):
        Playbook.load(tmp_path)
