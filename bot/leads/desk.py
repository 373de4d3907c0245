"""What the verbs that deal with people need besides the database."""

from __future__ import annotations

from dataclasses import dataclass

from bot.leads.playbook.playbook import Playbook


@dataclass(frozen=True)
class Desk:
    """The rules, where events go, this server's address, and in whose name invitations are."""

    playbook: Playbook
    destinations: tuple[str, ...]
    base_url: str
    company: str = ""
