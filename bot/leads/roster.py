"""The people who may get leads, from the database, each with their load now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.leads.hours import Shift
from bot.leads.playbook import Absence, Playbook, Routing
from bot.leads.rotation import Rep, fresh_since
from bot.storage.tables import Assignment, Lead, User

_CLOSED = ("won", "lost", "recycled")


def roster(session: Session, routing: Routing, now: datetime) -> list[Rep]:
    """Everybody with the role rep, and the catch-all, in the order of their ids."""
    begin = now - timedelta(days=routing.window_days)
    counts = {
        row.user_id: row
        for row in session.execute(
            sa.select(
                Assignment.user_id,
                sa.func.sum(
                    sa.case(
                        (
                            sa.and_(
                                Assignment.state.in_(("offered", "accepted")),
                                Lead.stage.not_in(_CLOSED),
                            ),
                            1,
                        ),
                        else_=0,
                    )
                ).label("open_leads"),
                sa.func.sum(sa.case((Assignment.offered_at >= begin, 1), else_=0)).label(
                    "assigned"
                ),
                # Declined with a reason or taken back, a lead is given back; one left to expire had
                # its turn.
                sa.func.sum(
                    sa.case(
                        (
                            sa.and_(
                                Assignment.offered_at >= begin,
                                Assignment.state.in_(("declined", "withdrawn")),
                            ),
                            1,
                        ),
                        else_=0,
                    )
                ).label("credits"),
                sa.func.max(Assignment.offered_at).label("last"),
            )
            .join(Lead, Lead.id == Assignment.lead_id)
            # Open leads count however old they are; what is closed and old does not.
            .where(
                sa.or_(
                    Assignment.offered_at >= begin,
                    Assignment.state.in_(("offered", "accepted")),
                )
            )
            .group_by(Assignment.user_id)
        )
    }
    people = []
    for user in session.scalars(sa.select(User).order_by(User.id)):
        if "rep" not in user.roles and user.id != routing.catch_all and "admin" not in user.roles:
            continue
        rep = rep_of(user)
        load = counts.get(user.id)
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
                open_leads=int(load.open_leads) if load else 0,
                assigned=int(load.assigned) if load else 0,
                credits=int(load.credits) if load else 0,
                last_assigned=load.last if load else None,
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
