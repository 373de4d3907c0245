"""`baton route simulate`: who would get which lead under a changed playbook, before it is used."""

from __future__ import annotations

import argparse
import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.commands import opened

_DAYS = 30  # over which invented leads are spread


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("route", help="try out who would get which lead")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="simulate")
    trial = verbs.add_parser(
        "simulate",
        help="play leads through a playbook; nothing is written",
        description="Plays past leads, or invented ones when there are none or --leads is given, "
        "through the playbook in force and, with --playbook, through another one.",
    )
    trial.add_argument("--playbook", type=Path, metavar="DIR", help="the changed playbook")
    trial.add_argument("--past", type=int, metavar="DAYS", help="leads of so many days (90)")
    trial.add_argument("--leads", type=int, metavar="N", help="so many invented leads instead")
    trial.add_argument("--seed", type=int, default=1, help="the same gives the same invented leads")
    trial.add_argument("--show", type=int, default=0, metavar="N", help="print so many decisions")
    trial.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from bot.errors import BatonError
    from bot.leads.playbook.playbook import Playbook
    from bot.leads.routing.replay import replay
    from bot.storage.tables import now

    for name in ("past", "leads"):
        if getattr(args, name) is not None and getattr(args, name) < 1:
            raise BatonError(f"--{name}: found {getattr(args, name)}, expected 1 or more")
    with opened() as (settings, database):
        in_force = Playbook.load(settings.playbook)
        changed = Playbook.load(args.playbook) if args.playbook else in_force
        arrivals = [] if args.leads else _past(database, in_force, now(), args.past or 90)
        invented = not arrivals
        if invented:
            arrivals = _invented(changed, args.leads or 100, args.seed, now())
        before = replay(arrivals, _people(database, in_force), in_force.routing)
        after = before
        if args.playbook:
            after = replay(arrivals, _people(database, changed), changed.routing)
    moved = sum(a.person_id != b.person_id for a, b in zip(before.given, after.given, strict=True))
    if args.json:
        result = {"invented": invented, "in_force": before.as_dict()}
        if args.playbook:
            result |= {"changed": after.as_dict(), "would_go_elsewhere": moved}
        print(json.dumps(result, indent=2, ensure_ascii=False))
        return 0
    kind = "invented leads" if invented else f"leads of the last {args.past or 90} days"
    print(f"{len(arrivals)} {kind}; nothing was written.\n")
    _print(before, after if args.playbook else None)
    if args.playbook:
        print(f"\n{moved} of {len(arrivals)} would go to somebody else.")
    for each in after.given[: args.show]:
        print(f"\n{each.lead_id[:8]} → {each.person_id}: {each.text}")
    _print_lost(after)
    return 0


def _people(database: Any, playbook: Any) -> list[Any]:
    """Those of the database, which owns them, and whom a changed playbook would add."""
    from bot.leads.routing.roster import load_of_nobody

    with database.reading() as session:
        return load_of_nobody(session, playbook)


def _past(database: Any, playbook: Any, now: datetime, days: int) -> list[Any]:
    """The leads that were handed over within `days`, at the time of their first offer."""
    import sqlalchemy as sa

    from bot.leads.offering import facts_of
    from bot.leads.routing.replay import Arrival
    from bot.storage.tables import Assignment, Lead

    first = sa.func.min(Assignment.offered_at)
    with database.reading() as session:
        rows = session.execute(
            sa.select(Assignment.lead_id, first)
            .group_by(Assignment.lead_id)
            .having(first >= now - timedelta(days=days))
        ).all()
        return [
            Arrival(str(lead_id), at, facts_of(session, session.get(Lead, lead_id), playbook))
            for lead_id, at in rows
        ]


def _invented(playbook: Any, count: int, seed: int, now: datetime) -> list[Any]:
    """Leads with an answer to every field of the playbook, spread over the last month."""
    from bot.knowledge.company import Company
    from bot.leads.routing.decision import Facts
    from bot.leads.routing.replay import Arrival
    from bot.settings import Settings
    from bot.simulation.facts import facts

    company = Company.load(Settings.load().knowledge)
    fields = playbook.qualification.fields
    arrivals = []
    for number in range(count):
        rng = random.Random(f"{seed}:{number}")  # noqa: S311  # to be repeated, not secret
        at = now - timedelta(days=_DAYS) * (1 - number / count)
        told = facts(fields, rng, company.country or "US", company.currency, at.date())
        details = {name: fact.value for name, fact in told.items()}
        arrivals.append(
            Arrival(
                f"invented-{number + 1}",
                at,
                Facts(details, email=details.get("email"), labels=playbook.labels()),
            )
        )
    return arrivals


def _print(before: Any, after: Any | None) -> None:
    columns = [before] + ([after] if after is not None else [])
    titles = ["in force", "changed"][: len(columns)]
    print(f"{'':24}" + "".join(f"{title:>12}{'fair':>8}" for title in titles))
    people = sorted({person for each in columns for person in each.fair()})
    for person in people:
        cells = [f"{each.leads[person]:>12}{_share(each, person):>8}" for each in columns]
        print(f"{person:<24}{''.join(cells)}")
    print()
    for rung in dict.fromkeys(rung for each in columns for rung in each.rungs):
        print(f"{rung:<24}" + "".join(f"{each.rungs[rung]:>12}{'':>8}" for each in columns))
    for title, each in zip(titles, columns, strict=True):
        uneven = each.uneven()
        if uneven is not None:
            print(f"\n{title}: {uneven[0]} is furthest from a fair share, by {uneven[1]:+} leads")


def _share(outcome: Any, person: str) -> str:
    return f"{outcome.fair().get(person, 0):.1f}"


def _print_lost(outcome: Any) -> None:
    """Why leads fell to the catch-all."""
    reasons: dict[str, int] = {}
    for each in outcome.given:
        for problem in each.problems:
            reasons[problem] = reasons.get(problem, 0) + 1
    for problem, count in sorted(reasons.items(), key=lambda item: -item[1])[:10]:
        print(f"to the catch-all, {count} times: {problem}")
