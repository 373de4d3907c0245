"""Meetings, and the time that each takes of a person."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from bot.storage.tables.accounts import User
from bot.storage.tables.base import UTC, Base, new_id, now, one_of
from bot.storage.tables.leads import Lead

MEETING_STATES = ("held", "booked", "over", "cancelled", "expired")


class Meeting(Base):
    """A time of one rep for one lead: held while the visitor decides, then booked."""

    __tablename__ = "meetings"
    id = sa.Column(sa.String(36), primary_key=True, default=new_id)
    lead_id = sa.Column(sa.ForeignKey("leads.id"), nullable=False)
    user_id = sa.Column(sa.ForeignKey("users.id"), nullable=False)
    starts_at = sa.Column(UTC, nullable=False)
    ends_at = sa.Column(UTC, nullable=False)
    state = sa.Column(sa.String(10), nullable=False)
    hold_expires_at = sa.Column(UTC)
    uid = sa.Column(sa.String(255), nullable=False, unique=True)  # RFC 5545: never changes
    sequence = sa.Column(sa.Integer, nullable=False, default=0)  # RFC 5546: + 1 for each change
    visitor_timezone = sa.Column(sa.String(60), nullable=False)
    changed_by = sa.Column(sa.String(60), nullable=False)  # a user's id, "visitor" or "baton"
    created_at = sa.Column(UTC, nullable=False, default=now)
    updated_at = sa.Column(UTC, nullable=False, default=now)
    user = relationship(User)
    lead = relationship(Lead)
    __table_args__ = (
        one_of("state", MEETING_STATES),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        sa.CheckConstraint("(state = 'held') = (hold_expires_at IS NOT NULL)", name="held_until"),
        # A lead has one meeting ahead: the database itself refuses a second.
        sa.Index(
            "uq_meetings_live",
            "lead_id",
            unique=True,
            sqlite_where=sa.text("state IN ('held', 'booked')"),
            postgresql_where=sa.text("state IN ('held', 'booked')"),
        ),
        sa.Index(None, "lead_id"),
        sa.Index(None, "user_id", "starts_at"),
        sa.Index(None, "state", "hold_expires_at"),
    )


class TakenTime(Base):
    """Five minutes of a person that a meeting takes. The primary key is what makes it impossible,
    on every database, that two meetings of one person overlap."""

    __tablename__ = "taken_times"
    user_id = sa.Column(sa.ForeignKey("users.id"), primary_key=True)
    at = sa.Column(UTC, primary_key=True)
    meeting_id = sa.Column(sa.ForeignKey("meetings.id", ondelete="CASCADE"), nullable=False)
    __table_args__ = (sa.Index(None, "meeting_id"),)
