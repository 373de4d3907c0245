"""Visitor sessions: a signed token names the conversation that its bearer may read and write."""

from __future__ import annotations

from typing import Any

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from bot.chat import transcript
from bot.chat.transcript import Line, Opening
from bot.errors import Unauthorised
from bot.knowledge import Company
from bot.storage.database import Database

_LONGEST = 512  # characters; a token of ours has about 90


class Tokens:
    """Issues and reads session tokens; `hours` is how long one lasts."""

    def __init__(self, secret_key: str, hours: int) -> None:
        self._serializer = URLSafeTimedSerializer(secret_key, salt="visitor-session")
        self._seconds = hours * 3600

    def issue(self, conversation_id: str) -> str:
        return str(self._serializer.dumps(conversation_id))

    def read(self, token: str) -> str:
        """The conversation that a token is for; raises Unauthorised."""
        if len(token) > _LONGEST:
            raise Unauthorised("This is not a session token of this server.")
        try:
            conversation_id = self._serializer.loads(token, max_age=self._seconds)
        except SignatureExpired:
            raise Unauthorised("This chat session has expired; open a new one.") from None
        except BadData:
            raise Unauthorised("This is not a session token of this server.") from None
        return str(conversation_id)


def greeting(company: Company) -> list[Line]:
    """What the assistant opens with: who it is, and questions to begin with as buttons."""
    buttons = [{"label": question, "button": question} for question in company.suggestions]
    return [Line(company.greeting, buttons)]


def open_session(
    database: Database, company: Company, opening: Opening
) -> tuple[str, list[dict[str, Any]]]:
    """Begin a conversation; gives its id and first messages."""
    with database.transaction() as session:
        conversation = transcript.begin(session, opening, greeting(company))
        rows = transcript.messages(session, conversation.id)
        return conversation.id, [transcript.as_sent(row) for row in rows]
