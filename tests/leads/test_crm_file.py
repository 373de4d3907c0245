"""crm.yml: which property of a CRM gets what; what it may not say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.delivery import crm
from bot.errors import ContentError
from bot.leads.playbook.files import CRM_SOURCES
from bot.leads.playbook.playbook import Playbook
from bot.settings import ROOT
from tests.leads.samples import write_playbook

GOOD = "hubspot:\n  firstname: first_name\n  size: company_size\n"


def test_without_the_file_there_is_no_mapping(tmp_path: Path) -> None:
    assert Playbook.load(write_playbook(tmp_path)).crm == {}


def test_properties_get_fields_and_standard_values(tmp_path: Path) -> None:
    playbook = Playbook.load(write_playbook(tmp_path, crm=GOOD))
    assert playbook.crm == {"hubspot": {"firstname": "first_name", "size": "company_size"}}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (GOOD + "  owner: hair_colour\n", 4, "'hair_colour'"),
        (GOOD + "pipedrive:\n  a: name\n", 4, "pipedrive"),
        ("hubspot:\n  First Name: name\n", 2, "a name as ^[a-z]"),
        ("hubspot:\n  firstname: [name]\n", 2, "expected"),
        ("hubspot: {}\n", 1, "expected"),
        ("salesforce:\n  LastName:\n", 2, "expected"),
    ],
)
def test_what_it_may_not_say_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    with pytest.raises(ContentError) as caught:
        Playbook.load(write_playbook(tmp_path, crm=text))
    assert caught.value.path.endswith("crm.yml")
    assert caught.value.line == line, str(caught.value)
    assert says in str(caught.value)


def test_every_standard_value_is_given() -> None:
    assert set(CRM_SOURCES) <= set(crm.values({"id": "x"}, "https://baton.example"))


def test_the_example_of_the_document_is_right(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "delivery.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert set(Playbook.load(write_playbook(tmp_path, crm=block)).crm) == {"hubspot", "salesforce"}
    for name in CRM_SOURCES:
        assert f"`{name}`" in text
