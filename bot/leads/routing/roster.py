"""The people who may get leads, from the database, each with their load now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.leads.playbook.playbook import Absence, Playbook, Routing
from bot.leads.routing.hours import Shift
from bot.leads.routing.rotation import Rep, fresh_since
from bot.storage.tables import Assignment, Lead, User

_ROUTING = 7_226_866_311  # any number, the same in every process
_OPEN = ("contact", "mql", "sal", "sql")
# Declined with a reason or taken back, a lead is given back; one left to expire had its turn.
_GIVEN_BACK = ("declined", "withdrawn")


@dataclass(frozen=True)
class Load:
    """What one person has: open leads, and the offers of the rotation's window."""

    open_leads: int = 0
    assigned: int = 0
    credits: int = 0
    last_assigned: datetime | None = None


def loads(session: Session, since: datetime) -> dict[str, Load]:
    """What everybody has who has anything; `since` is where the window begins.

    Each query reads one index and nothing else, and of that only what is open or in the window:
    the leads of years ago cost nothing.
    """
    given_back = sa.case((Assignment.state.in_(_GIVEN_BACK), 1), else_=0)
    window = {
        row.user_id: row
        for row in session.execute(
            # Over the users, so that each one's part of the window is looked up in the index
            # (user_id, offered_at, state): grouping alone, SQLite reads all of it, for its order.
            sa.select(
                User.id.label("user_id"),
                sa.func.count().label("assigned"),
                sa.func.sum(given_back).label("credits"),
                sa.func.max(Assignment.offered_at).label("last"),
            )
            .join(Assignment, Assignment.user_id == User.id)
            .where(Assignment.offered_at >= since)
            .group_by(User.id)
        )
    }
    owned = dict(
        session.execute(
            sa.select(Lead.owner_id, sa.func.count())
            .where(Lead.stage.in_(_OPEN), Lead.owner_id.is_not(None))  # index (stage, owner_id)
            .group_by(Lead.owner_id)
        ).all()
    )
    offered = dict(
        session.execute(
            sa.select(Assignment.user_id, sa.func.count())
            .where(Assignment.state == "offered")  # index (state, expires_at)
            .group_by(Assignment.user_id)
        ).all()
    )
    found = {}
    for user_id in window.keys() | owned.keys() | offered.keys():
        row = window.get(user_id)
        found[user_id] = Load(
            open_leads=owned.get(user_id, 0) + offered.get(user_id, 0),
            assigned=row.assigned if row else 0,
            credits=row.credits if row else 0,
            last_assigned=row.last if row else None,
        )
    return found


def take_turns(session: Session) -> None:
    """Let nobody else route before this transaction ends: who gets the next lead depends on who got
    the last, so two decisions at once would give one person too much.

    Taken before any lead is locked, so that nobody waits for each other in a circle.
    """
    if session.get_bind().dialect.name == "postgresql":
        # On SQLite a transaction has the only write lock there is.
        session.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ROUTING})


def roster(session: Session, routing: Routing, now: datetime) -> list[Rep]:
    """Everybody with the role rep, and the catch-all, in the order of their ids."""
    counts = loads(session, now - timedelta(days=routing.window_days))
    people = []
    for user in session.scalars(sa.select(User).order_by(User.id)):
        if "rep" not in user.roles and user.id != routing.catch_all and "admin" not in user.roles:
            continue
        rep = rep_of(user)
        load = counts.get(user.id, Load())
        people.append(
            Rep(
                id=rep.id,
                name=rep.name,
                active=rep.active,
                # Only reps stand in a team; an admin is there so that there is always somebody.
                teams=rep.teams if "rep" in user.roles else (),
                shift=rep.shift,
                weight=rep.weight,
                capacity=rep.capacity,
                open_leads=load.open_leads,
                assigned=load.assigned,
                credits=load.credits,
                last_assigned=load.last_assigned,
                fresh=fresh_since(user.created_at, rep.shift, now, routing.window_days),
                languages=rep.languages,
                skills=rep.skills,
            )
        )
    return people


def rep_of(user: User) -> Rep:
    """A user as routing sees them, without load."""
    profile = user.profile or {}
    return Rep(
        id=user.id,
        name=user.name,
        active=bool(user.active),
        teams=tuple(profile.get("teams") or ()),
        shift=Shift(
            timezone=profile.get("timezone") or "UTC",
            hours=profile.get("hours") or {},
            absences=tuple(
                Absence(date.fromisoformat(each["from"]), date.fromisoformat(each["to"]))
                for each in profile.get("absences") or ()
            ),
            holidays=profile.get("holidays"),
        ),
        weight=float(profile.get("weight") or 1),
        capacity=profile.get("capacity"),
        languages=tuple(profile.get("languages") or ()),
        skills=tuple(profile.get("skills") or ()),
    )


def load_of_nobody(session: Session, playbook: Playbook) -> list[Rep]:
    """Who may get leads, without any load: those of the database, and people of the playbook who
    are not there yet."""
    users = {user.id: user for user in session.scalars(sa.select(User).order_by(User.id))}
    for person in playbook.people:
        if person.id not in users:
            users[person.id] = User(
                id=person.id,
                name=person.name,
                email=person.email,
                roles=list(person.roles),
                active=True,
                profile=person.profile(),
            )
    found = []
    for user in users.values():
        if not {"rep", "admin"} & set(user.roles) and user.id != playbook.routing.catch_all:
            continue
        rep = rep_of(user)
        found.append(rep if "rep" in user.roles else replace(rep, teams=()))
    return found
