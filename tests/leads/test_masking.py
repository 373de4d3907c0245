"""Nothing that somebody could be reached by stays in a masked text."""

from __future__ import annotations

import pytest

from bot.leads.privacy.masking import masked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("do you have Gantt charts?", "do you have Gantt charts?"),
        ("is it under 15,000 for 250 people?", "is it under 15,000 for 250 people?"),
        ("mail ann.byte+x@client.example please", "mail [email address] please"),
        ("call +49 30 123456 today", "call [number] today"),
        ("call (415) 555-2671.", "call [number]."),
        ("0151/23456789", "[number]"),
        ("<ann@client.example>", "<[email address]>"),
    ],
)
def test_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


def test_the_name_that_was_told_is_masked_too() -> None:
    assert masked("ann byte here, do you do Annuals?", "Ann Byte") == (
        "[name] [name] here, do you do Annuals?"
    )
