"""Towns for countries in questions on prices that differ by country."""

from __future__ import annotations

import pytest

from bot.knowledge.question.asked import Asked
from bot.knowledge.question.towns import placed
from bot.knowledge.words import content_words, fold


def asked(text: str, left: str) -> Asked:
    return Asked(text=text, plain=fold(text), left=tuple(content_words(left)))


@pytest.mark.parametrize(
    ("text", "left", "country", "rest"),
    [
        ("delivery to Lyon", "lyon", "FR", ""),
        ("how much is it to rotterdam", "rotterdam", "NL", ""),
        ("courier to San Fernando Alto please", "san fernando alto", None, "san fernando alto"),
        ("courier to Den Haag please", "den haag", "NL", ""),
        ("we are in Boston", "boston", "GB", ""),  # there is one at home
        ("what about Lyon", "lyon", None, "lyon"),  # whatever is not after "to" may be a name
        ("delivery to a nice house", "nice house", None, "nice house"),
        ("in reading this", "reading", None, "reading"),
        ("delivery to my mother", "mother", None, "mother"),
        ("delivery to Lyon", "", None, ""),  # the town is a name of something else
    ],
)  # fmt: skip
def test_a_town(text: str, left: str, country: str | None, rest: str) -> None:
    found = placed(asked(text, left), "GB")
    assert found.region == country
    assert found.left == tuple(content_words(rest))


def test_a_country_that_is_said_counts() -> None:
    one = Asked(text="to Lyon from Spain", plain="to lyon from spain", region="ES", left=("lyon",))
    assert placed(one, "GB") == one
