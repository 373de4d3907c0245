"""A visitor who talks, and what comes of it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from starlette.testclient import TestClient

from bot.services import Services
from bot.storage.tables import Message
from tests.web.fakes import new_uuid


def problem(response: Any, status: int) -> str:
    """The detail of a problem document, which it must be."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail"}
    assert body["status"] == status
    assert "Traceback" not in body["detail"]
    return str(body["detail"])


def say(client: TestClient, session: dict[str, Any], text: str, **more: Any) -> Any:
    body = {"id": new_uuid(), "text": text, **more}
    return client.post("/api/chat/messages", json=body, headers=session["headers"])


def rows(services: Services) -> list[Any]:
    with services.database.reading() as session:
        return list(session.scalars(sa.select(Message).order_by(Message.id)))
