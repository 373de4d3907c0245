"""Replays: the same choices as routing makes, loads that build up, shares that are fair."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.leads.playbook.playbook import Routing, Rung, Team
from bot.leads.routing.decision import CATCH_ALL, Facts
from bot.leads.routing.replay import Arrival, Outcome, replay
from bot.leads.routing.rotation import Rep
from tests.leads.samples import WEDNESDAY, make_desk

TEAMS = (Team("a", "A"),)
ALL = Routing(TEAMS, (Rung("Everyone", "team", team="a"),), "boss")
BOSS = Rep("boss", "Boss")


def arrivals(count: int) -> list[Arrival]:
    return [
        Arrival(f"{number:03}", WEDNESDAY + timedelta(minutes=number), Facts({}))
        for number in range(count)
    ]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([0.5, 1.0, 2.0, 3.0]), min_size=2, max_size=6), st.integers(1, 120))
def test_nobody_is_further_than_a_lead_from_their_share(weights: list[float], count: int) -> None:
    team = [
        Rep(f"r{number}", f"R{number}", teams=("a",), weight=weight)
        for number, weight in enumerate(weights)
    ]
    outcome = replay(arrivals(count), [*team, BOSS], ALL)
    assert sum(outcome.leads.values()) == count
    total = sum(weights)
    for rep in team:
        ideal = count * rep.weight / total
        # The lowest figure first is fair to within one lead and what a heavier one is ahead by.
        assert abs(outcome.leads[rep.id] - ideal) <= max(weights) / min(weights) + 1


def test_people_of_equal_weight_differ_by_a_lead_at_most() -> None:
    team = [Rep(f"r{number}", f"R{number}", teams=("a",)) for number in range(7)]
    outcome = replay(arrivals(100), [*team, BOSS], ALL)
    assert max(outcome.leads.values()) - min(outcome.leads.values()) <= 1
    uneven = outcome.uneven()
    assert uneven is not None
    assert abs(uneven[1]) <= 1


def test_a_capacity_fills_up_and_the_rest_falls_to_the_catch_all() -> None:
    outcome = replay(arrivals(10), [Rep("r", "R", teams=("a",), capacity=4), BOSS], ALL)
    assert outcome.leads == {"r": 4, "boss": 6}
    assert outcome.rungs[CATCH_ALL] == 6
    lost = [each for each in outcome.given if each.person_id == "boss"]
    assert all("R has 4 open leads of at most 4" in each.problems[0] for each in lost)


def test_leads_go_in_the_order_of_their_arrival() -> None:
    team = [Rep("r1", "R1", teams=("a",)), Rep("r2", "R2", teams=("a",)), BOSS]
    outcome = replay(list(reversed(arrivals(4))), team, ALL)
    assert [each.lead_id for each in outcome.given] == ["000", "001", "002", "003"]
    assert [each.person_id for each in outcome.given] == ["r1", "r2", "r1", "r2"]


def test_a_replay_of_nothing_says_nothing() -> None:
    assert replay([], [BOSS], ALL).as_dict()["furthest_from_fair"] is None
    assert Outcome().uneven() is None


def test_the_ladder_of_a_playbook_is_followed(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    people = [
        Rep("dana", "Dana", teams=("large",)),
        Rep("lee", "Lee", teams=("small",)),
        Rep("omar", "Omar"),
    ]
    leads = [
        Arrival("big", WEDNESDAY, Facts({"company_size": 400})),
        Arrival("little", WEDNESDAY, Facts({"company_size": 4})),
        Arrival("named", WEDNESDAY, Facts({"company_size": 4}, email="x@big.example")),
    ]
    outcome = replay(leads, people, desk.playbook.routing)
    assert {each.lead_id: each.person_id for each in outcome.given} == {
        "big": "dana",
        "little": "lee",
        "named": "dana",
    }
