"""`baton reps list|absent|back|set|deactivate|activate`: the people, their loads and hours."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

from bot.commands import desk_of, opened


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("reps", help="the people who get leads")
    verbs = parser.add_subparsers(
        dest="verb", required=True, metavar="list|absent|back|set|deactivate|activate"
    )
    listing = verbs.add_parser("list", help="who they are, on shift or not, open leads")
    listing.add_argument("--json", action="store_true", help="as JSON")
    away = verbs.add_parser("absent", help="somebody is away: no leads on these days")
    away.add_argument("id", help="the person's id")
    away.add_argument("first", metavar="FROM", help="the first day, as 2026-12-24")
    away.add_argument("last", metavar="TO", help="the last day")
    back = verbs.add_parser("back", help="somebody is back today: their absences end")
    back.add_argument("id", help="the person's id")
    setting = verbs.add_parser("set", help="change what reps.yml has of somebody")
    setting.add_argument("id", help="the person's id")
    for name, text in (
        ("hours", 'JSON as in reps.yml: {"mon": "09:00-17:00", …}; {} is always'),
        ("timezone", "an IANA name such as Europe/Berlin"),
        ("holidays", "US, US-NY, DE-BY …; empty for none"),
        ("capacity", "most open leads; empty for no limit"),
        ("weight", "share of leads"),
        ("teams", "ids, comma separated"),
        ("languages", "language tags, comma separated"),
    ):
        setting.add_argument(f"--{name}", help=text)
    leaving = verbs.add_parser("deactivate", help="no more leads; open offers go on to others")
    leaving.add_argument("id", help="the person's id")
    joining = verbs.add_parser("activate", help="leads and sign-in again")
    joining.add_argument("id", help="the person's id")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from bot.leads.playbook.playbook import Playbook

    with opened() as (settings, database):
        if args.verb == "deactivate":
            return _deactivate(database, settings, args)
        playbook = Playbook.load(settings.playbook)
        if args.verb == "list":
            return _list(database, playbook, args)
        return _change(database, playbook, args)


def _change(database: Any, playbook: Any, args: argparse.Namespace) -> int:
    from bot.errors import BatonError
    from bot.leads import staff

    with database.transaction() as session:
        if args.verb == "absent":
            staff.absent(session, args.id, _day("FROM", args.first), _day("TO", args.last))
            print(f"{args.id} is away from {args.first} to {args.last}.")
        elif args.verb == "back":
            ended = staff.back(session, args.id, _today(session, args.id))
            print(f"{args.id} is back ({ended} absences ended).")
        elif args.verb == "activate":
            staff.activate(session, args.id)
            print(f"{args.id} gets leads again.")
        else:
            parts = _parts(args, playbook, staff.person(session, args.id))
            if not parts:
                raise BatonError("nothing to set; one of --hours, --capacity, … is expected")
            staff.change(session, args.id, parts)
            print(f"{args.id}: {', '.join(parts)} set.")
    return 0


def _parts(args: argparse.Namespace, playbook: Any, user: Any) -> dict[str, Any]:
    """What is to be set, checked by the rules of reps.yml."""
    from bot.errors import BatonError
    from bot.leads.playbook.files import checked_profile

    parts: dict[str, Any] = {}
    try:
        for name in ("timezone", "holidays", "hours", "capacity", "weight", "teams", "languages"):
            given = getattr(args, name)
            if given is None:
                continue
            if name == "hours":
                parts[name] = json.loads(given)
            elif name in {"teams", "languages"}:
                parts[name] = [each.strip() for each in given.split(",") if each.strip()]
            elif name == "capacity":
                parts[name] = int(given) if given else None
            elif name == "weight":
                parts[name] = float(given)
            else:
                parts[name] = given or None
    except ValueError:
        raise BatonError(
            f"--{name}: found {given!r}, expected what `baton reps set -h` says"
        ) from None
    profile = {**(user.profile or {}), **parts}
    checked_profile(
        {"id": user.id, "name": user.name, "email": user.email, "roles": list(user.roles)},
        profile,
        [team.id for team in playbook.routing.teams],
    )
    return parts


def _deactivate(database: Any, settings: Any, args: argparse.Namespace) -> int:
    from bot.leads import staff

    desk = desk_of(settings)
    with database.transaction() as session:
        moved, kept = staff.deactivate(session, args.id, desk)
    print(f"{args.id} gets no more leads; {moved} open offers went on to others.")
    if kept:
        print(f"{len(kept)} accepted leads are still theirs: {', '.join(k[:8] for k in kept)}")
    return 0


def _today(session: Any, user_id: str) -> date:
    from zoneinfo import ZoneInfo

    from bot.leads import staff
    from bot.storage.tables import now

    zone = (staff.person(session, user_id).profile or {}).get("timezone") or "UTC"
    return now().astimezone(ZoneInfo(zone)).date()


def _day(name: str, text: str) -> date:
    from bot.errors import BatonError

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BatonError(f"{name}: found {text!r}, expected a date as 2026-12-24") from None


def _list(database: Any, playbook: Any, args: argparse.Namespace) -> int:
    from bot.leads.routing.roster import roster
    from bot.storage.tables import now

    routing = playbook.routing
    at = now()
    with database.reading() as session:
        people = roster(session, routing, at)
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
