"""What is told to whom, at which pace, and what was told us."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.tables.base import UTC, Base, new_id, now, one_of

DELIVERY_STATES = ("pending", "sent", "dead")
RECEIVED_STATES = ("applied", "refused")


class Delivery(Base):
    """The outbox: one row for each thing to tell one destination, written with the change."""

    __tablename__ = "deliveries"
    id = sa.Column(sa.String(36), primary_key=True, default=new_id)  # idempotency key, webhook-id
    event = sa.Column(sa.String(40), nullable=False)
    destination = sa.Column(sa.String(200), nullable=False)  # as `bot.delivery.outbox` names them
    lead_id = sa.Column(sa.ForeignKey("leads.id"))
    payload = sa.Column(sa.JSON, nullable=False)
    state = sa.Column(sa.String(10), nullable=False, default="pending")
    attempts = sa.Column(sa.Integer, nullable=False, default=0)
    next_at = sa.Column(UTC, nullable=False, default=now)
    last_error = sa.Column(sa.Text)
    created_at = sa.Column(UTC, nullable=False, default=now)
    sent_at = sa.Column(UTC)
    # The row before it, of the same lead to the same destination, while that is not sent or parked.
    waits_for = sa.Column(sa.String(36))
    __table_args__ = (
        one_of("state", DELIVERY_STATES),
        # What a destination gets next, however much waits, for it or for others.
        sa.Index(None, "state", "destination", "waits_for", "next_at"),
        sa.Index(None, "lead_id", "destination", "created_at"),
        sa.Index(None, "waits_for"),
        sa.Index(None, "created_at"),
    )


class Pace(Base):
    """When a destination that takes only so many events in a time is free for the next one."""

    __tablename__ = "paces"
    destination = sa.Column(sa.String(200), primary_key=True)
    free_at = sa.Column(UTC, nullable=False)


class CrmCompany(Base):
    """Which company of a CRM has a domain, until when that is taken for true; without an id,
    until when nobody else looks for it."""

    __tablename__ = "crm_companies"
    destination = sa.Column(sa.String(200), primary_key=True)
    domain = sa.Column(sa.String(255), primary_key=True)
    remote_id = sa.Column(sa.String(100))
    until = sa.Column(UTC, nullable=False)


class ReceivedEvent(Base):
    """An event that a CRM sent us, by its webhook-id: one that came before is not applied again."""

    __tablename__ = "received_events"
    id = sa.Column(sa.String(200), primary_key=True)
    event = sa.Column(sa.String(40), nullable=False)
    lead_id = sa.Column(sa.ForeignKey("leads.id"))
    state = sa.Column(sa.String(10), nullable=False)
    problem = sa.Column(sa.Text)  # why it was refused, in words
    at = sa.Column(UTC, nullable=False, default=now)
    __table_args__ = (
        one_of("state", RECEIVED_STATES),
        sa.CheckConstraint("(state = 'refused') = (problem IS NOT NULL)", name="problem"),
        sa.Index(None, "state", "at"),
        sa.Index(None, "lead_id"),
    )
