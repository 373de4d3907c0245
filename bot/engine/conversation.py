"""Rasa's agent with Baton's stores and actions; runs in the engine's loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.engine import patches
from bot.engine.channel import NAME, Reply, ReplyChannel, harmless
from bot.engine.endpoint import InProcessActions, failures
from bot.engine.locks import AsyncLockStore
from bot.engine.trackers import BoundedTrackerStore
from bot.errors import StartError
from bot.storage.database import AWAY, Database

log = logging.getLogger(__name__)

SORRY = (
    "Sorry, something went wrong on my side. Your message is kept; please try again in a moment."
)


class Conversations:
    """The loaded model and the conversations that it has.

    Raises StartError when the model does not load or Rasa did not take our stores and actions.
    """

    def __init__(self, model: Path, database: Database, actions: str) -> None:
        patches.apply()
        endpoint = InProcessActions(actions)
        # The store gets the domain from the model, which is loaded with the store in hand.
        trackers = BoundedTrackerStore(None, database=database)
        try:
            agent = Agent.load(
                model,
                tracker_store=trackers,
                lock_store=AsyncLockStore(),
                action_endpoint=endpoint,
            )
        except Exception as error:
            raise StartError(
                f"the model {model.name} cannot be loaded ({error}): run `baton train`"
            ) from error
        # Rasa wraps a tracker store in one that falls back to memory when the database fails,
        # where a conversation would be lost with the process: ours is put in directly.
        trackers.domain = agent.domain
        agent.tracker_store = agent.processor.tracker_store = trackers
        check(agent, endpoint)
        self._agent = agent
        self._trackers = trackers
        self._database = database
        # A turn is one transaction, and SQLite has one writer: turns take turns. They would
        # anyway, as understanding, policies and actions are synchronous.
        self._one_at_a_time = asyncio.Lock()

    async def respond(
        self,
        conversation_id: str,
        text: str,
        message_id: int | None,
        button: str | None,
        metadata: dict[str, Any],
        settle: Callable[[list[Reply]], None] | None,
    ) -> list[Reply]:
        """One turn, as `Engine.respond` describes it."""
        channel = ReplyChannel()
        failed: list[Exception] = []
        failures.set(failed)
        message = UserMessage(
            button if button is not None else harmless(text),
            channel,
            conversation_id,
            input_channel=NAME,
            metadata={**metadata, "message_id": message_id},
        )
        async with self._one_at_a_time:
            try:
                with self._database.together():
                    await self._agent.handle_message(message)
                    for error in failed:
                        if isinstance(error, AWAY):
                            raise error  # nothing was done: the turn can be tried again
                    if not failed and not channel.replies:
                        log.error("a turn of conversation %s ended in silence", conversation_id)
                    if failed or not channel.replies:
                        channel.replies.append(Reply(SORRY))
                    if settle is not None:
                        settle(channel.replies)
            except BaseException:
                self._trackers.forget(conversation_id)
                raise
        return channel.replies

    async def parse(self, text: str) -> dict[str, Any]:
        """How a text is understood without a conversation around it."""
        return dict(await self._agent.parse_message(harmless(text)))

    async def forget(self, conversation_id: str) -> None:
        """Drop the conversation's tracker from memory."""
        self._trackers.forget(conversation_id)


def check(agent: Agent, endpoint: InProcessActions) -> None:
    """Raises StartError unless the agent has our tracker store, lock store and actions.

    Rasa replaces a store that it cannot make by one in memory, with no more than a warning.
    """
    processor = agent.processor
    for what, found, wanted in (
        ("tracker store", agent.tracker_store, BoundedTrackerStore),
        ("tracker store", processor.tracker_store, BoundedTrackerStore),
        ("lock store", agent.lock_store, AsyncLockStore),
        ("lock store", processor.lock_store, AsyncLockStore),
    ):
        if not isinstance(found, wanted):
            raise StartError(
                f"Rasa uses {type(found).__name__} as its {what}, not {wanted.__name__}"
            )
    if processor.action_endpoint is not endpoint:
        raise StartError("Rasa does not use the actions of this process")
