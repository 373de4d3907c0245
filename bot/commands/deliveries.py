"""`baton deliveries list|replay`: the outbox."""

from __future__ import annotations

import argparse
import json
from typing import Any


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("deliveries", help="the outbox: list it, send parked rows again")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|replay")
    listing = verbs.add_parser("list", help="newest first")
    listing.add_argument("--state", choices=("pending", "sent", "dead"), help="only these")
    listing.add_argument("--limit", type=int, default=100, help="at most so many")
    listing.add_argument("--json", action="store_true", help="as JSON")
    again = verbs.add_parser("replay", help="send a parked (dead) delivery again")
    again.add_argument("id", help="the delivery's id")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from bot.settings import Settings
    from bot.storage.database import Database
    from bot.storage.migrate import upgrade

    database = Database(Settings.load().database_url)
    upgrade(database)
    try:
        return _list(database, args) if args.verb == "list" else _replay(database, args.id)
    finally:
        database.close()


def _list(database: Any, args: argparse.Namespace) -> int:
    import sqlalchemy as sa

    from bot.storage.tables import Delivery

    query = sa.select(Delivery).order_by(Delivery.created_at.desc()).limit(args.limit)
    if args.state:
        query = query.where(Delivery.state == args.state)
    with database.reading() as session:
        rows = [
            {
                "id": row.id,
                "event": row.event,
                "destination": row.destination,
                "state": row.state,
                "attempts": row.attempts,
                "next_at": row.next_at.isoformat(),
                "last_error": row.last_error,
            }
            for row in session.scalars(query)
        ]
    if args.json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    for row in rows:
        problem = f": {row['last_error']}" if row["last_error"] else ""
        print(f"{row['id']}  {row['state']:<7}  {row['event']} to {row['destination']}{problem}")
    return 0


def _replay(database: Any, delivery_id: str) -> int:
    from bot.delivery.worker import replay
    from bot.errors import NotFound

    if not replay(database, delivery_id):
        raise NotFound(f"there is no parked delivery {delivery_id!r}")
    print("It is due now; the worker sends it.")
    return 0
