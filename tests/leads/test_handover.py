"""Handing over: offers, answers, clocks and capacity, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.errors import Conflict, Forbidden, NotFound
from bot.leads import handover
from bot.leads.desk import Desk
from bot.leads.offering import MOVES, to
from bot.leads.routing.decision import CATCH_ALL, TEAM_LEAD
from bot.storage.database import Database
from bot.storage.tables import HANDOVER_STATES, Assignment, User
from tests.leads.samples import (
    HALF_AN_HOUR,
    WEDNESDAY,
    events,
    handed_over,
    handover_of,
    payloads,
)


def test_handing_over_offers_explains_and_tells(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        assignment = handed_over(session, desk, {"company_size": 250})
        assert (assignment.user_id, assignment.user.name) == ("dana", "Dana Reyes")
        assert assignment.rung == "Large companies"
        assert "company size 250 ≥ 200" in assignment.text
        assert assignment.expires_at == WEDNESDAY + HALF_AN_HOUR
        assert handover_of(session, assignment.lead).state == "offered"
        assert sorted(events(session, assignment.lead)) == [
            ("handover.requested", "webhook:0"),
            ("lead.assigned", "email:dana"),
            ("lead.assigned", "webhook:0"),
            ("lead.created", "webhook:0"),
        ]
        (mail,) = payloads(session, "lead.assigned", "email:dana")
        data = mail["data"]
        assert data["to"]["email"] == "dana@fern.example"
        assert data["link"] == f"https://fern.example/inbox/leads/{assignment.lead_id}"
        assert data["contact"]["email"] == "ann@client.example"
        assert [line["text"] for line in data["transcript"]] == ["hi, I am Ann", "Hello Ann."]
        (hook,) = payloads(session, "lead.assigned")
        assert hook["type"] == "lead.assigned"
        assert hook["timestamp"].startswith("2026-11-18T14:00:00")
        assert hook["data"]["assignment"]["person"]["id"] == "dana"
        assert "to" not in hook["data"]


def test_handing_over_again_changes_nothing(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        first = handed_over(session, desk)
        before = events(session, first.lead)
        again = handover.hand_over(session, first.lead, desk, reason="again", now=WEDNESDAY)
        assert again is first
        assert events(session, first.lead) == before


def test_the_database_refuses_a_second_open_assignment(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        first = handed_over(session, desk)
        lead_id = first.lead_id
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(Assignment(lead_id=lead_id, user_id="lee", rung="x", text="x", explanation={}))


def test_rotation_over_leads(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        got = [
            handed_over(
                session,
                desk,
                {"email": f"a{number}@client{number}.example"},
                at=WEDNESDAY + timedelta(minutes=number),
            ).user_id
            for number in range(4)
        ]
    assert got == ["lee", "ravi", "lee", "ravi"]


def test_a_handover_takes_no_step_that_does_not_follow(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        row = handover_of(session, handed_over(session, desk).lead)
        for state in HANDOVER_STATES:
            if state not in MOVES["offered"]:
                with pytest.raises(Conflict, match="cannot become"):
                    to(row, state)
        assert row.state == "offered"
    assert set(MOVES) == set(HANDOVER_STATES)
    # From every state somebody accepts in the end, or the visitor asks again.
    assert all(MOVES.values())


def test_clocks_outlive_a_restart(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        offer = handed_over(session, desk)
        first, due = offer.id, offer.expires_at
    again = Database(database.engine.url.render_as_string(hide_password=False))
    with again.transaction() as session:
        assert not handover.has_due(session, due - timedelta(seconds=1))
        assert handover.expire_due(session, desk, now=due) == 1
        assert session.get(Assignment, first).state == "expired"
    again.close()


def test_accepting(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        assignment = handed_over(session, desk)
        lead, later = assignment.lead, WEDNESDAY + timedelta(minutes=5)
        for _ in range(2):
            handover.accept(
                session,
                assignment.id,
                assignment.user_id,
                destinations=desk.destinations,
                now=later,
            )
        assert (assignment.state, assignment.decided_at) == ("accepted", later)
        assert (lead.stage, lead.owner_id) == ("sal", assignment.user_id)
        assert (handover_of(session, lead).state, handover_of(session, lead).accepted_at) == (
            "accepted",
            later,
        )
        assert events(session, lead).count(("lead.accepted", "webhook:0")) == 1


def test_only_the_offered_person_or_an_admin(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        assignment = handed_over(session, desk)
        assert assignment.user_id == "lee"
        with pytest.raises(Forbidden):
            handover.accept(session, assignment.id, "ravi", destinations=(), now=WEDNESDAY)
        with pytest.raises(Forbidden):
            handover.decline(session, assignment.id, "maya", "no", desk, now=WEDNESDAY)
        with pytest.raises(NotFound):
            handover.accept(session, "nothing", "lee", destinations=(), now=WEDNESDAY)
        handover.accept(session, assignment.id, "omar", destinations=(), now=WEDNESDAY)
        assert assignment.lead.owner_id == "lee"  # in the name of the person it was offered to


def test_somebody_who_left_accepts_nothing(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        assignment = handed_over(session, desk)
        session.get(User, "lee").active = False
        with pytest.raises(Forbidden):
            handover.accept(session, assignment.id, "lee", destinations=(), now=WEDNESDAY)


def test_declines_go_down_the_line_and_end_at_the_catch_all(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        assignment = handed_over(session, desk)
        lead = assignment.lead
        line = [assignment.user_id]
        states = [handover_of(session, lead).state]
        while assignment.rung != CATCH_ALL:
            assignment = handover.decline(
                session, assignment.id, assignment.user_id, "Not mine", desk, now=WEDNESDAY
            )
            line.append(assignment.user_id)
            states.append(handover_of(session, lead).state)
        assert line == ["lee", "ravi", "dana", "omar"]
        assert states == ["offered", "reassigned", "reassigned", "emailed"]
        assert assignment.expires_at is None
        assert ("lead.assigned", "email:omar") in events(session, lead)
        with pytest.raises(Conflict, match="last in line"):
            handover.decline(session, assignment.id, "omar", "no", desk, now=WEDNESDAY)
        rows = session.scalars(sa.select(Assignment).where(Assignment.state == "declined")).all()
        assert {row.decline_reason for row in rows} == {"Not mine"}
        assert [row.rung for row in rows if row.user_id == "dana"] == [TEAM_LEAD]


def test_an_offer_that_moved_on_can_not_be_accepted(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        first = handed_over(session, desk)
        handover.decline(session, first.id, "lee", "no", desk, now=WEDNESDAY)
        with pytest.raises(Conflict, match="now offered to Ravi Das"):
            handover.accept(session, first.id, "lee", destinations=(), now=WEDNESDAY)


def test_offers_expire_in_working_time(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lee = session.get(User, "lee")
        lee.profile = {
            **lee.profile,
            "timezone": "Europe/Berlin",
            "hours": {"wed": "09:00-15:10", "thu": "09:00-17:00"},
        }
        session.get(User, "ravi").profile = {"teams": []}
        assignment = handed_over(session, desk)
        lead = assignment.lead
        assert assignment.user_id == "lee"
        assert assignment.expires_at == WEDNESDAY.replace(day=19, hour=8, minute=20)
        before = assignment.expires_at - timedelta(seconds=1)
        assert not handover.has_due(session, before)
        assert handover.expire_due(session, desk, now=before) == 0
        assert handover.has_due(session, assignment.expires_at)
        assert handover.expire_due(session, desk, now=assignment.expires_at) == 1
        assert assignment.state == "expired"
        current = session.scalars(sa.select(Assignment).where(Assignment.state == "offered")).one()
        assert (current.user_id, current.rung) == ("dana", TEAM_LEAD)
        assert ("lead.expired", "webhook:0") in events(session, lead)
        assert handover.expire_due(session, desk, now=current.expires_at) == 1
        assert handover_of(session, lead).state == "emailed"
        assert handover.expire_due(session, desk, now=WEDNESDAY + timedelta(days=90)) == 0


def test_an_open_offer_counts_against_the_capacity(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        for name in ("lee", "ravi"):
            user = session.get(User, name)
            user.profile = {**user.profile, "capacity": 1}
        got = [
            handed_over(session, desk, {"email": f"a{n}@c{n}.example"}).user_id for n in range(3)
        ]
    assert sorted(got) == ["lee", "omar", "ravi"]
