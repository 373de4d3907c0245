"""What somebody agreed to, and the receipt when all of theirs has gone."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.tables.base import UTC, Base, new_id, now


class Consent(Base):
    """What somebody agreed to, in which words; withdrawing keeps the row and dates it."""

    __tablename__ = "consents"
    id = sa.Column(sa.String(36), primary_key=True, default=new_id)
    conversation_id = sa.Column(sa.ForeignKey("conversations.id"), nullable=False)
    lead_id = sa.Column(sa.ForeignKey("leads.id"))
    subject = sa.Column(sa.Text, nullable=False)
    purpose = sa.Column(sa.Text, nullable=False)
    basis = sa.Column(sa.String(40), nullable=False, default="consent")
    wording = sa.Column(sa.Text, nullable=False)
    wording_version = sa.Column(sa.String(40), nullable=False)
    wording_hash = sa.Column(sa.String(64), nullable=False)  # SHA-256 of the wording
    language = sa.Column(sa.String(35), nullable=False)
    given = sa.Column(sa.Boolean, nullable=False)
    method = sa.Column(sa.String(20), nullable=False)  # button | words
    page = sa.Column(sa.Text)
    message_id = sa.Column(sa.ForeignKey("messages.id"))
    at = sa.Column(UTC, nullable=False, default=now)
    withdrawn_at = sa.Column(UTC)
    __table_args__ = (sa.Index(None, "conversation_id"), sa.Index(None, "lead_id"))


class Erasure(Base):
    """The receipt of an erasure: what was removed in each store, and nothing about whom."""

    __tablename__ = "erasures"
    id = sa.Column(sa.String(36), primary_key=True, default=new_id)
    by = sa.Column(sa.String(60), nullable=False)  # a user's id, "operator" or "retention"
    salt = sa.Column(sa.String(32), nullable=False)
    subject_hash = sa.Column(sa.String(64))  # SHA-256; none for what was only too old
    leads = sa.Column(sa.JSON, nullable=False)  # their ids, by which others may know them
    counts = sa.Column(sa.JSON, nullable=False)  # store → how much was removed
    files = sa.Column(sa.JSON, nullable=False)  # deliveries whose mail files are still to go
    at = sa.Column(UTC, nullable=False, default=now)
    finished_at = sa.Column(UTC)
    # Asked for each row of a trail that goes.
    __table_args__ = (sa.Index(None, "finished_at"),)
