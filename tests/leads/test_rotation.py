"""Whose turn it is among those who could have a lead."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.leads.playbook.playbook import Absence
from bot.leads.routing.hours import Shift
from bot.leads.routing.rotation import Rep, fresh_since, rank
from tests.leads.deciding import ROUTING, SMALL, decide, rep
from tests.leads.samples import WEDNESDAY


def test_ties_go_to_the_longest_ago_and_then_by_id() -> None:
    first = datetime(2026, 11, 1, tzinfo=timezone.utc)
    found = decide(
        SMALL,
        rep("lee", assigned=1, last_assigned=first + timedelta(days=1)),
        rep("ravi", assigned=1, last_assigned=first),
    )
    assert found.person_id == "ravi"
    assert "yours was the longest ago" in found.text
    found = decide(SMALL, rep("ravi"), rep("lee"))
    assert found.person_id == "lee"
    assert "you come first in the list" in found.text
    found = decide(SMALL, rep("ravi"), rep("lee", assigned=1, credits=1, last_assigned=first))
    assert found.person_id == "ravi"
    assert "you have had none lately" in found.text


def test_least_loaded() -> None:
    routing = replace(ROUTING, strategy="least_loaded")
    found = decide(
        SMALL, rep("lee", open_leads=3, weight=2.0), rep("ravi", open_leads=2), routing=routing
    )
    assert found.person_id == "lee"


@pytest.mark.parametrize(
    ("weights", "expected"), [((1, 1, 1), (20, 20, 20)), ((1, 2, 3), (10, 20, 30))]
)
def test_rotation_follows_the_weights(weights: tuple[int, ...], expected: tuple[int, ...]) -> None:
    people = [rep(f"p{i}", weight=float(weight)) for i, weight in enumerate(weights)]
    assert tuple(rotate(people, 60)[f"p{i}"] for i in range(3)) == expected


def test_unequal_shares_are_told() -> None:
    found = decide(SMALL, rep("lee", weight=2.0, assigned=2), rep("ravi", assigned=1))
    assert "you had 2 leads in 30 days of a share of 2.67, Ravi 1 lead" in found.text


@given(
    weights=st.lists(st.sampled_from([0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 10.0]), min_size=1, max_size=9)
    | st.lists(st.floats(0.1, 10.0), min_size=1, max_size=9),
    leads=st.integers(1, 60),
)
def test_nobody_is_ever_a_lead_away_from_their_share(weights: list[float], leads: int) -> None:
    """After each lead of a run in which everybody could have had each of them."""
    got = [0] * len(weights)
    for number in range(1, leads + 1):
        people = [
            Rep(f"p{i}", f"P{i}", weight=weight, assigned=got[i], last_assigned=None)
            for i, weight in enumerate(weights)
        ]
        got[int(rank(people, "fair_rotation")[0].rep.id[1:])] += 1
        ideal = [number * weight / sum(weights) for weight in weights]
        assert max(abs(one - other) for one, other in zip(got, ideal, strict=True)) < 1


def rotate(people: list[Rep], leads: int) -> Counter[str]:
    """Give out so many leads one after the other; how many each person got."""
    got: Counter[str] = Counter()
    for number in range(leads):
        chosen = decide(SMALL, *people).person_id
        got[chosen] += 1
        people = [
            replace(
                each,
                assigned=each.assigned + 1,
                last_assigned=WEDNESDAY + timedelta(minutes=number),
            )
            if each.id == chosen
            else each
            for each in people
        ]
    return got


def test_somebody_new_is_not_flooded() -> None:
    long_ago = WEDNESDAY - timedelta(days=1)
    people = [
        rep("lee", assigned=20, last_assigned=long_ago),
        rep("ravi", assigned=20, last_assigned=long_ago),
        rep("nia", fresh=True),
    ]
    got = rotate(people, 12)
    assert got == {"nia": 4, "lee": 4, "ravi": 4}
    assert "the level of the others" in decide(SMALL, *people).shares["Nia"]


def test_who_counts_as_new_or_back() -> None:
    created = WEDNESDAY - timedelta(days=400)
    back = Shift(absences=[Absence(date(2026, 11, 2), date(2026, 11, 13))])
    still_away = Shift(absences=[Absence(date(2026, 11, 2), date(2026, 11, 18))])
    assert not fresh_since(created, Shift(), WEDNESDAY, 30)
    assert fresh_since(WEDNESDAY - timedelta(days=29), Shift(), WEDNESDAY, 30)
    assert fresh_since(created, back, WEDNESDAY, 30)
    assert not fresh_since(created, back, WEDNESDAY, 3)
    assert not fresh_since(created, still_away, WEDNESDAY, 30)
