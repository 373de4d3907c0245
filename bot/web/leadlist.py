"""The rows of the inbox: what is offered to the reader first, then every person by latest change.

Each query is answered from an index (tests/web/test_plans.py holds that).
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bot.leads.backlog import heat
from bot.leads.identity import identity
from bot.storage.tables import Assignment, Lead, MergedLead, User

PAGE = 50  # leads on one page, besides what is offered


def rows(
    session: Session, user_id: str, stage: str, search: str, mine: bool, number: int
) -> tuple[list[dict[str, Any]], bool]:
    """The rows of a page, and whether there are more. On the first page stand the offers to the
    reader, the hottest first and of equally hot ones the one that waits longest."""
    offered = sorted(
        session.execute(_filtered(_offers(user_id), stage, search)).all(),
        key=lambda row: (heat(row.Lead.grade), row.Assignment.offered_at, row.Lead.id),
    )
    rest = _filtered(_rest(), stage, search).where(Lead.id.not_in([row.Lead.id for row in offered]))
    if mine:
        rest = rest.where(Lead.owner_id == user_id)
    found = session.execute(rest.limit(PAGE + 1).offset((number - 1) * PAGE)).all()
    shown = [*(offered if number == 1 else []), *found[:PAGE]]
    several = _conversations(session, [row.Lead.id for row in shown])
    return [
        {
            "Lead": row.Lead,
            "Assignment": row.Assignment,
            "holder": row.holder,
            "mine": user_id in {row.Lead.owner_id, row.Assignment and row.Assignment.user_id},
            "conversations": 1 + several.get(row.Lead.id, 0),
        }
        for row in shown
    ], len(found) > PAGE


def _offers(user_id: str) -> Any:
    return (
        sa.select(Lead, Assignment, User.name.label("holder"))
        .join(Assignment, Assignment.lead_id == Lead.id)
        .join(User, User.id == Assignment.user_id)
        .where(Assignment.user_id == user_id, Assignment.state == "offered")
    )


def _rest() -> Any:
    open_now = sa.and_(Assignment.lead_id == Lead.id, Assignment.state.in_(("offered", "accepted")))
    return (
        sa.select(Lead, Assignment, User.name.label("holder"))
        .outerjoin(Assignment, open_now)
        .outerjoin(User, User.id == sa.func.coalesce(Assignment.user_id, Lead.owner_id))
        .where(identity.unmerged())
        .order_by(Lead.updated_at.desc())
    )


def _filtered(query: Any, stage: str, search: str) -> Any:
    if stage:
        query = query.where(Lead.stage == stage)
    if search:
        merged = aliased(Lead)
        # Somebody is found by what they told in any of their conversations.
        elsewhere = (
            sa.select(MergedLead.lead_id)
            .join(merged, merged.id == MergedLead.lead_id)
            .where(MergedLead.into_id == Lead.id, _says(merged, search))
        )
        query = query.where(sa.or_(_says(Lead, search), elsewhere.exists()))
    return query


def _says(lead: Any, search: str) -> Any:
    fields = (lead.name, lead.email, lead.phone, lead.company)
    like = (sa.func.lower(field).contains(search.lower(), autoescape=True) for field in fields)
    return sa.or_(*like)


def _conversations(session: Session, lead_ids: list[str]) -> dict[str, int]:
    """How many other leads are merged into each of these."""
    counted = (
        sa.select(MergedLead.into_id, sa.func.count())
        .where(MergedLead.into_id.in_(lead_ids))
        .group_by(MergedLead.into_id)
    )
    return dict(session.execute(counted).all())
