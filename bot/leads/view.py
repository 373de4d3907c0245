"""A lead as one JSON document: for the commands, the API, webhooks and mails."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.leads.qualification import CONTACT_FIELDS
from bot.storage.tables import (
    Assignment,
    Consent,
    Conversation,
    Delivery,
    Handover,
    Lead,
    LeadDetail,
    Message,
    StageChange,
    User,
)


def lead_document(session: Session, lead: Lead, *, contact: bool = True) -> dict[str, Any]:
    """Everything about a lead. Without `contact` nothing in it can be used to reach the person:
    contact details and the transcript, in which they stand, are left out."""
    conversation = session.get(Conversation, lead.conversation_id)
    document: dict[str, Any] = {
        "id": lead.id,
        "conversation_id": lead.conversation_id,
        "stage": lead.stage,
        "name": lead.name if contact else None,
        "email": lead.email if contact else None,
        "phone": lead.phone if contact else None,
        "company": lead.company,
        "created_at": lead.created_at.isoformat(),
        "updated_at": lead.updated_at.isoformat(),
        "page_url": conversation.page_url,
        "referrer": conversation.referrer,
        "utm": conversation.utm,
        "score": {
            "grade": lead.grade,
            "fit": lead.fit,
            "engagement": lead.engagement,
            "reasons": lead.score_reasons,
        },
        "details": [
            {
                "field": row.field,
                "label": row.label,
                "value": row.value,
                "shown": row.shown,
                "said": row.said if contact else None,
                "message_id": row.message_id,
                "confidence": row.confidence,
            }
            for row in _rows(session, LeadDetail, lead, LeadDetail.at)
            if contact or row.field not in CONTACT_FIELDS
        ],
        "handover": _handover(session, lead),
        "assignment": _assignment(session, lead),
        "stages": [
            {
                "before": row.before,
                "after": row.after,
                "by": row.by,
                "why": row.why,
                "at": row.at.isoformat(),
            }
            for row in _rows(session, StageChange, lead, StageChange.id)
        ],
        "consents": _consents(session, lead),
    }
    if contact:
        document["transcript"] = [
            {"sender": row.sender, "text": row.text, "at": row.at.isoformat()}
            for row in session.scalars(
                sa.select(Message)
                .where(Message.conversation_id == lead.conversation_id)
                .order_by(Message.id)
            )
        ]
    return document


def deliveries(session: Session, lead: Lead) -> list[dict[str, Any]]:
    """What was and is to be told about the lead, and to whom."""
    return [
        {
            "id": row.id,
            "event": row.event,
            "destination": row.destination,
            "state": row.state,
            "attempts": row.attempts,
            "last_error": row.last_error,
            "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        }
        for row in _rows(session, Delivery, lead, Delivery.created_at)
    ]


def _rows(session: Session, table: Any, lead: Lead, order: Any) -> list[Any]:
    return list(session.scalars(sa.select(table).where(table.lead_id == lead.id).order_by(order)))


def _handover(session: Session, lead: Lead) -> dict[str, Any] | None:
    row = session.scalars(sa.select(Handover).where(Handover.lead_id == lead.id)).one_or_none()
    if row is None:
        return None
    return {
        "state": row.state,
        "reason": row.reason,
        "requested_at": row.requested_at.isoformat(),
        "accepted_at": row.accepted_at.isoformat() if row.accepted_at else None,
    }


def _assignment(session: Session, lead: Lead) -> dict[str, Any] | None:
    row = session.scalars(
        sa.select(Assignment)
        .where(Assignment.lead_id == lead.id)
        .order_by(Assignment.offered_at.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    user = session.get(User, row.user_id)
    return {
        "id": row.id,
        "person": {"id": user.id, "name": user.name, "email": user.email},
        "state": row.state,
        "rung": row.rung,
        "text": row.text,
        "explanation": row.explanation,
        "offered_at": row.offered_at.isoformat(),
        "expires_at": row.expires_at.isoformat() if row.expires_at else None,
    }


def _consents(session: Session, lead: Lead) -> list[dict[str, Any]]:
    rows = session.scalars(
        sa.select(Consent)
        .where(Consent.conversation_id == lead.conversation_id)
        .order_by(Consent.at)
    )
    return [
        {
            "purpose": row.purpose,
            "basis": row.basis,
            "given": row.given,
            "wording": row.wording,
            "wording_version": row.wording_version,
            "wording_hash": row.wording_hash,
            "language": row.language,
            "method": row.method,
            "page": row.page,
            "at": row.at.isoformat(),
            "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
        }
        for row in rows
    ]
