"""Changes to the people who get leads: away, back, gone, other hours; the database owns them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.errors import BatonError, NotFound
from bot.leads import handover
from bot.leads.desk import Desk
from bot.storage.tables import Assignment, Lead, User
from bot.storage.tables import now as time_now

log = logging.getLogger(__name__)

_CLOSED = ("won", "lost", "recycled")


def person(session: Session, user_id: str) -> User:
    """The person with this id, locked; raises NotFound."""
    user: User | None = session.scalars(
        sa.select(User).where(User.id == user_id).with_for_update()
    ).one_or_none()
    if user is None:
        known = ", ".join(session.scalars(sa.select(User.id).order_by(User.id)))
        raise NotFound(f"there is nobody with the id {user_id!r}; there are {known or 'none'}")
    return user


def absent(session: Session, user_id: str, first: date, last: date) -> None:
    """Note that somebody is away on these days, both included; raises NotFound, BatonError."""
    if first > last:
        raise BatonError(f"from {first} to {last}: the first day is expected first")
    user = person(session, user_id)
    _change(user, absences=[*_absences(user), {"from": first.isoformat(), "to": last.isoformat()}])


def back(session: Session, user_id: str, today: date) -> int:
    """End what somebody has of absences today and later; gives how many. Days before stay: the
    rotation knows by them who has just returned."""
    user = person(session, user_id)
    kept, ended = [], 0
    for each in _absences(user):
        if each["to"] < today.isoformat():
            kept.append(each)
            continue
        ended += 1
        yesterday = date.fromordinal(today.toordinal() - 1).isoformat()
        if each["from"] <= yesterday:
            kept.append({"from": each["from"], "to": yesterday})
    _change(user, absences=kept)
    return ended


def change(session: Session, user_id: str, profile: Mapping[str, Any]) -> None:
    """Set parts of somebody's profile as reps.yml has them: hours, capacity, weight …"""
    _change(person(session, user_id), **profile)


def deactivate(
    session: Session, user_id: str, desk: Desk, *, now: datetime | None = None
) -> tuple[int, list[str]]:
    """Give somebody no more leads and sign them out: their open offers go on to others at once.

    Gives how many went on, and the ids of the leads that they have accepted and that are open
    still: who takes those over is for a person to say.
    """
    at = now or time_now()
    user = person(session, user_id)
    user.active = False
    user.session_epoch = (user.session_epoch or 0) + 1
    session.flush()
    offers = session.scalars(
        sa.select(Assignment.id).where(Assignment.user_id == user_id, Assignment.state == "offered")
    ).all()
    moved = sum(handover.pass_on(session, each, desk, "Left", now=at) for each in offers)
    kept = session.scalars(
        sa.select(Lead.id)
        .join(Assignment, Assignment.lead_id == Lead.id)
        .where(
            Assignment.user_id == user_id,
            Assignment.state == "accepted",
            Lead.stage.not_in(_CLOSED),
        )
        .order_by(Lead.updated_at)
    ).all()
    log.info("%s gets no more leads; %d offers went on", user_id, moved)
    return moved, [str(each) for each in kept]


def activate(session: Session, user_id: str) -> None:
    """Let somebody get leads and sign in again."""
    person(session, user_id).active = True
    session.flush()


def _absences(user: User) -> list[dict[str, str]]:
    return list((user.profile or {}).get("absences") or [])


def _change(user: User, **parts: Any) -> None:
    user.profile = {**(user.profile or {}), **parts}
    log.info("%s: %s changed", user.id, ", ".join(parts))
