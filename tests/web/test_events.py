"""The live stream, over a real server: the test client does not stream."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import uvicorn

from bot.chat import transcript
from bot.chat.hub import Hub
from bot.chat.transcript import Line
from bot.services import Services
from bot.storage.tables import Conversation
from bot.web.app import create_app
from tests.web.fakes import Engine, new_uuid


@pytest.fixture
def server(services: Services, engine: Engine) -> Iterator[tuple[str, Hub]]:
    hub = Hub()
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(create_app(services, engine, hub), log_config=None, ws="none")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", hub
    server.should_exit = True
    hub.close()
    thread.join(5)
    assert not thread.is_alive()


@contextmanager
def stream(base: str, token: str, last: int | None = None) -> Iterator[Iterator[dict[str, str]]]:
    """Events of a chat as mappings of their fields."""
    headers = {"Authorization": f"Bearer {token}"}
    if last is not None:
        headers["Last-Event-ID"] = str(last)
    url = f"{base}/api/chat/events"
    with httpx.stream("GET", url, headers=headers, timeout=10) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield _events(response)


def _events(response: httpx.Response) -> Iterator[dict[str, str]]:
    fields: dict[str, str] = {}
    for line in response.iter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name or "comment"] = value
        elif fields:
            yield fields
            fields = {}


def messages(events: Iterator[dict[str, str]], count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for event in events:
        if event.get("event") == "message":
            message = json.loads(event["data"])
            assert event["id"] == str(message["id"])
            found.append(message)
            if len(found) == count:
                break
    return found


def begin(base: str) -> dict[str, Any]:
    body: dict[str, Any] = httpx.post(f"{base}/api/chat/sessions", json={}).json()
    return body


def say(base: str, token: str, text: str) -> list[dict[str, Any]]:
    answer = httpx.post(
        f"{base}/api/chat/messages",
        json={"id": new_uuid(), "text": text},
        headers={"Authorization": f"Bearer {token}"},
    )
    body: dict[str, list[dict[str, Any]]] = answer.json()
    return body["messages"]


def test_what_is_said_comes_as_it_is_sent(server: tuple[str, Hub]) -> None:
    base, _ = server
    chat = begin(base)
    with stream(base, chat["token"]) as events:
        assert next(events) == {"retry": "2000"}
        assert next(events) == {"event": "state", "data": '{"owner": "bot"}'}
        (reply,) = say(base, chat["token"], "hello")
        visitor, bot = messages(events, 2)
    assert (visitor["sender"], visitor["text"]) == ("visitor", "hello")
    assert bot == reply


def test_a_stream_goes_on_where_the_last_ended(server: tuple[str, Hub]) -> None:
    base, _ = server
    chat = begin(base)
    (first,) = say(base, chat["token"], "one")
    (second,) = say(base, chat["token"], "two")
    with stream(base, chat["token"], last=first["id"]) as events:
        assert [each["text"] for each in messages(events, 2)] == ["two", second["text"]]


def test_other_chats_are_not_heard(server: tuple[str, Hub]) -> None:
    base, _ = server
    mine, other = begin(base), begin(base)
    with stream(base, mine["token"]) as events:
        say(base, other["token"], "theirs")
        say(base, mine["token"], "mine")
        assert messages(events, 1)[0]["text"] == "mine"


def test_what_another_process_writes_is_seen(server: tuple[str, Hub], services: Services) -> None:
    base, _ = server
    chat = begin(base)
    with stream(base, chat["token"]) as events:
        next(events), next(events)
        with services.database.transaction() as session:
            session.get(Conversation, chat["conversation_id"]).owner = "rep"
            transcript.add(session, chat["conversation_id"], Line("I am Dana.", sender="rep"))
        begun = time.monotonic()
        assert next(events) == {"event": "state", "data": '{"owner": "rep"}'}
        assert messages(events, 1)[0]["text"] == "I am Dana."
        assert time.monotonic() - begun < 3


def test_a_quiet_stream_has_a_heartbeat(
    server: tuple[str, Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.visitor.HEARTBEAT_SECONDS", 0.1)
    base, _ = server
    chat = begin(base)
    with stream(base, chat["token"]) as events:
        next(events), next(events)
        assert next(events) == {"comment": "still here"}
        assert next(events) == {"comment": "still here"}


def test_streams_end_when_the_server_stops(server: tuple[str, Hub]) -> None:
    base, hub = server
    chat = begin(base)
    with stream(base, chat["token"]) as events:
        next(events), next(events)
        hub.close()
        begun = time.monotonic()
        assert list(events) == []
        assert time.monotonic() - begun < 2


def test_one_chat_may_not_hold_all_connections(server: tuple[str, Hub]) -> None:
    base, _ = server
    chat = begin(base)
    headers = {"Authorization": f"Bearer {chat['token']}"}
    with httpx.Client(base_url=base, limits=httpx.Limits(max_connections=20)) as client:
        opened = []
        try:
            for _ in range(6):
                request = client.build_request("GET", "/api/chat/events", headers=headers)
                response = client.send(request, stream=True)
                lines = response.iter_lines()
                next(lines)
                opened.append((response, lines))  # a generator that is dropped closes its stream
            assert client.get("/api/chat/events", headers=headers).status_code == 429
        finally:
            for response, _ in opened:
                response.close()
