"""Scores: caps, decay, grades, and that the reasons add up."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.leads.playbook.playbook import Playbook, Scoring
from bot.leads.scoring import Engagement, score
from tests.leads.samples import WEDNESDAY, write_playbook


@pytest.fixture(scope="module")
def scoring(tmp_path_factory: pytest.TempPathFactory) -> Scoring:
    return Playbook.load(write_playbook(Path(tmp_path_factory.mktemp("p")))).scoring


def ago(days: float) -> datetime:
    return WEDNESDAY - timedelta(days=days)


def test_points_with_their_reasons(scoring: Scoring) -> None:
    found = score({"company_size": 60}, [Engagement("asked_price", ago(0))], scoring, WEDNESDAY)
    assert (found.fit, found.engagement, found.grade) == (20, 10, "B2")
    assert [(each.points, each.text) for each in found.reasons] == [
        (20, "50 people or more"),
        (10, "Asked about prices"),
    ]
    assert found.mql
    assert found.why == "Fit 20 ≥ 20 and engagement 10 ≥ 10"


def test_a_cap_is_a_reason_of_its_own(scoring: Scoring) -> None:
    found = score({"company_size": 500}, [], scoring, WEDNESDAY)
    assert found.fit == 30
    assert [each.points for each in found.reasons] == [20, 20, -10]
    assert found.reasons[-1].text == "At most 30 points count for size"


def test_negative_points(scoring: Scoring) -> None:
    assert score({"company_size": 1}, [], scoring, WEDNESDAY).fit == -20


def test_engagement_halves(scoring: Scoring) -> None:
    now = score({}, [Engagement("requested_demo", ago(0))], scoring, WEDNESDAY)
    later = score({}, [Engagement("requested_demo", ago(14))], scoring, WEDNESDAY)
    long_ago = score({}, [Engagement("requested_demo", ago(200))], scoring, WEDNESDAY)
    assert (now.engagement, later.engagement, long_ago.engagement) == (30, 15, 0)


def test_a_high_intent_act_is_enough(scoring: Scoring) -> None:
    found = score({}, [Engagement("requested_demo", ago(60))], scoring, WEDNESDAY)
    assert found.mql
    assert "Requested demo" in found.why


def test_one_of_the_two_is_not_enough(scoring: Scoring) -> None:
    assert not score({"company_size": 500}, [], scoring, WEDNESDAY).mql
    assert not score({}, [Engagement("asked_price", ago(0))], scoring, WEDNESDAY).mql


@given(
    size=st.integers(0, 1000) | st.none(),
    events=st.lists(
        st.tuples(st.sampled_from(["requested_demo", "asked_price"]), st.floats(0, 400)),
        max_size=30,
    ),
)
def test_reasons_add_up_and_caps_hold(
    scoring: Scoring, size: int | None, events: list[tuple[str, float]]
) -> None:
    details = {} if size is None else {"company_size": size}
    acts = [Engagement(event, ago(days)) for event, days in events]
    found = score(details, acts, scoring, WEDNESDAY)
    assert sum(each.points for each in found.reasons) == found.fit + found.engagement
    assert found.fit <= 30
    assert 0 <= found.engagement <= 55
    exact = sum(
        min(
            cap,
            sum(points * 0.5 ** (days / 14) for event, days in events if event == wanted),
        )
        for wanted, points, cap in (("requested_demo", 30, 40), ("asked_price", 10, 15))
    )
    assert abs(found.engagement - exact) <= 1
