"""Who gets a lead: the ladder, who can have it, and what follows when they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import DAYS
from bot.leads.playbook.playbook import Absence, Rung
from bot.leads.routing.decision import CATCH_ALL, TEAM_LEAD, Facts
from bot.leads.routing.hours import Shift
from bot.leads.routing.rotation import Rep
from bot.leads.routing.routing import choose
from tests.leads.deciding import BIG, LARGE, OFF, OMAR, REST, ROUTING, SMALL, decide, rep
from tests.leads.samples import WEDNESDAY


def test_the_first_rung_that_matches_and_has_somebody() -> None:
    assert decide(BIG, rep("dana", "large"), rep("lee")).person_id == "dana"
    assert decide(SMALL, rep("dana", "large"), rep("lee")).person_id == "lee"


def test_a_rung_without_anybody_is_passed_over_and_named() -> None:
    found = decide(BIG, rep("dana", "large", active=False), rep("lee"))
    assert found.person_id == "lee"
    assert found.skipped == ("Large companies",)
    assert found.excluded == {"Dana": "is not active"}


def test_the_explanation_names_condition_team_and_arithmetic() -> None:
    late = Shift("America/New_York", dict.fromkeys(DAYS, "09:30-17:00"))
    found = decide(
        BIG,
        rep("dana", "large", assigned=1),
        rep("lee", "large", shift=late),
        rep("kim", "large", assigned=3, credits=1),
    )
    assert found.person_id == "dana"
    assert found.text == (
        "Came to you because: company size 250 ≥ 200 → Large companies → Enterprise sales. "
        "Of 3 people, Lee is off shift until 14:30 your time; "
        "you had 1 lead in 30 days, Kim 2 leads in 30 days."
    )
    assert found.shares["Kim"] == (
        "3 leads − 1 given back = 2; with this one, weight 1 has a share of 2"
    )
    assert found.excluded == {"Lee": "is off shift until 14:30 your time"}


def test_the_existing_owner_comes_first() -> None:
    facts = replace(BIG, owner_id="lee", owner_name="Lee")
    found = decide(facts, rep("dana", "large"), rep("lee"))
    assert (found.person_id, found.rung) == ("lee", "Existing owner")


def test_an_owner_who_left_is_passed_over() -> None:
    facts = replace(BIG, owner_id="gone", owner_name="Gil")
    found = decide(facts, rep("dana", "large"))
    assert found.person_id == "dana"
    assert found.excluded == {"Gil": "does not take leads any more"}


@pytest.mark.parametrize(
    ("email", "rung"),
    [
        ("a@big.example", "Named accounts"),
        ("a@BIG.example", "Named accounts"),
        ("a@mail.big.example", "Named accounts"),
        ("a@notbig.example", "Everyone else"),
        ("a@gmail.com", "Everyone else"),
        (None, "Everyone else"),
    ],
)
def test_named_accounts(email: str | None, rung: str) -> None:
    found = decide(replace(SMALL, email=email), rep("dana", "large"), rep("lee"))
    assert found.rung == rung


def test_a_public_provider_is_no_account() -> None:
    routing = replace(ROUTING, ladder=(Rung("A", "account", accounts={"gmail.com": "dana"}), REST))
    facts = replace(SMALL, email="a@gmail.com")
    assert decide(facts, rep("dana", "large"), rep("lee"), routing=routing).person_id == "lee"


def test_nobody_on_shift_gives_it_to_who_starts_next() -> None:
    early = Shift("UTC", dict.fromkeys(DAYS, "06:00-08:00"))
    found = decide(SMALL, rep("lee", shift=OFF), rep("ravi", shift=early))
    assert found.person_id == "lee"
    assert "Nobody is on shift now; the next to start begins Thursday 01:00." in found.text
    assert found.excluded == {"Ravi": "is off shift until Thursday 06:00"}


def test_somebody_away_or_full_is_not_chosen() -> None:
    away = Shift(absences=[Absence(date(2026, 11, 18), date(2026, 11, 20))])
    found = decide(SMALL, rep("lee", shift=away), rep("ravi", capacity=2, open_leads=2))
    assert (found.person_id, found.rung) == ("omar", CATCH_ALL)
    assert found.excluded == {
        "Lee": "is away until 2026-11-20",
        "Ravi": "has 2 open leads of at most 2",
    }


def test_only_who_has_the_skills_of_a_rung() -> None:
    ladder = (replace(LARGE, skills=("security",)), REST)
    routing = replace(ROUTING, ladder=ladder)
    people = [rep("dana", "large"), rep("kim", "large", skills=("api", "security")), rep("lee")]
    found = decide(BIG, *people, routing=routing)
    assert found.person_id == "kim"
    assert "Enterprise sales, who know security" in found.text
    assert decide(BIG, people[0], people[2], routing=routing).person_id == "lee"


@pytest.mark.parametrize(
    ("rule", "visitor", "expected"),
    [
        ("ignore", "fr", "lee"),
        ("prefer", "fr-CA", "ravi"),
        ("prefer", "ja", "lee"),
        ("prefer", None, "lee"),
        ("require", "fr", "ravi"),
        ("require", "ja", "omar"),
        ("require", None, "lee"),
    ],
)
def test_the_language_of_the_visitor(rule: Any, visitor: str | None, expected: str) -> None:
    routing = replace(ROUTING, language=rule)
    facts = replace(SMALL, language=visitor)
    people = [rep("lee", languages=("en",)), rep("ravi", languages=("en", "fr"), assigned=5)]
    found = decide(facts, *people, routing=routing)
    assert found.person_id == expected
    if expected == "ravi":
        assert found.excluded == {"Lee": f"does not speak the visitor's language ({visitor})"}


def test_who_speaks_it_and_is_away_does_not_hold_up_the_lead() -> None:
    away = Shift(absences=[Absence(date(2026, 11, 18), date(2026, 11, 20))])
    routing = replace(ROUTING, language="prefer")
    people = [rep("lee"), rep("ravi", languages=("fr",), shift=away)]
    found = decide(replace(SMALL, language="fr"), *people, routing=routing)
    assert found.person_id == "lee"


def test_a_territory_by_postcodes() -> None:
    south = Rung("South", "team", {"region": {"within": ["DE 80000-87999", "AT"]}}, "large")
    routing = replace(ROUTING, ladder=(south, REST))
    munich = {"text": "80331 Munich", "country": "DE", "region": "Bayern", "postcode": "80331"}
    people = [rep("dana", "large"), rep("lee")]
    found = decide(Facts({"region": munich}), *people, routing=routing)
    assert (found.person_id, found.rung) == ("dana", "South")
    assert "region DE is within DE 80000-87999, AT" in found.text
    assert (
        decide(Facts({"region": {**munich, "postcode": "10115"}}), *people, routing=routing).rung
        == REST.name
    )


def test_after_a_decline_the_same_rung_then_its_lead_then_the_catch_all() -> None:
    boss = Rep("boss", "Bo")
    people = [rep("dana", "large"), rep("kim", "large"), rep("lee"), boss]
    first = decide(BIG, *people)
    second = decide(BIG, *people, tried=[first.person_id], after="Large companies")
    assert {first.person_id, second.person_id} == {"dana", "kim"}
    third = decide(BIG, *people, tried=["dana", "kim"], after="Large companies")
    assert (third.person_id, third.rung, third.via) == ("boss", TEAM_LEAD, "team_lead")
    fourth = decide(BIG, *people, tried=["dana", "kim", "boss"], after="Large companies")
    assert (fourth.person_id, fourth.rung) == ("omar", CATCH_ALL)


def test_after_an_owner_the_ladder_goes_on() -> None:
    facts = replace(BIG, owner_id="lee", owner_name="Lee")
    people = [rep("dana", "large"), rep("lee")]
    found = decide(facts, *people, tried=["lee"], after="Existing owner")
    assert found.rung == "Large companies"


def test_on_expiry_straight_to_the_catch_all() -> None:
    routing = replace(ROUTING, on_expiry=("catch_all",))
    people = [rep("dana", "large"), rep("kim", "large")]
    found = decide(BIG, *people, routing=routing, tried=["dana"], after="Large companies")
    assert found.rung == CATCH_ALL


def test_a_catch_all_who_left_does_not_lose_the_lead() -> None:
    found = choose(SMALL, [rep("dana", "large"), Rep("x", "X", active=False)], ROUTING, WEDNESDAY)
    assert found.person_id == "dana"
    assert found.via == "catch_all"


def test_without_anybody_it_says_so() -> None:
    with pytest.raises(ValueError, match="nobody"):
        choose(SMALL, [], ROUTING, WEDNESDAY)


@given(
    arrivals=st.lists(
        st.tuples(st.integers(0, 600), st.sampled_from([3, 250, None])), min_size=1, max_size=40
    ),
    people=st.deferred(lambda: st.lists(reps, min_size=1, max_size=6, unique_by=lambda r: r.id)),
    strategy=st.sampled_from(["fair_rotation", "least_loaded"]),
)
def test_a_whole_run_leaves_no_lead_without_somebody(
    arrivals: list[tuple[int, int | None]], people: list[Rep], strategy: Any
) -> None:
    """Leads that come one after the other fill people up, and each has an owner all the same."""
    routing = replace(ROUTING, strategy=strategy)
    people = [*(each for each in people if each.id != "omar"), OMAR]
    at = WEDNESDAY
    for minutes, size in arrivals:
        at += timedelta(minutes=minutes)
        found = choose(Facts({"company_size": size}), people, routing, at)
        chosen = next(each for each in people if each.id == found.person_id)
        if found.via == "catch_all":
            assert chosen is people[-1]
        else:
            assert chosen.active
            assert chosen.shift.absent(at) is None
            assert chosen.capacity is None or chosen.open_leads < chosen.capacity
        given = replace(
            chosen,
            open_leads=chosen.open_leads + 1,
            assigned=chosen.assigned + 1,
            last_assigned=at,
        )
        people = [given if each is chosen else each for each in people]


spans = st.sampled_from(["closed", "09:00-17:00", "00:00-24:00", "14:30-15:00", "01:00-02:00"])


shifts = st.builds(
    Shift,
    timezone=st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York", "Pacific/Apia"]),
    hours=st.dictionaries(st.sampled_from(DAYS), spans),
    absences=st.lists(
        st.builds(
            lambda start, days: Absence(start, start + timedelta(days=days)),
            st.dates(date(2026, 11, 10), date(2026, 11, 25)),
            st.integers(0, 10),
        ),
        max_size=2,
    ),
)


reps = st.builds(
    Rep,
    id=st.sampled_from(["dana", "lee", "ravi", "kim", "boss", "omar"]),
    name=st.just("Somebody"),
    active=st.booleans(),
    teams=st.lists(st.sampled_from(["large", "small"]), unique=True).map(tuple),
    shift=shifts,
    weight=st.sampled_from([0.5, 1.0, 2.0]),
    capacity=st.none() | st.integers(0, 3),
    open_leads=st.integers(0, 4),
    assigned=st.integers(0, 20),
    credits=st.integers(0, 5),
    fresh=st.booleans(),
    languages=st.lists(st.sampled_from(["en", "de-AT", "fr"]), unique=True).map(tuple),
    skills=st.lists(st.sampled_from(["security", "api"]), unique=True).map(tuple),
)


@given(
    people=st.lists(reps, min_size=1, max_size=6, unique_by=lambda one: one.id),
    size=st.integers(1, 500) | st.none(),
    email=st.sampled_from([None, "a@big.example", "a@gmail.com"]),
    owner=st.sampled_from([None, "dana", "gone"]),
    tried=st.sets(st.sampled_from(["dana", "lee", "ravi", "kim"])),
    after=st.sampled_from([None, "Existing owner", "Large companies", "Everyone else", CATCH_ALL]),
    strategy=st.sampled_from(["fair_rotation", "least_loaded"]),
    language=st.sampled_from(["ignore", "prefer", "require"]),
    speaks=st.sampled_from([None, "de-DE", "fr", "ja"]),
    skills=st.sampled_from([(), ("security",), ("security", "api")]),
    minutes=st.integers(0, 7 * 24 * 60),
)
def test_never_nobody_and_never_somebody_who_cannot(
    people: list[Rep],
    size: int | None,
    email: str | None,
    owner: str | None,
    tried: set[str],
    after: str | None,
    strategy: Any,
    language: Any,
    speaks: str | None,
    skills: tuple[str, ...],
    minutes: int,
) -> None:
    now = WEDNESDAY + timedelta(minutes=minutes)
    facts = Facts({"company_size": size}, email=email, owner_id=owner, language=speaks)
    ladder = (*ROUTING.ladder[:2], replace(LARGE, skills=skills), REST)
    routing = replace(ROUTING, strategy=strategy, language=language, ladder=ladder)
    found = choose(facts, people, routing, now, tried=tried, after=after)
    by_id = {each.id: each for each in people}
    chosen = by_id[found.person_id]
    assert found.text
    if found.via == "catch_all":
        assert chosen.id == "omar" or "omar" not in by_id or not by_id["omar"].active
        return
    assert chosen.active
    assert chosen.id not in tried
    assert chosen.shift.absent(now) is None
    assert chosen.capacity is None or chosen.open_leads < chosen.capacity
    if found.via == "rung" and found.rung in {LARGE.name, REST.name}:
        team = "large" if found.rung == LARGE.name else "small"
        needed = set(skills) if found.rung == LARGE.name else set()
        assert team in chosen.teams
        assert needed <= set(chosen.skills)
        spoken = [tag[:2] for tag in chosen.languages]
        if language == "require" and speaks is not None:
            assert speaks[:2] in spoken
        able = [
            each
            for each in people
            if team in each.teams
            and needed <= set(each.skills)
            and each.active
            and each.id not in tried
            and each.shift.absent(now) is None
            and (each.capacity is None or each.open_leads < each.capacity)
        ]
        if language != "ignore" and speaks is not None:
            speakers = [each for each in able if speaks[:2] in [tag[:2] for tag in each.languages]]
            # Who speaks it comes first, if there is anybody; the others only where it is preferred.
            assert language == "prefer" or speakers
            able = speakers or able
            assert chosen in able
        if any(each.shift.works(now) for each in able):
            assert chosen.shift.works(now)
        else:
            starts = [start for each in able if (start := each.shift.next_start(now))]
            assert chosen.shift.next_start(now) == min(starts)
    again = choose(facts, people[::-1], routing, now, tried=tried, after=after)
    assert again.person_id == found.person_id  # the order in which people come changes nothing
