"""`baton reps list`: the people and their loads."""

from __future__ import annotations

import argparse
import json
from typing import Any


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("reps", help="the people who get leads")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="list")
    listing = verbs.add_parser("list", help="who they are, on shift or not, open leads")
    listing.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    import sqlalchemy as sa

    from bot.leads.hours import next_shift, on_shift
    from bot.leads.people import person
    from bot.settings import Settings
    from bot.storage.database import Database
    from bot.storage.migrate import upgrade
    from bot.storage.tables import Assignment, User, now

    database = Database(Settings.load().database_url)
    upgrade(database)
    at = now()
    with database.reading() as session:
        loads = dict(
            session.execute(
                sa.select(Assignment.user_id, sa.func.count())
                .where(Assignment.state.in_(("offered", "accepted")))
                .group_by(Assignment.user_id)
            ).all()
        )
        rows = []
        for user in session.scalars(sa.select(User).order_by(User.id)):
            each = person(user)
            begins = next_shift(each, at)
            rows.append(
                {
                    "id": user.id,
                    "name": user.name,
                    "roles": user.roles,
                    "teams": list(each.teams),
                    "active": user.active,
                    "on_shift": on_shift(each, at),
                    "next_shift": begins.isoformat() if begins else None,
                    "open": loads.get(user.id, 0),
                    "capacity": each.capacity,
                }
            )
    database.close()
    if args.json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    for row in rows:
        state = "on shift" if row["on_shift"] else f"from {str(row['next_shift'])[:16]}"
        most = f" of {row['capacity']}" if row["capacity"] is not None else ""
        teams = ", ".join(row["teams"]) or "no team"
        print(f"{row['id']:<12} {row['name']:<22} {teams:<24} {row['open']}{most} open, {state}")
    return 0
