"""The backlog drains when somebody can take what waits: the hottest first, then the oldest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.leads import backlog, handover
from bot.leads.desk import Desk
from bot.leads.offering import open_assignment
from bot.leads.routing.decision import CATCH_ALL
from bot.storage.database import Database
from bot.storage.tables import Assignment, Lead, Meeting, User
from tests.leads.samples import WEDNESDAY, handed_over, handover_of

MINUTE = timedelta(minutes=1)
AWAY = {"absences": [{"from": "2026-11-18", "to": "2026-11-18"}]}


def everybody_away(session: Session) -> None:
    for name in ("dana", "lee", "ravi"):
        user = session.get(User, name)
        user.profile = {**user.profile, **AWAY}


def back(session: Session, name: str, **profile: Any) -> None:
    user = session.get(User, name)
    user.profile = {**user.profile, "absences": [], **profile}


def waiting(database: Database, desk: Desk, *grades: str) -> list[str]:
    """Leads that came one after the other while everybody was away; gives their ids."""
    with database.transaction() as session:
        everybody_away(session)
        found = []
        for number, grade in enumerate(grades):
            details = {"email": f"a{number}@c{number}.example"}
            offer = handed_over(session, desk, details, at=WEDNESDAY + number * MINUTE)
            assert (offer.user_id, offer.rung) == ("omar", CATCH_ALL)
            offer.lead.grade = grade
            found.append(str(offer.lead_id))
        return found


def holders(database: Database, leads: list[str]) -> list[str]:
    with database.reading() as session:
        return [open_assignment(session, each).user_id for each in leads]  # type: ignore[union-attr]


LATER = WEDNESDAY + timedelta(hours=1)


def test_nothing_moves_while_nobody_can(database: Database, desk: Desk) -> None:
    leads = waiting(database, desk, "A1", "B2")
    assert backlog.drain(database, desk, LATER) == 0
    assert holders(database, leads) == ["omar", "omar"]


def test_it_drains_by_heat_and_then_by_age(database: Database, desk: Desk) -> None:
    leads = waiting(database, desk, "C3", "A2", "A1", "B1")
    with database.transaction() as session:
        back(session, "lee", capacity=3)
    assert backlog.drain(database, desk, LATER) == 3
    assert holders(database, leads) == ["omar", "lee", "lee", "lee"]
    with database.reading() as session:
        given = session.scalars(
            sa.select(Assignment.lead_id)
            .where(Assignment.user_id == "lee")
            .order_by(Assignment.offered_at, Assignment.expires_at, Assignment.id)
        ).all()
        assert set(given) == set(leads[1:])
        assert {handover_of(session, session.get(Lead, each)).state for each in given} == {
            "reassigned"
        }
    # A place is free again: the coldest goes on too.
    with database.transaction() as session:
        back(session, "ravi")
    assert backlog.drain(database, desk, LATER) == 1
    assert holders(database, leads)[0] == "ravi"


def test_the_hottest_goes_first(database: Database, desk: Desk) -> None:
    leads = waiting(database, desk, "C3", "B2", "A1", "A1")
    with database.transaction() as session:
        back(session, "lee", capacity=1)
    backlog.drain(database, desk, LATER)
    assert holders(database, leads) == ["omar", "omar", "lee", "omar"]


def test_it_is_shared_out_fairly(database: Database, desk: Desk) -> None:
    leads = waiting(database, desk, *["B2"] * 6)
    with database.transaction() as session:
        back(session, "lee")
        back(session, "ravi")
    assert backlog.drain(database, desk, LATER) == 6
    assert sorted(holders(database, leads)) == ["lee"] * 3 + ["ravi"] * 3


def test_who_is_back_but_not_on_shift_gets_nothing_yet(database: Database, desk: Desk) -> None:
    leads = waiting(database, desk, "A1")
    with database.transaction() as session:
        back(session, "lee", timezone="UTC", hours={"thu": "09:00-17:00"})
    assert backlog.drain(database, desk, LATER) == 0
    assert backlog.drain(database, desk, WEDNESDAY.replace(day=19, hour=9)) == 1
    assert holders(database, leads) == ["lee"]
    with database.reading() as session:
        current = open_assignment(session, leads[0])
        assert current is not None
        assert current.expires_at == WEDNESDAY.replace(day=19, hour=9, minute=30)


def test_who_declined_it_is_not_asked_again(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        offer = handed_over(session, desk)
        lead_id = offer.lead_id
        while offer.rung != CATCH_ALL:
            offer = handover.decline(
                session, offer.id, offer.user_id, "Not mine", desk, now=WEDNESDAY
            )
    assert backlog.drain(database, desk, LATER) == 0
    assert holders(database, [lead_id]) == ["omar"]


NIGHT = WEDNESDAY.replace(hour=20)  # Lee's and Ravi's day is over
DAY = {"timezone": "UTC", "hours": dict.fromkeys(("wed", "thu"), "09:00-17:00")}
EVENING = {"timezone": "UTC", "hours": {"wed": "21:00-23:00"}}


def offered_at_night(database: Database, desk: Desk, *grades: str) -> list[str]:
    """Leads of a night on which nobody works: they are with who starts next; gives their ids."""
    with database.transaction() as session:
        for name in ("lee", "ravi"):
            back(session, name, **DAY)
        found = []
        for number, grade in enumerate(grades):
            details = {"email": f"a{number}@c{number}.example"}
            offer = handed_over(session, desk, details, at=NIGHT + number * MINUTE)
            assert offer.user_id in {"lee", "ravi"}
            offer.lead.grade = grade
            found.append(str(offer.lead_id))
        return found


def test_what_is_with_somebody_who_sleeps_goes_to_who_comes_on_shift(
    database: Database, desk: Desk
) -> None:
    leads = offered_at_night(database, desk, "C3", "B2", "A1", "A1")
    asleep = holders(database, leads)
    assert backlog.drain(database, desk, NIGHT + 10 * MINUTE) == 0
    with database.transaction() as session:
        user = session.get(User, "dana")
        user.profile = {**user.profile, "teams": ["small"], **EVENING, "capacity": 2}
    shift = NIGHT + 61 * MINUTE
    assert backlog.drain(database, desk, shift) == 2
    assert holders(database, leads) == [*asleep[:2], "dana", "dana"]
    with database.reading() as session:
        had = session.scalars(
            sa.select(Assignment).where(Assignment.lead_id == leads[2]).order_by("offered_at")
        ).all()
        assert [each.state for each in had] == ["withdrawn", "offered"]  # nobody's turn is over
        assert had[1].expires_at == shift + 30 * MINUTE
    assert backlog.drain(database, desk, shift + MINUTE) == 0  # and it stays with her


def test_who_still_has_time_keeps_their_offer(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        back(session, "ravi", timezone="UTC", hours={"wed": "15:00-17:00"})
        back(session, "lee", timezone="UTC", hours={"wed": "09:00-14:05, 14:30-17:00"})
        lead_id = handed_over(session, desk, at=WEDNESDAY).lead_id
    assert holders(database, [lead_id]) == ["lee"]
    # At lunch, back within the half hour that anybody has; Dana could take it.
    with database.transaction() as session:
        user = session.get(User, "dana")
        user.profile = {**user.profile, "teams": ["small"]}
    assert backlog.drain(database, desk, WEDNESDAY + 2 * MINUTE) == 0
    assert backlog.drain(database, desk, WEDNESDAY + 10 * MINUTE) == 0
    # Longer away, she does.
    with database.transaction() as session:
        back(session, "lee", timezone="UTC", hours={"wed": "09:00-14:05", "thu": "09:00-17:00"})
    assert backlog.drain(database, desk, WEDNESDAY + 10 * MINUTE) == 1
    assert holders(database, [lead_id]) == ["dana"]


def test_an_owner_who_sleeps_keeps_their_customer(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        back(session, "dana", **DAY)
        details = {"email": "a@big.example"}  # her named account
        lead_id = handed_over(session, desk, details, at=NIGHT).lead_id
    assert holders(database, [lead_id]) == ["dana"]
    assert backlog.drain(database, desk, NIGHT + MINUTE) == 0


def test_what_is_with_somebody_who_fell_ill_goes_on(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead_id = handed_over(session, desk, at=WEDNESDAY).lead_id
        holder = open_assignment(session, lead_id)
        assert holder is not None
        ill = session.get(User, holder.user_id)
        ill.profile = {**ill.profile, "absences": [{"from": "2026-11-18", "to": "2026-11-20"}]}
        other = {"lee": "ravi", "ravi": "lee"}[ill.id]
    assert backlog.drain(database, desk, WEDNESDAY + MINUTE) == 1
    assert holders(database, [lead_id]) == [other]


def test_what_somebody_is_at_work_on_stays(database: Database, desk: Desk) -> None:
    leads = waiting(database, desk, "A1", "A1")
    with database.transaction() as session:
        first = open_assignment(session, leads[0])
        assert first is not None
        handover.accept(session, first.id, "omar", destinations=(), now=WEDNESDAY)
        session.add(
            Meeting(
                lead_id=leads[1], user_id="omar", starts_at=LATER, ends_at=LATER + MINUTE,
                state="booked", uid="x", visitor_timezone="UTC", changed_by="visitor",
            )
        )  # fmt: skip
        back(session, "lee")
    assert backlog.drain(database, desk, LATER) == 0
    assert holders(database, leads) == ["omar", "omar"]


def test_one_that_cannot_go_on_holds_up_no_other(
    database: Database, desk: Desk, monkeypatch: Any
) -> None:
    leads = waiting(database, desk, "A1", "B1")
    with database.transaction() as session:
        back(session, "lee")
    whole = backlog.offer_anew

    def failing(session: Session, assignment: Assignment, *rest: Any, **more: Any) -> Any:
        if assignment.lead_id == leads[0]:
            raise RuntimeError("broken")
        return whole(session, assignment, *rest, **more)

    monkeypatch.setattr(backlog, "offer_anew", failing)
    assert backlog.drain(database, desk, LATER) == 1
    assert holders(database, leads) == ["omar", "lee"]
