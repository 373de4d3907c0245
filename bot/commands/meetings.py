"""`baton meetings list|cancel`."""

from __future__ import annotations

import argparse
import json
from typing import Any

from bot.commands import desk_of, opened, some


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("meetings", help="meetings with reps: list them, cancel one")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|cancel")
    listing = verbs.add_parser("list", help="what is booked and not over yet, the next first")
    listing.add_argument("--rep", metavar="ID", help="only of this person")
    listing.add_argument("--all", action="store_true", help="past, cancelled and held ones too")
    listing.add_argument("--limit", type=some, default=100, help="at most so many")
    listing.add_argument("--json", action="store_true", help="as JSON")
    cancelling = verbs.add_parser("cancel", help="cancel a booked meeting; both are told by mail")
    cancelling.add_argument("id", help="the meeting's id, or its beginning")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    with opened() as (settings, database):
        return _list(database, args) if args.verb == "list" else _cancel(database, settings, args)


def _list(database: Any, args: argparse.Namespace) -> int:
    import sqlalchemy as sa

    from bot.leads.meetings import times
    from bot.leads.view import meeting_document, printable
    from bot.storage.tables import Lead, Meeting, User, now

    query = (
        sa.select(Meeting, Lead, User)
        .join(Lead, Lead.id == Meeting.lead_id)
        .join(User, User.id == Meeting.user_id)
        .order_by(Meeting.starts_at)
        .limit(args.limit)
    )
    if not args.all:
        query = query.where(Meeting.state == "booked", Meeting.ends_at > now())
    if args.rep:
        query = query.where(Meeting.user_id == args.rep)
    with database.reading() as session:
        rows = session.execute(query).all()
    if args.json:
        documents = [
            {**meeting_document(row.Meeting), "lead_id": row.Lead.id, "rep": row.User.name}
            for row in rows
        ]
        print(json.dumps(documents, indent=2, ensure_ascii=False))
        return 0
    if not rows:
        print("There is no meeting ahead.")
    for meeting, lead, user in rows:
        zone = (user.profile or {}).get("timezone") or "UTC"
        when = times.shown(meeting.starts_at, meeting.ends_at, zone, meeting.visitor_timezone)
        who = lead.name or lead.company or lead.email or lead.phone
        print(printable(f"{meeting.id[:8]}  {meeting.state:<9}  {when}  {user.name} with {who}"))
    return 0


def _cancel(database: Any, settings: Any, args: argparse.Namespace) -> int:
    import sqlalchemy as sa

    from bot.errors import NotFound
    from bot.leads.meetings import booking
    from bot.storage.tables import Meeting

    desk = desk_of(settings)
    with database.transaction() as session:
        found = session.scalars(
            sa.select(Meeting.id).where(Meeting.id.startswith(args.id, autoescape=True)).limit(2)
        ).all()
        if len(found) != 1:
            many = "several meetings begin" if found else "no meeting begins"
            raise NotFound(f"{many} with {args.id!r}")
        booking.cancel(session, found[0], desk, by=booking.BATON)
    print("Cancelled; the worker tells both by mail.")
    return 0
