"""A lead as plain data: the one shape that the commands, the HTTP API and webhooks give."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.storage.tables import (
    Assignment,
    Consent,
    Conversation,
    Delivery,
    Handover,
    Lead,
    LeadDetail,
    Meeting,
    Message,
    Opportunity,
    StageChange,
    User,
)


def lead_document(session: Session, lead: Lead) -> dict[str, Any]:
    """All that is known of a lead; times are ISO 8601 in UTC."""
    assignments = _rows(session, Assignment, lead.id, Assignment.offered_at, Assignment.id)
    open_now = next((one for one in assignments if one.state in ("offered", "accepted")), None)
    handover = session.scalars(sa.select(Handover).where(Handover.lead_id == lead.id)).first()
    conversation = session.get(Conversation, lead.conversation_id)
    opportunity = session.get(Opportunity, lead.id)
    return {
        **lead_summary(lead),
        "opportunity": None if opportunity is None else opportunity_document(opportunity),
        "score": {
            "fit": lead.fit,
            "engagement": lead.engagement,
            "reasons": list(lead.score_reasons),
        },
        "details": [
            {
                "field": row.field,
                "label": row.label,
                "value": row.value,
                "shown": row.shown,
                "said": row.said,
                "message_id": row.message_id,
                "confidence": row.confidence,
            }
            for row in _rows(session, LeadDetail, lead.id, LeadDetail.at, LeadDetail.field)
        ],
        "handover": None
        if handover is None
        else {
            "state": handover.state,
            "reason": handover.reason,
            "requested_at": iso(handover.requested_at),
            "accepted_at": iso(handover.accepted_at),
        },
        "assignment": None if open_now is None else _assignment(session, open_now),
        "assignments": [_assignment(session, row) for row in assignments if row is not open_now],
        "conversation": {
            "id": conversation.id,
            "page_url": conversation.page_url,
            "referrer": conversation.referrer,
            "utm": dict(conversation.utm or {}),
            "locale": conversation.locale,
        },
        "transcript": [
            {"id": row.id, "sender": row.sender, "text": row.text, "at": iso(row.at)}
            for row in session.scalars(
                sa.select(Message)
                .where(Message.conversation_id == lead.conversation_id)
                .order_by(Message.id)
            )
        ],
        "consents": [
            {
                "given": row.given,
                "purpose": row.purpose,
                "basis": row.basis,
                "wording": row.wording,
                "version": row.wording_version,
                "hash": row.wording_hash,
                "language": row.language,
                "method": row.method,
                "page": row.page,
                "message_id": row.message_id,
                "at": iso(row.at),
                "withdrawn_at": iso(row.withdrawn_at),
            }
            for row in session.scalars(
                sa.select(Consent)
                .where(Consent.conversation_id == lead.conversation_id)
                .order_by(Consent.at)
            )
        ],
        "history": [
            {
                "before": row.before,
                "after": row.after,
                "by": row.by,
                "why": row.why,
                "at": iso(row.at),
            }
            for row in _rows(session, StageChange, lead.id, StageChange.id)
        ],
        "meetings": [
            meeting_document(row)
            for row in _rows(session, Meeting, lead.id, Meeting.created_at, Meeting.id)
        ],
        "deliveries": [
            delivery_document(row)
            for row in _rows(session, Delivery, lead.id, Delivery.created_at, Delivery.id)
        ],
    }


def lead_summary(lead: Lead) -> dict[str, Any]:
    """What a list shows of a lead."""
    return {
        "id": lead.id,
        "stage": lead.stage,
        "grade": lead.grade,
        "contact": {
            "name": lead.name,
            "email": lead.email,
            "phone": lead.phone,
            "company": lead.company,
        },
        "owner_id": lead.owner_id,
        "created_at": iso(lead.created_at),
        "updated_at": iso(lead.updated_at),
    }


def without_contact(document: Mapping[str, Any]) -> dict[str, Any]:
    """A lead document without anything that the visitor said or that tells who they are.

    What goes out while there is no consent: free text may hold an address, so none of it does.
    """
    return {
        **document,
        "contact": dict.fromkeys(document["contact"]),
        "details": [],
        "transcript": [],
        "conversation": {"id": document["conversation"]["id"]},
        "assignment": None,
        "assignments": [],
    }


def delivery_document(row: Delivery) -> dict[str, Any]:
    """One row of the outbox, without its body."""
    return {
        "id": row.id,
        "event": row.event,
        "destination": row.destination,
        "state": row.state,
        "attempts": row.attempts,
        "last_error": row.last_error,
        "created_at": iso(row.created_at),
        "next_at": iso(row.next_at) if row.state == "pending" else None,
        "sent_at": iso(row.sent_at),
    }


def opportunity_document(row: Opportunity) -> dict[str, Any]:
    """What a lead is worth, in whole units of the currency, and when it is to be decided."""
    return {
        "value": row.value,
        "currency": row.currency,
        "closes_on": row.closes_on.isoformat(),
    }


def meeting_document(row: Meeting) -> dict[str, Any]:
    """A meeting, or a time that is held for one."""
    return {
        "id": row.id,
        "user_id": row.user_id,
        "state": row.state,
        "starts_at": iso(row.starts_at),
        "ends_at": iso(row.ends_at),
        "uid": row.uid,
        "sequence": row.sequence,
        "visitor_timezone": row.visitor_timezone,
        "changed_by": row.changed_by,
    }


def _assignment(session: Session, row: Assignment) -> dict[str, Any]:
    person = session.get(User, row.user_id)
    return {
        "id": row.id,
        "person": {"id": person.id, "name": person.name, "email": person.email},
        "state": row.state,
        "rung": row.rung,
        "text": row.text,
        "explanation": row.explanation,
        "offered_at": iso(row.offered_at),
        "expires_at": iso(row.expires_at),
        "decided_at": iso(row.decided_at),
        "decline_reason": row.decline_reason,
    }


def _rows(session: Session, table: Any, lead_id: str, *order: Any) -> list[Any]:
    return list(session.scalars(sa.select(table).where(table.lead_id == lead_id).order_by(*order)))


def printable(text: object) -> str:
    """Text for a terminal: what a visitor wrote must not steer it."""
    unsafe = "\N{REPLACEMENT CHARACTER}"
    return "".join(c if c.isprintable() or c == "\n" else unsafe for c in str(text))


def iso(at: datetime | None) -> str | None:
    """A time as it stands in documents."""
    return None if at is None else at.isoformat()
