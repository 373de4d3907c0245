"""What a withdrawal of consent leaves of a conversation, wherever the visitor withdrew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.dialogue import meeting
from bot.leads.privacy import consent
from bot.leads.qualification import Progress
from bot.storage.tables import Conversation


def withdraw(
    session: Session,
    conversation: Conversation,
    progress: Progress,
    destinations: Sequence[str],
    now: datetime,
) -> None:
    """End the consent, and let the assistant neither go on with what was told nor ask for it."""
    progress.open = None
    progress.declined = True
    progress.consent = False
    conversation.mark = "delete_requested"
    meeting.forget(progress.meeting)
    consent.withdraw(session, conversation, destinations, now=now)


def withdraw_outside(
    session: Session, conversation: Conversation, destinations: Sequence[str], now: datetime
) -> None:
    """The same out of the chat, which knows of it when the visitor comes back."""
    progress = Progress.from_json(conversation.state or {})
    withdraw(session, conversation, progress, destinations, now)
    conversation.state = progress.as_json()
