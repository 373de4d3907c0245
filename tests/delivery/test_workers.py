"""Several destinations, several workers, workers that die; on both databases."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.delivery.sending import Parcel
from bot.delivery.worker import LEASE_SECONDS, Worker
from bot.storage.database import Database
from bot.storage.tables import Delivery
from tests.delivery.receivers import webhook
from tests.delivery.rows import Clock, put, row, wait_for, working
from tests.leads.samples import WEDNESDAY


def test_a_slow_destination_holds_up_no_other(
    database: Database, make: Callable[..., Worker], clock: Clock
) -> None:
    with webhook(delay=3.0) as slow, webhook() as quick:
        worker = make(slow.url, quick.url)
        put(database, "webhook:0", "webhook:0", "webhook:1")
        with working(worker):
            wait_for(lambda: slow.calls and quick.calls, 2.5)
            put(database, "webhook:1")  # and what comes while the slow one is being waited for
            wait_for(lambda: len(quick.calls) == 2, 2.5)
            assert len(slow.calls) <= 2


def test_a_broken_destination_holds_up_no_other(
    database: Database, make: Callable[..., Worker], clock: Clock
) -> None:
    with webhook(500) as broken, webhook() as well:
        rows = put(database, *["webhook:0"] * 3, *["webhook:1"] * 3)
        make(broken.url, well.url).run_once(WEDNESDAY)
        states = [row(database, each).state for each in rows]
        assert states == ["pending"] * 3 + ["sent"] * 3


def test_a_worker_killed_after_claiming_leaves_a_row_that_comes_back(
    database: Database, make: Callable[..., Worker], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """What nothing catches."""

    with webhook() as hook:
        (sent,) = put(database, "webhook:0")
        dying = make(hook.url)

        def die(parcel: Parcel) -> None:
            raise Killed

        lane = dying._lanes[1]
        monkeypatch.setattr(lane.destination, "send", die)
        with pytest.raises(Killed):
            dying._step(lane, WEDNESDAY)
        found = row(database, sent)
        assert (found.state, found.attempts) == ("pending", 1)
        living = make(hook.url)
        clock.at = WEDNESDAY + timedelta(seconds=LEASE_SECONDS - 1)
        assert living.run_once(clock.at) == 0
        clock.at = WEDNESDAY + timedelta(seconds=LEASE_SECONDS)
        assert living.run_once(clock.at) == 1
        assert row(database, sent).state == "sent"
        assert [call.headers["webhook-id"] for call in hook.calls] == [sent]


def test_a_worker_that_comes_back_after_its_lease_marks_nothing(
    database: Database, make: Callable[..., Worker], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with webhook() as hook:
        first, second = put(database, *["webhook:0"] * 2)
        with database.transaction() as session:
            session.get(Delivery, second).waits_for = first
        late, other = make(hook.url), make(hook.url)
        lane = late._lanes[1]

        def takes_long(parcel: Parcel) -> None:
            clock.at = WEDNESDAY + timedelta(seconds=LEASE_SECONDS)
            assert [each.id for each in other._claim(other._lanes[1], clock.at, 8)] == [first]

        monkeypatch.setattr(lane.destination, "send", takes_long)
        assert late._step(lane, WEDNESDAY) == 1
        # The other is at it still: what comes after it must not overtake it.
        assert row(database, first).state == "pending"
        assert row(database, second).waits_for == first
        clock.at += timedelta(seconds=LEASE_SECONDS)
        other.run_once(clock.at)
        assert [call.headers["webhook-id"] for call in hook.calls] == [first, second]


def test_two_workers_at_once_send_each_row_once(
    database: Database, make: Callable[..., Worker]
) -> None:
    rows = 30
    with webhook() as hook:
        put(database, *["webhook:0"] * rows)
        workers = [make(hook.url) for _ in range(3)]
        threads = [threading.Thread(target=each.run_once, args=(WEDNESDAY,)) for each in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        ids = [call.headers["webhook-id"] for call in hook.calls]
    assert len(ids) == rows
    assert len(set(ids)) == rows
    with database.reading() as session:
        states = session.scalars(sa.select(Delivery.state)).all()
    assert set(states) == {"sent"}


def test_it_goes_on_when_the_database_was_away(
    database: Database,
    make: Callable[..., Worker],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with webhook() as hook:
        worker = make(hook.url)
        claim, failed = worker._claim, threading.Event()

        def once_away(*args: Any) -> list[Parcel]:
            if not failed.is_set():
                failed.set()
                raise sa.exc.OperationalError("SELECT ann@client.example", {}, Exception("away"))
            return claim(*args)

        monkeypatch.setattr(worker, "_claim", once_away)
        put(database, "webhook:0")
        with working(worker):
            wait_for(lambda: hook.calls)
    assert "OperationalError" in caplog.text
    assert "ann@" not in caplog.text


def test_stopping_is_quick_while_a_receiver_hangs(
    database: Database, make: Callable[..., Worker]
) -> None:
    with webhook(delay=3.0) as hook:
        sent = put(database, "webhook:0", "webhook:0")
        with working(make(hook.url)):
            wait_for(lambda: len(hook.calls) == 2)
            begun = time.monotonic()
        assert time.monotonic() - begun < 2
        # What was under way is marked after all; and the test's database goes only after that.
        wait_for(lambda: {row(database, each).state for each in sent} == {"sent"})
