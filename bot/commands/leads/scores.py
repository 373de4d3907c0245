"""`baton leads rescore|outcomes`: what another scoring would do, and what came of the leads."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any


def register(verbs: Any) -> None:
    """Add the two commands to `baton leads`."""
    again = verbs.add_parser(
        "rescore",
        help="score the open leads anew, or see what a changed scoring would do",
    )
    again.add_argument("--playbook", type=Path, metavar="DIR", help="another playbook's scoring")
    again.add_argument("--dry-run", action="store_true", help="write nothing")
    again.add_argument("--json", action="store_true", help="as JSON")
    came = verbs.add_parser("outcomes", help="share of leads won, by grade and by each reason")
    came.add_argument("--json", action="store_true", help="as JSON")


def rescore(database: Any, settings: Any, args: argparse.Namespace) -> int:
    """Print what changes for which lead; without --dry-run, write it."""
    import sqlalchemy as sa

    from bot.delivery import outbox
    from bot.errors import BatonError
    from bot.leads import lifecycle
    from bot.leads.calibration import changes
    from bot.leads.playbook.playbook import Playbook
    from bot.storage.tables import Lead, now

    if args.playbook and not args.dry_run:
        raise BatonError("--playbook: only tried out with --dry-run; publish the playbook first")
    in_force = Playbook.load(settings.playbook).scoring
    changed = Playbook.load(args.playbook).scoring if args.playbook else in_force
    at = now()
    if args.playbook:
        with database.reading() as session:
            found = [each.as_dict() for each in changes(session, in_force, changed, at)]
    else:
        with database.transaction() as session:
            found = []
            for lead in session.scalars(sa.select(Lead).where(Lead.stage.not_in(("won", "lost")))):
                before = _stored(lead)
                lifecycle.rescore(
                    session, lead, in_force, destinations=outbox.destinations(settings), now=at
                )
                if (after := _stored(lead)) != before:
                    found.append({"id": lead.id, "before": before, "after": after})
            if args.dry_run:
                session.rollback()
    if args.json:
        print(json.dumps(found, indent=2))
        return 0
    for each in found:
        old, new = each["before"], each["after"]
        print(
            f"{each['id'][:8]}  {old['grade']} → {new['grade']}   fit {old['fit']} → {new['fit']}, "
            f"engagement {old['engagement']} → {new['engagement']}"
            + ("   becomes an MQL" if each.get("becomes_mql") else "")
        )
    written = "nothing was written" if args.dry_run else "written"
    print(f"{len(found)} open leads change; {written}.")
    return 0


def _stored(lead: Any) -> dict[str, Any]:
    return {"fit": lead.fit, "engagement": lead.engagement, "grade": lead.grade}


def outcomes(database: Any, args: argparse.Namespace) -> int:
    """Print win rates with their 95 % intervals."""
    from bot.leads.calibration import win_rates

    with database.reading() as session:
        grades, reasons = win_rates(session)
    if args.json:
        found = {
            "grades": [each.as_dict() for each in grades],
            "reasons": [each.as_dict() for each in reasons],
        }
        print(json.dumps(found, indent=2, ensure_ascii=False))
        return 0
    if not grades:
        print("No lead was won or lost yet.")
    for each in (*grades, *reasons):
        low, high = each.interval
        rate = f"{each.rate:>5.0%}  ({low:.0%}–{high:.0%})"
        print(f"{each.name:<50} {each.won:>4} of {each.of:<5} {rate}")
    return 0
