"""`baton leads list|show|export|erase|rescore|outcomes|merge|split|apart|undo`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import Any

from bot.commands import opened, some
from bot.commands.leads import naming, personal, scores, whoiswho


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "leads", help="the leads: list, show, export, erase, rescore, merge them"
    )
    verbs = parser.add_subparsers(
        dest="verb",
        required=True,
        metavar="|".join(
            ("list", "show", "export", "erase", "rescore", "outcomes", *whoiswho.VERBS)
        ),
    )
    listing = verbs.add_parser("list", help="all leads, newest first")
    listing.add_argument("--stage", help="only this stage")
    listing.add_argument("--limit", type=some, default=100, help="at most so many")
    form = listing.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--csv", action="store_true", help="as CSV, for a spreadsheet")
    showing = verbs.add_parser("show", help="one lead with its transcript")
    showing.add_argument("id", help=naming.HELP)
    showing.add_argument("--json", action="store_true", help="as JSON")
    personal.register(verbs)
    scores.register(verbs)
    whoiswho.register(verbs)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    with opened() as (settings, database):
        if args.verb == "export":
            return personal.export(database, settings, args)
        if args.verb == "erase":
            return personal.erase(database, settings, args)
        if args.verb == "rescore":
            return scores.rescore(database, settings, args)
        if args.verb == "outcomes":
            return scores.outcomes(database, args)
        if args.verb in whoiswho.VERBS:
            return whoiswho.change(database, settings, args)
        return _list(database, settings, args) if args.verb == "list" else _show(database, args)


def _list(database: Any, settings: Any, args: argparse.Namespace) -> int:
    import sqlalchemy as sa

    from bot.errors import BatonError
    from bot.leads.view import lead_summary, printable
    from bot.storage.tables import STAGES, Lead

    if args.stage is not None and args.stage not in STAGES:
        raise BatonError(f"--stage: found {args.stage!r}, expected one of {', '.join(STAGES)}")
    query = sa.select(Lead).order_by(Lead.updated_at.desc()).limit(args.limit)
    if args.stage:
        query = query.where(Lead.stage == args.stage)
    with database.reading() as session:
        leads = session.scalars(query).all()
        if args.csv:
            print(_sheet(session, leads, settings.base_url), end="")
            return 0
        rows = [lead_summary(lead) for lead in leads]
    if args.json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    if not rows:
        none = f"There are no leads of the stage {args.stage}." if args.stage else ""
        print(none or "There are no leads yet.")
    for row in rows:
        contact = row["contact"]
        who = contact["name"] or contact["email"] or contact["phone"]
        at = f" at {contact['company']}" if contact["company"] else ""
        when = row["updated_at"][:16].replace("T", " ")
        print(
            f"{row['id'][:8]}  {row['grade']}  {row['stage']:<9} {when}  {printable(f'{who}{at}')}"
        )
    return 0


def _sheet(session: Any, leads: Sequence[Any], base_url: str) -> str:
    from bot.delivery import sheet
    from bot.leads.view import lead_document

    rows = (
        sheet.row(lead_document(session, lead), f"{base_url}/inbox/leads/{lead.id}")
        for lead in leads
    )
    return sheet.lines([list(sheet.COLUMNS), *rows])


def _show(database: Any, args: argparse.Namespace) -> int:
    from bot.leads.identity.duplicates import full_document
    from bot.leads.identity.identity import group
    from bot.storage.tables import Lead

    with database.reading() as session:
        found = naming.lead(session, args.id)
        document = full_document(session, found)
        # Of a person with several leads all of them: merging loses nothing.
        others = [
            full_document(session, session.get(Lead, each))
            for each in group(session, found.id)
            if each != found.id
        ]
    if args.json:
        print(json.dumps({**document, "merged_leads": others}, indent=2, ensure_ascii=False))
    else:
        _print(document)
        for other in others:
            print(f"\n── the same person ({other['created_at'][:16]}) ──\n")
            _print(other)
    return 0


def _print(lead: dict[str, Any]) -> None:
    from bot.leads.view import printable

    print(printable("\n".join(_lines(lead))))


def _who(known: dict[str, Any]) -> Iterator[str]:
    """Who a lead is, and may be."""
    if known["merged_into"]:
        yield f"Merged into {known['merged_into']}"
    for each in known["merged"]:
        yield f"Merged with it: {each['id']} ({each['stage']})"
    for each in known["possible_duplicates"]:
        same = ", ".join(each["same"]).lower()
        yield f"Maybe the same person: {each['id']} ({each['stage']}): {same}, as typed"
    company = known["same_company"]
    if company:
        yield f"Same company ({company['domain']}): {company['count']} more lead(s)"
    for change in known["history"]:
        who = f"{change['action']} by {change['by']}: {change['why']}"
        yield f"  {change['id']}: {change['at'][:16]} {who}"


def _lines(lead: dict[str, Any]) -> Iterator[str]:
    score, contact = lead["score"], lead["contact"]
    yield f"{contact['name'] or contact['email'] or contact['phone']}  ({lead['id']})"
    yield (
        f"Stage {lead['stage']}, grade {lead['grade']}: fit {score['fit']}, "
        f"engagement {score['engagement']}"
    )
    for reason in score["reasons"]:
        yield f"  {reason['points']:+d} {reason['text']}"
    yield from _who(lead["identity"])
    yield "\nDetails"
    for detail in lead["details"]:
        yield f"  {detail['label']}: {detail['shown']}"
    for consent in lead["consents"]:
        answer = "given" if consent["given"] else "refused"
        state = "withdrawn" if consent["withdrawn_at"] else answer
        yield f"  Consent to be contacted: {state}, {str(consent['at'])[:16]}"
    assignment = lead["assignment"]
    deal = lead["opportunity"]
    if deal:
        yield f"Worth {deal['value']:,} {deal['currency']}, decided by {deal['closes_on']}"
    if assignment:
        yield f"\nWith {assignment['person']['name']} ({assignment['state']})"
        yield f"  {assignment['text']}"
    yield "\nDeliveries"
    for each in lead["deliveries"]:
        problem = f": {each['last_error']}" if each["last_error"] else ""
        yield f"  {each['event']} to {each['destination']}: {each['state']}{problem}"
    yield "\nTranscript"
    for line in lead["transcript"]:
        yield f"  {line['sender']:>7}: {line['text']}"
