"""Which rows hold for what a question measures."""

from __future__ import annotations

import pytest

from bot.knowledge.reading.sections import Block
from bot.knowledge.replies.bands import amounts_in, holds

DOGS = ["under 10 kg", "10 to 25 kg", "25–40 kg", "over 40kg"]
GUESTS = ["up to 50", "51 to 100", "101 or more"]
NIGHTS = ["1-2 nights", "3 nights or more"]


@pytest.mark.parametrize(
    ("rows", "column", "question", "fitting"),
    [
        (DOGS, "Dog", "a 30kg dog", [2]),
        (DOGS, "Dog", "a dog of 25 kilos", [1, 2]),
        (DOGS, "Dog", "a dog of 10 kg", [1]),
        (DOGS, "Dog", "she has 41.5 kg", [3]),
        (DOGS, "Dog", "2 dogs for 3 weeks", []),
        (DOGS, "Dog", "a big dog", []),
        (GUESTS, "Guests", "a party for 80 guests", [1]),
        (GUESTS, "Guests", "1,200 guests", [2]),
        (GUESTS, "Room", "a party for 80 guests", []),
        (NIGHTS, "Stay", "for 4 nights", [1]),
        (["£20 to £40", "£50"], "Price", "30 people", []),
    ],
)
def test_rows_for_a_range(rows: list[str], column: str, question: str, fitting: list[int]) -> None:
    blocks = [
        Block("row", f"{row} x", n, 1, (row, "x"), (column, "y")) for n, row in enumerate(rows)
    ]
    amounts = amounts_in(question)
    assert [at for at, block in enumerate(blocks) if holds(block, amounts)] == fitting
