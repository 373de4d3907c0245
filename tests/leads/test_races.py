"""Two at once about one lead: one of them is first, and the lead is with one person."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.errors import Conflict
from bot.leads import handover
from bot.leads.desk import Desk
from bot.storage.database import Database
from bot.storage.tables import Assignment, Delivery, Lead
from tests.leads.samples import WEDNESDAY, handed_over, new_lead


def at_once(database: Database, *verbs: Callable[[Session], object]) -> list[object]:
    """Run each verb in a transaction of its own, all at the same time; results or errors."""
    ready = threading.Barrier(len(verbs))
    found: list[object] = [None] * len(verbs)

    def work(number: int) -> None:
        ready.wait()
        try:
            with database.transaction() as session:
                found[number] = verbs[number](session)
        except Exception as error:  # noqa: BLE001  # told to the test
            found[number] = error

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(verbs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def open_assignments(database: Database) -> list[Assignment]:
    with database.reading() as session:
        query = sa.select(Assignment).where(Assignment.state.in_(("offered", "accepted")))
        return list(session.scalars(query))


def test_handing_over_twice_at_once(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead_id = new_lead(session, desk).id

    def hand_over(session: Session) -> str:
        lead = session.get(Lead, lead_id)
        return str(handover.hand_over(session, lead, desk, reason="x", now=WEDNESDAY).id)

    found = at_once(database, *[hand_over] * 4)
    assert len(set(found)) == 1, found
    assert len(open_assignments(database)) == 1
    with database.reading() as session:
        count = sa.select(sa.func.count()).where(Delivery.event == "handover.requested")
        assert session.scalar(count) == 1


@pytest.mark.parametrize("attempt", range(3))
def test_accepting_while_it_expires(database: Database, desk: Desk, attempt: int) -> None:
    with database.transaction() as session:
        offered = handed_over(session, desk)
        offer_id, late = offered.id, WEDNESDAY + timedelta(hours=1)

    accepted, expired = at_once(
        database,
        lambda session: handover.accept(session, offer_id, "lee", destinations=(), now=late).state,
        lambda session: handover.expire_due(session, desk, now=late),
    )
    (current,) = open_assignments(database)
    if expired == 0:
        assert accepted == "accepted"
        assert (current.id, current.state) == (offer_id, "accepted")
    else:
        assert isinstance(accepted, Conflict)
        assert (current.user_id, current.state) == ("ravi", "offered")


def test_two_workers_let_an_offer_expire_once(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        handed_over(session, desk)
    late = WEDNESDAY + timedelta(minutes=31)
    found = at_once(database, *[lambda s: handover.expire_due(s, desk, now=late)] * 3)
    assert sorted(found, key=str) == [0, 0, 1]
    with database.reading() as session:
        states = session.scalars(sa.select(Assignment.state).order_by(Assignment.offered_at))
        assert states.all() == ["expired", "offered"]


def test_one_offer_that_cannot_go_on_holds_up_no_other(
    database: Database,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with database.transaction() as session:
        first = handed_over(session, desk, {"email": "a@one.example"})
        second = handed_over(session, desk, {"email": "a@two.example"})
        broken, well = first.id, second.id
    go_on = handover.expire_due.__globals__["_go_on"]

    def fail_for_one(session: Session, lead: Lead, *rest: object) -> object:
        if lead.email == "a@one.example":
            raise RuntimeError("a@one.example")
        return go_on(session, lead, *rest)

    monkeypatch.setattr("bot.leads.handover._go_on", fail_for_one)
    caplog.set_level(logging.ERROR)
    with database.transaction() as session:
        assert handover.expire_due(session, desk, now=WEDNESDAY + timedelta(hours=1)) == 1
    with database.reading() as session:
        assert session.get(Assignment, broken).state == "offered"
        assert session.get(Assignment, well).state == "expired"
    assert broken in caplog.text
    assert "one.example" not in caplog.text
