"""What comes of a lead that sales is at work on: opportunity, won, lost, or back to marketing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from babel.numbers import list_currencies
from sqlalchemy.orm import Session

from bot.errors import BadRequest, Conflict, Forbidden, NotFound
from bot.leads.handover import take
from bot.leads.offering import locked, open_assignment, to
from bot.leads.stages import move, tell
from bot.storage.tables import STAGE_MOVES, Assignment, Handover, Lead, Opportunity, User
from bot.storage.tables import now as time_now

OUTCOMES = ("sal", "sql", "won", "lost", "recycled")  # what a person may move a lead to
NEED_REASON = ("lost", "recycled")
_GIVEN_UP = ("lost", "recycled")
_AT_WORK = ("sal", "sql")  # stages in which somebody of sales has the lead
LONGEST_REASON = 500  # characters
_MOST = 10**12  # whole units of a currency


@dataclass(frozen=True)
class Deal:
    """What a lead is worth, in whole units of the currency, and when it is to be decided.

    Raises BadRequest for what cannot be.
    """

    value: int
    currency: str
    closes_on: date

    def __post_init__(self) -> None:
        if not 0 < self.value < _MOST:
            raise BadRequest("The value is more than 0, in whole units: 12000.")
        if self.currency not in list_currencies():
            raise BadRequest("The currency is a code of ISO 4217: USD, EUR, GBP.")


def choices(session: Session, lead: Lead) -> list[str]:
    """The stages that a person may move a lead to from where it is."""
    may = [each for each in STAGE_MOVES[lead.stage] if each in OUTCOMES]
    if lead.stage in ("contact", "mql", "recycled") or (
        lead.stage == "lost" and _last_closed(session, lead) is None
    ):
        # Sales takes a lead by accepting its offer.
        return [each for each in may if each in _GIVEN_UP]
    return may


def check_may(session: Session, lead: Lead, user_id: str) -> None:
    """Raise Forbidden unless somebody may say what came of a lead: its owner, an admin, to whom it
    is offered, and while it is with nobody every rep."""
    user = session.get(User, user_id)
    if user is None or not user.active:
        raise Forbidden("This account is not active.")
    current = open_assignment(session, lead.id)
    holder = current.user_id if current is not None else lead.owner_id
    if "admin" in user.roles or holder == user_id:
        return
    if holder is not None or "rep" not in user.roles:
        raise Forbidden("Only the owner of a lead says what came of it.")


def record(
    session: Session,
    lead_id: str,
    stage: str,
    *,
    by: str,
    why: str,
    destinations: Sequence[str],
    deal: Deal | None = None,
    now: datetime | None = None,
) -> Lead:
    """Move a lead to `stage` and tell lead.outcome; `by` is a user's id or the name of a system.

    `sql` needs `deal`; lost and recycled need `why`. A lead that is lost or recycled is nobody's
    work any more; taken up again, it is with whoever had it. What is recycled has no owner. That
    sales is at work on a lead that is offered to somebody is their acceptance, and tells
    lead.accepted.

    Raises NotFound, BadRequest for what is missing, Conflict for an illegal move, and for a lead
    at work with nobody.
    """
    at = now or time_now()
    if session.get(Lead, lead_id) is None:
        raise NotFound("There is no such lead.")
    lead = locked(session, lead_id)
    why = " ".join(why.split())
    if stage not in OUTCOMES:
        raise BadRequest(f"The stage is one of {', '.join(OUTCOMES)}.")
    if stage in NEED_REASON and not why:
        raise BadRequest("Say why: marketing and the next rep learn from it.")
    if stage == "sql" and deal is None:
        raise BadRequest("An opportunity needs a value and the day by which it is decided.")
    if deal is not None:
        _keep(session, lead, deal)
    if stage in _AT_WORK and stage in STAGE_MOVES[lead.stage]:
        _give(session, lead, by, why, destinations, at)
        if lead.stage == stage:
            return lead
    move(session, lead, stage, by=by, why=why or _told(deal), now=at)
    if stage in _GIVEN_UP:
        _let_go(session, lead, at)
        if stage == "recycled":
            lead.owner_id = None
    session.flush()
    tell(session, "lead.outcome", lead, destinations, now=at, outcome=stage, reason=why or None)
    return lead


def _told(deal: Deal | None) -> str:
    if deal is None:
        return "Said so"
    return f"{deal.value:,} {deal.currency}, to be decided by {deal.closes_on.isoformat()}"


def _keep(session: Session, lead: Lead, deal: Deal) -> None:
    row = session.get(Opportunity, lead.id)
    if row is None:
        row = Opportunity(lead_id=lead.id)
        session.add(row)
    row.value, row.currency, row.closes_on = deal.value, deal.currency, deal.closes_on


def _let_go(session: Session, lead: Lead, at: datetime) -> None:
    """Nobody is to accept or to work on the lead any more."""
    for row in session.scalars(
        sa.select(Assignment).where(
            Assignment.lead_id == lead.id, Assignment.state.in_(("offered", "accepted"))
        )
    ):
        if row.state == "offered":
            # Or the visitor could not ask again: a handover that is offered waits for an answer.
            to(
                session.scalars(sa.select(Handover).where(Handover.lead_id == lead.id)).one(),
                "declined",
            )
        row.state = "withdrawn" if row.state == "offered" else "closed"
        row.decided_at = row.decided_at or at


def _give(
    session: Session, lead: Lead, by: str, why: str, destinations: Sequence[str], at: datetime
) -> None:
    """See to it that a lead which sales is at work on is somebody's."""
    current = open_assignment(session, lead.id)
    if current is not None and current.state == "offered":
        who = session.get(User, current.user_id)
        take(
            session,
            current,
            lead,
            by=by,
            why=why or f"Accepted by {who.name}",
            destinations=destinations,
            at=at,
        )
    elif current is None and lead.stage not in ("sal", "sql", "won"):
        last = _last_closed(session, lead) if lead.stage == "lost" else None
        if last is None:
            raise Conflict(
                "This lead is with nobody and offered to nobody: sales has it when somebody "
                "accepts its offer or is named as its owner."
            )
        last.state = "accepted"
        lead.owner_id = last.user_id


def _last_closed(session: Session, lead: Lead) -> Assignment | None:
    """Whose work a lead was that is over."""
    found: Assignment | None = session.scalars(
        sa.select(Assignment)
        .where(Assignment.lead_id == lead.id, Assignment.state == "closed")
        .order_by(Assignment.offered_at.desc())
        .limit(1)
    ).first()
    return found
