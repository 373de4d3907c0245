"""The verbs of the command `baton`, a module each, and what several of them need."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def some(text: str) -> int:
    """A whole number from 1, for options that say how many."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a whole number from 1")
    return int(text)


@contextmanager
def opened() -> Iterator[tuple[Any, Any]]:
    """The settings and their database, migrated, until the command is done."""
    from bot.settings import Settings
    from bot.storage.database import Database
    from bot.storage.migrate import upgrade

    settings = Settings.load()
    database = Database(settings.database_url)
    upgrade(database)
    try:
        yield settings, database
    finally:
        database.close()


def desk_of(settings: Any) -> Any:
    """The desk that a command works at: its playbook and whom it tells."""
    from bot.delivery import outbox
    from bot.knowledge.company import Company
    from bot.leads.desk import Desk
    from bot.leads.playbook.playbook import Playbook

    return Desk(
        Playbook.load(settings.playbook),
        outbox.destinations(settings),
        settings.base_url,
        Company.load(settings.knowledge).name,
    )
