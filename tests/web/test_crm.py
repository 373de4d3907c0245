"""What a CRM sends back: signed, fresh, once; what is refused is kept with the reason."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from standardwebhooks import Webhook
from starlette.testclient import TestClient

from bot.delivery.email import compose
from bot.delivery.sending import Parcel
from bot.links import Links
from bot.services import Services
from bot.storage.tables import Assignment, Delivery, Lead, ReceivedEvent, StageChange
from bot.web.app import create_app
from tests.leads.samples import handed_over, new_lead
from tests.web.fakes import Engine, make_services
from tests.web.leads import accepted, small_services

FIRST = "whsec_" + base64.b64encode(b"++ the first of thirty-two bytes").decode()
SECOND = "whsec_" + base64.b64encode(b"another one of thirty-two bytes!").decode()


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    services = small_services(tmp_path, BATON_CRM_SECRET=f"{FIRST}+{SECOND}")
    yield services
    services.database.close()


@pytest.fixture
def lead(services: Services) -> str:
    """A lead that Lee has accepted."""
    return accepted(services)


def send(
    client: TestClient,
    kind: str,
    data: Any,
    *,
    event_id: str = "msg_1",
    secret: str = FIRST,
    late: timedelta = timedelta(),
    body: str | None = None,
    **headers: str,
) -> Any:
    at = datetime.now(timezone.utc) + late
    signed = json.dumps({"type": kind, "timestamp": at.isoformat(), "data": data})
    made = {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(event_id, at, signed),
    }
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/api/crm/events", content=body or signed, headers=made | named)


def stage_of(services: Services, lead: str) -> str:
    with services.database.reading() as session:
        return str(session.get(Lead, lead).stage)


@pytest.mark.parametrize("secret", [FIRST, SECOND])
def test_an_outcome_comes_back(
    services: Services, client: TestClient, lead: str, secret: str
) -> None:
    data = {"id": lead, "stage": "lost", "reason": "Chose another"}
    answer = send(client, "lead.outcome", data, secret=secret)
    assert (answer.status_code, answer.json()) == (200, {"id": "msg_1", "state": "applied"})
    with services.database.reading() as session:
        last = session.scalars(sa.select(StageChange).order_by(StageChange.id.desc())).first()
        assert (last.after, last.by, last.why) == ("lost", "crm", "Chose another")
        assert session.get(ReceivedEvent, "msg_1").lead_id == lead


def test_an_event_that_comes_twice_is_applied_once(
    services: Services, client: TestClient, lead: str
) -> None:
    for _ in range(2):
        answer = send(client, "lead.outcome", {"id": lead, "stage": "lost", "reason": "x"})
        assert answer.status_code == 200
    # Meanwhile it was taken up again here: the old event must not close it a second time.
    with services.database.transaction() as session:
        session.get(Lead, lead).stage = "sal"
    assert send(client, "lead.outcome", {"id": lead, "stage": "lost", "reason": "x"}).is_success
    assert stage_of(services, lead) == "sal"


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "whsec_" + base64.b64encode(b"nobody's key of thirty-two bytes").decode()},
        {"late": timedelta(minutes=-6)},
        {"late": timedelta(minutes=6)},
        {"body": '{"type": "lead.outcome", "data": {"id": "another"}}'},
        {"body": "\u00ff"},
        {"webhook_id": "msg_2"},
        {"webhook_signature": ""},
        {"webhook_signature": "v1"},
        {"webhook_signature": "v1,not base64"},
        {"webhook_timestamp": "now"},
    ],
)
def test_what_is_not_signed_by_the_crm_just_now_is_refused(
    services: Services, client: TestClient, lead: str, wrong: dict[str, Any]
) -> None:
    answer = send(client, "lead.outcome", {"id": lead, "stage": "lost", "reason": "x"}, **wrong)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert stage_of(services, lead) == "sal"
    with services.database.reading() as session:
        assert session.scalars(sa.select(ReceivedEvent)).all() == []


@pytest.mark.parametrize(
    ("kind", "data", "status", "says"),
    [
        ("lead.outcome", {"id": "none", "stage": "lost", "reason": "x"}, 404, "no such lead"),
        ("lead.outcome", {"id": "LEAD", "stage": "won"}, 409, "cannot follow"),
        ("lead.outcome", {"id": "LEAD", "stage": 5}, 400, "'stage'"),
        ("lead.outcome", {"id": "LEAD", "stage": "lost", "why": "x"}, 400, "Unknown field"),
        ("lead.outcome", {"stage": "lost"}, 400, "'id'"),
        ("lead.owner", {"id": "LEAD", "owner": "nobody@fern.example"}, 400, "active rep"),
        ("lead.owner", {"id": "LEAD", "owner": "maya@fern.example"}, 400, "active rep"),
        ("lead.owner", {"id": "LEAD"}, 400, "'owner'"),
        ("lead.deleted", {"id": "LEAD"}, 400, "lead.outcome, lead.owner"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(
    services: Services,
    client: TestClient,
    lead: str,
    kind: str,
    data: dict[str, Any],
    status: int,
    says: str,
) -> None:
    data = {name: lead if value == "LEAD" else value for name, value in data.items()}
    answer = send(client, kind, data)
    assert answer.status_code == status
    assert says in answer.json()["detail"]
    with services.database.reading() as session:
        row = session.get(ReceivedEvent, "msg_1")
        assert (row.state, row.problem) == ("refused", answer.json()["detail"])
        assert session.get(Lead, lead).stage == "sal"


def test_what_was_refused_is_tried_anew_when_it_comes_again(
    services: Services, client: TestClient, lead: str
) -> None:
    won = {"id": lead, "stage": "won"}
    assert send(client, "lead.outcome", won).status_code == 409
    deal = {"value": 900, "currency": "EUR", "closes_on": "2027-01-31"}
    opened = send(client, "lead.outcome", {"id": lead, "stage": "sql", **deal}, event_id="msg_2")
    assert opened.status_code == 200
    assert send(client, "lead.outcome", won).status_code == 200
    assert stage_of(services, lead) == "won"


@pytest.mark.parametrize(
    "body", ["[]", "{", '{"type": 1}', '{"type": "lead.outcome", "data": []}', "[" * 10_000]
)
def test_what_is_no_event_is_said_so(client: TestClient, body: str) -> None:
    at = datetime.now(timezone.utc)
    headers = {
        "webhook-id": "m",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(FIRST).sign("m", at, body),
    }
    assert client.post("/api/crm/events", content=body, headers=headers).status_code == 400


def test_a_body_that_is_too_long_is_refused(client: TestClient) -> None:
    assert send(client, "lead.outcome", {"id": "x" * 21_000}).status_code == 413


def test_without_a_secret_nothing_is_taken(tmp_path: Path) -> None:
    services = make_services(tmp_path)
    with TestClient(create_app(services, Engine())) as client:
        answer = send(client, "lead.outcome", {})
    services.database.close()
    assert answer.status_code == 404
    assert "BATON_CRM_SECRET" in answer.json()["detail"]


def test_another_owner_has_the_lead_and_gets_its_mail(
    services: Services, client: TestClient, lead: str
) -> None:
    data = {"id": lead, "owner": "Ravi@fern.example"}
    assert send(client, "lead.owner", data).status_code == 200
    assert send(client, "lead.owner", data, event_id="msg_2").status_code == 200  # no change
    with services.database.reading() as session:
        found = session.get(Lead, lead)
        assert (found.owner_id, found.stage) == ("ravi", "sal")
        rows = session.scalars(
            sa.select(Assignment).where(Assignment.lead_id == lead).order_by(Assignment.offered_at)
        ).all()
        states = [(row.user_id, row.state) for row in rows]
        assert states == [("lee", "closed"), ("ravi", "accepted")]
        mails = session.scalars(
            sa.select(Delivery).where(Delivery.destination == "email:ravi")
        ).all()
        assert len(mails) == 1
        parcel = Parcel(mails[0].id, mails[0].event, mails[0].payload, 1)
    text = str(compose(parcel, "baton@fern.example", Links("key", "https://baton.example")))
    assert "a lead is yours now" in text
    assert "Changed in the CRM" in text
    assert "/offers/" not in text  # there is nothing to accept


def test_an_offer_that_waits_is_withdrawn_when_the_crm_gives_the_lead_to_another(
    services: Services, client: TestClient
) -> None:
    with services.database.transaction() as session:
        lead = str(handed_over(session, services.desk).lead_id)
    assert send(client, "lead.owner", {"id": lead, "owner": "ravi@fern.example"}).is_success
    with services.database.reading() as session:
        states = session.scalars(
            sa.select(Assignment.state).where(Assignment.lead_id == lead)
        ).all()
        assert sorted(states) == ["accepted", "withdrawn"]
        assert session.get(Lead, lead).stage == "sal"


def test_a_lead_that_is_accepted_in_the_crm_is_accepted_here(
    services: Services, client: TestClient
) -> None:
    with services.database.transaction() as session:
        lead = str(handed_over(session, services.desk).lead_id)
    assert send(client, "lead.outcome", {"id": lead, "stage": "sal"}).is_success
    with services.database.reading() as session:
        offer = session.scalars(sa.select(Assignment).where(Assignment.lead_id == lead)).one()
        assert (offer.state, offer.user_id) == ("accepted", "lee")
        assert session.get(Lead, lead).owner_id == "lee"


def test_without_consent_nobody_gets_a_lead(services: Services, client: TestClient) -> None:
    with services.database.transaction() as session:
        lead = str(new_lead(session, services.desk, agreed=False).id)
    answer = send(client, "lead.owner", {"id": lead, "owner": "ravi@fern.example"})
    assert answer.status_code == 409
    assert "not agreed" in answer.json()["detail"]
