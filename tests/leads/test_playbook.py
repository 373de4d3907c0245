"""Playbook files: what is read, what only looks like a mistake, and what is not there."""

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
