"""Visitor sessions: a signed token names the conversation that its bearer may read and write.

A browser that comes back brings its token: before it has expired the same conversation goes on;
afterwards a new one begins, which may go on from what was told in the old one if the visitor says
so.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from bot.chat import transcript
from bot.chat.transcript import Line, Opening
from bot.errors import Unauthorised
from bot.knowledge import Company
from bot.leads.qualification import Progress
from bot.storage.database import Database
from bot.storage.tables import Conversation, now

_LONGEST = 512  # characters; a token of ours has about 90


class Expired(Unauthorised):
    """A token of ours whose time is over; `conversation_id` is what it was for."""

    def __init__(self, conversation_id: str) -> None:
        super().__init__("This chat session has expired; open a new one.")
        self.conversation_id = conversation_id


class Tokens:
    """Issues and reads session tokens; `hours` is how long one lasts."""

    def __init__(self, secret_key: str, hours: int) -> None:
        self._serializer = URLSafeTimedSerializer(secret_key, salt="visitor-session")
        self._seconds = hours * 3600

    def issue(self, conversation_id: str) -> str:
        return str(self._serializer.dumps(conversation_id))

    def read(self, token: str) -> str:
        """The conversation that a token is for; raises Unauthorised, of which Expired is one."""
        if len(token) > _LONGEST:
            raise Unauthorised("This is not a session token of this server.")
        try:
            conversation_id = self._serializer.loads(token, max_age=self._seconds)
        except SignatureExpired as error:
            raise Expired(str(self._serializer.load_payload(error.payload or b""))) from None
        except BadData:
            raise Unauthorised("This is not a session token of this server.") from None
        return str(conversation_id)


def greeting(company: Company) -> list[Line]:
    """What the assistant opens with: who it is, and questions to begin with as buttons."""
    buttons = [{"label": question, "button": question} for question in company.suggestions]
    return [Line(company.greeting, buttons)]


def open_session(
    database: Database, company: Company, opening: Opening, expired: str | None = None
) -> tuple[str, list[dict[str, Any]]]:
    """Begin a conversation; gives its id and first messages.

    `expired` is an earlier conversation of this browser; none of it is shown or used before the
    visitor says so.
    """
    with database.transaction() as session:
        conversation = transcript.begin(session, opening, greeting(company))
        earlier = session.get(Conversation, expired) if expired else None
        known = earlier is not None and _is_known(earlier)
        progress = Progress(previous=expired if known else None, page=opening.page_url)
        conversation.state = progress.as_json()
        rows = transcript.messages(session, conversation.id)
        return conversation.id, [transcript.as_sent(row) for row in rows]


def resume(database: Database, conversation_id: str, opening: Opening) -> bool:
    """Go on with a conversation on another page; False when it is there no more."""
    with database.transaction() as session:
        conversation = session.get(Conversation, conversation_id)
        if conversation is None:
            return False
        conversation.state = {**(conversation.state or {}), "page": opening.page_url}
        return True


def welcome_is_due(conversation: Conversation, away: timedelta) -> bool:
    """Whether somebody who opens this chat now is to be welcomed back by the assistant: there is
    something known to go on from, and nothing was said for as long as `away`."""
    if conversation.owner != "bot":
        return False  # a person has the word
    if Progress.from_json(conversation.state or {}).previous is not None:
        return True
    return _is_known(conversation) and now() - conversation.last_at >= away


def _is_known(conversation: Conversation) -> bool:
    """Whether the visitor told anything about themselves and did not take it back."""
    progress = Progress.from_json(conversation.state or {})
    return bool(progress.details) and conversation.mark != "delete_requested"
