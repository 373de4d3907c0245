"""Which detail words name."""

from __future__ import annotations

import pytest

from bot.dialogue.lines import known_as
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
