"""Who is who: the leads that a person has recognised as one and the same somebody.

Each conversation has a lead of its own. Only a rep joins two of them (`merging`); what a visitor
typed never does. `duplicates` finds those that look alike.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.storage.tables import Assignment, IdentityChange, Lead, MergedLead, User

_NOT_OWNED = ("lost", "recycled")


def main_id(session: Session, lead_id: str) -> str:
    """The lead that stands for the person of `lead_id`: itself, or the one it is merged into."""
    into = session.scalar(sa.select(MergedLead.into_id).where(MergedLead.lead_id == lead_id))
    return lead_id if into is None else str(into)


def group(session: Session, lead_id: str) -> list[str]:
    """Ids of all leads of one person: the one that stands for them first."""
    main = main_id(session, lead_id)
    merged = sa.select(MergedLead.lead_id).where(MergedLead.into_id == main)
    return [main, *(str(each) for each in session.scalars(merged.order_by(MergedLead.lead_id)))]


def owner(session: Session, lead: Lead) -> User | None:
    """Who has another lead of the same person: an open deal or a customer, else an open offer.

    Leads that are lost, or back with marketing, are nobody's.
    """
    others = [each for each in group(session, lead.id) if each != lead.id]
    if not others:
        return None
    main = main_id(session, lead.id)
    rows = session.execute(
        sa.select(Lead, Assignment.user_id)
        .outerjoin(
            Assignment,
            sa.and_(Assignment.lead_id == Lead.id, Assignment.state == "offered"),
        )
        .where(Lead.id.in_(others), Lead.stage.not_in(_NOT_OWNED))
        .order_by(Lead.updated_at.desc())
    ).all()
    ranked = sorted(
        (
            (other.owner_id is None, other.id != main, number, other.owner_id or offered)
            for number, (other, offered) in enumerate(rows)
            if other.owner_id or offered
        ),
    )
    return session.get(User, ranked[0][3]) if ranked else None


def changes(session: Session, lead_ids: list[str]) -> list[IdentityChange]:
    """What was done to who is who among these leads, oldest first."""
    return list(
        session.scalars(
            sa.select(IdentityChange)
            .where(
                sa.or_(IdentityChange.lead_id.in_(lead_ids), IdentityChange.other_id.in_(lead_ids))
            )
            .order_by(IdentityChange.id)
        )
    )


def unmerged() -> sa.sql.ColumnElement[bool]:
    """The condition that a lead stands for its person, and is not merged into another."""
    condition: sa.sql.ColumnElement[bool] = ~sa.exists().where(MergedLead.lead_id == Lead.id)
    return condition
