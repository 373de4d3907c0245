"""A browser that opens the chat again: the same conversation, or a new one after its session."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from itsdangerous import TimestampSigner
from starlette.testclient import TestClient

from bot.chat.sessions import Tokens
from bot.leads.qualification import Known, Progress
from bot.services import Services
from bot.storage.tables import Conversation
from tests.web.fakes import Engine, Reply, new_uuid


def know(services: Services, conversation_id: str) -> None:
    """A detail that the visitor told two days ago."""
    known = Known("Company size", 40, "40", "we are 40", None, 1.0)
    with services.database.transaction() as session:
        conversation = session.get(Conversation, conversation_id)
        conversation.state = Progress(details={"company_size": known}).as_json()
        conversation.last_at = datetime.now(timezone.utc) - timedelta(days=2)


def test_a_browser_with_its_token_goes_on_with_its_conversation(
    client: TestClient, session: dict[str, Any], services: Services
) -> None:
    body = {"id": new_uuid(), "text": "hello"}
    client.post("/api/chat/messages", json=body, headers=session["headers"])
    opening = {"page_url": "https://fernhill.example/other"}
    answer = client.post("/api/chat/sessions", json=opening, headers=session["headers"])
    assert answer.status_code == 200
    body = answer.json()
    assert body["conversation_id"] == session["conversation_id"]
    assert [m["text"] for m in body["messages"]][1:] == ["hello", "Certainly."]
    with services.database.reading() as rows_of:
        kept = rows_of.get(Conversation, body["conversation_id"])
        assert kept.state["page"] == opening["page_url"]


def test_a_token_that_is_none_of_ours_begins_a_new_conversation(client: TestClient) -> None:
    headers = {"Authorization": "Bearer nonsense"}
    answer = client.post("/api/chat/sessions", json={}, headers=headers)
    assert answer.status_code == 201
    assert len(answer.json()["messages"]) == 1


def test_an_expired_session_is_gone_on_from_only_in_a_new_conversation(
    client: TestClient,
    session: dict[str, Any],
    services: Services,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    know(services, session["conversation_id"])
    with monkeypatch.context() as patched:
        patched.setattr(TimestampSigner, "get_timestamp", lambda _: int(time.time()) - 60 * 86_400)
        token = Tokens("for tests", 720).issue(session["conversation_id"])
    engine.replies = [Reply("Welcome back! Shall we go on?")]
    answer = client.post(
        "/api/chat/sessions", json={}, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 201
    body = answer.json()
    assert body["conversation_id"] != session["conversation_id"]
    assert body["messages"][-1]["text"] == "Welcome back! Shall we go on?"
    assert engine.calls[-1]["button"] == "/come_back"
    assert not any("40" in message["text"] for message in body["messages"])


def test_a_failed_welcome_costs_nobody_the_transcript(
    client: TestClient, session: dict[str, Any], services: Services, engine: Engine
) -> None:
    know(services, session["conversation_id"])
    engine.failure = RuntimeError("broken")
    answer = client.post("/api/chat/sessions", json={}, headers=session["headers"])
    assert answer.status_code == 200
    assert len(answer.json()["messages"]) == 1
