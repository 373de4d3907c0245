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
    from bot.leads.playbook import Playbook
    from bot.leads.roster import roster
    from bot.settings import Settings
    from bot.storage.database import Database
    from bot.storage.migrate import upgrade
    from bot.storage.tables import now

    settings = Settings.load()
    routing = Playbook.load(settings.playbook).routing
    database = Database(settings.database_url)
    upgrade(database)
    at = now()
    try:
        with database.reading() as session:
            people = roster(session, routing, at)
    finally:
        database.close()
    rows: list[dict[str, Any]] = []
    for rep in people:
        absence = rep.shift.absent(at)
        starts = rep.shift.next_start(at)
        rows.append(
            {
                "id": rep.id,
                "name": rep.name,
                "teams": list(rep.teams),
                "active": rep.active,
                "on_shift": rep.shift.works(at),
                "away_until": absence.last.isoformat() if absence else None,
                "next_start": starts.isoformat() if starts else None,
                "open_leads": rep.open_leads,
                "capacity": rep.capacity,
                "assigned": rep.assigned,
                "window_days": routing.window_days,
            }
        )
    if args.json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    for row in rows:
        most = f" of {row['capacity']}" if row["capacity"] is not None else ""
        teams = ", ".join(row["teams"]) or "no team"
        print(
            f"{row['id']:<12} {row['name']:<22} {teams:<24} {row['open_leads']}{most} open, "
            f"{row['assigned']} in {row['window_days']} days, {_state(row)}"
        )
    return 0


def _state(row: dict[str, Any]) -> str:
    if not row["active"]:
        return "not active"
    if row["away_until"]:
        return f"away until {row['away_until']}"
    if row["on_shift"]:
        return "on shift"
    return f"from {str(row['next_start'])[:16]} UTC" if row["next_start"] else "no shift this week"
