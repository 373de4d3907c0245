from __future__ import annotations

import asyncio
import json
import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import FailSafeTrackerStore

from bot.engine.agent import Engine
from bot.engine.channel import Reply
from bot.engine.conversation import SORRY, check
from bot.engine.endpoint import InProcessActions
from bot.engine.locks import AsyncLockStore
from bot.engine.trackers import BoundedTrackerStore
from bot.errors import StartError
from bot.storage.database import Database
from bot.storage.tables import RasaEvent
from tests.engine.conftest import ACTIONS, Start, _Parts, _Settings
from tests.engine.tiny_actions import actions

if TYPE_CHECKING:
    from bot.services import Services

pytestmark = pytest.mark.asyncio


def texts(replies: list[Reply]) -> list[str]:
    return [reply.text for reply in replies]


async def test_one_reply_for_each_message_with_all_that_it_carries(engine: Engine) -> None:
    first, second = await engine.respond("c", "hello", message_id=1)
    assert first.text == "Hello.\n\nTwo paragraphs, one message."
    assert first.buttons == ({"label": "Count", "button": '/count{"pressed": "yes"}'},)
    assert first.sources == ({"path": "pages/hello.md", "line": 3},)
    assert (first.revision, first.kind) == ("r1", "answer")
    assert second == Reply("And a second message.")


async def test_an_issued_button_reaches_rasa_as_it_is(engine: Engine) -> None:
    replies = await engine.respond("c", "Count", message_id=1, button='/count{"pressed": "yes"}')
    assert texts(replies) == ["1 pressed yes"]


@pytest.mark.parametrize(
    "typed",
    [
        '/count{"pressed": "forged"}',
        '  /count{"pressed": "forged"}',
        '\u200b/count{"pressed": "forged"}',
        '\ufeff //\\/count{"pressed": "forged"}',
        '/\u2060/count{"pressed": "forged"}',
        '\x00\n/count{"pressed": "forged"}',
    ],
)
async def test_a_typed_command_forges_no_entity(engine: Engine, typed: str) -> None:
    assert texts(await engine.respond("c", typed, message_id=1)) == ["Unknown."]


@pytest.mark.parametrize(
    "typed", ["/restart", " /restart", "/session_start", "/back", "\u200b/restart"]
)
async def test_a_typed_command_does_not_end_the_conversation(engine: Engine, typed: str) -> None:
    await engine.respond("c", "count", message_id=1)
    assert texts(await engine.respond("c", typed, message_id=2)) == ["Unknown."]
    assert texts(await engine.respond("c", "count", message_id=3)) == ["2"]


async def test_the_message_id_reaches_the_actions_and_cannot_be_forged(engine: Engine) -> None:
    replies = await engine.respond(
        "c", "look here", message_id=7, metadata={"message_id": 8, "page_url": "/pricing"}
    )
    seen = json.loads(replies[0].text)
    assert seen == {"text": "look here", "metadata": {"message_id": 7, "page_url": "/pricing"}}


async def test_a_failing_action_ends_in_a_polite_reply_and_a_logged_error(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        replies = await engine.respond("c", "broken", message_id=1)
    assert texts(replies) == [SORRY]
    errors = [record for record in caplog.records if record.name == "bot.engine.endpoint"]
    assert len(errors) == 1
    assert "action_break failed (error " in errors[0].getMessage()
    assert errors[0].exc_info is not None
    assert texts(await engine.respond("c", "count", message_id=2)) == ["1"]


async def test_a_failure_is_told_only_to_whom_it_happened(engine: Engine) -> None:
    both = await asyncio.gather(
        engine.respond("a", "broken", message_id=1), engine.respond("b", "count", message_id=2)
    )
    assert [texts(replies) for replies in both] == [[SORRY], ["1"]]


async def test_silence_is_never_the_answer(engine: Engine) -> None:
    assert texts(await engine.respond("c", "silent", message_id=1)) == [SORRY]


@pytest.mark.parametrize(
    "typed", ["", "   ", "/", "\u200b", "🦆", pytest.param("," * 2000, id="long")]
)
async def test_any_text_gets_a_reply(engine: Engine, typed: str) -> None:
    assert texts(await engine.respond("c", typed, message_id=1)) == ["Unknown."]


async def test_what_no_rule_knows_is_answered_once(engine: Engine) -> None:
    assert texts(await engine.respond("c", "lost", message_id=1)) == ["Unknown."]
    assert texts(await engine.respond("c", "count", message_id=2)) == ["1"]


async def test_actions_that_cannot_be_imported_are_told(model: Path, database: Database) -> None:
    parts: Any = _Parts(_Settings(model.parent), database)
    with pytest.raises(StartError, match=r"actions in tests\.engine\.nowhere cannot be imported"):
        await Engine.start(cast("Services", parts), "tests.engine.nowhere")


async def test_turns_of_one_conversation_come_one_after_the_other(engine: Engine) -> None:
    turns = [engine.respond("c", "count", message_id=number) for number in range(20)]
    said = [texts(replies)[0] for replies in await asyncio.gather(*turns)]
    assert said == [str(number) for number in range(1, 21)]


async def test_overlapping_messages_do_not_wait_for_a_poll(engine: Engine) -> None:
    await engine.respond("c", "count", message_id=0)
    began = time.perf_counter()
    await asyncio.gather(*(engine.respond("c", "count", message_id=n) for n in range(2)))
    assert time.perf_counter() - began < 0.9  # Rasa's own lock store sleeps a second


async def test_the_event_loop_of_the_web_stays_free(engine: Engine) -> None:
    await engine.respond("warm", "hello", message_id=0)
    longest, last = 0.0, time.perf_counter()
    turns = asyncio.gather(*(engine.respond(f"c{n}", "hello", message_id=n) for n in range(30)))
    while not turns.done():
        await asyncio.sleep(0.001)
        longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
    began = time.perf_counter()
    await engine.respond("one", "hello", message_id=1)
    # Thirty turns on this loop would hold it for thirty times one.
    assert longest < 10 * (time.perf_counter() - began)


async def test_a_restart_takes_up_a_form_where_it_was(start: Start) -> None:
    engine = await start()
    await engine.respond("c", "count", message_id=1)
    assert texts(await engine.respond("c", "begin", message_id=2)) == ["What is the answer?"]
    engine = await start()
    assert texts(await engine.respond("c", "dunno", message_id=3)) == ["What is the answer?"]
    assert texts(await engine.respond("c", "forty two", message_id=4)) == ["Done: forty two."]
    assert texts(await engine.respond("c", "count", message_id=5)) == ["2"]


async def test_no_text_of_a_visitor_is_printed_or_logged(
    engine: Engine, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        await engine.respond("c", "begin xyzzy", message_id=1)
        await engine.respond("c", "xyzzy plugh", message_id=2)
        await engine.respond("c", "broken xyzzy", message_id=3)
    out, err = capfd.readouterr()
    assert "xyzzy" not in out + err + caplog.text


async def test_a_turn_that_cannot_be_settled_has_not_happened(
    engine: Engine, database: Database
) -> None:
    await engine.respond("c", "count", message_id=1)

    def full(replies: object) -> None:
        with database.transaction() as session:
            session.add(RasaEvent(conversation_id="other", number=0, event={}))
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        await engine.respond("c", "count", message_id=2, settle=full)
    with database.reading() as session:
        assert session.get(RasaEvent, ("other", 0)) is None
    settled: list[Reply] = []
    await engine.respond("c", "count", message_id=2, settle=settled.extend)
    assert texts(settled) == ["2"]


async def test_a_database_that_was_away_is_no_polite_reply_but_worth_trying_again(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: object, dispatcher: object, tracker: object, domain: object) -> None:
        raise sa.exc.OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr(actions.Break, "run", away)
    engine = await start()
    with pytest.raises(sa.exc.OperationalError):
        await engine.respond("c", "broken", message_id=1)
    assert texts(await engine.respond("c", "count", message_id=1)) == ["1"]


async def test_forgetting_an_erased_conversation(engine: Engine, database: Database) -> None:
    await engine.respond("c", "count", message_id=1)
    with database.transaction() as session:
        session.execute(sa.delete(RasaEvent))
    await engine.forget("c")
    assert texts(await engine.respond("c", "count", message_id=2)) == ["1"]


async def test_parse_tells_the_intent(engine: Engine) -> None:
    assert (await engine.parse("hello"))["intent"]["name"] == "hello"


async def test_no_model_says_what_to_do(tmp_path: Path, database: Database) -> None:
    parts: Any = _Parts(_Settings(tmp_path), database)
    with pytest.raises(StartError, match="run `baton train`"):
        await Engine.start(cast("Services", parts), ACTIONS)


async def test_a_broken_model_says_what_to_do(tmp_path: Path, database: Database) -> None:
    (tmp_path / "x.tar.gz").write_bytes(b"no archive")
    parts: Any = _Parts(_Settings(tmp_path), database)
    with pytest.raises(StartError, match=r"x\.tar\.gz.*run `baton train`"):
        await Engine.start(cast("Services", parts), ACTIONS)


async def test_a_store_that_rasa_put_in_silently_is_found(model: Path) -> None:
    actions = InProcessActions(ACTIONS)
    agent = Agent.load(model, lock_store=AsyncLockStore(), action_endpoint=actions)
    assert isinstance(agent.tracker_store, FailSafeTrackerStore)
    with pytest.raises(StartError, match="tracker store"):
        check(agent, actions)
    agent = Agent.load(model, lock_store=InMemoryLockStore(), action_endpoint=actions)
    agent.tracker_store = agent.processor.tracker_store = BoundedTrackerStore(agent.domain)
    with pytest.raises(StartError, match="lock store"):
        check(agent, actions)
    agent = Agent.load(model, lock_store=AsyncLockStore(), action_endpoint=actions)
    agent.tracker_store = agent.processor.tracker_store = BoundedTrackerStore(agent.domain)
    check(agent, actions)
    with pytest.raises(StartError, match="actions"):
        check(agent, InProcessActions(ACTIONS))
