"""Which detail words name."""

from __future__ import annotations

import pytest

from bot.dialogue.lines import known_as
from bot.leads.playbook.fields import Field
from bot.leads.qualification import Known

DETAILS = {
    name: Known(label, "x", "x", "x", None, 1.0)
    for name, label in (("name", "Name"), ("company", "Company"), ("pallet_count", "Pallets"))
}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("name", "name"), ("my name", "name"), ("company name", "company"), ("company", "company"),
        ("the name of the company", "company"), ("pallets", "pallet_count"), ("weather", None),
    ],
)  # fmt: skip
def test_known_as(said: str, name: str | None) -> None:
    assert known_as(said, DETAILS) == name


def test_a_detail_that_is_not_told_yet_is_no_other_one() -> None:
    told = {"name": DETAILS["name"]}
    company = Field(name="firm", label="Company", type="company")
    assert known_as("company name", told) == "name"
    assert known_as("company name", told, [company]) is None
    assert known_as("my name", told, [company]) == "name"
