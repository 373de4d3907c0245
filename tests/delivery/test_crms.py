"""What holds for HubSpot, Salesforce and Slack alike: consent, erasure, dead letters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.delivery import outbox
from bot.delivery.sending import Parcel
from bot.delivery.worker import Worker
from bot.leads.desk import Desk
from bot.storage.database import Database
from tests.delivery.crms import (
    CONTACT,
    LEAD,
    NOBODY,
    SEARCH,
    TIE,
    TOKEN,
    UPSERT,
    hubspot,
    parcel,
    salesforce,
    withdrawal,
)
from tests.delivery.receivers import settings_for
from tests.delivery.rows import Clock, row
from tests.delivery.servers import Server


def test_without_consent_a_crm_gets_nothing(server: Server) -> None:
    hubspot(server).send(parcel(**NOBODY))
    salesforce(server).send(parcel(**NOBODY))
    assert server.asked == []


def test_an_erasure_deletes_in_the_crms(server: Server) -> None:
    server.on("POST", "/crm/v3/objects/contacts/gdpr-delete", 204)
    server.on("POST", TOKEN, 200, {"access_token": "t1", "instance_url": server.url})
    server.on("DELETE", LEAD, 204)
    erased = Parcel(
        "p",
        "lead.erased",
        {"data": {"id": LEAD.rsplit("/", 1)[1], "email": "ann@client.example"}},
        1,
    )
    hubspot(server).send(erased)
    assert server.asked[0][3] == {"objectId": "ann@client.example", "idProperty": "email"}
    salesforce(server).send(erased)
    assert server.paths()[-1] == f"DELETE {LEAD}"


@pytest.mark.parametrize("send", [hubspot, salesforce])
def test_who_opted_out_by_another_way_stays_so(server: Server, send: Any) -> None:
    server.on("POST", TOKEN, 200, {"access_token": "t1"})
    server.on("PATCH", LEAD, 204)
    server.on("POST", UPSERT, 200, {"results": [{"id": "501"}]})
    send(server, mark="opted_out", LastName="last_name").send(
        parcel(contact={"name": "Ann", "email": "ann@gmail.com"})
    )
    assert "mark" not in str(server.asked[-1][3])


def test_slack_and_crms_are_not_told_of_everything() -> None:
    assert outbox.wants("webhook:0", "question.unanswered")
    assert not outbox.wants("slack", "question.unanswered")
    assert not outbox.wants("hubspot", "lead.created")
    assert outbox.wants("salesforce", "lead.erased")


def test_the_address_of_somebody_who_withdrew_leaves_the_outbox_when_hubspot_has_it(
    server: Server, tmp_path: Path, database: Database, desk: Desk, clock: Clock
) -> None:
    server.on("PATCH", CONTACT, 200, {})
    settings = settings_for(
        tmp_path, database, BATON_HUBSPOT_TOKEN="pat", BATON_HUBSPOT_URL=server.url
    )
    worker = Worker(database, settings, desk, clock=clock)
    with database.transaction() as session:
        told = withdrawal(email="ann@client.example")
        (sent,) = outbox.enqueue(
            session, told.event, told.payload["data"], ["hubspot"], now=clock.at
        )
    worker.run_once(clock.at)
    assert row(database, sent).state == "sent"
    assert "client.example" not in str(row(database, sent).payload)


@pytest.mark.parametrize(
    ("destination", "method", "path", "status", "body", "says"),
    [
        ("hubspot", "POST", UPSERT, 401, {}, "BATON_HUBSPOT_TOKEN"),
        ("hubspot", "POST", UPSERT, 400, {"category": "VALIDATION_ERROR"}, "VALIDATION_ERROR"),
        ("salesforce", "PATCH", LEAD, 300, ["/one", "/two"], "several leads"),
        ("salesforce", "PATCH", LEAD, 400, [{"errorCode": "STRING_TOO_LONG"}], "STRING_TOO_LONG"),
        ("slack", "POST", "/slack", 403, "invalid_token", "invalid_token"),
        ("slack", "POST", "/slack", 404, "no_service", "wants no more"),
    ],
)
def test_what_is_refused_is_a_dead_letter_that_can_be_sent_again(
    server: Server,
    tmp_path: Path,
    database: Database,
    desk: Desk,
    clock: Clock,
    destination: str,
    method: str,
    path: str,
    status: int,
    body: Any,
    says: str,
) -> None:
    settings = settings_for(
        tmp_path,
        database,
        BATON_HUBSPOT_TOKEN="pat",
        BATON_HUBSPOT_URL=server.url,
        BATON_SALESFORCE_URL=server.url,
        BATON_SALESFORCE_CLIENT_ID="client",
        BATON_SALESFORCE_CLIENT_SECRET="secret",
        BATON_SLACK_URL=f"{server.url}/slack",
    )
    server.on("POST", TOKEN, 200, {"access_token": "t1"})
    server.on("POST", SEARCH, 200, {"results": [{"id": "77"}]})
    server.on("PUT", TIE, 200, {})
    server.on(method, path, status, body)
    worker = Worker(database, settings, desk, clock=clock)
    with database.transaction() as session:
        data = parcel().payload["data"]
        (sent,) = outbox.enqueue(session, "lead.accepted", data, [destination], now=clock.at)
    worker.run_once(clock.at)
    found = row(database, sent)
    assert (found.state, found.attempts) == ("dead", 1)
    assert says in found.last_error
    server.rules[method, path] = [(200, {"results": [{"id": "501"}]}, {})]
    with database.transaction() as session:
        assert outbox.replay(session, [sent], clock.at) == [sent]
    worker.run_once(clock.at)
    assert row(database, sent).state == "sent"
