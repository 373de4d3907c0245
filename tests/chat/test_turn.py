"""Turns: order, repeats, crashes, and what is committed when."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.chat.hub import Hub
from bot.chat.sessions import open_session
from bot.chat.transcript import Opening
from bot.chat.turn import Incoming, Turns
from bot.errors import Unavailable
from bot.services import Services
from bot.storage.tables import Conversation, Message
from tests.web.fakes import Engine, make_services, new_uuid


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    services = make_services(tmp_path)
    yield services
    services.database.close()


@pytest.fixture
def conversation(services: Services) -> str:
    company = services.knowledge.company
    return open_session(services.database, company, Opening())[0]


def said(services: Services) -> list[tuple[str, str]]:
    with services.database.reading() as session:
        rows = session.scalars(sa.select(Message).order_by(Message.id))
        return [(row.sender, row.text) for row in rows][1:]


def test_two_messages_at_once_are_answered_one_after_the_other(
    services: Services, conversation: str
) -> None:
    async def story() -> tuple[Engine, list[list[dict[str, object]]]]:
        engine = Engine(delay=0.05, echo=lambda text: f"re {text}")
        turns = Turns(services, engine, Hub())
        tasks = [
            asyncio.create_task(turns.take_turn(conversation, Incoming(new_uuid(), text)))
            for text in ("one", "two", "three")
        ]
        return engine, list(await asyncio.gather(*tasks))

    engine, replies = asyncio.run(story())
    assert engine.most_running == 1
    assert [each[0]["text"] for each in replies] == ["re one", "re two", "re three"]
    assert said(services) == [
        ("visitor", "one"),
        ("bot", "re one"),
        ("visitor", "two"),
        ("bot", "re two"),
        ("visitor", "three"),
        ("bot", "re three"),
    ]


def test_conversations_do_not_wait_for_each_other(services: Services) -> None:
    async def story() -> int:
        engine = Engine(delay=0.3)
        turns = Turns(services, engine, Hub())
        company = services.knowledge.company
        ids = [open_session(services.database, company, Opening())[0] for _ in range(3)]
        await asyncio.gather(*(turns.take_turn(each, Incoming(new_uuid(), "x")) for each in ids))
        return engine.most_running

    assert asyncio.run(story()) == 3


def test_a_repeat_while_the_first_is_running_waits_for_its_result(
    services: Services, conversation: str
) -> None:
    async def story() -> tuple[int, list[list[dict[str, object]]]]:
        engine = Engine(delay=0.1)
        turns = Turns(services, engine, Hub())
        incoming = Incoming(new_uuid(), "hello")
        first = asyncio.create_task(turns.take_turn(conversation, incoming))
        await asyncio.sleep(0.03)
        second = asyncio.create_task(turns.take_turn(conversation, incoming))
        return len(engine.calls), [await first, await second]

    calls, (first, second) = asyncio.run(story())
    assert first == second
    assert len(said(services)) == 2
    assert calls <= 1


def test_a_visitor_who_leaves_does_not_cut_the_turn(services: Services, conversation: str) -> None:
    async def story() -> None:
        turns = Turns(services, Engine(delay=0.1), Hub())
        task = asyncio.create_task(turns.take_turn(conversation, Incoming(new_uuid(), "hello")))
        await asyncio.sleep(0.03)
        task.cancel()
        await turns.finish(5)

    asyncio.run(story())
    assert said(services) == [("visitor", "hello"), ("bot", "Certainly.")]


def test_the_message_is_committed_before_the_engine_is_asked(
    services: Services, conversation: str
) -> None:
    seen: list[list[tuple[str, str]]] = []

    def look(text: str) -> str:
        seen.append(said(services))
        return "ok"

    async def story() -> None:
        turns = Turns(services, Engine(echo=look), Hub())
        await turns.take_turn(conversation, Incoming(new_uuid(), "hello"))

    asyncio.run(story())
    assert seen == [[("visitor", "hello")]]


def test_a_process_that_died_in_the_middle_loses_nothing(
    services: Services, conversation: str
) -> None:
    incoming = Incoming(new_uuid(), "hello")

    async def dies() -> None:
        turns = Turns(services, Engine(delay=60), Hub())
        task = asyncio.create_task(turns.take_turn(conversation, incoming))
        await asyncio.sleep(0.1)
        for running in asyncio.all_tasks() - {asyncio.current_task()}:
            running.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def comes_back() -> list[dict[str, object]]:
        return await Turns(services, Engine(), Hub()).take_turn(conversation, incoming)

    asyncio.run(dies())
    assert said(services) == [("visitor", "hello")]
    assert asyncio.run(comes_back())[0]["text"] == "Certainly."
    assert said(services) == [("visitor", "hello"), ("bot", "Certainly.")]


def test_an_engine_that_hangs_is_given_up(
    services: Services, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.turn.ENGINE_SECONDS", 0.05)

    async def story() -> None:
        turns = Turns(services, Engine(delay=60), Hub())
        with pytest.raises(Unavailable):
            await turns.take_turn(conversation, Incoming(new_uuid(), "hello"))
        turns = Turns(services, Engine(), Hub())
        await turns.take_turn(conversation, Incoming(new_uuid(), "again"))

    asyncio.run(story())
    assert said(services)[-1] == ("bot", "Certainly.")


def test_the_event_loop_stays_free_while_the_database_is_locked(
    services: Services, conversation: str
) -> None:
    async def story() -> float:
        turns = Turns(services, Engine(), Hub())
        loop = asyncio.get_running_loop()
        with services.database.transaction() as session:
            session.execute(sa.select(Message))  # takes the write lock
            task = asyncio.create_task(turns.take_turn(conversation, Incoming(new_uuid(), "x")))
            begun = loop.time()
            await asyncio.sleep(0.3)
            late = loop.time() - begun - 0.3
            assert not task.done()
        await task
        return late

    assert asyncio.run(story()) < 0.15
    assert said(services)[-1] == ("bot", "Certainly.")


def test_a_message_is_read_with_where_the_visitor_is(services: Services, conversation: str) -> None:
    place = {"text": "Leeds", "country": "GB", "region": None}
    with services.database.transaction() as session:
        known = {"label": "Where", "value": place, "shown": "Leeds", "said": "leeds"}
        row = session.get(Conversation, conversation)
        row.state = {"details": {"region": {**known, "message_id": None, "confidence": 1.0}}}
    engine = Engine()
    asyncio.run(Turns(services, engine, Hub()).take_turn(conversation, Incoming(new_uuid(), "hi")))
    assert engine.calls[0]["metadata"]["whereabouts"] == "GB"
