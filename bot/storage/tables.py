"""The tables, as SQLAlchemy 1.4 models in 2.0 style.

Times are UTC and aware. Identifiers that leave the process (conversations, leads, deliveries) are
random UUIDs, so that they tell nothing and cannot be guessed; `messages.id` counts up, because it
is also the event id of the live stream.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import declarative_base, relationship, validates
from sqlalchemy.types import TypeDecorator

from bot.storage import trail

Base: Any = declarative_base(
    metadata=sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
)


class UTC(TypeDecorator):
    """An aware time kept as UTC: SQLite drops the zone, so it is put back when read."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times are stored with their zone")
        return value.astimezone(timezone.utc)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=timezone.utc)


def now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(timezone.utc)


def new_id() -> str:
    return str(uuid.uuid4())


OWNERS = ("bot", "waiting", "rep")
SENDERS = ("visitor", "bot", "rep", "system")
STAGES = ("contact", "mql", "sal", "sql", "won", "lost", "recycled")
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
IDENTITY_ACTIONS = ("merged", "split", "dismissed", "reopened")
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
DELIVERY_STATES = ("pending", "sent", "dead")
RECEIVED_STATES = ("applied", "refused")
MEETING_STATES = ("held", "booked", "over", "cancelled", "expired")


def _one_of(column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


def _moves() -> str:
    """The legal stage changes as an SQL condition."""
    legal = " OR ".join(
        "before = '{}' AND after IN ({})".format(before, ", ".join(f"'{one}'" for one in after))
        for before, after in STAGE_MOVES.items()
    )
    return f"before IS NULL AND after = 'contact' OR {legal}"


class Conversation(Base):
    """One visitor's chat; `owner` says who answers, and mutes the bot when it is not the bot."""

    __tablename__ = "conversations"
    id = sa.Column(sa.String(36), primary_key=True, default=new_id)
    created_at = sa.Column(UTC, nullable=False, default=now)
    last_at = sa.Column(UTC, nullable=False, default=now)
    owner = sa.Column(sa.String(10), nullable=False, default="bot")
    page_url = sa.Column(sa.Text)
    referrer = sa.Column(sa.Text)
    utm = sa.Column(sa.JSON, nullable=False, default=dict)
    locale = sa.Column(sa.String(35))
    timezone = sa.Column(sa.String(60))  # the visitor's, as their browser says: an IANA name
    # The qualification so far: details with the message each came from, what is open, refusals.
    state = sa.Column(sa.JSON, nullable=False, default=dict)
    mark = sa.Column(sa.String(30))  # why this is no sales talk: support, job, pitch, abuse …
    __table_args__ = (_one_of("owner", OWNERS), sa.Index(None, "last_at"))


class Message(Base):
    """One line of a transcript."""

    __tablename__ = "messages"
    id = sa.Column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    conversation_id = sa.Column(sa.ForeignKey("conversations.id"), nullable=False)
    client_id = sa.Column(sa.String(64))  # the visitor's own id for it: a repeat is recognised
    reply_to = sa.Column(sa.ForeignKey("messages.id"))
    sender = sa.Column(sa.String(10), nullable=False)
    text = sa.Column(sa.Text, nullable=False)
    buttons = sa.Column(sa.JSON, nullable=False, default=list)  # [{label, button}]
    sources = sa.Column(sa.JSON, nullable=False, default=list)  # [{path, line, heading, url}]
    revision = sa.Column(sa.String(64))  # content revision that an answer came from
    answered = sa.Column(sa.Boolean, nullable=False, default=False)  # visitor's: replies are in
    at = sa.Column(UTC, nullable=False, default=now)
    __table_args__ = (
        _one_of("sender", SENDERS),
        sa.UniqueConstraint("conversation_id", "client_id"),
        sa.Index(None, "conversation_id", "id"),
        sa.Index(None, "reply_to"),
    )


class User(Base):
    """Somebody who signs in: rep, marketer or admin."""

    __tablename__ = "users"
    id = sa.Column(sa.String(60), primary_key=True)  # the playbook's id of the person
    email = sa.Column(sa.String(320), nullable=False, unique=True)
    name = sa.Column(sa.String(200), nullable=False)
    password_hash = sa.Column(sa.Text)  # argon2; none yet means cannot sign in
    roles = sa.Column(sa.JSON, nullable=False, default=list)
    active = sa.Column(sa.Boolean, nullable=False, default=True)
    # What routing needs: teams, timezone, hours, weight, capacity, languages, absences …
    profile = sa.Column(sa.JSON, nullable=False, default=dict)
    session_epoch = sa.Column(sa.Integer, nullable=False, default=0)  # raised: signs out everywhere
    created_at = sa.Column(UTC, nullable=False, default=now)


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
        _one_of("stage", STAGES),
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
        _one_of("action", IDENTITY_ACTIONS),
        sa.Index(None, "lead_id"),
        sa.Index(None, "other_id"),
    )


class Handover(Base):
    """A conversation being given to a person."""

    __tablename__ = "handovers"
    id = sa.Column(sa.String(36), primary_key=True, default=new_id)
    lead_id = sa.Column(sa.ForeignKey("leads.id"), nullable=False, unique=True)
    state = sa.Column(sa.String(12), nullable=False, default="requested")
    reason = sa.Column(sa.Text, nullable=False)
    requested_at = sa.Column(UTC, nullable=False, default=now)
    accepted_at = sa.Column(UTC)
    __table_args__ = (_one_of("state", HANDOVER_STATES),)


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
        _one_of("state", ASSIGNMENT_STATES),
        # One lead is with one person: the database itself refuses a second open assignment.
        sa.Index(
            "uq_assignments_open",
            "lead_id",
            unique=True,
            sqlite_where=sa.text("state IN ('offered', 'accepted')"),
            postgresql_where=sa.text("state IN ('offered', 'accepted')"),
        ),
        # What everybody had lately, without a look at the table: see bot.leads.roster.
        sa.Index(None, "user_id", "offered_at", "state"),
        sa.Index(None, "user_id", "state"),
        sa.Index(None, "lead_id"),
        sa.Index(None, "state", "expires_at"),
    )


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
        _one_of("state", DELIVERY_STATES),
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
        _one_of("state", RECEIVED_STATES),
        sa.CheckConstraint("(state = 'refused') = (problem IS NOT NULL)", name="problem"),
        sa.Index(None, "state", "at"),
        sa.Index(None, "lead_id"),
    )


class ApiKey(Base):
    """What a program signs in with: only the hash of it is kept."""

    __tablename__ = "api_keys"
    id = sa.Column(sa.String(12), primary_key=True)  # the part of the key that may be seen
    name = sa.Column(sa.String(100), nullable=False)
    hash = sa.Column(sa.String(64), nullable=False)  # SHA-256 of the whole key, which is random
    scopes = sa.Column(sa.JSON, nullable=False)
    created_at = sa.Column(UTC, nullable=False, default=now)
    last_used_at = sa.Column(UTC)
    revoked_at = sa.Column(UTC)


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
        _one_of("state", MEETING_STATES),
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


class UnansweredQuestion(Base):
    """A question that the content could not answer, noted for marketing."""

    __tablename__ = "unanswered_questions"
    id = sa.Column(sa.Integer, primary_key=True, autoincrement=True)
    conversation_id = sa.Column(sa.ForeignKey("conversations.id"), nullable=False)
    message_id = sa.Column(sa.ForeignKey("messages.id"))
    question = sa.Column(sa.Text, nullable=False)
    revision = sa.Column(sa.String(64), nullable=False)
    at = sa.Column(UTC, nullable=False, default=now)
    __table_args__ = (sa.Index(None, "at"),)


class RasaEvent(Base):
    """Rasa's tracker, one row for each event; appended to, never replayed in full each turn."""

    __tablename__ = "rasa_events"
    conversation_id = sa.Column(sa.String(255), primary_key=True)
    number = sa.Column(sa.Integer, primary_key=True)
    event = sa.Column(sa.JSON, nullable=False)


trail.guard(Base.metadata)
