"""The worker: retries, leases, lanes, several at once; on both databases."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from standardwebhooks import Webhook as Verifier

from bot.delivery import outbox
from bot.delivery.sending import Parcel
from bot.delivery.worker import JITTER, LEASE_SECONDS, RETRIES, Worker
from bot.leads.lifecycle import Desk
from bot.storage.database import Database
from bot.storage.tables import Assignment, Delivery
from tests.delivery.receivers import SECOND, SECRET, mailbox, settings_for, webhook
from tests.leads.samples import WEDNESDAY, handed_over


class Clock:
    """A time that only moves when it is told to."""

    def __init__(self) -> None:
        self.at = WEDNESDAY

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(tmp_path: Path, database: Database, desk: Desk, clock: Clock) -> Callable[..., Worker]:
    """A worker for some webhooks."""

    def make_worker(*urls: str, secrets: str | None = None, **environ: str) -> Worker:
        settings = settings_for(
            tmp_path,
            database,
            BATON_WEBHOOK_URL=",".join(urls),
            BATON_WEBHOOK_SECRET=secrets or ",".join([SECRET] * len(urls)),
            **environ,
        )
        return Worker(database, settings, desk, clock=clock)

    return make_worker


def put(database: Database, *destinations: str, data: dict[str, Any] | None = None) -> list[str]:
    """A row of the outbox for each destination."""
    with database.transaction() as session:
        return outbox.enqueue(
            session, "question.unanswered", data or {"n": 1}, destinations, now=WEDNESDAY
        )


def row(database: Database, row_id: str) -> Delivery:
    with database.reading() as session:
        return session.get(Delivery, row_id)


def wait_for(look: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end, "did not come in time"
        time.sleep(0.05)


# Webhooks


def test_what_arrives_is_signed_as_the_standard_says(
    database: Database, make: Callable[..., Worker]
) -> None:
    with webhook() as hook:
        (sent,) = put(database, "webhook:0", data={"question": "Größe? 🚲"})
        assert make(hook.url).run_once(WEDNESDAY) == 1
        (call,) = hook.calls
        event = Verifier(SECRET).verify(call.body.decode(), call.headers)
        assert event["type"] == "question.unanswered"
        assert event["data"] == {"question": "Größe? 🚲"}
        assert call.headers["webhook-id"] == sent
        assert call.headers["content-type"] == "application/json"
    found = row(database, sent)
    assert (found.state, found.attempts, found.last_error) == ("sent", 1, None)
    assert found.sent_at == WEDNESDAY


def test_while_a_key_is_rotated_both_verify(
    database: Database, make: Callable[..., Worker]
) -> None:
    with webhook() as hook:
        put(database, "webhook:0")
        make(hook.url, secrets=f"{SECRET}+{SECOND}").run_once(WEDNESDAY)
        (call,) = hook.calls
        assert len(call.headers["webhook-signature"].split()) == 2
        for secret in (SECRET, SECOND):
            Verifier(secret).verify(call.body.decode(), call.headers)


def test_each_retry_has_the_same_id_and_waits_longer_until_it_is_parked(
    database: Database, make: Callable[..., Worker], clock: Clock
) -> None:
    with webhook(500) as hook:
        (sent,) = put(database, "webhook:0")
        worker = make(hook.url)
        for number, wait in enumerate(RETRIES, start=1):
            assert worker.run_once(clock.at) == 1
            found = row(database, sent)
            assert (found.state, found.attempts, found.last_error) == (
                "pending",
                number,
                "HTTP 500",
            )
            waits = (found.next_at - clock.at).total_seconds()
            assert wait <= waits <= wait * (1 + JITTER)
            assert worker.run_once(found.next_at - timedelta(seconds=1)) == 0
            clock.at = found.next_at
        assert worker.run_once(clock.at) == 1
        found = row(database, sent)
        assert (found.state, found.attempts) == ("dead", len(RETRIES) + 1)
        assert worker.run_once(clock.at + timedelta(days=30)) == 0
        assert {call.headers["webhook-id"] for call in hook.calls} == {sent}
        assert len({call.body for call in hook.calls}) == 1


def test_a_parked_row_can_be_sent_again(
    database: Database, make: Callable[..., Worker], clock: Clock
) -> None:
    with webhook(*[500] * (len(RETRIES) + 1), 200) as hook:
        (sent,) = put(database, "webhook:0")
        worker = make(hook.url)
        for _ in range(len(RETRIES) + 1):
            worker.run_once(clock.at)
            clock.at = row(database, sent).next_at
        assert row(database, sent).state == "dead"
        with database.transaction() as session:
            assert outbox.replay(session, [sent], clock.at) == [sent]
            assert outbox.replay(session, [sent], clock.at) == []
        worker.run_once(clock.at)
        assert row(database, sent).state == "sent"


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured(
    database: Database, make: Callable[..., Worker], status: int
) -> None:
    with webhook(status, retry_after="600") as hook:
        (sent,) = put(database, "webhook:0")
        make(hook.url).run_once(WEDNESDAY)
        assert row(database, sent).next_at == WEDNESDAY + timedelta(seconds=600)


def test_a_redirect_is_no_success_and_is_not_followed(
    database: Database, make: Callable[..., Worker]
) -> None:
    with webhook() as elsewhere, webhook(302, location=elsewhere.url) as hook:
        (sent,) = put(database, "webhook:0")
        make(hook.url).run_once(WEDNESDAY)
        assert row(database, sent).last_error == "HTTP 302"
        assert elsewhere.calls == []


def test_410_switches_the_destination_off_until_it_is_replayed(
    database: Database, make: Callable[..., Worker]
) -> None:
    with webhook(410, 204) as gone, webhook() as other:
        worker = make(gone.url, other.url)
        (first,) = put(database, "webhook:0")
        worker.run_once(WEDNESDAY)
        assert row(database, first).state == "dead"
        second, third = put(database, "webhook:0", "webhook:1")
        worker.run_once(WEDNESDAY)
        assert (row(database, second).state, row(database, third).state) == ("dead", "sent")
        assert len(gone.calls) == 1
        with database.transaction() as session:
            outbox.replay(session, [second], WEDNESDAY)
        worker.run_once(WEDNESDAY)
        assert row(database, second).state == "sent"


def test_nobody_there(database: Database, make: Callable[..., Worker]) -> None:
    (sent,) = put(database, "webhook:0")
    make("http://127.0.0.1:9/hook").run_once(WEDNESDAY)
    found = row(database, sent)
    assert found.state == "pending"
    assert found.last_error == "no connection (ConnectionError)"


def test_too_slow_is_tried_again(
    database: Database, make: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.webhook.SECONDS", 0.2)
    with webhook(delay=1.0) as hook:
        (sent,) = put(database, "webhook:0")
        make(hook.url).run_once(WEDNESDAY)
        assert row(database, sent).last_error == "no answer within 0.2 s"


def test_an_address_that_is_no_longer_in_the_settings_is_parked(
    database: Database, make: Callable[..., Worker]
) -> None:
    (sent,) = put(database, "webhook:7")
    make().run_once(WEDNESDAY)
    found = row(database, sent)
    assert (found.state, found.last_error) == (
        "dead",
        "this address is no longer in BATON_WEBHOOK_URL",
    )


# Several destinations, several workers, workers that die


def test_a_slow_destination_holds_up_no_other(
    database: Database, make: Callable[..., Worker], clock: Clock
) -> None:
    with webhook(delay=3.0) as slow, webhook() as quick:
        worker = make(slow.url, quick.url)
        put(database, "webhook:0", "webhook:0", "webhook:1")
        stop = threading.Event()
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        try:
            wait_for(lambda: slow.calls and quick.calls, 2.5)
            put(database, "webhook:1")  # and what comes while the slow one is being waited for
            wait_for(lambda: len(quick.calls) == 2, 2.5)
            assert len(slow.calls) == 1
        finally:
            stop.set()
            thread.join()


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
    database: Database, make: Callable[..., Worker], clock: Clock
) -> None:
    with webhook() as hook:
        (sent,) = put(database, "webhook:0")
        late, other = make(hook.url), make(hook.url)
        parcel = late._claim(late._lanes[1], WEDNESDAY)
        assert parcel is not None
        clock.at = WEDNESDAY + timedelta(seconds=LEASE_SECONDS)
        other.run_once(clock.at)
        late._later(parcel, "HTTP 500", None, clock.at)
        found = row(database, sent)
        assert (found.state, found.last_error) == ("sent", None)


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

        def once_away(lane: Any, at: datetime) -> Parcel | None:
            if not failed.is_set():
                failed.set()
                raise sa.exc.OperationalError("SELECT ann@client.example", {}, Exception("away"))
            return claim(lane, at)

        monkeypatch.setattr(worker, "_claim", once_away)
        put(database, "webhook:0")
        stop = threading.Event()
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        wait_for(lambda: hook.calls)
        stop.set()
        thread.join()
    assert "OperationalError" in caplog.text
    assert "ann@" not in caplog.text


def test_stopping_is_quick(database: Database, make: Callable[..., Worker]) -> None:
    worker, stop = make(), threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    time.sleep(0.2)
    begun = time.monotonic()
    stop.set()
    thread.join(5)
    assert time.monotonic() - begun < 2


# The whole way of a lead


def test_an_offer_that_expires_goes_on_and_everybody_is_told(
    database: Database, desk: Desk, make: Callable[..., Worker], clock: Clock
) -> None:
    with mailbox() as box, webhook() as hook:
        worker = make(hook.url, BATON_SMTP_URL=f"smtp://127.0.0.1:{box.port}")
        with database.transaction() as session:
            offered = handed_over(session, desk)
            first, ends = offered.user_id, offered.expires_at
        worker.run_once(clock.at)
        assert [str(mail["To"]) for mail in box.mails] == ["Lee Ono <lee@fern.example>"]
        clock.at = ends
        worker.run_once(clock.at)
        assert [str(mail["To"]) for mail in box.mails[1:]] == ["Ravi Das <ravi@fern.example>"]
        kinds = [call.event["type"] for call in hook.calls]
        assert sorted(kinds) == [
            "handover.requested",
            "lead.assigned",
            "lead.assigned",
            "lead.created",
            "lead.expired",
        ]
        (expired,) = [call.event for call in hook.calls if call.event["type"] == "lead.expired"]
        assert expired["data"]["expired"]["person_id"] == first
        with database.reading() as session:
            states = session.scalars(sa.select(Assignment.state).order_by(Assignment.offered_at))
            assert states.all() == ["expired", "offered"]


def test_no_personal_data_in_the_logs(
    database: Database,
    desk: Desk,
    make: Callable[..., Worker],
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    with webhook(500) as hook, mailbox() as box:
        box.refuse = "550 no such user"
        worker = make(hook.url, BATON_SMTP_URL=f"smtp://127.0.0.1:{box.port}")
        with database.transaction() as session:
            handed_over(session, desk)
        worker.run_once(clock.at)
    said = "\n".join(record.getMessage() for record in caplog.records if record.name[:3] == "bot")
    assert "is parked" in said
    assert "is tried again" in said
    for personal in ("Ann", "client.example", "fern.example", hook.url):
        assert personal not in said


def test_the_body_stays_under_its_limit(database: Database, make: Callable[..., Worker]) -> None:
    long = {
        "transcript": [{"id": n, "sender": "visitor", "text": "wörter " * 300} for n in range(200)],
        "details": [{"field": f"f{n}", "said": "é" * 1000, "shown": "x" * 500} for n in range(40)],
        "contact": {"name": "Ann"},
    }
    with webhook() as hook:
        (sent,) = put(database, "webhook:0", data=long)
        make(hook.url).run_once(WEDNESDAY)
        (call,) = hook.calls
        assert len(call.body) < 20_000
        assert call.event["data"]["contact"] == {"name": "Ann"}
        assert call.event["data"]["details"]
    assert row(database, sent).state == "sent"


def test_a_long_transcript_keeps_its_end() -> None:
    body = {
        "type": "x",
        "data": {"transcript": [{"id": n, "text": "word " * 20} for n in range(500)]},
    }
    found = outbox.fitted(body)
    assert len(outbox.encoded(found)) < 20_000
    kept = [line["id"] for line in found["data"]["transcript"]]
    assert kept[-1] == 499
    assert len(kept) > 50
    assert found["data"]["transcript_shortened"] is True
    assert len(body["data"]["transcript"]) == 500  # the caller's own is left alone
