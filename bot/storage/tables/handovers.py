"""Giving a lead to a person: the handover, and each offer of it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from bot.storage.tables.accounts import User
from bot.storage.tables.base import UTC, Base, new_id, now, one_of
from bot.storage.tables.leads import Lead

HANDOVER_STATES = (
    "requested",
    "offered",
    "accepted",
    "declined",
    "expired",
    "reassigned",
    "emailed",
)
# withdrawn: taken back from somebody who did not ask for that; closed: the lead is lost or recycled
ASSIGNMENT_STATES = ("offered", "accepted", "declined", "expired", "withdrawn", "closed")


class Handover(Base):
    """A conversation being given to a person."""

    __tablename__ = "handovers"
    id = sa.Column(sa.String(36), primary_key=True, default=new_id)
    lead_id = sa.Column(sa.ForeignKey("leads.id"), nullable=False, unique=True)
    state = sa.Column(sa.String(12), nullable=False, default="requested")
    reason = sa.Column(sa.Text, nullable=False)
    requested_at = sa.Column(UTC, nullable=False, default=now)
    accepted_at = sa.Column(UTC)
    __table_args__ = (one_of("state", HANDOVER_STATES),)


class Assignment(Base):
    """A lead offered to one rep, with why: candidates, exclusions, arithmetic."""

    __tablename__ = "assignments"
    id = sa.Column(sa.String(36), primary_key=True, default=new_id)
    lead_id = sa.Column(sa.ForeignKey("leads.id"), nullable=False)
    user_id = sa.Column(sa.ForeignKey("users.id"), nullable=False)
    state = sa.Column(sa.String(10), nullable=False, default="offered")
    rung = sa.Column(sa.String(200), nullable=False)
    text = sa.Column(sa.Text, nullable=False)  # the explanation in words
    explanation = sa.Column(sa.JSON, nullable=False, default=dict)
    offered_at = sa.Column(UTC, nullable=False, default=now)
    expires_at = sa.Column(UTC)
    decided_at = sa.Column(UTC)
    decline_reason = sa.Column(sa.Text)
    user = relationship(User)
    lead = relationship(Lead)
    __table_args__ = (
        one_of("state", ASSIGNMENT_STATES),
        # One lead is with one person: the database itself refuses a second open assignment.
        sa.Index(
            "uq_assignments_open",
            "lead_id",
            unique=True,
            sqlite_where=sa.text("state IN ('offered', 'accepted')"),
            postgresql_where=sa.text("state IN ('offered', 'accepted')"),
        ),
        # What everybody had lately, without a look at the table: see bot.leads.routing.roster.
        sa.Index(None, "user_id", "offered_at", "state"),
        sa.Index(None, "user_id", "state"),
        sa.Index(None, "lead_id"),
        sa.Index(None, "state", "expires_at"),
    )
