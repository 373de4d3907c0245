"""`baton migrate`: bring the database's tables up to date."""

from __future__ import annotations

import argparse
from typing import Any


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("migrate", help="bring the database's tables up to date")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from bot.settings import Settings
    from bot.storage.database import Database
    from bot.storage.migrate import upgrade

    database = Database(Settings.load().database_url)
    upgrade(database)
    database.close()
    print("The database is up to date.")
    return 0
