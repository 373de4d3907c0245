"""Webhooks: signed, tried again, parked, switched off; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from standardwebhooks import Webhook as Verifier

from bot.delivery import outbox
from bot.delivery.worker import JITTER, RETRIES, Worker
from bot.storage.database import Database
from tests.delivery.receivers import SECOND, SECRET, webhook
from tests.delivery.rows import Clock, put, row
from tests.leads.samples import WEDNESDAY


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
        # Five minutes at most: so long a destination that has failed is left alone.
        clock.at += timedelta(minutes=5)
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
        "this destination is no longer in the settings",
    )
