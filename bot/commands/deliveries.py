"""`baton deliveries list|replay`: the outbox."""

from __future__ import annotations

import argparse
import json
from typing import Any

from bot.commands import opened, some


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("deliveries", help="the outbox: list it, send parked rows again")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|replay")
    listing = verbs.add_parser("list", help="newest first")
    listing.add_argument("--state", choices=("pending", "sent", "dead"), help="only these")
    listing.add_argument("--limit", type=some, default=100, help="at most so many")
    listing.add_argument("--json", action="store_true", help="as JSON")
    again = verbs.add_parser("replay", help="send parked (dead) deliveries again")
    again.add_argument("ids", nargs="*", metavar="ID", help="ids of deliveries")
    again.add_argument("--all", action="store_true", help="every parked delivery")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    with opened() as (_, database):
        return _list(database, args) if args.verb == "list" else _replay(database, args)


def _list(database: Any, args: argparse.Namespace) -> int:
    import sqlalchemy as sa

    from bot.leads.view import delivery_document
    from bot.storage.tables import Delivery

    query = sa.select(Delivery).order_by(Delivery.created_at.desc()).limit(args.limit)
    if args.state:
        query = query.where(Delivery.state == args.state)
    with database.reading() as session:
        rows = [delivery_document(row) for row in session.scalars(query)]
    if args.json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    for row in rows:
        problem = f": {row['last_error']}" if row["last_error"] else ""
        print(f"{row['id']}  {row['state']:<7}  {row['event']} to {row['destination']}{problem}")
    return 0


def _replay(database: Any, args: argparse.Namespace) -> int:
    import sqlalchemy as sa

    from bot.delivery.outbox import replay
    from bot.errors import BadRequest, NotFound
    from bot.storage.tables import Delivery

    if bool(args.ids) == args.all:
        raise BadRequest("give either ids or --all")
    with database.transaction() as session:
        dead = sa.select(Delivery.id).where(Delivery.state == "dead")
        ids = list(session.scalars(dead)) if args.all else args.ids
        again = replay(session, ids)
    missing = [each for each in args.ids if each not in again]
    if missing:
        raise NotFound(f"no parked delivery that may be sent again: {', '.join(missing)}")
    print(f"{len(again)} due now; the worker sends them.")
    return 0
