"""What a destination is: one port, and what can come of sending.

    Sent        the destination has it
    TryLater    it may work later; `after` is what the destination asked for, in seconds
    Refused     it will never work
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.errors import BatonError


@dataclass(frozen=True)
class Parcel:
    """One row of the outbox as a destination gets it; `id` is the idempotency key."""

    id: str
    event: str
    payload: dict[str, object]
    attempt: int


class Destination(Protocol):
    """Somewhere that events go."""

    def send(self, parcel: Parcel) -> None:
        """Deliver; raises TryLater or Refused."""


class TryLater(BatonError):
    """Not now: the reason in one line, without personal data."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class Refused(BatonError):
    """Never: the row is parked where a person sees it."""
