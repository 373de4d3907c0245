"""A lead from its first contact detail on: verbs, each within the caller's transaction.

What is to be told about a change is written to the outbox by the same verb. What comes after
stands in `bot.leads.handover` and `bot.leads.outcomes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.leads.playbook.playbook import Scoring
from bot.leads.privacy import consent
from bot.leads.qualification import CONTACT_FIELDS, REACHABLE_BY
from bot.leads.scoring import Engagement as Engaged
from bot.leads.scoring import Score, score
from bot.leads.stages import move, tell, values_of
from bot.storage.tables import Consent, Conversation, Engagement, Lead, LeadDetail
from bot.storage.tables import now as time_now

# Columns of a lead that repeat a detail, with how much they hold.
_COLUMNS = {"name": 200, "email": 320, "phone": 40, "company": 200}
_GAVE_CONTACT = "gave_contact"


@dataclass(frozen=True)
class Recorded:
    """One detail: `value` normalised, `shown` for people, `said` in the visitor's words."""

    field: str
    label: str
    value: Any
    shown: str
    said: str
    message_id: int | None = None
    confidence: float = 1.0


def lead_of(session: Session, conversation_id: str) -> Lead | None:
    """The lead of a conversation, if there is one yet."""
    lead: Lead | None = session.scalars(
        sa.select(Lead).where(Lead.conversation_id == conversation_id)
    ).one_or_none()
    return lead


def record_details(
    session: Session,
    conversation: Conversation,
    details: Sequence[Recorded],
    *,
    taken_back: Sequence[str] = (),
    destinations: Sequence[str],
    now: datetime | None = None,
) -> Lead | None:
    """Keep all that is known of a visitor; the lead begins with the first contact detail.

    `details` are all known ones, not only the new; `taken_back` the names of those that the
    visitor wants left out again. A contact detail is a name, an email address
    or a telephone number; without any, nothing is written and None is given. Tells lead.created.
    """
    at = now or time_now()
    columns: dict[str, str | None] = {
        each.field: str(each.value)[: _COLUMNS[each.field]]
        for each in details
        if each.field in _COLUMNS and each.value
    }
    lead = lead_of(session, conversation.id)
    created = lead is None
    if lead is None:
        if not any(name in columns for name in CONTACT_FIELDS):
            return None
        lead = Lead(
            conversation_id=conversation.id,
            stage="contact",
            fit=0,
            engagement=0,
            grade="C3",
            score_reasons=[],
            created_at=at,
            updated_at=at,
            **columns,
        )
        session.add(lead)
        session.flush()
        move(session, lead, "contact", by="baton", why="Gave a contact detail", now=at, new=True)
    changed = _write_details(session, lead, details, at)
    reached = next((each for each in details if each.field in REACHABLE_BY and each.value), None)
    if reached is not None and (created or not any(getattr(lead, n) for n in REACHABLE_BY)):
        _note_contact(session, lead, reached, at)
    if taken_back:
        rows = session.scalars(
            sa.select(LeadDetail).where(
                LeadDetail.lead_id == lead.id, LeadDetail.field.in_(taken_back)
            )
        )
        for row in rows:
            session.delete(row)
            changed = True
        columns |= {name: None for name in taken_back if name in _COLUMNS}
    for name, value in columns.items():
        if getattr(lead, name) != value:
            setattr(lead, name, value)
            changed = True
    if changed or created:
        lead.updated_at = at
        _join_consents(session, lead)
    session.flush()
    if created:
        tell(session, "lead.created", lead, destinations, now=at)
    return lead


def _write_details(session: Session, lead: Lead, details: Sequence[Recorded], at: datetime) -> bool:
    known = {
        row.field: row
        for row in session.scalars(sa.select(LeadDetail).where(LeadDetail.lead_id == lead.id))
    }
    changed = False
    for each in details:
        row = known.get(each.field)
        values = {
            "label": each.label[:200],
            "value": each.value,
            "shown": each.shown,
            "said": each.said,
            "message_id": each.message_id,
            "confidence": each.confidence,
        }
        if row is None:
            session.add(LeadDetail(lead_id=lead.id, field=each.field, at=at, **values))
            changed = True
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.at = at
            changed = True
    return changed


def _note_contact(session: Session, lead: Lead, reached: Recorded, at: datetime) -> None:
    """Count that a visitor gave a way to be reached, once: it may be taken back and given anew."""
    given = sa.select(Engagement.id).where(
        Engagement.conversation_id == lead.conversation_id, Engagement.event == _GAVE_CONTACT
    )
    if session.scalar(given.limit(1)) is None:
        record_engagement(session, lead.conversation_id, _GAVE_CONTACT, reached.message_id, at)


def _join_consents(session: Session, lead: Lead) -> None:
    """Consent is asked before there is a lead: its record gets to know whose it is."""
    for row in session.scalars(
        sa.select(Consent).where(Consent.conversation_id == lead.conversation_id)
    ):
        row.lead_id = lead.id
        row.subject = consent.subject(lead, lead.conversation_id)


def record_engagement(
    session: Session,
    conversation_id: str,
    event: str,
    message_id: int | None,
    now: datetime | None = None,
) -> None:
    """Write down something a visitor did that shows interest; counted at the next `rescore`."""
    session.add(
        Engagement(
            conversation_id=conversation_id,
            event=event,
            message_id=message_id,
            at=now or time_now(),
        )
    )
    session.flush()


def engagements_of(session: Session, lead: Lead) -> list[Engaged]:
    """What the visitor did, in its order."""
    return [
        Engaged(row.event, row.at)
        for row in session.scalars(
            sa.select(Engagement)
            .where(Engagement.conversation_id == lead.conversation_id)
            .order_by(Engagement.id)
        )
    ]


def rescore(
    session: Session,
    lead: Lead,
    scoring: Scoring,
    *,
    destinations: Sequence[str],
    now: datetime | None = None,
) -> Score:
    """Score a lead anew; a contact that passes becomes an MQL, which lead.qualified tells.

    A lead never goes back by itself when its engagement fades.
    """
    at = now or time_now()
    found = score(values_of(session, lead), engagements_of(session, lead), scoring, at)
    lead.fit, lead.engagement, lead.grade = found.fit, found.engagement, found.grade
    lead.score_reasons = [each.as_dict() for each in found.reasons]
    if found.mql and lead.stage == "contact":
        move(session, lead, "mql", by="baton", why=found.why, now=at)
        tell(session, "lead.qualified", lead, destinations, now=at)
    session.flush()
    return found
