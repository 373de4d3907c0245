"""One detail taken back: "remove my phone number", "leave the budget out"."""

from __future__ import annotations

import sqlalchemy as sa

from bot.dialogue.lines import known_as
from bot.dialogue.turn import Turn
from bot.leads import wordings
from bot.leads.details.calls import CALL_TIME
from bot.leads.privacy.masking import without_addresses, without_numbers
from bot.leads.qualification import CONTACT_FIELDS
from bot.storage.tables import Message

_MASKS = {"email": without_addresses, "phone": without_numbers}


def take_back(turn: Turn) -> str | None:
    """Forget the detail that the visitor wants left out, and ask for it no more; gives its name.

    None where a message takes nothing back, or the last of what somebody is known by.
    """
    asked = None if turn.heard.pressed else wordings.TAKES_BACK.match(turn.heard.text)
    details = turn.progress.details
    name = known_as(asked["what"] or asked["line"], details) if asked else None
    if name is None or name not in details:
        return None
    if name in CONTACT_FIELDS and not any(f in details for f in CONTACT_FIELDS if f != name):
        return None
    if mask := _MASKS.get(name):
        for message in turn.session.scalars(
            sa.select(Message).where(Message.conversation_id == turn.conversation.id)
        ):
            message.text = mask(message.text)  # the rep reads what was said
    turn.take_back(name)
    if name != CALL_TIME.name and name not in turn.progress.passed:
        turn.progress.passed.append(name)
    return name
