"""`baton keys list|add|revoke`: what programs sign in with."""

from __future__ import annotations

import argparse
import json
from typing import Any

from bot.commands import opened


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("keys", help="API keys: list, add, revoke")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|add|revoke")
    listing = verbs.add_parser("list", help="all keys, without their secrets")
    listing.add_argument("--json", action="store_true", help="as JSON")
    adding = verbs.add_parser("add", help="make a key; it is shown once")
    adding.add_argument("name", help="what it is for")
    adding.add_argument(
        "--scope", action="append", required=True, help="leads:read or leads:write, or both"
    )
    adding.add_argument("--json", action="store_true", help="as JSON")
    ending = verbs.add_parser("revoke", help="end a key for ever")
    ending.add_argument("id", help="the key's id, the part after baton_")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    with opened() as (_, database):
        return {"list": _list, "add": _add, "revoke": _revoke}[args.verb](database, args)


def _list(database: Any, args: argparse.Namespace) -> int:
    import sqlalchemy as sa

    from bot.leads.view import iso
    from bot.storage.tables import ApiKey

    with database.reading() as session:
        rows = [
            {
                "id": row.id,
                "name": row.name,
                "scopes": row.scopes,
                "created_at": iso(row.created_at),
                "last_used_at": iso(row.last_used_at),
                "revoked_at": iso(row.revoked_at),
            }
            for row in session.scalars(sa.select(ApiKey).order_by(ApiKey.created_at, ApiKey.id))
        ]
    if args.json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    if not rows:
        print("There are no keys yet.")
    for row in rows:
        state = "revoked" if row["revoked_at"] else f"used {(row['last_used_at'] or 'never')[:10]}"
        print(f"{row['id']}  {', '.join(row['scopes']):<24}  {state:<16}  {row['name']}")
    return 0


def _add(database: Any, args: argparse.Namespace) -> int:
    from bot import keys

    with database.transaction() as session:
        row, text = keys.create(session, args.name, args.scope)
        key_id = row.id
    if args.json:
        print(json.dumps({"id": key_id, "key": text}))
        return 0
    print(f"{text}\nKeep it now: it is not shown again. `baton keys revoke {key_id}` ends it.")
    return 0


def _revoke(database: Any, args: argparse.Namespace) -> int:
    from bot import keys

    with database.transaction() as session:
        keys.revoke(session, args.id)
    print(f"The key {args.id} is of no use any more.")
    return 0
