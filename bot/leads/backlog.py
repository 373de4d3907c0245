"""The backlog: offers that nobody is there to accept.

They are with the catch-all, because nobody could take them, or with somebody who is not on shift,
because nobody was. They go on when somebody can take them at once: the hottest first, and of
equally hot ones the oldest.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.leads.desk import Desk
from bot.leads.offering import facts_of, locked, offer_anew, takes_now, tried
from bot.leads.playbook.playbook import Routing
from bot.leads.routing import routing
from bot.leads.routing.roster import roster, take_turns
from bot.leads.routing.rotation import Rep
from bot.storage.database import Database
from bot.storage.tables import Assignment, Handover, Lead, Meeting

log = logging.getLogger(__name__)

_LOOKED_AT = 500  # leads in one look, the first in order
_WHY = "Somebody who can take it came on shift"


def drain(database: Database, desk: Desk, now: datetime) -> int:
    """Offer what waits to those who can take it now, each lead in a transaction of its own; gives
    how many went. While nothing can go on, no lock is taken."""
    with database.reading() as session:
        ready = list(_ready(session, desk, now))
    moved = 0
    for assignment_id in ready:
        try:
            with database.transaction() as session:
                moved += _move(session, assignment_id, desk, now)
        except Exception as error:  # noqa: BLE001  # the other leads must go on
            log.error("offer %s cannot go on (%s)", assignment_id, type(error).__name__)
    return moved


def _ready(session: Session, desk: Desk, now: datetime) -> Iterator[str]:
    """The offers, in order, that somebody else could have at once; each counts as theirs for the
    ones after it."""
    holders = session.scalars(
        sa.select(Assignment.user_id).where(Assignment.state == "offered").distinct()
    ).all()
    if not holders:
        return
    people = {rep.id: rep for rep in roster(session, desk.playbook.routing, now)}
    if not any(rep.active and rep.shift.works(now) for rep in people.values()):
        return  # the nights are long, and every lead of one would be looked at again and again
    waiting = session.execute(_waiting(_out(holders, people, desk.playbook.routing, now))).all()
    for assignment, lead, handover in sorted(waiting, key=_heat)[:_LOOKED_AT]:
        had = session.scalars(
            sa.select(Assignment).where(
                Assignment.lead_id == lead.id, Assignment.offered_at >= handover.requested_at
            )
        ).all()
        decision = routing.choose(
            facts_of(session, lead, desk.playbook),
            list(people.values()),
            desk.playbook.routing,
            now,
            tried=tried(had),
        )
        if decision.person_id == assignment.user_id:
            continue
        if takes_now(decision, list(people.values()), now):
            rep = people[decision.person_id]
            people[rep.id] = replace(
                rep,
                open_leads=rep.open_leads + 1,
                assigned=rep.assigned + 1,
                last_assigned=now,
            )
            yield str(assignment.id)


def _out(
    holders: Iterable[str], people: dict[str, Rep], routing: Routing, now: datetime
) -> list[str]:
    """Those who are not there and will not be soon. Whoever is only at lunch keeps their offers:
    they are back in the time that anybody has to accept one."""
    soon = now + timedelta(minutes=routing.accept_within_minutes)
    found = []
    for name in holders:
        rep = people.get(name)
        if rep is not None and rep.active:
            start = now if rep.shift.works(now) else rep.shift.next_start(now)
            if start is not None and start <= soon:
                continue
        found.append(name)
    return found


def _waiting(out: list[str]) -> Any:
    """Offers without a clock, which only the catch-all has, and those of people who are `out`;
    where a time is booked with somebody, the lead is theirs."""
    booked = sa.exists().where(
        Meeting.lead_id == Assignment.lead_id, Meeting.state.in_(("held", "booked"))
    )
    return (
        sa.select(Assignment, Lead, Handover)
        .join(Lead, Lead.id == Assignment.lead_id)
        .join(Handover, Handover.lead_id == Lead.id)
        .where(
            Assignment.state == "offered",
            sa.or_(Assignment.expires_at.is_(None), Assignment.user_id.in_(out)),
            ~booked,
        )
    )


def _heat(row: Any) -> tuple[int, datetime, str]:
    """What the grade says, the better letter and number first; then how long it has waited."""
    _, lead, handover = row
    return heat(lead.grade), handover.requested_at, lead.id


def heat(grade: str) -> int:
    """How far a grade is from A1, the hottest: A2 and B1 are equally far."""
    return "ABC".index(grade[0]) + "123".index(grade[1])


def _move(session: Session, assignment_id: str, desk: Desk, now: datetime) -> bool:
    take_turns(session)
    assignment = session.get(Assignment, assignment_id)
    lead = locked(session, assignment.lead_id)
    session.refresh(assignment)
    if assignment.state != "offered":
        return False  # accepted, or moved on by another worker, meanwhile
    return offer_anew(session, assignment, lead, desk, _WHY, now, only_now=True) is not None
