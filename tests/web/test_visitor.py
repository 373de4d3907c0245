"""The visitor's HTTP, friendly and hostile."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from bot.services import Services
from bot.storage.tables import Conversation
from tests.web.fakes import Engine, Reply, new_uuid
from tests.web.talking import problem, rows, say


def test_a_session_opens_with_the_greeting_and_its_suggestions(client: TestClient) -> None:
    answer = client.post(
        "/api/chat/sessions",
        json={
            "page_url": "https://fernhill.example/pricing",
            "referrer": "",
            "utm": {"source": "ad"},
            "locale": "de-DE",
        },
    )
    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {"token", "conversation_id", "messages"}
    (greeting,) = body["messages"]
    assert set(greeting) == {"id", "sender", "text", "buttons", "sources", "at"}
    assert greeting["sender"] == "bot"
    assert greeting["text"] == "Hello, I'm Pip, Fernhill's AI assistant."
    assert [button["label"] for button in greeting["buttons"]] == [
        "What does it cost?",
        "Who is it for?",
    ]
    assert all(set(button) == {"label", "button"} for button in greeting["buttons"])


def test_what_is_known_of_the_visitor_is_kept(client: TestClient, services: Services) -> None:
    opening = {"page_url": "https://a.example/x", "utm": {"source": "ad"}, "locale": "de"}
    body = client.post("/api/chat/sessions", json=opening).json()
    with services.database.reading() as session:
        kept = session.get(Conversation, body["conversation_id"])
        assert (kept.page_url, kept.utm, kept.locale) == (
            "https://a.example/x",
            {"source": "ad"},
            "de",
        )


def test_an_answer_comes_with_its_sources(
    client: TestClient, session: dict[str, Any], engine: Engine
) -> None:
    source = {"path": "pages/pricing.md", "line": 6, "heading": "Prices", "url": "/pricing"}
    engine.replies = [Reply("It is **9 €**.", sources=[source])]
    answer = say(client, session, "what does it cost")
    assert answer.status_code == 200
    assert set(answer.json()) == {"messages"}
    (message,) = answer.json()["messages"]
    assert message["text"] == "It is **9 €**."
    assert message["sources"] == [source]
    assert engine.calls[0]["text"] == "what does it cost"
    assert engine.calls[0]["button"] is None


def test_the_transcript_can_be_read_again(client: TestClient, session: dict[str, Any]) -> None:
    say(client, session, "hello")
    body = client.get("/api/chat/messages", headers=session["headers"]).json()
    assert body["owner"] == "bot"
    assert [(m["sender"], m["text"]) for m in body["messages"]][1:] == [
        ("visitor", "hello"),
        ("bot", "Certainly."),
    ]


def test_a_repeat_gives_the_first_result(
    client: TestClient, session: dict[str, Any], engine: Engine, services: Services
) -> None:
    body = {"id": new_uuid(), "text": "hello"}
    first = client.post("/api/chat/messages", json=body, headers=session["headers"])
    again = client.post(
        "/api/chat/messages", json={**body, "text": "else"}, headers=session["headers"]
    )
    upper = client.post(
        "/api/chat/messages", json={**body, "id": body["id"].upper()}, headers=session["headers"]
    )
    assert first.json() == again.json() == upper.json()
    assert len(engine.calls) == 1
    assert [row.sender for row in rows(services)] == ["bot", "visitor", "bot"]


def test_the_same_id_in_another_chat_is_another_message(
    client: TestClient, session: dict[str, Any], engine: Engine
) -> None:
    other = client.post("/api/chat/sessions", json={}).json()
    body = {"id": new_uuid(), "text": "hello"}
    for token in (session["token"], other["token"]):
        client.post("/api/chat/messages", json=body, headers={"Authorization": f"Bearer {token}"})
    assert len(engine.calls) == 2


def test_a_button_is_an_opaque_name(
    client: TestClient, session: dict[str, Any], engine: Engine, services: Services
) -> None:
    engine.replies = [
        Reply("How large?", buttons=[{"label": "Small", "button": '/inform{"size": "s"}'}])
    ]
    answer = say(client, session, "hi")
    assert "/inform" not in answer.text
    (button,) = answer.json()["messages"][0]["buttons"]
    body = {"id": new_uuid(), "button": button["button"]}
    assert client.post("/api/chat/messages", json=body, headers=session["headers"]).is_success
    assert engine.calls[-1]["button"] == '/inform{"size": "s"}'
    assert engine.calls[-1]["text"] == "Small"
    assert [row.text for row in rows(services) if row.sender == "visitor"][-1] == "Small"
    transcript = client.get("/api/chat/messages", headers=session["headers"])
    assert "/inform" not in transcript.text


def test_a_suggestion_sends_its_words(
    client: TestClient, session: dict[str, Any], engine: Engine
) -> None:
    button = session["messages"][0]["buttons"][0]["button"]
    body = {"id": new_uuid(), "button": button}
    client.post("/api/chat/messages", json=body, headers=session["headers"])
    assert (engine.calls[0]["text"], engine.calls[0]["button"]) == ("What does it cost?", None)


def test_a_button_of_another_chat_is_refused(
    client: TestClient, session: dict[str, Any], engine: Engine
) -> None:
    other = client.post("/api/chat/sessions", json={}).json()
    button = other["messages"][0]["buttons"][0]["button"]
    body = {"id": new_uuid(), "button": button}
    answer = client.post("/api/chat/messages", json=body, headers=session["headers"])
    assert "not offered" in problem(answer, 400)


@pytest.mark.parametrize(
    "text", ["/restart", '/intent{"email": "a@b.c"}', "🙂", "日本語", "<script>alert(1)</script>"]
)
def test_a_typed_command_is_words_only(
    client: TestClient, session: dict[str, Any], engine: Engine, text: str
) -> None:
    assert say(client, session, text).status_code == 200
    assert (engine.calls[0]["text"], engine.calls[0]["button"]) == (text, None)


def test_a_failed_turn_is_completed_by_a_retry(
    client: TestClient,
    session: dict[str, Any],
    engine: Engine,
    services: Services,
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine.failure = RuntimeError("secret detail")
    body = {"id": new_uuid(), "text": "hello"}
    with caplog.at_level(logging.CRITICAL):
        answer = client.post("/api/chat/messages", json=body, headers=session["headers"])
    assert "secret" not in problem(answer, 503)
    assert answer.headers["retry-after"]
    assert [row.text for row in rows(services) if row.sender == "visitor"] == ["hello"]
    again = client.post("/api/chat/messages", json=body, headers=session["headers"])
    assert again.json()["messages"][0]["text"] == "Certainly."
    assert [row.sender for row in rows(services)] == ["bot", "visitor", "bot"]
    assert engine.calls[0]["message_id"] == engine.calls[1]["message_id"]


def test_a_rep_who_has_taken_over_is_not_talked_over(
    client: TestClient, session: dict[str, Any], engine: Engine, services: Services
) -> None:
    with services.database.transaction() as database:
        database.get(Conversation, session["conversation_id"]).owner = "rep"
    assert say(client, session, "hello").json() == {"messages": []}
    assert engine.calls == []
    assert rows(services)[-1].text == "hello"


def test_somebody_who_waits_is_told_once(
    client: TestClient, session: dict[str, Any], engine: Engine, services: Services
) -> None:
    with services.database.transaction() as database:
        database.get(Conversation, session["conversation_id"]).owner = "waiting"
    (note,) = say(client, session, "hello?").json()["messages"]
    assert note["sender"] == "system"
    assert say(client, session, "anybody?").json() == {"messages": []}
    assert engine.calls == []


def test_a_database_that_is_away_is_worth_trying_again(
    client: TestClient,
    session: dict[str, Any],
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def away(*_: object, **__: object) -> None:
        raise sa.exc.OperationalError("INSERT secret", {}, Exception("disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(services.database, "transaction", away)
        answer = say(client, session, "hello")
    assert "try again" in problem(answer, 503)
    assert answer.headers["retry-after"] == "1"
    assert "OperationalError" in caplog.text
    assert "secret" not in caplog.text
    assert say(client, session, "hello").status_code == 200
