from __future__ import annotations

import asyncio

import pytest
from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig

from bot.engine.locks import AsyncLockStore

pytestmark = pytest.mark.asyncio


async def hold(store: AsyncLockStore, conversation: str, log: list[str], mark: str) -> None:
    async with store.lock(conversation):
        log.append(f"{mark} begins")
        await asyncio.sleep(0.01)
        log.append(f"{mark} ends")


async def test_one_conversation_one_turn_in_order() -> None:
    store, log = AsyncLockStore(), []
    await asyncio.gather(*(hold(store, "c", log, mark) for mark in "abc"))
    assert log == [f"{mark} {what}" for mark in "abc" for what in ("begins", "ends")]


async def test_conversations_do_not_wait_for_each_other() -> None:
    store, log = AsyncLockStore(), []
    await asyncio.gather(hold(store, "1", log, "a"), hold(store, "2", log, "b"))
    assert log[:2] == ["a begins", "b begins"]


async def test_nothing_is_kept_of_conversations_that_are_not_served() -> None:
    store, log = AsyncLockStore(), []
    await asyncio.gather(*(hold(store, str(n % 7), log, "x") for n in range(50)))
    assert store.held == 0


async def test_waiting_has_an_end_with_a_clear_error() -> None:
    store = AsyncLockStore()
    async with store.lock("c"):
        with pytest.raises(LockError, match=r"conversation c was busy for 0\.05 s"):
            async with store.lock("c", 0.05):
                pytest.fail("two held the lock")
    async with store.lock("c", 0.05):
        assert store.held == 1
    assert store.held == 0


async def test_a_turn_that_fails_or_is_cancelled_gives_the_lock_back() -> None:
    store = AsyncLockStore()
    with pytest.raises(ValueError, match="broken"):
        async with store.lock("c"):
            raise ValueError("broken")
    log: list[str] = []

    async def hold_on() -> None:
        async with store.lock("c"):
            log.append("holds on")
            await asyncio.Event().wait()

    holding = asyncio.create_task(hold_on())
    waiting = asyncio.create_task(hold(store, "c", log, "a"))
    last = asyncio.create_task(hold(store, "c", log, "b"))
    await asyncio.sleep(0)
    waiting.cancel()
    holding.cancel()
    await last
    assert log == ["holds on", "b begins", "b ends"]
    assert store.held == 0


async def test_who_is_cancelled_in_the_moment_of_being_served_passes_it_on() -> None:
    store, log = AsyncLockStore(), []

    async def hand_over_and_cancel() -> asyncio.Task[None]:
        async with store.lock("c"):
            next_one = asyncio.create_task(hold(store, "c", log, "a"))
            last = asyncio.create_task(hold(store, "c", log, "b"))
            await asyncio.sleep(0)
        next_one.cancel()
        return last

    await (await hand_over_and_cancel())
    assert log == ["b begins", "b ends"]
    assert store.held == 0


async def test_rasa_makes_it_from_its_class_path() -> None:
    store = LockStore.create(EndpointConfig(type="bot.engine.locks.AsyncLockStore"))
    assert isinstance(store, AsyncLockStore)
