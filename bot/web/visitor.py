"""The visitor's HTTP: sessions, messages, live events."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.chat import transcript
from bot.chat.hub import Hub
from bot.chat.sessions import Expired, Tokens, open_session, resume
from bot.chat.transcript import Opening
from bot.chat.turn import Incoming, Turns
from bot.errors import BadRequest, TooManyRequests, Unauthorised
from bot.leads.meetings.times import known_zone
from bot.services import Services
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.tables import Conversation
from bot.web.bodies import only, read_object, text_of
from bot.web.limits import Window

HEARTBEAT_SECONDS = 15.0  # below the idle time-outs of common proxies (60 s and more)
MAX_STREAMS = 6  # of one session: some tabs and a reconnection that overlaps
BODY_FRAME = 8 * 1024  # bytes besides the text
BYTES_PER_CHARACTER = 12  # a character outside the BMP, escaped in JSON
SESSION_BODY = 16 * 1024
ADDRESS_SHARE = 10  # an office behind one address may send as much as this many visitors
LONGEST_URL = 2000
LONGEST_LOCALE = 35  # BCP 47
LONGEST_ZONE = 60
MAX_UTM = 20


class Visitor:
    """The visitor's endpoints."""

    def __init__(self, services: Services, turns: Turns, hub: Hub, tokens: Tokens) -> None:
        self._services = services
        self._turns = turns
        self._hub = hub
        self._tokens = tokens
        settings = services.settings
        per_minute = settings.messages_per_minute
        self._sessions_of_address = Window(settings.sessions_per_minute, 60, "new chats")
        self._messages_of_session = Window(per_minute, 60, "messages")
        self._messages_of_address = Window(
            per_minute * ADDRESS_SHARE, 60, "messages from this address"
        )

    def routes(self) -> list[Route]:
        return [
            Route("/sessions", self.open, methods=["POST"]),
            Route("/messages", self.send, methods=["POST"]),
            Route("/messages", self.read, methods=["GET"]),
            Route("/events", self.events, methods=["GET"]),
        ]

    @property
    def _settings(self) -> Settings:
        return self._services.settings

    async def open(self, request: Request) -> Response:
        """POST /api/chat/sessions: a new chat, or with the token of one, that one again."""
        self._sessions_of_address.hit(_address(request))
        opening = _opening(await read_object(request, SESSION_BODY))
        database = self._services.database
        earlier, expired = self._earlier(request)
        conversation_id, going_on = earlier or "", False
        if earlier is not None:
            going_on = await run_in_threadpool(resume, database, earlier, opening)
        if not going_on:
            conversation_id, _ = await run_in_threadpool(
                open_session, database, self._services.knowledge.company, opening, expired
            )
        if going_on or expired:
            await self._turns.welcome_back(conversation_id)
        _, messages = await run_in_threadpool(_since, database, conversation_id, 0)
        return JSONResponse(
            {
                "token": self._tokens.issue(conversation_id),
                "conversation_id": conversation_id,
                "messages": messages,
            },
            status_code=200 if going_on else 201,
        )

    def _earlier(self, request: Request) -> tuple[str | None, str | None]:
        """The conversation that the browser's token is for, and the one that it was for."""
        try:
            return self._bearer(request), None
        except Expired as error:
            return None, error.conversation_id
        except Unauthorised:
            return None, None  # none, or of another server

    async def send(self, request: Request) -> Response:
        """POST /api/chat/messages"""
        conversation_id = self._bearer(request)
        self._messages_of_session.hit(conversation_id)
        self._messages_of_address.hit(_address(request))
        longest = self._settings.message_limit
        body = await read_object(request, BODY_FRAME + longest * BYTES_PER_CHARACTER)
        messages = await self._turns.take_turn(conversation_id, _incoming(body, longest))
        return JSONResponse({"messages": messages})

    async def read(self, request: Request) -> Response:
        """GET /api/chat/messages: the transcript, for a page that was loaded again."""
        conversation_id = self._bearer(request)
        database = self._services.database
        owner, messages = await run_in_threadpool(_since, database, conversation_id, 0)
        return JSONResponse({"owner": owner, "messages": messages})

    async def events(self, request: Request) -> Response:
        """GET /api/chat/events: what is said from now on, or after Last-Event-ID."""
        conversation_id = self._bearer(request)
        if self._hub.followers(conversation_id) >= MAX_STREAMS:
            raise TooManyRequests("Too many open event streams in this chat.", 10)
        after = _last_event_id(request)
        database = self._services.database
        # Read before the answer begins, so that a chat that is gone gets its problem document.
        _, messages = await run_in_threadpool(_since, database, conversation_id, after)
        if after is None:
            after = messages[-1]["id"] if messages else 0
        return StreamingResponse(
            _stream(self._hub, database, conversation_id, after),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    def _bearer(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthorised("A session token is missing: Authorization: Bearer TOKEN.")
        return self._tokens.read(token.strip())


async def _stream(
    hub: Hub, database: Database, conversation_id: str, after: int
) -> AsyncIterator[str]:
    told: str | None = None
    with hub.subscribe(conversation_id) as subscription:
        yield "retry: 2000\n\n"
        beat = time.monotonic()
        while not hub.closed:
            try:
                owner, messages = await run_in_threadpool(_since, database, conversation_id, after)
            except Unauthorised:
                return  # erased meanwhile
            if owner != told:
                told = owner
                yield f"event: state\ndata: {json.dumps({'owner': owner})}\n\n"
            for message in messages:
                after = message["id"]
                data = json.dumps(message, ensure_ascii=False)
                yield f"id: {after}\nevent: message\ndata: {data}\n\n"
                beat = time.monotonic()
            while not hub.closed:
                left = max(0.0, beat + HEARTBEAT_SECONDS - time.monotonic())
                if await subscription.wait(left):
                    break
                yield ": still here\n\n"
                beat = time.monotonic()


def _since(
    database: Database, conversation_id: str, after: int | None
) -> tuple[str, list[dict[str, Any]]]:
    with database.reading() as session:
        owner = session.scalar(
            sa.select(Conversation.owner).where(Conversation.id == conversation_id)
        )
        if owner is None:
            raise Unauthorised("This chat no longer exists; open a new one.")
        rows = transcript.messages(session, conversation_id, after or 0)
        return owner, [transcript.as_sent(row) for row in rows]


def _last_event_id(request: Request) -> int | None:
    given = request.headers.get("last-event-id")
    if given is None:
        return None
    if not given.isascii() or not given.isdigit() or len(given) > 18:
        raise BadRequest("Last-Event-ID is not the number of a message.")
    return int(given)


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _opening(body: dict[str, Any]) -> Opening:
    only(body, {"page_url", "referrer", "utm", "locale", "timezone"})
    utm = body.get("utm")
    if utm is None:
        utm = {}
    if not isinstance(utm, dict):
        raise BadRequest("'utm' is no object; an object of texts is expected.")
    if len(utm) > MAX_UTM:
        raise BadRequest(f"'utm' has {len(utm)} fields; at most {MAX_UTM} are accepted.")
    for name in utm:
        if len(name) > 40:
            raise BadRequest("A name in 'utm' has more than 40 characters.")
        if text_of(utm, name, 200) is None:
            raise BadRequest(f"'utm' has no text for '{name}'.")
    return Opening(
        page_url=text_of(body, "page_url", LONGEST_URL),
        referrer=text_of(body, "referrer", LONGEST_URL),
        utm=utm,
        locale=text_of(body, "locale", LONGEST_LOCALE),
        # A zone that we do not know is no mistake of the visitor's: the company's is used then.
        timezone=known_zone(text_of(body, "timezone", LONGEST_ZONE)),
    )


def _incoming(body: dict[str, Any], longest: int) -> Incoming:
    only(body, {"id", "text", "button"})
    given = text_of(body, "id", 64)
    if given is None:
        raise BadRequest("'id' is missing; a UUID made by the client is expected.")
    try:
        client_id = str(uuid.UUID(given))
    except ValueError:
        raise BadRequest("'id' is not a UUID.") from None
    text = text_of(body, "text", longest)
    button = text_of(body, "button", 200)
    if (text is None) == (button is None):
        raise BadRequest("Exactly one of 'text' and 'button' is expected.")
    if text is not None:
        text = text.strip()
        if not text:
            raise BadRequest("'text' is empty.")
    return Incoming(client_id, text, button)
