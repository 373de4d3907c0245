"""Order of a lead's events, a breaker for what is down, a pace for what is limited."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.delivery import outbox
from bot.delivery.lanes import Breaker, Pace
from bot.delivery.worker import RETRIES, Worker
from bot.leads.desk import Desk
from bot.storage.database import Database
from tests.delivery.receivers import mailbox, webhook
from tests.delivery.rows import Clock, put, row
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


def test_a_pace_is_kept() -> None:
    pace = Pace(0.02)
    began = time.monotonic()
    for _ in range(6):
        pace.wait()
    assert time.monotonic() - began >= 0.1
