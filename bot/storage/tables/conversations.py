"""What is said: conversations, their transcript, their tracker, and what had no answer."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.tables.base import UTC, Base, new_id, now, one_of

OWNERS = ("bot", "waiting", "rep")
SENDERS = ("visitor", "bot", "rep", "system")


class Conversation(Base):
    """One visitor's chat; `owner` says who answers, and mutes the bot when it is not the bot."""

    __tablename__ = "conversations"
    id = sa.Column(sa.String(36), primary_key=True, default=new_id)
    created_at = sa.Column(UTC, nullable=False, default=now)
    last_at = sa.Column(UTC, nullable=False, default=now)
    owner = sa.Column(sa.String(10), nullable=False, default="bot")
    page_url = sa.Column(sa.Text)
    referrer = sa.Column(sa.Text)
    utm = sa.Column(sa.JSON, nullable=False, default=dict)
    locale = sa.Column(sa.String(35))
    timezone = sa.Column(sa.String(60))  # the visitor's, as their browser says: an IANA name
    # The qualification so far: details with the message each came from, what is open, refusals.
    state = sa.Column(sa.JSON, nullable=False, default=dict)
    mark = sa.Column(sa.String(30))  # why this is no sales talk: support, job, pitch, abuse …
    __table_args__ = (one_of("owner", OWNERS), sa.Index(None, "last_at"))


class Message(Base):
    """One line of a transcript."""

    __tablename__ = "messages"
    id = sa.Column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    conversation_id = sa.Column(sa.ForeignKey("conversations.id"), nullable=False)
    client_id = sa.Column(sa.String(64))  # the visitor's own id for it: a repeat is recognised
    reply_to = sa.Column(sa.ForeignKey("messages.id"))
    sender = sa.Column(sa.String(10), nullable=False)
    text = sa.Column(sa.Text, nullable=False)
    buttons = sa.Column(sa.JSON, nullable=False, default=list)  # [{label, button}]
    sources = sa.Column(sa.JSON, nullable=False, default=list)  # [{path, line, heading, url}]
    revision = sa.Column(sa.String(64))  # content revision that an answer came from
    answered = sa.Column(sa.Boolean, nullable=False, default=False)  # visitor's: replies are in
    at = sa.Column(UTC, nullable=False, default=now)
    __table_args__ = (
        one_of("sender", SENDERS),
        sa.UniqueConstraint("conversation_id", "client_id"),
        sa.Index(None, "conversation_id", "id"),
        sa.Index(None, "reply_to"),
    )


class UnansweredQuestion(Base):
    """A question that the content could not answer, noted for marketing."""

    __tablename__ = "unanswered_questions"
    id = sa.Column(sa.Integer, primary_key=True, autoincrement=True)
    conversation_id = sa.Column(sa.ForeignKey("conversations.id"), nullable=False)
    message_id = sa.Column(sa.ForeignKey("messages.id"))
    question = sa.Column(sa.Text, nullable=False)
    revision = sa.Column(sa.String(64), nullable=False)
    at = sa.Column(UTC, nullable=False, default=now)
    __table_args__ = (sa.Index(None, "at"),)


class RasaEvent(Base):
    """Rasa's tracker, one row for each event; appended to, never replayed in full each turn."""

    __tablename__ = "rasa_events"
    conversation_id = sa.Column(sa.String(255), primary_key=True)
    number = sa.Column(sa.Integer, primary_key=True)
    event = sa.Column(sa.JSON, nullable=False)
