"""The visitor's HTTP, friendly and hostile."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from bot.chat.sessions import Tokens
from bot.services import Services
from bot.storage.tables import Conversation, Message
from bot.web.app import create_app
from tests.web.fakes import Engine, Reply, make_services, new_uuid


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


@pytest.mark.parametrize(
    "body",
    [
        {"page_url": 3},
        {"utm": "x"},
        {"utm": {"a": 1}},
        {"utm": {"a": None}},
        {"utm": {"a" * 41: "x"}},
        {"utm": {str(n): "x" for n in range(21)}},
        {"colour": "red"},
        {"locale": "x\x00"},
        ["x"],
        "x",
    ],
)
def test_a_session_with_a_wrong_opening_is_refused(client: TestClient, body: Any) -> None:
    problem(client.post("/api/chat/sessions", json=body), 400)


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


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"text": "x"}, "'id' is missing"),
        ({"id": "7", "text": "x"}, "not a UUID"),
        ({"id": 7, "text": "x"}, "'id' is a number"),
        ({"id": None, "text": "x"}, "'id' is missing"),
        ({"id": new_uuid()}, "Exactly one"),
        ({"id": new_uuid(), "text": "x", "button": "y"}, "Exactly one"),
        ({"id": new_uuid(), "text": ""}, "empty"),
        ({"id": new_uuid(), "text": " \n\t "}, "empty"),
        ({"id": new_uuid(), "text": 5}, "a number"),
        ({"id": new_uuid(), "text": True}, "true or false"),
        ({"id": new_uuid(), "text": ["x"]}, "a list"),
        ({"id": new_uuid(), "text": {"x": 1}}, "an object"),
        ({"id": new_uuid(), "text": "x", "sender": "bot"}, "Unknown field 'sender'"),
        ({"id": new_uuid(), "text": "a\x00b"}, "U+0000 at position 2"),
        ({"id": new_uuid(), "text": "a\x1b[31m"}, "U+001B"),
        ({"id": new_uuid(), "text": "\ud800"}, "U+D800"),
        ({"id": new_uuid(), "button": "/affirm"}, "not offered"),
        ({"id": new_uuid(), "button": '/intent{"email": "x@y.z"}'}, "not offered"),
    ],
)
def test_a_wrong_message_changes_nothing(
    client: TestClient,
    session: dict[str, Any],
    services: Services,
    engine: Engine,
    body: dict[str, Any],
    says: str,
) -> None:
    answer = client.post(
        "/api/chat/messages",
        content=json.dumps(body),
        headers={**session["headers"], "Content-Type": "application/json"},
    )
    assert says in problem(answer, 400)
    assert engine.calls == []
    assert len(rows(services)) == 1


def test_ten_thousand_characters_are_too_many(
    client: TestClient, session: dict[str, Any], services: Services
) -> None:
    assert "10000 characters; at most 2000" in problem(say(client, session, "x" * 10_000), 413)
    assert len(rows(services)) == 1


def test_the_longest_message_fits_in_any_script(
    client: TestClient, session: dict[str, Any]
) -> None:
    assert say(client, session, "😀" * 2000).status_code == 200


def test_a_huge_body_is_not_read(client: TestClient, session: dict[str, Any]) -> None:
    def endless() -> Any:
        for _ in range(1000):
            yield b" " * 10_000

    headers = {**session["headers"], "Content-Type": "application/json"}
    answer = client.post("/api/chat/messages", content=endless(), headers=headers)
    problem(answer, 413)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[" * 20_000, b"NaN", b"[]", b"null"],
    ids=["nothing", "cut", "no UTF-8", "deep", "NaN", "list", "null"],
)
def test_a_body_that_is_no_json_object(
    client: TestClient, session: dict[str, Any], content: bytes
) -> None:
    headers = {**session["headers"], "Content-Type": "application/json"}
    problem(client.post("/api/chat/messages", content=content, headers=headers), 400)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_refused(
    client: TestClient, session: dict[str, Any], kind: str
) -> None:
    headers = {**session["headers"], "Content-Type": kind}
    body = json.dumps({"id": new_uuid(), "text": "x"})
    problem(client.post("/api/chat/messages", content=body, headers=headers), 415)


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        "Bearer " + "x" * 5000,
        "Basic dXNlcjpwYXNz",
    ],
    ids=["none", "empty", "scheme", "blank", "nonsense", "long", "basic"],
)
def test_without_a_good_token_nobody_is_served(client: TestClient, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given}
    body = {"id": new_uuid(), "text": "x"}
    problem(client.post("/api/chat/messages", json=body, headers=headers), 401)
    problem(client.get("/api/chat/messages", headers=headers), 401)
    problem(client.get("/api/chat/events", headers=headers), 401)


def test_a_token_signed_with_another_key_is_refused(
    client: TestClient, session: dict[str, Any]
) -> None:
    forged = Tokens("another key", 720).issue(session["conversation_id"])
    headers = {"Authorization": f"Bearer {forged}"}
    assert "not a session token" in problem(client.get("/api/chat/messages", headers=headers), 401)


def test_a_changed_token_is_refused(client: TestClient, session: dict[str, Any]) -> None:
    token = session["token"]
    changed = ("B" if token[3] != "B" else "C").join((token[:3], token[4:]))
    headers = {"Authorization": f"Bearer {changed}"}
    problem(client.get("/api/chat/messages", headers=headers), 401)


def test_an_expired_token_is_refused(services: Services, session: dict[str, Any]) -> None:
    expired = Tokens(services.settings.secret_key, -1)
    with pytest.raises(Exception, match="has expired"):
        expired.read(session["token"])


def test_a_chat_that_is_erased_is_gone(client: TestClient, services: Services) -> None:
    token = Tokens(services.settings.secret_key, 720).issue(new_uuid())
    headers = {"Authorization": f"Bearer {token}"}
    body = {"id": new_uuid(), "text": "x"}
    problem(client.post("/api/chat/messages", json=body, headers=headers), 401)
    problem(client.get("/api/chat/events", headers=headers), 401)


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


def test_one_visitor_may_not_flood(tmp_path: Path, engine: Engine) -> None:
    services = make_services(tmp_path, BATON_MESSAGES_PER_MINUTE="3")
    with TestClient(create_app(services, engine)) as client:
        token = client.post("/api/chat/sessions", json={}).json()["token"]
        session = {"headers": {"Authorization": f"Bearer {token}"}}
        for _ in range(3):
            assert say(client, session, "hi").status_code == 200
        refused = say(client, session, "hi")
        assert "try again" in problem(refused, 429)
        assert 1 <= int(refused.headers["retry-after"]) <= 60
    services.database.close()


def test_one_address_may_not_open_chats_without_end(tmp_path: Path, engine: Engine) -> None:
    services = make_services(tmp_path, BATON_SESSIONS_PER_MINUTE="2")
    with TestClient(create_app(services, engine)) as client:
        statuses = [client.post("/api/chat/sessions", json={}).status_code for _ in range(3)]
    assert statuses == [201, 201, 429]
    services.database.close()


def test_only_named_websites_may_embed_the_chat(tmp_path: Path, engine: Engine) -> None:
    services = make_services(tmp_path, BATON_ALLOWED_ORIGINS="https://www.fernhill.example")
    with TestClient(create_app(services, engine)) as client:
        for origin, allowed in (
            ("https://www.fernhill.example", "https://www.fernhill.example"),
            ("https://evil.example", None),
        ):
            asked = client.options(
                "/api/chat/sessions",
                headers={"Origin": origin, "Access-Control-Request-Method": "POST"},
            )
            answer = client.post("/api/chat/sessions", json={}, headers={"Origin": origin})
            script = client.get("/static/widget.js", headers={"Origin": origin})
            for response in (asked, answer, script):
                assert response.headers.get("access-control-allow-origin") == allowed
                assert "access-control-allow-credentials" not in response.headers
    services.database.close()


def test_unknown_addresses_and_methods_are_problems_too(client: TestClient) -> None:
    problem(client.get("/api/chat/nothing"), 404)
    problem(client.get("/api/nothing"), 404)
    problem(client.put("/api/chat/messages"), 405)


@pytest.mark.parametrize("value", ["x", "-1", "1.5", "9" * 30, "\u0663"])
def test_a_wrong_last_event_id_is_refused(
    client: TestClient, session: dict[str, Any], value: str
) -> None:
    headers = {**session["headers"], "Last-Event-ID": value.encode()}
    problem(client.get("/api/chat/events", headers=headers), 400)


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
