"""The whole way of a lead through the worker; on both databases."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bot.delivery import outbox
from bot.delivery.worker import Worker
from bot.leads.desk import Desk
from bot.storage.database import Database
from bot.storage.tables import Assignment
from tests.delivery.receivers import mailbox, webhook
from tests.delivery.rows import Clock, put, row
from tests.leads.samples import WEDNESDAY, handed_over


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
