from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine import patches, trackers
from bot.engine.channel import ReplyChannel
from bot.engine.endpoint import InProcessActions
from bot.engine.locks import AsyncLockStore
from bot.engine.trackers import BoundedTrackerStore, KeptTracker
from bot.storage.database import Database
from bot.storage.tables import RasaEvent
from tests.engine.conftest import ACTIONS

pytestmark = pytest.mark.asyncio


class Talk:
    """An agent on a tracker store with a bound of its own."""

    def __init__(self, model: Path, database: Database, most_events: int) -> None:
        patches.apply()
        self.agent = Agent.load(
            model, lock_store=AsyncLockStore(), action_endpoint=InProcessActions(ACTIONS)
        )
        self.store = BoundedTrackerStore(
            self.agent.domain, database=database, most_events=most_events
        )
        self.agent.tracker_store = self.agent.processor.tracker_store = self.store

    async def say(self, text: str, conversation: str = "c") -> list[str]:
        channel = ReplyChannel()
        await self.agent.handle_message(UserMessage(text, channel, conversation))
        return [reply.text for reply in channel.replies]

    async def state(self, conversation: str = "c") -> tuple[object, ...]:
        tracker = await self.store.retrieve(conversation)
        assert tracker is not None
        return (
            tracker.current_slot_values(),
            tracker.active_loop_name,
            tracker.is_active_loop_rejected,
            tracker.latest_action_name,
            tracker.is_paused(),
        )


def other(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'other.db'}")
    RasaEvent.__table__.create(database.engine)
    return database


def numbers(database: Database, conversation: str = "c") -> list[int]:
    with database.reading() as session:
        return list(
            session.scalars(
                sa.select(RasaEvent.number)
                .where(RasaEvent.conversation_id == conversation)
                .order_by(RasaEvent.number)
            )
        )


@pytest.mark.parametrize("seed", range(4))
async def test_a_cut_tracker_leads_to_the_same_replies(
    model: Path, database: Database, tmp_path: Path, seed: int
) -> None:
    """Random talk: what is cut after nearly every turn behaves as what is never cut."""
    whole = Talk(model, database, most_events=1_000_000)
    second = other(tmp_path)
    cut = Talk(model, second, most_events=1)
    chance = random.Random(seed)
    words = [
        "hello",
        "begin",
        "halt",
        "question",
        "look",
        "count",
        "duck",
        "forty two",
        "broken",
        "lost",
    ]
    for _ in range(80):
        word = chance.choice(words)
        assert await cut.say(word) == await whole.say(word), word
        assert await cut.state() == await whole.state(), word
    assert len(numbers(second)) == len(numbers(database))
    second.close()


async def test_a_tracker_in_memory_stays_bounded_and_the_table_complete(
    model: Path, database: Database
) -> None:
    talk = Talk(model, database, trackers.MOST_EVENTS)
    for _ in range(60):
        await talk.say("count")
        tracker = await talk.store.retrieve("c")
        assert tracker is not None
        assert len(tracker.events) <= trackers.MOST_EVENTS
    full = await talk.store.retrieve_full_tracker("c")
    assert full is not None
    assert len([event for event in full.events if isinstance(event, UserUttered)]) == 60
    assert numbers(database) == list(range(len(full.events)))
    assert full.get_slot("counted") == 60


async def test_only_new_events_are_written(model: Path, database: Database) -> None:
    talk = Talk(model, database, trackers.MOST_EVENTS)
    await talk.say("count")
    written: list[int] = []

    def count(*arguments: object) -> None:
        statement, parameters = arguments[2], arguments[3]
        if str(statement).startswith("INSERT INTO rasa_events"):
            assert isinstance(parameters, (list, tuple))
            written.append(len(parameters))

    # On the class: the database has one engine for each way to commit.
    sa.event.listen(sa.engine.Engine, "before_cursor_execute", count)
    try:
        before = len(numbers(database))
        await talk.say("count")
    finally:
        sa.event.remove(sa.engine.Engine, "before_cursor_execute", count)
    assert written == [len(numbers(database)) - before]


async def test_nothing_is_lost_when_a_tracker_is_pushed_out_in_the_middle_of_a_turn(
    model: Path, database: Database
) -> None:
    talk = Talk(model, database, most_events=1)
    for _ in range(10):
        await talk.say("count")
    tracker = await talk.store.retrieve("c")
    assert isinstance(tracker, KeptTracker)
    before = numbers(database)
    talk.store.forget("c")
    tracker.update(SlotSet("mood", "pushed"))
    await talk.store.save(tracker)
    assert numbers(database) == [*before, len(before)]
    talk.store.forget("c")
    restored = await talk.store.retrieve("c")
    assert restored is not None
    assert (restored.get_slot("mood"), restored.get_slot("counted")) == ("pushed", 10)


async def test_the_least_used_trackers_leave_memory_first(
    model: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trackers, "MOST_TRACKERS", 2)
    talk = Talk(model, database, trackers.MOST_EVENTS)
    for conversation in ("a", "b", "a", "c"):
        await talk.say("count", conversation)
    assert list(talk.store._live) == ["a", "c"]
    assert await talk.say("count", "b") == ["2"]


async def test_a_turn_that_was_broken_off_leaves_no_trace(model: Path, database: Database) -> None:
    talk = Talk(model, database, trackers.MOST_EVENTS)
    await talk.say("count")
    tracker = await talk.store.retrieve("c")
    assert tracker is not None
    tracker.update(SlotSet("counted", 40))
    assert await talk.say("count") == ["2"]


async def test_a_tracker_made_elsewhere_is_continued(model: Path, database: Database) -> None:
    talk = Talk(model, database, trackers.MOST_EVENTS)
    await talk.say("count")
    full = await talk.store.retrieve_full_tracker("c")
    assert full is not None
    outside = DialogueStateTracker.from_events("c", list(full.events), talk.agent.domain.slots)
    outside.update(SlotSet("counted", 5))
    before = numbers(database)
    await talk.store.save(outside)
    assert numbers(database) == [*before, len(before)]
    assert await talk.say("count") == ["6"]


async def test_restoring_a_long_conversation_is_quick(model: Path, database: Database) -> None:
    talk = Talk(model, database, trackers.MOST_EVENTS)
    for _ in range(200):
        await talk.say("count")
    talk.store.forget("c")
    began = time.perf_counter()
    restored = await talk.store.retrieve("c")
    assert time.perf_counter() - began < 1.0  # measured: 0.05 s
    assert restored is not None
    assert restored.get_slot("counted") == 200
    assert len(restored.events) <= trackers.MOST_EVENTS


async def test_keys_are_the_conversations(model: Path, database: Database) -> None:
    talk = Talk(model, database, trackers.MOST_EVENTS)
    await asyncio.gather(talk.say("count", "a"), talk.say("count", "b"))
    assert sorted(await talk.store.keys()) == ["a", "b"]
    assert await talk.store.retrieve("nobody") is None
