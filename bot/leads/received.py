"""What a CRM tells of a lead: its outcome, or another owner. Each in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.errors import BadRequest, NotFound
from bot.leads import outcomes, ownership
from bot.leads.desk import Desk
from bot.storage.tables import Lead

BY = "crm"  # who it was, in the audit trail
EVENTS = ("lead.outcome", "lead.owner")
_DEAL = ("value", "currency", "closes_on")
_FIELDS = {
    "lead.outcome": {"id", "stage", "reason", *_DEAL},
    "lead.owner": {"id", "owner", "reason"},
}


def apply(session: Session, kind: str, data: Mapping[str, Any], desk: Desk, now: datetime) -> Lead:
    """Do what an event says; saying again what is known already changes nothing.

    `lead.outcome` has `id` and `stage`, a `reason` for lost and recycled, and of an opportunity
    `value`, `currency` and `closes_on`; `lead.owner` has `id` and the e-mail address of the
    `owner`. Raises BadRequest, NotFound, Conflict.
    """
    if kind not in EVENTS:
        raise BadRequest(f"The type is {kind[:40]!r}; one of {', '.join(EVENTS)} is expected.")
    unknown = sorted(set(data) - _FIELDS[kind])
    if unknown:
        known = ", ".join(sorted(_FIELDS[kind]))
        raise BadRequest(f"Unknown field {unknown[0][:40]!r} in 'data'; known are {known}.")
    lead: Lead | None = session.get(Lead, _text(data, "id"))
    if lead is None:
        raise NotFound("There is no such lead.")
    reason = _text(data, "reason", needed=False)
    if kind == "lead.owner":
        why = reason or "Changed in the CRM"
        return ownership.transfer(
            session, lead.id, _text(data, "owner"), desk, by=BY, why=why, now=now
        )
    return outcome(session, lead, data, reason, BY, desk, now)


def outcome(
    session: Session,
    lead: Lead,
    data: Mapping[str, Any],
    reason: str,
    by: str,
    desk: Desk,
    now: datetime,
) -> Lead:
    """Record the outcome in `data`, unless the lead is there already; raises like `apply`."""
    stage, deal = _text(data, "stage"), deal_of(data)
    if lead.stage == stage:
        return lead
    return outcomes.record(
        session,
        lead.id,
        stage,
        by=by,
        why=reason,
        destinations=desk.destinations,
        deal=deal,
        now=now,
    )


def deal_of(data: Mapping[str, Any]) -> outcomes.Deal | None:
    """What a lead is worth, None when nothing is said of it; raises BadRequest."""
    given = [name for name in _DEAL if data.get(name) is not None]
    if not given:
        return None
    missing = [name for name in _DEAL if name not in given]
    if missing:
        raise BadRequest(f"{', '.join(missing)} is missing beside {', '.join(given)}.")
    value = data["value"]
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadRequest("'value' is a whole number of the currency's units: 12000.")
    closes_on = _text(data, "closes_on")
    try:
        day = date.fromisoformat(closes_on)
    except ValueError:
        found = repr(closes_on[:20])
        raise BadRequest(f"'closes_on' is {found}; a day as 2027-03-31 is expected.") from None
    return outcomes.Deal(value, _text(data, "currency"), day)


def _text(data: Mapping[str, Any], field: str, *, needed: bool = True) -> str:
    found = data.get(field)
    if found is None and not needed:
        return ""
    if not isinstance(found, str) or (needed and not found):
        raise BadRequest(f"'{field}' is missing or no text.")
    if len(found) > outcomes.LONGEST_REASON:
        raise BadRequest(f"'{field}' has more than {outcomes.LONGEST_REASON} characters.")
    return found
