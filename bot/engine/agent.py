"""Rasa, embedded: the trained model answers turns in this process, with the actions in it."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.model import get_latest_model

from bot.engine import patches
from bot.engine.channel import NAME, Reply, ReplyChannel, harmless
from bot.engine.endpoint import InProcessActions, failures
from bot.engine.locks import AsyncLockStore
from bot.engine.trackers import BoundedTrackerStore
from bot.errors import StartError
from bot.services import Services

log = logging.getLogger(__name__)

T = TypeVar("T")

SORRY = (
    "Sorry, something went wrong on my side. Your message is kept; please try again in a moment."
)


class Engine:
    """The agent, in a thread with an event loop of its own.

    Understanding and policies run synchronously, and an action may wait for a locked database: in
    a loop of their own they hold up other turns, but no page and no live stream.
    """

    def __init__(self, model: Path) -> None:
        self._model = model
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="rasa", daemon=True)
        self._agent: Agent | None = None
        self._trackers: BoundedTrackerStore | None = None

    @classmethod
    async def start(cls, services: Services) -> Engine:
        """Load the newest model of `settings.models`.

        Raises StartError when there is none, when it does not load, or when Rasa put a store of
        its own in the place of ours, which it does with a warning only.
        """
        found = get_latest_model(str(services.settings.models))
        if found is None:
            raise StartError(
                f"there is no trained model in {services.settings.models}: run `baton train`"
            )
        patches.apply()
        engine = cls(Path(found))
        engine._thread.start()
        await engine._run(engine._load())
        return engine

    async def _load(self) -> None:
        trackers = BoundedTrackerStore(None)
        actions = InProcessActions()
        try:
            agent = Agent.load(
                self._model,
                tracker_store=trackers,
                lock_store=AsyncLockStore(),
                action_endpoint=actions,
            )
        except Exception as error:
            raise StartError(
                f"the model {self._model.name} cannot be loaded ({error}): run `baton train`"
            ) from error
        # Rasa wraps a tracker store in one that falls back to memory when the database fails,
        # where a conversation would be lost with the process.
        agent.tracker_store = trackers
        trackers.domain = agent.domain
        processor = agent.processor
        processor.tracker_store = trackers
        if not (
            isinstance(processor.lock_store, AsyncLockStore)
            and processor.action_endpoint is actions
            and agent.lock_store is processor.lock_store
        ):
            raise StartError("Rasa did not take Baton's lock store and actions")
        self._agent, self._trackers = agent, trackers

    async def respond(
        self,
        conversation_id: str,
        text: str,
        *,
        message_id: int | None = None,
        button: str | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> list[Reply]:
        """What is said to a visitor's message.

        `text` is the visitor's; `button` the payload of a button that this server issued, which
        goes to Rasa as it is. `message_id` is the row of the transcript. Whatever an action raises
        ends in a polite reply and in the log; what Rasa itself raises is raised.
        """
        return await self._run(
            self._respond(
                conversation_id,
                button if button is not None else harmless(text),
                {**(metadata or {}), "message_id": message_id},
            )
        )

    async def _respond(
        self, conversation_id: str, text: str, metadata: dict[str, Any]
    ) -> list[Reply]:
        agent, trackers = self._agent, self._trackers
        if agent is None or trackers is None:
            raise StartError("the engine is not started")
        channel = ReplyChannel()
        failed: list[str] = []
        failures.set(failed)
        try:
            await agent.handle_message(
                UserMessage(text, channel, conversation_id, input_channel=NAME, metadata=metadata)
            )
        except Exception:
            trackers.forget(conversation_id)
            raise
        if failed or not channel.replies:
            if not failed:
                log.error("a turn of conversation %s ended in silence", conversation_id)
            channel.replies.append(Reply(SORRY))
        return channel.replies

    async def parse(self, text: str) -> dict[str, Any]:
        """How a text is understood without a conversation around it."""
        return await self._run(self._parse(harmless(text)))

    async def _parse(self, text: str) -> dict[str, Any]:
        if self._agent is None:
            raise StartError("the engine is not started")
        return dict(await self._agent.parse_message(text))

    async def stop(self) -> None:
        """End the thread; the turn that is running ends first."""
        await self._run(asyncio.sleep(0))
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join)
        self._loop.close()

    async def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))
