"""Live events: wakes whoever follows a conversation.

The hub carries no messages. A follower that is woken reads what is new from the database, so that
nothing is lost or doubled however often it connects, and a message written by another thread or
process is as good as one written here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from anyio.to_thread import run_sync

from bot.storage.database import Database
from bot.storage.tables import Message

FOLLOW_SECONDS = 1.0  # how soon a message written elsewhere (worker, other process) is noticed


class Subscription:
    """One follower of one conversation."""

    def __init__(self) -> None:
        self._woken = asyncio.Event()

    def wake(self) -> None:
        self._woken.set()

    async def wait(self, seconds: float) -> bool:
        """Wait until there may be something new (True) or `seconds` have passed (False)."""
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        self._woken.clear()
        return True


class Hub:
    """All followers of this process; used on the event loop only."""

    def __init__(self) -> None:
        self._followers: dict[str, set[Subscription]] = {}
        self.closed = False

    @contextmanager
    def subscribe(self, conversation_id: str) -> Iterator[Subscription]:
        """Follow a conversation while the block runs."""
        subscription = Subscription()
        followers = self._followers.setdefault(conversation_id, set())
        followers.add(subscription)
        try:
            yield subscription
        finally:
            followers.discard(subscription)
            if not followers:
                self._followers.pop(conversation_id, None)

    def followers(self, conversation_id: str) -> int:
        """How many follow this conversation now."""
        return len(self._followers.get(conversation_id, ()))

    def publish(self, conversation_id: str) -> None:
        """Tell the followers of a conversation that its transcript or owner has changed."""
        for subscription in self._followers.get(conversation_id, ()):
            subscription.wake()

    def close(self) -> None:
        """Let every follower end: open streams would otherwise hold up the stop."""
        self.closed = True
        for conversation_id in list(self._followers):
            self.publish(conversation_id)

    async def follow(self, database: Database) -> None:
        """Publish what others write; runs until cancelled.

        One query a second for the whole process, on the primary key, whatever the number of open
        streams; none while nobody follows.
        """
        seen = await run_sync(_last_id, database)
        while True:
            await asyncio.sleep(FOLLOW_SECONDS)
            if not self._followers:
                continue
            last, changed = await run_sync(_changed, database, seen)
            seen = max(seen, last)
            for conversation_id in changed:
                self.publish(conversation_id)


def _last_id(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.max(Message.id))) or 0


def _changed(database: Database, after: int) -> tuple[int, set[str]]:
    with database.reading() as session:
        rows = session.execute(
            sa.select(Message.id, Message.conversation_id).where(Message.id > after)
        ).all()
    return max((row.id for row in rows), default=after), {row.conversation_id for row in rows}
