"""The engine: Rasa in a thread of its own, behind one asynchronous call for each turn."""

from __future__ import annotations

import asyncio
import threading
import warnings
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from bot.engine import lean
from bot.errors import StartError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.engine.channel import Reply
    from bot.engine.conversation import Conversations
    from bot.services import Services
    from bot.storage.database import Database

T = TypeVar("T")

STOP_SECONDS = 5.0  # how long a stop waits for turns: they take milliseconds


class Engine:
    """The trained model, answering in a thread with an event loop of its own.

    Understanding and policies run synchronously, and an action may wait for a locked database: in
    a loop of their own they hold up other turns, but no page and no live stream.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="rasa", daemon=True)
        self._conversations: Conversations | None = None

    @classmethod
    async def start(cls, services: Services, actions: str = "actions") -> Engine:
        """Load the newest model of `settings.models`; `actions` is the package of the actions.

        Raises StartError when there is no model, when it does not load, or when Rasa put a store
        of its own in the place of ours, which it does with a warning only.
        """
        models = sorted(
            services.settings.models.glob("*.tar.gz"), key=lambda file: file.stat().st_mtime
        )
        if not models:
            raise StartError(
                f"there is no trained model in {services.settings.models}: run `baton train`"
            )
        engine = cls()
        engine._thread.start()
        try:
            engine._conversations = await asyncio.to_thread(
                _load, models[-1], services.database, actions
            )
        except BaseException:
            await engine.stop()
            raise
        return engine

    async def respond(
        self,
        conversation_id: str,
        text: str,
        *,
        message_id: int | None = None,
        button: str | None = None,
        metadata: dict[str, Any] | None = None,
        settle: Callable[[Sequence[Reply]], None] | None = None,
    ) -> list[Reply]:
        """What is said to a visitor's message; at least one reply.

        All that the turn writes is committed together at its end, or not at all; `settle` is called
        with the replies just before, in the engine's thread, and what it writes is a part of it.

        `text` is the visitor's; `button` the payload of a button that this server issued, which
        goes to Rasa as it is. `message_id` is the row of the transcript; actions find it, with the
        `metadata`, in `tracker.latest_message["metadata"]`. What an action raises ends in a polite
        reply and in the log; what Rasa or the database raises is raised, and the turn can be tried
        again.
        """
        return await self._run(
            self._started.respond(conversation_id, text, message_id, button, metadata or {}, settle)
        )

    async def parse(self, text: str) -> dict[str, Any]:
        """How a text is understood without a conversation around it."""
        return await self._run(self._started.parse(text))

    async def forget(self, conversation_id: str) -> None:
        """Drop what is in memory of a conversation whose rows have been erased."""
        await self._run(self._started.forget(conversation_id))

    async def stop(self) -> None:
        """End the thread; a turn that is running ends first."""
        if self._loop.is_closed():
            return
        await self._run(_others())
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join)
        self._loop.close()

    @property
    def _started(self) -> Conversations:
        if self._conversations is None:
            raise StartError("the engine is not started")
        return self._conversations

    async def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))


async def _others() -> None:
    """Wait for the other tasks of the loop."""
    running = asyncio.all_tasks() - {asyncio.current_task()}
    if running:
        await asyncio.wait(running, timeout=STOP_SECONDS)


def _load(model: Path, database: Database, actions: str) -> Conversations:
    lean.prepare(model)
    # Deprecations inside Rasa, and its advice about the domain, which training has given before.
    # Recorded and dropped: what Rasa imports sets filters of its own, so that none would hold.
    with warnings.catch_warnings(record=True):
        # Rasa is imported only now, after what is to be kept out of it is known.
        from bot.engine.conversation import Conversations

        return Conversations(model, database, actions)
