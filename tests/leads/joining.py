"""Two leads of one person: how they look, and merging them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.leads.desk import Desk
from bot.leads.identity import duplicates, merging
from bot.storage.tables import (
    Base,
    IdentityChange,
    Lead,
)
from tests.leads.samples import WEDNESDAY

MINUTE = timedelta(minutes=1)
WHY = "She told me on the phone"


def merge(session: Session, desk: Desk, one: Lead, other: Lead, by: str = "lee") -> IdentityChange:
    return merging.merge(session, one.id, other.id, by, WHY, desk, now=WEDNESDAY + MINUTE)


def alike(session: Session, lead: Lead) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.lead.id, each.reasons) for each in duplicates.possible(session, lead)]


def everything(session: Session) -> dict[str, list[Any]]:
    """All rows of all tables but those that tell of the merge itself, and when a lead changed."""
    apart = {"merged_leads", "identity_changes", "deliveries"}
    return {
        table.name: sorted(
            repr([value for name, value in row.items() if name != "updated_at"])
            for row in session.execute(sa.select(table)).mappings()
        )
        for table in Base.metadata.sorted_tables
        if table.name not in apart
    }
