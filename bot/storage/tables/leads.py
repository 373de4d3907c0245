"""Leads: what is known of one, how it came to its score and stage, what it is worth."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import relationship, validates

from bot.storage.tables.accounts import User
from bot.storage.tables.base import UTC, Base, new_id, now, one_of
from bot.storage.tables.conversations import Conversation

STAGES = ("contact", "mql", "sal", "sql", "won", "lost", "recycled")
# Stage → the stages that may follow it.
STAGE_MOVES: dict[str, tuple[str, ...]] = {
    "contact": ("mql", "sal", "lost", "recycled"),
    "mql": ("sal", "lost", "recycled"),
    "sal": ("sql", "lost", "recycled"),
    "sql": ("won", "lost", "recycled"),
    "won": ("sql",),  # by mistake, or the order was cancelled
    "lost": ("sal", "sql", "recycled"),
    "recycled": ("mql", "sal", "lost"),
}


def _moves() -> str:
    """The legal stage changes as an SQL condition."""
    legal = " OR ".join(
        "before = '{}' AND after IN ({})".format(before, ", ".join(f"'{one}'" for one in after))
        for before, after in STAGE_MOVES.items()
    )
    return f"before IS NULL AND after = 'contact' OR {legal}"


class Lead(Base):
    """A person worth following up, from the first contact detail on."""

    __tablename__ = "leads"
    id = sa.Column(sa.String(36), primary_key=True, default=new_id)
    conversation_id = sa.Column(sa.ForeignKey("conversations.id"), nullable=False, unique=True)
    stage = sa.Column(sa.String(10), nullable=False, default="contact")
    name = sa.Column(sa.String(200))
    email = sa.Column(sa.String(320))
    email_key = sa.Column(sa.String(320))  # in small letters: by it the same address is found
    email_domain = sa.Column(sa.String(320))
    phone = sa.Column(sa.String(40))
    company = sa.Column(sa.String(200))
    fit = sa.Column(sa.Integer, nullable=False, default=0)
    engagement = sa.Column(sa.Integer, nullable=False, default=0)
    grade = sa.Column(sa.String(2), nullable=False, default="C3")
    score_reasons = sa.Column(sa.JSON, nullable=False, default=list)  # [{group, points, text}]
    owner_id = sa.Column(sa.ForeignKey("users.id"))
    created_at = sa.Column(UTC, nullable=False, default=now)
    updated_at = sa.Column(UTC, nullable=False, default=now)
    conversation = relationship(Conversation)
    owner = relationship(User)
    __table_args__ = (
        one_of("stage", STAGES),
        sa.CheckConstraint(
            "name IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL", name="has_contact"
        ),
        sa.Index(None, "owner_id", "updated_at"),
        sa.Index(None, "stage", "updated_at"),
        sa.Index(None, "stage", "owner_id"),
        sa.Index(None, "updated_at"),
        sa.Index(None, "email_key"),
        sa.Index(None, "email_domain"),
        sa.Index(None, "phone"),
    )

    @validates("email")
    def _keep_keys(self, _: str, email: str | None) -> str | None:
        self.email_key = email.strip().lower() if email else None
        self.email_domain = self.email_key.rpartition("@")[2] if self.email_key else None
        return email


class LeadDetail(Base):
    """One thing a visitor told, with the message that it came from."""

    __tablename__ = "lead_details"
    lead_id = sa.Column(sa.ForeignKey("leads.id"), primary_key=True)
    field = sa.Column(sa.String(60), primary_key=True)
    label = sa.Column(sa.String(200), nullable=False)
    value = sa.Column(sa.JSON, nullable=False)
    shown = sa.Column(sa.Text, nullable=False)  # the value as a person reads it
    said = sa.Column(sa.Text, nullable=False)  # the visitor's own words
    message_id = sa.Column(sa.ForeignKey("messages.id"))
    confidence = sa.Column(sa.Float, nullable=False, default=1.0)
    at = sa.Column(UTC, nullable=False, default=now)


class Engagement(Base):
    """Something a visitor did that shows interest; scored with decay."""

    __tablename__ = "engagements"
    id = sa.Column(sa.Integer, primary_key=True, autoincrement=True)
    conversation_id = sa.Column(sa.ForeignKey("conversations.id"), nullable=False)
    event = sa.Column(sa.String(40), nullable=False)
    message_id = sa.Column(sa.ForeignKey("messages.id"))
    at = sa.Column(UTC, nullable=False, default=now)
    __table_args__ = (sa.Index(None, "conversation_id"),)


class StageChange(Base):
    """The audit trail of a lead: who moved it, when, why. Rows are only ever added."""

    __tablename__ = "stage_changes"
    id = sa.Column(sa.Integer, primary_key=True, autoincrement=True)
    lead_id = sa.Column(sa.ForeignKey("leads.id"), nullable=False)
    before = sa.Column(sa.String(10))
    after = sa.Column(sa.String(10), nullable=False)
    by = sa.Column(sa.String(60), nullable=False)  # a user's id, or "baton"
    why = sa.Column(sa.Text, nullable=False)
    at = sa.Column(UTC, nullable=False, default=now)
    __table_args__ = (sa.Index(None, "lead_id"), sa.CheckConstraint(_moves(), name="legal"))


class Opportunity(Base):
    """What a lead is worth, and when it is expected to be decided: there from SQL on."""

    __tablename__ = "opportunities"
    lead_id = sa.Column(sa.ForeignKey("leads.id"), primary_key=True)
    value = sa.Column(sa.BigInteger, nullable=False)  # in whole units: nobody guesses cents
    currency = sa.Column(sa.String(3), nullable=False)  # ISO 4217
    closes_on = sa.Column(sa.Date, nullable=False)
    __table_args__ = (
        sa.CheckConstraint("value > 0", name="value"),
        sa.CheckConstraint("length(currency) = 3", name="currency"),
    )
