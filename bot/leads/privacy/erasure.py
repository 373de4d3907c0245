"""Erasing what is kept about a person, with a receipt that tells nothing about them.

The rows go in one transaction, which also writes the receipt and what the outside is to be told.
Files cannot be part of it: the receipt remembers which are left, and is finished when they are
gone, so that an erasure that was cut off is completed by the next `finish`.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.leads.meetings import withdrawal
from bot.leads.privacy.personal import Subject, belongings, mail_files
from bot.leads.view import iso
from bot.storage.database import Database
from bot.storage.tables import Assignment, CrmCompany, Delivery, Erasure, Lead, User
from bot.storage.tables import now as time_now

EVENT = "lead.erased"
ASKED = "They asked for their data to be erased: please delete what you have noted or were sent"


@dataclass(frozen=True)
class Request:
    """Why and for whom something is erased; `who` is kept only as a salted hash."""

    by: str  # a user's id, "operator" or "retention"
    who: str | None = None


def erase(
    session: Session,
    subject: Subject,
    request: Request,
    destinations: Sequence[str],
    *,
    now: datetime | None = None,
) -> Erasure:
    """Delete every row that belongs to `subject`; the caller commits, then calls `finish`.

    `destinations` are told the leads' ids, for them to erase what they got; so are the people whom
    the leads were offered to. Events of the leads that wait to be sent are never sent.
    """
    at = now or time_now()
    told = _reps(session, subject) if request.who else {}
    for lead_id in subject.leads:
        withdrawal.clear(session, lead_id, at, erasing=True)
    addresses = dict(
        session.execute(sa.select(Lead.id, Lead.email).where(Lead.id.in_(subject.leads))).all()
    )
    domains = sa.select(Lead.email_domain).where(Lead.id.in_(subject.leads))
    session.execute(  # somebody's own domain tells who they are
        sa.delete(CrmCompany)
        .where(CrmCompany.domain.in_(domains))
        .execution_options(synchronize_session=False)
    )
    salt = secrets.token_hex(16)
    # First of all: only while it stands here does the database let the rows of its trails go.
    receipt = Erasure(
        by=request.by,
        salt=salt,
        subject_hash=digest(salt, request.who) if request.who else None,
        leads=list(subject.leads),
        counts={},
        files=[],
        at=at,
    )
    session.add(receipt)
    session.flush()
    counts: dict[str, int] = {}
    deliveries: list[str] = []
    for table, condition in belongings(subject):
        if table.name == Delivery.__tablename__:
            deliveries += session.scalars(sa.select(table.c.id).where(condition))
        gone = session.execute(sa.delete(table).where(condition)).rowcount
        if gone:
            counts[table.name] = counts.get(table.name, 0) + gone
    session.expire_all()
    receipt.counts, receipt.files = counts, deliveries
    for lead_id in subject.leads:
        for destination in destinations:
            data = {"id": lead_id}
            if destination in outbox.BY_ADDRESS and addresses.get(lead_id):
                data["email"] = addresses[lead_id]  # leaves the outbox when it is delivered
            outbox.enqueue(session, EVENT, data, [destination], now=at)
    for user, leads in told.items():
        for lead_id in leads:
            told_to = {
                "id": lead_id,
                "stage": "lost",
                "outcome": "erased",
                "reason": ASKED,
                "to": {"id": user.id, "name": user.name, "email": user.email},
            }
            outbox.enqueue(session, EVENT, told_to, [outbox.email_to(user.id)], now=at)
    session.flush()
    return receipt


def digest(salt: str, who: str) -> str:
    """The hash by which a receipt can be matched with an address or a lead's id, not guessed at
    without its salt (SHA-256)."""
    return hashlib.sha256(f"{salt} {who.strip().casefold()}".encode()).hexdigest()


def _reps(session: Session, subject: Subject) -> dict[User, list[str]]:
    """Who was offered one of the leads, and so has a mail about it."""
    told: dict[User, list[str]] = {}
    rows = session.execute(
        sa.select(Assignment.user_id, Assignment.lead_id)
        .where(Assignment.lead_id.in_(subject.leads))
        .distinct()
    )
    for user_id, lead_id in rows:
        told.setdefault(session.get(User, user_id), []).append(lead_id)
    return told


def finish(database: Database, mail: Path, *, now: datetime | None = None) -> list[str]:
    """Remove the files of erasures that have committed; gives the ids of those finished now."""
    with database.reading() as session:
        waiting = [
            (row.id, list(row.files))
            for row in session.scalars(sa.select(Erasure).where(Erasure.finished_at.is_(None)))
        ]
    for erasure_id, deliveries in waiting:
        files = mail_files(mail, deliveries)
        for file in files:
            file.unlink(missing_ok=True)
        with database.transaction() as session:
            row = session.get(Erasure, erasure_id)
            row.counts = {**row.counts, **({"mail files": len(files)} if files else {})}
            row.files = []
            row.finished_at = now or time_now()
    return [erasure_id for erasure_id, _ in waiting]


def receipt(row: Erasure) -> dict[str, Any]:
    """What somebody who asked for erasure is given."""
    return {
        "id": row.id,
        "at": iso(row.at),
        "finished_at": iso(row.finished_at),
        "by": row.by,
        "leads": list(row.leads),
        "removed": dict(row.counts),
        "subject": {"salt": row.salt, "sha256": row.subject_hash},
    }
