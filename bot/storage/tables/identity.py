"""Who is who: leads that a person has recognised as of one somebody, or as of two."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.tables.base import UTC, Base, now, one_of

IDENTITY_ACTIONS = ("merged", "split", "dismissed", "reopened")


class MergedLead(Base):
    """A lead that a person has recognised as the same somebody as another one.

    Nothing of it moves: taking this row away splits the two again. `into_id` is never itself
    merged, so that all leads of one person are one step from it.
    """

    __tablename__ = "merged_leads"
    lead_id = sa.Column(sa.ForeignKey("leads.id"), primary_key=True)
    into_id = sa.Column(sa.ForeignKey("leads.id"), nullable=False)
    __table_args__ = (
        sa.CheckConstraint("lead_id <> into_id", name="another"),
        sa.Index(None, "into_id"),
    )


class IdentityChange(Base):
    """The trail of who is who: two leads merged, split, or found to be two people."""

    __tablename__ = "identity_changes"
    id = sa.Column(sa.Integer, primary_key=True, autoincrement=True)
    action = sa.Column(sa.String(10), nullable=False)
    lead_id = sa.Column(sa.ForeignKey("leads.id"), nullable=False)
    other_id = sa.Column(sa.ForeignKey("leads.id"), nullable=False)
    moved = sa.Column(sa.JSON, nullable=False)  # ids of the leads that came or went with lead_id
    by = sa.Column(sa.String(60), nullable=False)  # a user's id
    why = sa.Column(sa.Text, nullable=False)
    at = sa.Column(UTC, nullable=False, default=now)
    undoes_id = sa.Column(sa.ForeignKey("identity_changes.id"), unique=True)  # undone once at most
    __table_args__ = (
        one_of("action", IDENTITY_ACTIONS),
        sa.Index(None, "lead_id"),
        sa.Index(None, "other_id"),
    )
