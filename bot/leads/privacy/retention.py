"""How long things are kept: what is older goes, in small batches, by the same way as an erasure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from bot.leads.privacy import erasure
from bot.leads.privacy.personal import Subject
from bot.storage.database import Database
from bot.storage.tables import Conversation, CrmCompany, Delivery, Lead, MergedLead

BATCH = 100  # conversations in one transaction: others wait for the lock no longer than that takes
_KEPT = ("sal", "sql", "won")  # sales is or was at work on them: theirs to decide


@dataclass(frozen=True)
class Periods:
    """Days that things are kept after their last change; 0 is for ever."""

    conversations: int  # without a lead
    leads: int  # that nobody is at work on
    deliveries: int  # the bodies of what was sent


def purge(database: Database, periods: Periods, mail: Path, now: datetime) -> dict[str, int]:
    """Remove what is over its period; gives how many of each."""
    removed = {
        "conversations": _conversations(database, _before(now, periods.conversations), now),
        "leads": _leads(database, _before(now, periods.leads), now),
        "deliveries": _deliveries(database, _before(now, periods.deliveries)),
    }
    with database.transaction() as session:
        session.execute(sa.delete(CrmCompany).where(CrmCompany.until < now))
    erasure.finish(database, mail, now=now)
    return removed


def _before(now: datetime, days: int) -> datetime | None:
    return now - timedelta(days=days) if days else None


def _conversations(database: Database, before: datetime | None, now: datetime) -> int:
    if before is None:
        return 0
    query = sa.select(Conversation.id, sa.null()).where(
        Conversation.last_at < before,
        ~sa.exists().where(Lead.conversation_id == Conversation.id),
    )
    return _erased(database, query, now)


def _leads(database: Database, before: datetime | None, now: datetime) -> int:
    if before is None:
        return 0
    other, talk = aliased(Lead), aliased(Conversation)
    merged, other_merged = aliased(MergedLead), aliased(MergedLead)
    # All that is known of one person goes at once, or none of it.
    still_of_use = (
        sa.select(other.id)
        .join(talk, talk.id == other.conversation_id)
        .outerjoin(other_merged, other_merged.lead_id == other.id)
        .where(
            sa.func.coalesce(other_merged.into_id, other.id)
            == sa.func.coalesce(merged.into_id, Lead.id),
            ~_over(other, talk, before),
        )
    )
    query = (
        sa.select(Conversation.id, Lead.id)
        .join(Lead, Lead.conversation_id == Conversation.id)
        .outerjoin(merged, merged.lead_id == Lead.id)
        .where(_over(Lead, Conversation, before), ~still_of_use.exists())
    )
    return _erased(database, query, now)


def _over(lead: Any, conversation: Any, before: datetime) -> Any:
    """The condition that a lead alone is over its period."""
    return sa.and_(
        lead.updated_at < before, conversation.last_at < before, lead.stage.not_in(_KEPT)
    )


def _erased(database: Database, query: Any, now: datetime) -> int:
    count = 0
    while True:
        with database.reading() as session:
            rows: Sequence[Any] = session.execute(query.limit(BATCH)).all()
        if not rows:
            return count
        subject = Subject(
            tuple(row[0] for row in rows), tuple(row[1] for row in rows if row[1] is not None)
        )
        with database.transaction() as session:
            erasure.erase(session, subject, erasure.Request(by="retention"), (), now=now)
        count += len(rows)


def _deliveries(database: Database, before: datetime | None) -> int:
    """Empty the bodies of what was sent; that it was sent stays known."""
    if before is None:
        return 0
    with database.transaction() as session:
        rows = session.scalars(
            sa.select(Delivery).where(Delivery.state == "sent", Delivery.sent_at < before)
        )
        full = [row for row in rows if row.payload.get("data")]
        for row in full:
            row.payload = {"type": row.event, "data": {}}
        return len(full)
