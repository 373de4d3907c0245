"""Merging leads of one person, splitting them again, and telling two people apart.

A merge moves nothing: it notes that one lead stands for the person of another too. So nothing of
either is lost, and a split or an undo gives back exactly what was there. Each verb, in the caller's
transaction, leaves who did it, when and why in a trail that the database lets nobody edit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.errors import BadRequest, Conflict, Forbidden, NotFound
from bot.leads.desk import Desk
from bot.leads.identity import identity
from bot.leads.offering import locked, offer_anew, open_assignment
from bot.leads.routing.roster import take_turns
from bot.leads.stages import tell
from bot.storage.tables import IdentityChange, Lead, MergedLead, User
from bot.storage.tables import now as time_now

# The one that is furthest stands for the person: an open deal or a customer keeps its place.
_RANK = ("won", "sql", "sal", "mql", "contact", "recycled", "lost")
_LONGEST = 500  # characters of a reason


def merge(
    session: Session,
    lead_id: str,
    other_id: str,
    by: str,
    why: str,
    desk: Desk,
    *,
    now: datetime | None = None,
) -> IdentityChange:
    """Note that two leads are of one person; tells lead.merged.

    The one that is furthest in the funnel, then the one with an owner, then the older one stands
    for the person. An offer of the other that waits goes to whoever has the person already.

    Raises NotFound; Forbidden unless `by` may; BadRequest without a reason; Conflict when the two
    are merged already.
    """
    at, why = now or time_now(), _reason(why)
    _may(session, by)
    mains = _locked_mains(session, lead_id, other_id)
    if len(mains) < 2:
        raise Conflict("These two are merged already.")
    kept, merged = sorted(mains, key=_place)
    moved = identity.group(session, merged.id)
    _put(session, moved, kept.id)
    change = _note(session, "merged", merged, kept, moved, by, why, at)
    _after(session, change, [*moved, kept.id], desk, at)
    return change


def split(
    session: Session,
    lead_id: str,
    by: str,
    why: str,
    desk: Desk,
    *,
    now: datetime | None = None,
) -> IdentityChange:
    """Note that a merged lead is of somebody else after all; tells lead.split.

    Raises like `merge`; Conflict when the lead is not merged into another.
    """
    at, why = now or time_now(), _reason(why)
    _may(session, by)
    lead, main = _locked_merged(session, lead_id)
    _take_out(session, [lead.id])
    change = _note(session, "split", lead, main, [lead.id], by, why, at)
    _after(session, change, [lead.id, main.id], desk, at)
    return change


def tell_apart(
    session: Session,
    lead_id: str,
    other_id: str,
    by: str,
    why: str,
    *,
    now: datetime | None = None,
) -> IdentityChange:
    """Note that two leads are of two people: they are not shown as possible duplicates any more.

    Raises like `merge`.
    """
    at, why = now or time_now(), _reason(why)
    _may(session, by)
    mains = _locked_mains(session, lead_id, other_id)
    if len(mains) < 2:
        raise Conflict("These two are merged: split them first.")
    first = next(each for each in mains if each.id == identity.main_id(session, lead_id))
    other = next(each for each in mains if each is not first)
    return _note(session, "dismissed", first, other, [], by, why, at)


def undo(
    session: Session,
    change_id: int,
    by: str,
    why: str,
    desk: Desk,
    *,
    now: datetime | None = None,
) -> IdentityChange:
    """Take back a merge, a split, or a telling apart; what was done since stays.

    Raises like `merge`; Conflict when it was undone before, is an undo itself, or cannot be undone
    because of what was done since.
    """
    at, why = now or time_now(), _reason(why)
    _may(session, by)
    change = session.get(IdentityChange, change_id)
    if change is None:
        raise NotFound("There is no such change.")
    _locked_mains(session, change.lead_id, change.other_id)
    again = sa.select(IdentityChange.id).where(IdentityChange.undoes_id == change.id)
    if session.scalar(again) is not None:
        raise Conflict("This was undone already.")
    if change.undoes_id is not None:
        raise Conflict("This is itself an undo: do again what it undid.")
    lead, other = session.get(Lead, change.lead_id), session.get(Lead, change.other_id)
    if change.action == "dismissed":
        return _note(session, "reopened", lead, other, [], by, why, at, undoes=change)
    if change.action == "merged":
        lead, main = _locked_merged(session, lead.id)
        together = set(identity.group(session, main.id))
        moved = [each for each in change.moved if each in together]
        _take_out(session, moved)
        _put(session, [each for each in moved if each != lead.id], lead.id)
        done = _note(session, "split", lead, main, moved, by, why, at, undoes=change)
        _after(session, done, [*moved, main.id], desk, at)
        return done
    return _merge_again(session, change, by, why, desk, at)


def _merge_again(
    session: Session, change: IdentityChange, by: str, why: str, desk: Desk, at: datetime
) -> IdentityChange:
    lead = session.get(Lead, change.lead_id)
    main = session.get(Lead, identity.main_id(session, change.other_id))
    if identity.main_id(session, lead.id) != lead.id or main.id == lead.id:
        raise Conflict("This lead has been merged again since: split it first.")
    moved = identity.group(session, lead.id)
    _put(session, moved, main.id)
    done = _note(session, "merged", lead, main, moved, by, why, at, undoes=change)
    _after(session, done, [*moved, main.id], desk, at)
    return done


def _may(session: Session, user_id: str) -> None:
    user = session.get(User, user_id)
    if user is None or not user.active or not {"rep", "admin"} & set(user.roles):
        raise Forbidden("Only reps and admins say who is who.")


def _reason(why: str) -> str:
    text = " ".join(why.split())[:_LONGEST]
    if not text:
        raise BadRequest("Say in a few words how you know.")
    return text


def _place(lead: Lead) -> tuple[int, bool, datetime, str]:
    return _RANK.index(lead.stage), lead.owner_id is None, lead.created_at, lead.id


def _locked_mains(session: Session, *lead_ids: str) -> list[Lead]:
    """The leads that stand for these leads' people, locked in one order, so that two changes of
    who is who take turns; raises NotFound, or Conflict when somebody was quicker."""
    take_turns(session)  # an offer may go to somebody else by it
    for lead_id in lead_ids:
        if session.get(Lead, lead_id) is None:
            raise NotFound("There is no such lead.")
    before = sorted({identity.main_id(session, each) for each in lead_ids})
    found = [locked(session, each) for each in before]
    if sorted({identity.main_id(session, each) for each in lead_ids}) != before:
        raise Conflict("Somebody else has just changed this. Load the page again.")
    return found


def _locked_merged(session: Session, lead_id: str) -> tuple[Lead, Lead]:
    """A merged lead and the one it is merged into."""
    (main,) = _locked_mains(session, lead_id)
    if main.id == lead_id:
        raise Conflict("This lead is not merged into another.")
    return session.get(Lead, lead_id), main


def _put(session: Session, lead_ids: Iterable[str], into_id: str) -> None:
    for lead_id in lead_ids:
        row = session.get(MergedLead, lead_id)
        if row is None:
            session.add(MergedLead(lead_id=lead_id, into_id=into_id))
        else:
            row.into_id = into_id
    session.flush()


def _take_out(session: Session, lead_ids: Iterable[str]) -> None:
    for lead_id in lead_ids:
        session.delete(session.get(MergedLead, lead_id))
    session.flush()


def _note(
    session: Session,
    action: str,
    lead: Lead,
    other: Lead,
    moved: list[str],
    by: str,
    why: str,
    at: datetime,
    undoes: IdentityChange | None = None,
) -> IdentityChange:
    row = IdentityChange(
        action=action,
        lead_id=lead.id,
        other_id=other.id,
        moved=moved,
        by=by,
        why=why,
        at=at,
        undoes_id=undoes.id if undoes is not None else None,
    )
    session.add(row)
    lead.updated_at = other.updated_at = at
    session.flush()
    return row


def _after(
    session: Session, change: IdentityChange, lead_ids: Iterable[str], desk: Desk, at: datetime
) -> None:
    """What follows: receivers of events are told, and offers that wait go to whom they now should.

    An accepted lead stays with who accepted it.
    """
    event = f"lead.{change.action}"
    data = {"lead_id": change.lead_id, "other_id": change.other_id, "by": change.by}
    tell(session, event, session.get(Lead, change.other_id), desk.destinations, now=at, change=data)
    for lead_id in lead_ids:
        assignment = open_assignment(session, lead_id)
        if assignment is None or assignment.state != "offered":
            continue
        lead = locked(session, lead_id)
        owner = identity.owner(session, lead)
        by_owner = any(
            rung.kind == "owner" and rung.name == assignment.rung
            for rung in desk.playbook.routing.ladder
        )
        if by_owner if owner is None else owner.id != assignment.user_id:
            wanted = None if owner is None else owner.id
            why = f"Leads {change.action}"
            offer_anew(session, assignment, lead, desk, why, at, wanted=wanted)
