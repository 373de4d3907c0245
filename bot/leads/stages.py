"""What the verbs of a lead share: moving it from stage to stage, and telling the world."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.errors import Conflict
from bot.leads import view
from bot.leads.privacy import consent
from bot.storage.tables import STAGE_MOVES, Lead, LeadDetail, StageChange

STAGE_NAMES = {
    "contact": "Contact",
    "mql": "Qualified by marketing",
    "sal": "Accepted by sales",
    "sql": "Opportunity",
    "won": "Won",
    "lost": "Lost",
    "recycled": "Back with marketing",
}


def move(
    session: Session,
    lead: Lead,
    stage: str,
    *,
    by: str,
    why: str,
    now: datetime,
    new: bool = False,
) -> None:
    """Set a lead's stage and note who moved it and why; `by` is a user's id or "baton".

    Raises Conflict for a stage that may not follow the one it is in.
    """
    before = None if new else lead.stage
    if before is not None and stage not in STAGE_MOVES[before]:
        may = " or ".join(f"“{STAGE_NAMES[each]}”" for each in STAGE_MOVES[before])
        raise Conflict(f"“{STAGE_NAMES[stage]}” cannot follow “{STAGE_NAMES[before]}”; {may} can.")
    session.add(StageChange(lead_id=lead.id, before=before, after=stage, by=by, why=why, at=now))
    lead.stage = stage
    lead.updated_at = now
    session.flush()


def tell(
    session: Session,
    event: str,
    lead: Lead,
    destinations: Sequence[str],
    *,
    now: datetime,
    **more: Any,
) -> None:
    """Write an event about a lead to the outbox, without its details unless consent stands."""
    if not destinations:
        return
    document = view.lead_document(session, lead)
    if not consent.stands(session, lead.conversation_id):
        document = view.without_contact(document)
    outbox.enqueue(session, event, {**document, **more}, destinations, lead_id=lead.id, now=now)


def values_of(session: Session, lead: Lead) -> dict[str, Any]:
    """A lead's details' normalised values by field, as conditions read them."""
    rows = session.execute(
        sa.select(LeadDetail.field, LeadDetail.value).where(LeadDetail.lead_id == lead.id)
    )
    return dict(rows.all())
