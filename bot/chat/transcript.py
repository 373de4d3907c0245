"""The transcript: conversations and their messages, as rows and as what a visitor is sent."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.storage.tables import Conversation, Message, now

BUTTON_BYTES = 9  # 72 random bits: a button cannot be guessed within a conversation


@dataclass(frozen=True)
class Line:
    """Something to be said; a button is {label, button}, `button` being what it stands for: an
    `/intent{…}` payload, or any other text, which is then sent as the visitor's words."""

    text: str
    buttons: Sequence[Mapping[str, str]] = ()
    sources: Sequence[Mapping[str, Any]] = ()
    sender: str = "bot"
    revision: str | None = None


@dataclass(frozen=True)
class Opening:
    """What is known of a visitor when the chat begins."""

    page_url: str | None = None
    referrer: str | None = None
    utm: Mapping[str, str] = field(default_factory=dict)
    locale: str | None = None
    timezone: str | None = None  # an IANA name


def begin(session: Session, opening: Opening, greeting: Sequence[Line]) -> Conversation:
    """A new conversation that opens with these lines."""
    conversation = Conversation(
        page_url=opening.page_url,
        referrer=opening.referrer,
        utm=dict(opening.utm),
        locale=opening.locale,
        timezone=opening.timezone,
    )
    session.add(conversation)
    session.flush()
    for line in greeting:
        add(session, conversation.id, line)
    return conversation


def add(session: Session, conversation_id: str, line: Line, reply_to: int | None = None) -> Message:
    """Write one line; its buttons get random names, and what they stand for stays here."""
    message = Message(
        conversation_id=conversation_id,
        reply_to=reply_to,
        sender=line.sender,
        text=line.text,
        buttons=[
            {
                "label": button["label"],
                "button": secrets.token_urlsafe(BUTTON_BYTES),
                "payload": button["button"],
            }
            for button in line.buttons
        ],
        sources=[dict(source) for source in line.sources],
        revision=line.revision,
        at=now(),
    )
    session.add(message)
    session.flush()
    return message


def find_button(session: Session, conversation_id: str, name: str) -> tuple[str, str] | None:
    """Label and payload of a button that this conversation was given; None when it was not."""
    rows = session.execute(
        sa.select(Message.buttons)
        .where(Message.conversation_id == conversation_id, Message.sender != "visitor")
        .order_by(Message.id.desc())
    )
    for (buttons,) in rows:
        for button in buttons:
            if button["button"] == name:
                return button["label"], button["payload"]
    return None


def messages(session: Session, conversation_id: str, after: int = 0) -> list[Message]:
    """The messages after the one with this id, oldest first."""
    rows = session.scalars(
        sa.select(Message)
        .where(Message.conversation_id == conversation_id, Message.id > after)
        .order_by(Message.id)
    )
    return list(rows)


def replies(session: Session, message_id: int) -> list[Message]:
    """What was said in answer to a visitor's message, in order."""
    rows = session.scalars(
        sa.select(Message).where(Message.reply_to == message_id).order_by(Message.id)
    )
    return list(rows)


def as_sent(message: Message) -> dict[str, Any]:
    """A message as a visitor gets it: never what a button stands for."""
    return {
        "id": message.id,
        "sender": message.sender,
        "text": message.text,
        "buttons": [
            {"label": button["label"], "button": button["button"]} for button in message.buttons
        ],
        "sources": message.sources,
        "at": message.at.isoformat(),
    }
