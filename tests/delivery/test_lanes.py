"""Order of a lead's events, a breaker for what is down, a pace for what is limited."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.delivery import outbox
from bot.delivery.crew import Crew
from bot.delivery.lanes import Breaker, lanes
from bot.delivery.pace import Pace
from bot.delivery.worker import RETRIES, Worker
from bot.leads.desk import Desk
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.tables import Delivery, now
from tests.delivery.receivers import mailbox, webhook
from tests.delivery.rows import Clock, put, row, wait_for
from tests.leads.samples import WEDNESDAY, handed_over, new_lead


def test_the_events_of_a_lead_arrive_in_their_order(
    database: Database, desk: Desk, make: Callable[..., Worker], clock: Clock
) -> None:
    with webhook(500, 204) as hook:
        worker = make(hook.url)
        with database.transaction() as session:
            lead = new_lead(session, desk)  # tells lead.created
            outbox.enqueue(
                session, "lead.qualified", {"n": 2}, ["webhook:0"], lead_id=lead.id, now=WEDNESDAY
            )
        worker.run_once(clock.at)
        # The first failed: the second waits for it.
        assert [call.event["type"] for call in hook.calls] == ["lead.created"]
        clock.at += timedelta(seconds=RETRIES[0] * 2)
        worker.run_once(clock.at)
        worker.run_once(clock.at)
        assert [call.event["type"] for call in hook.calls][1:] == ["lead.created", "lead.qualified"]


def test_the_events_of_a_lead_go_on_when_one_is_parked(
    database: Database, desk: Desk, make: Callable[..., Worker], clock: Clock
) -> None:
    with webhook(410, 204) as hook:
        worker = make(hook.url)
        with database.transaction() as session:
            lead = new_lead(session, desk)
            outbox.enqueue(session, "lead.qualified", {"n": 2}, ["webhook:0"], lead_id=lead.id)
        clock.at = now()
        worker.run_once(clock.at)
        with database.reading() as session:
            rows = session.scalars(sa.select(Delivery)).all()
        assert [each.state for each in rows] == ["dead", "dead"]  # neither is waiting for ever


def test_what_is_sent_again_keeps_its_order(
    database: Database, desk: Desk, make: Callable[..., Worker], clock: Clock
) -> None:
    with webhook(410) as hook:
        worker = make(hook.url)
        with database.transaction() as session:
            lead = new_lead(session, desk)
            for number in range(6):
                outbox.enqueue(
                    session,
                    "lead.outcome",
                    {"n": number},
                    ["webhook:0"],
                    lead_id=lead.id,
                    now=clock.at,
                )
        worker.run_once(clock.at)
        hook.calls.clear()
        hook.answers = [(204, {})]
        with database.transaction() as session:
            dead = session.scalars(sa.select(Delivery.id).order_by(Delivery.id)).all()
            assert len(outbox.replay(session, dead, clock.at)) == 7
        worker.run_once(clock.at)
        assert [call.event["data"].get("n") for call in hook.calls] == [None, *range(6)]


def test_a_crm_is_not_put_back_to_what_was_before(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = new_lead(session, desk)
        old, new = (
            outbox.enqueue(
                session,
                "lead.accepted",
                {"n": number},
                ["hubspot", "csv"],
                lead_id=lead.id,
                now=WEDNESDAY,
            )
            for number in range(2)
        )
        for each in old:
            session.get(Delivery, each).state = "dead"
        for each in new:
            session.get(Delivery, each).state = "sent"
        outbox.replay(session, old, WEDNESDAY)
        hubspot, csv = (session.get(Delivery, each) for each in old)
        assert (hubspot.state, hubspot.last_error) == ("sent", outbox.SUPERSEDED)
        assert csv.state == "pending"  # a list of what happened: nothing is overwritten


def test_a_row_left_waiting_for_one_that_is_gone_goes_on(
    database: Database, make: Callable[..., Worker], clock: Clock
) -> None:
    with webhook() as hook:
        (left,) = put(database, "webhook:0")
        with database.transaction() as session:
            session.get(Delivery, left).waits_for = "one that was removed by hand"
        make(hook.url).run_once(clock.at)
        assert row(database, left).state == "sent"


def test_what_waits_costs_a_claim_nothing(
    database: Database, desk: Desk, make: Callable[..., Worker], clock: Clock
) -> None:
    """Thousands that wait, none of which the database has statistics of yet."""
    with webhook() as hook:
        worker = make(hook.url)
        with database.transaction() as session:
            lead = new_lead(session, desk)
            session.add_all(
                Delivery(
                    event="lead.outcome",
                    destination="webhook:0",
                    payload={"data": {}},
                    lead_id=lead.id,
                    next_at=WEDNESDAY,
                    waits_for="the first",
                )
                for _ in range(3000)
            )
        began = time.monotonic()
        parcels = worker._claim(worker._lanes[1], clock.at, 8)
        assert len(parcels) == 1
        assert time.monotonic() - began < 0.5


def test_a_destination_that_is_down_is_left_alone_and_then_probed(
    database: Database, make: Callable[..., Worker], clock: Clock
) -> None:
    with webhook(500) as hook:
        worker = make(hook.url)
        rows = put(database, *["webhook:0"] * 20)
        worker.run_once(clock.at)
        tried = len(hook.calls)
        assert tried < 20  # the others keep their attempts
        assert sum(row(database, each).attempts for each in rows) == tried
        clock.at += timedelta(seconds=5)
        worker.run_once(clock.at)
        assert len(hook.calls) == tried + 1  # one probe
        hook.answers = [(204, {})]
        clock.at += timedelta(minutes=6)
        worker.run_once(clock.at)
        assert {row(database, each).state for each in rows} == {"sent"}


def test_pauses_grow_to_five_minutes_and_end_with_a_success() -> None:
    breaker = Breaker()
    pauses = []
    at = WEDNESDAY
    for _ in range(14):
        assert breaker.lets_through(at, 8)
        pause = breaker.failed(at)
        if pause is not None:
            assert not breaker.lets_through(at + timedelta(seconds=pause - 0.1), 8)
            at += timedelta(seconds=pause)
            pauses.append(pause)
    assert pauses[:4] == [5, 10, 20, 40]
    assert pauses[-1] == 300
    assert breaker.lets_through(at, 8) == 1
    breaker.worked()
    assert breaker.lets_through(at, 8) == 8


def test_what_was_under_way_when_a_pause_began_makes_it_no_longer() -> None:
    breaker = Breaker()
    assert [breaker.failed(WEDNESDAY) for _ in range(8)] == [*[None] * 4, 5, None, None, None]
    assert breaker.lets_through(WEDNESDAY + timedelta(seconds=5), 8) == 1


def test_a_destination_that_asks_for_a_pause_gets_it_at_once(
    database: Database, make: Callable[..., Worker], clock: Clock
) -> None:
    with webhook(429, 204, retry_after="600") as hook:
        worker = make(hook.url)
        rows = put(database, "webhook:0")
        worker.run_once(clock.at)
        later = put(database, *["webhook:0"] * 3)
        worker.run_once(clock.at)
        clock.at += timedelta(seconds=599)
        worker.run_once(clock.at)
        assert len(hook.calls) == 1
        clock.at += timedelta(seconds=1)
        worker.run_once(clock.at)
        assert {row(database, each).state for each in [*rows, *later]} == {"sent"}


def test_mailboxes_that_are_full_are_no_reason_to_leave_the_mail_server_alone(
    database: Database, desk: Desk, make: Callable[..., Worker], clock: Clock
) -> None:
    with mailbox() as box:
        box.refuse = "452 mailbox full"
        worker = make(BATON_SMTP_URL=f"smtp://127.0.0.1:{box.port}")
        with database.transaction() as session:
            offers = [handed_over(session, desk) for _ in range(8)]
        worker.run_once(clock.at)
        box.refuse = None
        with database.transaction() as session:
            handed_over(session, desk)
        worker.run_once(clock.at)
        assert len(offers) == 8
        assert len(box.mails) == 1


def test_a_failure_of_our_own_does_not_stop_the_lane(
    database: Database, make: Callable[..., Worker], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with webhook(*[500] * 5, 204) as hook:
        worker = make(hook.url)
        rows = put(database, *["webhook:0"] * 5)
        worker.run_once(clock.at)
        lane = worker._lanes[1]
        send = lane.destination.send

        def fails(parcel: object) -> None:
            raise KeyError("ours")

        monkeypatch.setattr(lane.destination, "send", fails)
        clock.at += timedelta(hours=1)
        worker.run_once(clock.at)
        monkeypatch.setattr(lane.destination, "send", send)
        clock.at += timedelta(hours=1)
        worker.run_once(clock.at)
        assert {row(database, each).state for each in rows} == {"sent"}


def test_a_pace_is_kept_by_all_workers_together(database: Database) -> None:
    other = Database(database.engine.url.render_as_string(hide_password=False))
    paces = [Pace(database, "slack", 0.05), Pace(other, "slack", 0.05)]
    passed: list[float] = []

    def work(pace: Pace) -> None:
        for _ in range(4):
            pace.wait()
            passed.append(time.monotonic())

    began = time.monotonic()
    Crew(2, "pace").map(work, paces)
    other.close()
    assert len(passed) == 8
    assert max(passed) - began >= 7 * 0.05


def test_the_pace_of_a_crm_is_that_of_its_account(database: Database) -> None:
    account = {"BATON_HUBSPOT_TOKEN": "pat", "BATON_HUBSPOT_PER_TEN_SECONDS": "100"}
    paces = {each.name: each.pace for each in lanes(Settings.load(account), dict, database)}
    # Four requests at most for an event, and a hundred in ten seconds.
    assert paces["hubspot"] is not None
    assert paces["hubspot"].interval == timedelta(seconds=0.4)


def test_what_a_crew_does_comes_back_in_its_order_and_what_fails_is_raised() -> None:
    crew = Crew(3, "crew")
    assert crew.map(lambda n: n * 2, range(10)) == list(range(0, 20, 2))
    with pytest.raises(ZeroDivisionError):
        crew.map(lambda n: 1 // n, [1, 0])


def test_a_crew_that_nobody_needs_goes_home() -> None:
    crew = Crew(3, "leaving")
    crew.map(lambda n: n, [1, 2])
    del crew
    gc.collect()
    wait_for(lambda: "leaving" not in {thread.name for thread in threading.enumerate()})
