from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.services import Services
from bot.storage.tables import Assignment, Conversation, Lead, LeadDetail, Message
from bot.web.app import create_app
from tests.web.fakes import PASSWORD, Engine, csrf_of, make_services


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    services = make_services(tmp_path)
    yield services
    services.database.close()


@pytest.fixture
def client(services: Services, engine: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(services, engine), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def session(client: TestClient) -> dict[str, Any]:
    """An open chat: the body of POST /api/chat/sessions, and headers to speak in it."""
    body: dict[str, Any] = client.post("/api/chat/sessions", json={}).json()
    return {**body, "headers": {"Authorization": f"Bearer {body['token']}"}}


@pytest.fixture
def sign_in(client: TestClient) -> Callable[[str], TestClient]:
    """Signs in a person of the small company by id."""

    def sign(person: str) -> TestClient:
        form = client.get("/login").text
        answer = client.post(
            "/login",
            data={
                "csrf": csrf_of(form),
                "email": f"{person}@fernhill.example",
                "password": PASSWORD,
            },
            follow_redirects=False,
        )
        assert answer.status_code == 303, answer.text
        return client

    return sign


@pytest.fixture
def lead(services: Services) -> str:
    """A lead offered to Dana, whose words are hostile."""
    with services.database.transaction() as session:
        conversation = Conversation()
        session.add(conversation)
        session.flush()
        message = Message(
            conversation_id=conversation.id, sender="visitor", text="<script>alert(1)</script>"
        )
        lead = Lead(
            conversation_id=conversation.id,
            name="<b>Priya</b>",
            email="priya@northwind.example",
            company="Northwind 100%",
            score_reasons=[{"group": "size", "points": 30, "text": "50 people or more"}],
        )
        session.add_all([message, lead])
        session.flush()
        session.add(
            LeadDetail(
                lead_id=lead.id,
                field="need",
                label="Need",
                value="x",
                shown="Planning",
                said="we <i>plan</i>",
                message_id=message.id,
            )
        )
        session.add(
            Assignment(
                lead_id=lead.id,
                user_id="dana",
                rung="Everyone else",
                text="Dana had the fewest leads.",
                explanation={"candidates": [{"person": "dana", "load": 1}]},
            )
        )
        return str(lead.id)
