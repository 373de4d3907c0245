"""Fields by which leads are known may have a company's own names."""

from __future__ import annotations

from pathlib import Path

from bot.leads.playbook.playbook import Playbook
from tests.leads.samples import QUALIFICATION, ROUTING, SCORING, write_playbook

OWN = (
    QUALIFICATION.replace("name: name,", "name: contact_person,")
    .replace("name: email,", "name: work_email,")
    .replace("name: phone,", "name: mobile, when: {work_email: {known: false}},")
)
RULE = "      - {when: {work_email: {known: true}}, points: 5, reason: Can be written to}\n"
RUNG = "  - {name: By phone, when: {mobile: {known: true}}, team: large}\n"


def test_they_go_by_the_standard_ones(tmp_path: Path) -> None:
    scoring = SCORING.replace("engagement:\n", f"{RULE}engagement:\n", 1)
    routing = ROUTING.replace("  - {name: Everyone", f"{RUNG}  - {{name: Everyone", 1)
    playbook = Playbook.load(
        write_playbook(
            tmp_path,
            qualification=OWN,
            scoring=scoring,
            routing=routing,
            crm="hubspot: {mail: work_email, fullname: contact_person}\n",
        )
    )
    fields = {each.name: each for each in playbook.qualification.fields}
    assert list(fields)[-3:] == ["name", "email", "phone"]
    assert fields["email"].label == "Email"
    assert fields["phone"].when == {"email": {"known": False}}
    assert any("email" in rule.when for group in playbook.scoring.fit for rule in group.rules)
    assert any("phone" in rung.when for rung in playbook.routing.ladder)
    assert playbook.crm == {"hubspot": {"mail": "email", "fullname": "name"}}


def test_a_second_field_of_a_type_keeps_its_name(tmp_path: Path) -> None:
    more = "  - {name: billing_email, label: Invoices, type: email, ask: [To whom?, Where to?]}\n"
    playbook = Playbook.load(write_playbook(tmp_path, qualification=OWN + more))
    names = [each.name for each in playbook.qualification.fields]
    assert names[-3:] == ["email", "phone", "billing_email"]


def test_names_that_are_standard_stay(tmp_path: Path) -> None:
    more = "  - {name: vet, label: Vet, type: person, ask: [Which vet?, Whose?]}\n"
    playbook = Playbook.load(write_playbook(tmp_path, qualification=QUALIFICATION + more))
    assert [each.name for each in playbook.qualification.fields][-1] == "vet"
