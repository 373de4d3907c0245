"""What the visitor API refuses: wrong bodies, wrong tokens, too much of anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.chat.sessions import Tokens
from bot.services import Services
from bot.web.app import create_app
from tests.web.fakes import Engine, make_services, new_uuid
from tests.web.talking import problem, rows, say


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
