"""Addresses and telephone numbers of the content are known again however they are written."""

from __future__ import annotations

import pytest

from bot.knowledge.contacts import Contacts

OWN = Contacts(
    ["Ring 01 555 0182 or write to Hello@cold.example.", "From abroad: +44 (0)20 7946 0018"]
)


@pytest.mark.parametrize(
    ("contact", "own"),
    [
        ("+35315550182", True),
        ("+442079460018", True),
        ("+44 20 7946 0018 x12", True),
        ("+353 1 555 0183 ext. 182", False),
        ("hello@cold.example", True),
        ("+35315550183", False),
        ("jo@peapod.ie", False),
    ],
)
def test_contacts_of_the_content(contact: str, own: bool) -> None:
    assert OWN.has(contact) is own


def test_content_without_any() -> None:
    assert not Contacts(["9,400 pallet places since 1987"]).has("+35315550182")
