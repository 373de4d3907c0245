"""What a destination is: one port, and what can come of sending.

(returns)   the destination has it
TryLater    it may work later; `after` is what the destination asked for, in seconds
PutOff      the same of this one alone: the destination itself is well
Refused     this one will never work
Gone        the destination wants nothing more at all
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from bot.errors import BatonError


@dataclass(frozen=True)
class Parcel:
    """One row of the outbox as a destination gets it; `id` is the idempotency key."""

    id: str
    event: str
    payload: dict[str, Any]
    attempt: int


class Destination(Protocol):
    """Somewhere that events go."""

    def send(self, parcel: Parcel) -> None:
        """Deliver; raises TryLater, Refused or Gone."""


class TryLater(BatonError):  # an outcome of sending, not a mistake
    """Not now: the reason in one line, without personal data."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class PutOff(TryLater):
    """Not now, for a reason that lies in this one (a mailbox that is full)."""


class Refused(BatonError):  # likewise
    """Never: the row is parked where a person sees it."""


class Gone(Refused):
    """The destination is switched off until somebody replays one of its rows."""
