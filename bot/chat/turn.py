"""One turn: a visitor's message in, what is said in answer out.

The visitor's message is committed before anything else is done with it. All that the turn does, the
replies, and the mark that it is answered are committed together. So a crash in between leaves a
message that had no effect yet, and the client's retry with the same id takes the turn.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Protocol, TypeVar
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from anyio.to_thread import run_sync
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.chat import transcript
from bot.chat.gate import Spoken, passed
from bot.chat.hub import Hub
from bot.chat.sessions import welcome_is_due
from bot.chat.transcript import Line
from bot.errors import BadRequest, Unauthorised, Unavailable
from bot.leads.qualification import Progress, country_in
from bot.services import Services
from bot.storage.tables import Conversation, Message, now

log = logging.getLogger(__name__)

T = TypeVar("T")

COME_BACK = "/come_back"  # the intent of no message: the chat was opened again
ENGINE_SECONDS = 30.0  # a turn takes some 20 ms; what takes this long has hung


class Engine(Protocol):
    """What a turn needs of `bot.engine.agent.Engine`."""

    async def respond(
        self,
        conversation_id: str,
        text: str,
        *,
        message_id: int | None,
        button: str | None = None,
        metadata: dict[str, Any],
        settle: Callable[[Sequence[Spoken]], None] | None = None,
    ) -> Sequence[Spoken]: ...


@dataclass(frozen=True)
class Incoming:
    """A visitor's message, text or the name of a button; `client_id` is the client's UUID."""

    client_id: str
    text: str | None = None
    button: str | None = None


@dataclass(frozen=True)
class _Begun:
    message_id: int
    client_id: str
    text: str
    payload: str | None
    owner: str
    metadata: dict[str, Any]
    replies: list[dict[str, Any]] | None  # not None: was answered before


class Turns:
    """Takes the turns of all conversations of this process, those of one in their order."""

    def __init__(self, services: Services, engine: Engine, hub: Hub) -> None:
        self._services = services
        self._engine = engine
        self._hub = hub
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._running: set[asyncio.Task[Any]] = set()

    async def take_turn(self, conversation_id: str, incoming: Incoming) -> list[dict[str, Any]]:
        """Store a message, have it answered, and give the replies as a visitor gets them.

        A repeat of a `client_id` gives the first result, also when the first is still running.
        Raises Unauthorised when the conversation is gone, BadRequest for a button that it was not
        given, Unavailable when the engine failed: the message is kept and a repeat tries again.
        """
        # A task of its own: a visitor who closes the page does not cut the turn in half.
        return await asyncio.shield(self._tracked(self._in_order(conversation_id, incoming)))

    def _tracked(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # marks it as seen: nobody may be waiting any more

    async def finish(self, seconds: float) -> None:
        """Wait for the turns that are running, at most this long."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)

    async def welcome_back(self, conversation_id: str) -> None:
        """Have a visitor who opened the chat again welcomed back, if that is due.

        A failure is logged and nothing more: what was said before can be read all the same.
        """
        try:
            await asyncio.shield(self._tracked(self._welcome(conversation_id)))
        except Exception:
            log.exception("a visitor was not welcomed back")

    async def _welcome(self, conversation_id: str) -> None:
        async with self._locks.setdefault(conversation_id, asyncio.Lock()):
            if not await run_sync(self._welcome_is_due, conversation_id):
                return
            await asyncio.wait_for(
                self._engine.respond(
                    conversation_id,
                    "",
                    message_id=None,
                    button=COME_BACK,
                    metadata=self._metadata(""),
                    settle=partial(self._add, conversation_id),
                ),
                ENGINE_SECONDS,
            )
            self._hub.publish(conversation_id)

    def _welcome_is_due(self, conversation_id: str) -> bool:
        away = timedelta(minutes=self._services.settings.away_minutes)
        with self._services.database.reading() as session:
            conversation = session.get(Conversation, conversation_id)
            return conversation is not None and welcome_is_due(conversation, away)

    def _add(self, conversation_id: str, spoken: Sequence[Spoken]) -> None:
        with self._services.database.transaction() as session:
            for reply in spoken:
                line = passed(self._services, session, conversation_id, None, reply)
                transcript.add(session, conversation_id, line)

    async def _in_order(self, conversation_id: str, incoming: Incoming) -> list[dict[str, Any]]:
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            begun = await run_sync(self._begin, conversation_id, incoming)
            if begun.replies is not None:
                return begun.replies
            self._hub.publish(conversation_id)
            replies = await self._answered(conversation_id, begun)
            self._hub.publish(conversation_id)
            return replies

    async def _answered(self, conversation_id: str, begun: _Begun) -> list[dict[str, Any]]:
        replies: list[dict[str, Any]] = []

        def settle(spoken: Sequence[Spoken]) -> None:
            replies.extend(self._complete(conversation_id, begun, spoken))

        if begun.owner != "bot":
            await run_sync(settle, [])
            return replies
        try:
            await asyncio.wait_for(
                self._engine.respond(
                    conversation_id,
                    begun.text,
                    message_id=begun.message_id,
                    button=begun.payload,
                    metadata=begun.metadata,
                    settle=settle,
                ),
                ENGINE_SECONDS,
            )
        except Exception as error:
            # Whatever failed, the visitor gets one sentence and may try again; we get the trace.
            log.exception("message %d was not answered", begun.message_id)
            raise Unavailable(
                "The assistant could not answer just now. Your message is kept; please try again."
            ) from error
        return replies

    def _begin(self, conversation_id: str, incoming: Incoming) -> _Begun:
        try:
            return self._begin_once(conversation_id, incoming)
        except IntegrityError:
            # Another process has just stored the same message.
            return self._begin_once(conversation_id, incoming)

    def _begin_once(self, conversation_id: str, incoming: Incoming) -> _Begun:
        with self._services.database.transaction(durable=False) as session:
            conversation = session.get(Conversation, conversation_id)
            if conversation is None:
                raise Unauthorised("This chat no longer exists; open a new one.")
            state = Progress.from_json(conversation.state or {})
            metadata = self._metadata(incoming.text or "", country_in(state.values()))
            known = session.scalars(
                sa.select(Message).where(
                    Message.conversation_id == conversation_id,
                    Message.client_id == incoming.client_id,
                )
            ).first()
            if known is not None and known.answered:
                replies = transcript.replies(session, known.id)
                sent = [transcript.as_sent(reply) for reply in replies]
                return _Begun(
                    known.id,
                    incoming.client_id,
                    known.text,
                    None,
                    conversation.owner,
                    metadata,
                    sent,
                )
            text, payload = _said(session, conversation_id, incoming)
            if known is None:
                known = Message(
                    conversation_id=conversation_id,
                    client_id=incoming.client_id,
                    sender="visitor",
                    text=text,
                    at=now(),
                )
                session.add(known)
                conversation.last_at = known.at
                session.flush()
            return _Begun(
                known.id, incoming.client_id, text, payload, conversation.owner, metadata, None
            )

    def _metadata(self, text: str, whereabouts: str | None = None) -> dict[str, Any]:
        """What a message is read by: "18k" is pounds at a British company, "0113 496 0123" a number
        of the country that the visitor told."""
        knowledge, playbook = self._services.knowledge, self._services.playbook
        company = knowledge.company
        return {
            "region": company.country,
            "whereabouts": whereabouts,
            "listed": knowledge.lists(text),
            "chosen": playbook is not None and playbook.qualification.offers(text),
            "today": now().astimezone(ZoneInfo(company.timezone)).date().isoformat(),
        }

    def _complete(
        self, conversation_id: str, begun: _Begun, spoken: Sequence[Spoken]
    ) -> list[dict[str, Any]]:
        with self._services.database.transaction() as session:
            asked = session.get(Message, begun.message_id)
            if asked is None or asked.client_id != begun.client_id:
                # Its commit was not flushed yet, and the database has crashed since.
                raise Unavailable("Your message got lost on the way; please send it again.")
            lines = [
                passed(self._services, session, conversation_id, begun.message_id, reply)
                for reply in spoken
            ]
            notes = self._services.texts.variants("waiting")
            if begun.owner == "waiting" and not _noted(
                session, conversation_id, begun.message_id, notes
            ):
                lines = [Line(notes[0], sender="system")]
            rows = [
                transcript.add(session, conversation_id, line, reply_to=begun.message_id)
                for line in lines
            ]
            asked.answered = True
            return [transcript.as_sent(row) for row in rows]


def _said(session: Session, conversation_id: str, incoming: Incoming) -> tuple[str, str | None]:
    """The visitor's words and, for a button with an intent behind it, its payload."""
    if incoming.button is None:
        return incoming.text or "", None
    found = transcript.find_button(session, conversation_id, incoming.button)
    if found is None:
        raise BadRequest("This button was not offered in this chat.")
    label, payload = found
    return (label, payload) if payload.startswith("/") else (payload, None)


def _noted(session: Session, conversation_id: str, before: int, notes: Collection[str]) -> bool:
    """Whether the visitor's last message was already answered by one of the `notes` that a person
    will."""
    last = session.scalars(
        sa.select(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.id < before,
            Message.sender != "visitor",
        )
        .order_by(Message.id.desc())
        .limit(1)
    ).first()
    return last is not None and last.text in notes
