"""Leads over HTTP: keys and their scopes, pages that miss nothing, outcomes, the document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from bot import keys
from bot.services import Services
from bot.storage.tables import ApiKey, Lead, StageChange, now
from bot.web import leads_api
from bot.web.app import create_app
from tests.leads.samples import WEDNESDAY, handed_over, new_lead
from tests.web.fakes import Engine
from tests.web.leads import accepted, small_services


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    services = small_services(tmp_path)
    yield services
    services.database.close()


def key(services: Services, *scopes: str) -> dict[str, str]:
    with services.database.transaction() as session:
        _, text = keys.create(session, "test", scopes or tuple(keys.SCOPES))
    return {"Authorization": f"Bearer {text}"}


def test_without_a_key_there_is_nothing(services: Services, client: TestClient) -> None:
    good = key(services)["Authorization"]
    for wrong in ("", "Bearer", "Bearer baton_x", good.replace("Bearer", "Basic"), good[:-1] + "~"):
        answer = client.get("/api/leads", headers={"Authorization": wrong} if wrong else {})
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_key_does_only_what_it_is_for(services: Services, client: TestClient) -> None:
    lead = accepted(services)
    read = key(services, "leads:read")
    assert client.get("/api/leads", headers=read).status_code == 200
    answer = client.post(f"/api/leads/{lead}/outcome", json={"stage": "lost"}, headers=read)
    assert answer.status_code == 403
    assert "leads:write" in answer.json()["detail"]


def test_a_key_that_is_revoked_is_none(services: Services, client: TestClient) -> None:
    headers = key(services)
    assert client.get("/api/leads", headers=headers).status_code == 200
    with services.database.transaction() as session:
        row = session.scalars(sa.select(ApiKey)).one()
        assert row.last_used_at is not None
        assert headers["Authorization"].partition(" ")[2] not in str(vars(row))
        keys.revoke(session, row.id)
    assert client.get("/api/leads", headers=headers).status_code == 401


def test_guessing_keys_is_slowed_down(services: Services, client: TestClient) -> None:
    for _ in range(leads_api.WRONG_PER_MINUTE):
        assert client.get("/api/leads").status_code == 401
    answer = client.get("/api/leads")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


def test_pages_follow_one_another_and_miss_nothing(services: Services, client: TestClient) -> None:
    with services.database.transaction() as session:
        for number in range(7):
            at = WEDNESDAY + timedelta(minutes=number // 3)  # some at the same moment
            new_lead(session, services.desk, {"name": f"Ann {number}"}, at=at)
    headers, found, after = key(services), [], None
    while True:
        query = {"limit": "2"} | ({"after": after} if after else {})
        body = client.get("/api/leads", params=query, headers=headers).json()
        found += body["leads"]
        if (after := body["next"]) is None:
            break
    assert len({lead["id"] for lead in found}) == len(found) == 7
    times = [lead["updated_at"] for lead in found]
    assert times == sorted(times)
    since = client.get("/api/leads", params={"updated_since": times[-1]}, headers=headers).json()
    assert [lead["id"] for lead in since["leads"]] == [found[-1]["id"]]
    won = client.get("/api/leads", params={"stage": "won"}, headers=headers).json()
    assert won == {"leads": [], "next": None}


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("stage=hot", "contact, mql"),
        ("limit=0", "1 to 100"),
        ("limit=101", "1 to 100"),
        ("limit=%D9%A3", "1 to 100"),
        ("after=x", "'next'"),
        ("after=WzEsIDJd", "'next'"),
        ("updated_since=yesterday", "2026-11-18T14:00:00Z"),
        ("updated_since=2026-11-18T14:00:00", "its zone"),
        ("owner=dana", "known are"),
    ],
)
def test_a_question_that_cannot_be_understood_is_said_so(
    services: Services, client: TestClient, query: str, says: str
) -> None:
    answer = client.get(f"/api/leads?{query}", headers=key(services))
    assert answer.status_code == 400
    assert says in answer.json()["detail"]


def test_a_lead_is_as_the_document_says(services: Services, client: TestClient) -> None:
    lead, headers = accepted(services), key(services)
    body = client.get(f"/api/leads/{lead}", headers=headers).json()
    assert body["details"][0]["said"].startswith("it is")
    assert body["assignment"]["text"]
    document = client.get("/api/openapi.json").json()
    assert document["servers"] == [{"url": services.settings.base_url}]
    for name, found in (
        ("Lead", body),
        ("LeadSummary", client.get("/api/leads", headers=headers).json()["leads"][0]),
        ("Problem", client.get("/api/leads/none", headers=headers).json()),
    ):
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        jsonschema.Draft202012Validator(schema).validate(found)
    assert client.get("/api/leads/none", headers=headers).status_code == 404


def test_every_address_is_described_and_every_description_has_an_address(
    services: Services,
) -> None:
    app = create_app(services, Engine())
    served: set[tuple[str, str]] = set()

    def walk(routes: Any, before: str = "") -> None:
        for route in routes:
            path = before + route.path
            if getattr(route, "routes", None):
                walk(route.routes, path)
            elif path.startswith("/api/"):
                served.update((path, method.lower()) for method in route.methods - {"HEAD"})

    walk(app.routes)
    described = {
        (path, method)
        for path, methods in leads_api.document()["paths"].items()
        for method in methods
        if method != "parameters"
    }
    assert served == described


def test_an_outcome_moves_the_lead_and_is_told(services: Services, client: TestClient) -> None:
    lead, headers = accepted(services), key(services)
    deal = {"stage": "sql", "value": 12000, "currency": "EUR", "closes_on": "2027-03-31"}
    answer = client.post(f"/api/leads/{lead}/outcome", json=deal, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["stage"] == "sql"
    assert client.post(f"/api/leads/{lead}/outcome", json=deal, headers=headers).status_code == 200
    body = {"stage": "lost", "reason": "Too expensive"}
    assert client.post(f"/api/leads/{lead}/outcome", json=body, headers=headers).status_code == 200
    with services.database.reading() as session:
        last = session.scalars(
            sa.select(StageChange)
            .where(StageChange.lead_id == lead)
            .order_by(StageChange.id.desc())
        ).first()
        assert (last.after, last.why) == ("lost", "Too expensive")
        assert last.by.startswith("key:")


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({}, 400, "'stage'"),
        ({"stage": "great"}, 400, "stage"),
        ({"stage": "won"}, 409, "cannot follow"),
        ({"stage": "lost"}, 400, "why"),
        ({"stage": "sql"}, 400, "value"),
        ({"stage": "sql", "value": 5}, 400, "currency, closes_on is missing"),
        (
            {"stage": "sql", "value": 1.5, "currency": "EUR", "closes_on": "2027-03-31"},
            400,
            "whole number",
        ),
        (
            {"stage": "sql", "value": 5, "currency": "EUR", "closes_on": "soon"},
            400,
            "2027-03-31",
        ),
        ({"stage": "lost", "reason": "x" * 501}, 413, "500"),
        ({"stage": "lost", "price": 5}, 400, "Unknown field"),
    ],
)
def test_an_outcome_that_cannot_be_changes_nothing(
    services: Services, client: TestClient, body: dict[str, Any], status: int, says: str
) -> None:
    lead = accepted(services)
    answer = client.post(f"/api/leads/{lead}/outcome", json=body, headers=key(services))
    assert answer.status_code == status
    assert says in answer.json()["detail"]
    with services.database.reading() as session:
        assert session.get(Lead, lead).stage == "sal"


def test_a_key_accepts_an_offer_for_whom_it_is_made_to_and_nothing_else(
    services: Services, client: TestClient
) -> None:
    with services.database.transaction() as session:
        offered = str(handed_over(session, services.desk).lead_id)
        nobodys = str(new_lead(session, services.desk).id)
    headers = key(services)
    answer = client.post(f"/api/leads/{offered}/outcome", json={"stage": "sal"}, headers=headers)
    assert (answer.status_code, answer.json()["stage"]) == (200, "sal")
    assert answer.json()["assignment"]["state"] == "accepted"
    answer = client.post(f"/api/leads/{nobodys}/outcome", json={"stage": "sal"}, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert "offered to nobody" in answer.json()["detail"]


def test_keys_are_checked_when_they_are_made(services: Services) -> None:
    with services.database.transaction() as session:
        for name, scopes in (("", ["leads:read"]), ("x", []), ("x", ["all"])):
            with pytest.raises(keys.BadRequest):
                keys.create(session, name, scopes)
        with pytest.raises(keys.NotFound):
            keys.revoke(session, "nobody")
        row, text = keys.create(session, "crm", ["leads:read"])
        found = keys.find(session, text)
        assert found is row
        assert keys.find(session, text.replace(row.id, "aaaaaaaaaaaa")) is None
        row.last_used_at = now()
        assert not keys.is_unnoted(row, now())
