"""What goes into Rasa from a visitor and what comes out of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel

NAME = "baton"
NOTHING = "…"  # what says nothing: neither an intent nor a detail is found in it
_COMMAND = re.compile(r"\w+\s*(?:[{@(].*)?$", re.DOTALL)


@dataclass(frozen=True)
class Reply:
    """One message of the assistant; a button's `button` is its payload."""

    text: str
    buttons: tuple[dict[str, str], ...] = ()
    sources: tuple[dict[str, Any], ...] = ()
    evidence: tuple[dict[str, Any], ...] = ()
    revision: str | None = None
    kind: str | None = None


class ReplyChannel(CollectingOutputChannel):
    """Collects one `Reply` for each message; Rasa's own splits a message at blank lines."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: list[Reply] = []

    @classmethod
    def name(cls) -> str:
        return NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        if not message.get("text"):
            return
        self.replies.append(
            Reply(
                text=str(message["text"]),
                buttons=tuple(
                    {"label": str(each["title"]), "button": str(each["payload"])}
                    for each in message.get("buttons") or ()
                ),
                sources=tuple(message.get("sources") or ()),
                evidence=tuple(message.get("evidence") or ()),
                revision=message.get("revision"),
                kind=message.get("kind"),
            )
        )


def harmless(text: str) -> str:
    """A visitor's text in which nothing is a command to Rasa.

    Rasa takes a text that begins with "/" as an intent with entities, so that a visitor could forge
    any of them, and `/restart` as the end of the conversation. What has the form of a command is
    not read at all; from other texts leading slashes are taken off, and with them what cannot be
    seen: spaces, control and format characters.
    """
    start = 0
    while start < len(text) and (
        text[start] in "/\\" or text[start].isspace() or unicodedata.category(text[start])[0] == "C"
    ):
        start += 1
    rest = text[start:]
    if "/" in text[:start] and _COMMAND.match(rest):
        return NOTHING
    return rest or NOTHING
