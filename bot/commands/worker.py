"""`baton worker`: deliver the outbox in a process of its own."""

from __future__ import annotations

import argparse
import signal
import threading
from typing import Any


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "worker",
        help="deliver the outbox in a process of its own (with BATON_WORKER=no on the web)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from bot.delivery import outbox
    from bot.delivery.worker import Worker
    from bot.knowledge.company import Company
    from bot.leads.desk import Desk
    from bot.rulebook import Rulebook
    from bot.settings import Settings
    from bot.storage.database import Database
    from bot.storage.migrate import upgrade

    settings = Settings.load()
    database = Database(settings.database_url)
    upgrade(database)
    rules, company = Rulebook.load(settings.playbook), Company.load(settings.knowledge).name

    def desk() -> Desk:
        rules.refresh()
        return Desk(rules.playbook, outbox.destinations(settings), settings.base_url, company)

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    print("The worker is running; Ctrl-C stops it.", flush=True)
    worker = Worker(database, settings, desk())
    worker.follow(desk)
    worker.run(stop)
    database.close()
    return 0
