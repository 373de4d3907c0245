"""The outbox: what is to be told to whom, written in the transaction of the change itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from bot.settings import Settings
from bot.storage.tables import Delivery
from bot.storage.tables import now as time_now

BODY_LIMIT = 20_000  # bytes, of Standard Webhooks
_ROOM = 300  # bytes kept free for what a receiver's tools may add
_MOMENT = timedelta(microseconds=1)  # by which the events of one lead are told apart
_CAPS = (1000, 400, 160, 60)  # characters to which long texts are cut, one after the other
MAIL_FILES = (".eml", ".part")  # of a mail that is kept instead of sent, and of half a one
GONE = "The receiver wants no more"  # how `last_error` of a row begins that switched it off
_TO_CRMS = frozenset(
    {
        "lead.qualified",
        "lead.assigned",
        "lead.accepted",
        "lead.outcome",
        "lead.erased",
        "consent.withdrawn",
    }
)
_TOLD = {
    "slack": frozenset(
        {
            "lead.qualified",
            "lead.assigned",
            "lead.accepted",
            "lead.expired",
            "lead.outcome",
            "consent.withdrawn",
        }
    ),
    "hubspot": _TO_CRMS,
    "salesforce": _TO_CRMS,
    "csv": _TO_CRMS,
}
KEEPING_STATE = frozenset({"hubspot", "salesforce"})  # what was written last is what they show
BY_ADDRESS = frozenset({"hubspot"})  # which know a person by nothing else
SUPERSEDED = "Superseded: a later event of this lead has arrived"
CANCELLED = "Cancelled: "  # how `last_error` of a row begins that must not be sent any more


def destinations(settings: Settings) -> tuple[str, ...]:
    """Where events go: each webhook of the settings, by its place in the list, Slack, CRMs, CSV."""
    named = {
        "slack": settings.slack_url,
        "hubspot": settings.hubspot_token,
        "salesforce": settings.salesforce_url,
        "csv": settings.csv_folder,
    }
    return (
        *(f"webhook:{index}" for index in range(len(settings.webhook_url))),
        *(name for name, given in named.items() if given),
    )


def wants(destination: str, event: str) -> bool:
    """Whether a destination is told of an event: only webhooks are told of all."""
    events = _TOLD.get(destination)
    return events is None or event in events


def heard_of(session: Session, lead_id: str, destinations: Sequence[str]) -> list[str]:
    """Those of `destinations` that may know of a lead: something about it was sent, or tried."""
    tried = session.scalars(
        sa.select(Delivery.destination)
        .where(
            Delivery.lead_id == lead_id,
            sa.or_(Delivery.state == "sent", Delivery.attempts > 0),
        )
        .distinct()
    ).all()
    return [each for each in destinations if each in tried]


def email_to(user_id: str) -> str:
    """The destination that is a person's mailbox."""
    return f"email:{user_id}"


def visitor_of(lead_id: str) -> str:
    """The destination that is the mailbox of a lead's visitor."""
    return f"visitor:{lead_id}"


def enqueue(
    session: Session,
    event: str,
    data: Mapping[str, Any],
    destinations: Sequence[str],
    *,
    lead_id: str | None = None,
    now: datetime | None = None,
    delay: timedelta = timedelta(0),
) -> list[str]:
    """Write one row for each destination, to be sent after `delay`; gives their ids. The caller
    commits.

    The body is `{"type": event, "timestamp": …, "data": data}`, kept under 20 kB by leaving out
    the oldest of `data["transcript"]` and then shortening long texts.
    """
    destinations = [each for each in destinations if wants(each, event)]
    if not destinations:
        return []
    at = now or time_now()
    body = fitted(
        {"type": event, "timestamp": at.astimezone(timezone.utc).isoformat(), "data": dict(data)}
    )
    before = _last_pending(session, lead_id, destinations)
    last = max((row.created_at for row in before.values()), default=at - _MOMENT)
    rows = [
        Delivery(
            event=event,
            destination=destination,
            lead_id=lead_id,
            payload=body,
            state="pending",
            attempts=0,
            next_at=at + delay,
            created_at=max(at, last + _MOMENT),
            waits_for=before[destination].id if destination in before else None,
        )
        for destination in destinations
    ]
    session.add_all(rows)
    session.flush()
    return [str(row.id) for row in rows]


def _last_pending(
    session: Session, lead_id: str | None, destinations: Sequence[str]
) -> dict[str, Delivery]:
    """The row of each destination that a new one of this lead comes after.

    It is locked: a worker that has sent it lets the new one go only after that is there.
    """
    if lead_id is None:
        return {}
    rows = session.scalars(
        sa.select(Delivery)
        .where(
            Delivery.lead_id == lead_id,
            Delivery.destination.in_(destinations),
            Delivery.state == "pending",
        )
        .order_by(Delivery.created_at)
        .with_for_update()
    )
    return {row.destination: row for row in rows}


def release(session: Session, ids: Sequence[str]) -> None:
    """Let the rows go that waited for these, which are sent or parked."""
    if not ids:
        return
    session.execute(
        sa.update(Delivery)
        .where(Delivery.waits_for.in_(ids))
        .values(waits_for=None)
        .execution_options(synchronize_session=False)
    )


def left_waiting() -> Any:
    """Query for the ids of rows that wait for one that is no longer to be sent: there are none,
    unless somebody has changed the table by hand or put back a part of it."""
    earlier = aliased(Delivery)
    return sa.select(Delivery.waits_for).where(
        Delivery.state == "pending",
        Delivery.waits_for.is_not(None),
        ~sa.exists().where(earlier.id == Delivery.waits_for, earlier.state == "pending"),
    )


def encoded(body: Mapping[str, Any]) -> bytes:
    """The bytes that are sent and signed."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def fitted(body: dict[str, Any], limit: int = BODY_LIMIT - _ROOM) -> dict[str, Any]:
    """`body` at no more than `limit` bytes."""
    if len(encoded(body)) <= limit:
        return body
    data = dict(body["data"])
    transcript = list(data.get("transcript") or [])
    body = {**body, "data": data}
    while transcript and len(encoded(body)) > limit:
        # Cut by a tenth at a time: measuring after each single message would be quadratic.
        transcript = transcript[max(1, len(transcript) // 10) :]
        data["transcript"] = transcript
        data["transcript_shortened"] = True
    for cap in _CAPS:
        if len(encoded(body)) <= limit:
            return body
        body = _capped(body, cap)
    for key in ("details", "deliveries", "history", "consents", "assignments"):
        rows = body["data"].get(key)
        while rows and len(encoded(body)) > limit:
            rows.pop()
    return body


def _capped(value: Any, cap: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= cap else value[: cap - 1] + "…"
    if isinstance(value, Mapping):
        return {key: _capped(each, cap) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_capped(each, cap) for each in value]
    return value


def cancel(session: Session, lead_id: str, why: str) -> None:
    """What waits to be sent about a lead, or is parked, is not sent any more, and its details
    leave the outbox."""
    for row in session.scalars(
        sa.select(Delivery).where(Delivery.lead_id == lead_id, Delivery.state != "sent")
    ):
        row.payload = {**row.payload, "data": {"id": lead_id}}
        # One that says that its destination is switched off goes on saying so.
        if row.state == "pending" or not (row.last_error or "").startswith(GONE):
            row.last_error = f"{CANCELLED}{why}"
        row.state = "dead"
    session.flush()


def replay(session: Session, ids: Sequence[str], now: datetime | None = None) -> list[str]:
    """Send parked rows again, from the first attempt on; gives the ids of those that will be.

    Only dead rows can be replayed, and none that was cancelled. A destination that had asked
    for nothing more (410) counts as enabled again. What a CRM has got newer than a row is not
    overwritten by it: such a row counts as sent.
    """
    at = now or time_now()
    rows = list(
        session.scalars(
            sa.select(Delivery)
            .where(Delivery.id.in_(ids), Delivery.state == "dead")
            .order_by(Delivery.created_at)
            .with_for_update()
        )
    )
    rows = [row for row in rows if not (row.last_error or "").startswith(CANCELLED)]
    for destination in {row.destination for row in rows}:
        for row in session.scalars(gone(destination)):
            row.last_error = f"Was {row.last_error}"
    before: dict[tuple[str, str], str] = {}
    for row in rows:
        if row.destination in KEEPING_STATE and _has_newer(session, row):
            row.state, row.sent_at, row.last_error = "sent", at, SUPERSEDED
            continue
        row.state, row.attempts, row.next_at = "pending", 0, at
        if row.lead_id is not None:
            place = (row.lead_id, row.destination)
            row.waits_for = before.get(place)
            before[place] = row.id
    session.flush()
    return [str(row.id) for row in rows]


def _has_newer(session: Session, row: Delivery) -> bool:
    """Whether the destination has got a later event of the same lead."""
    newer = sa.select(Delivery.id).where(
        Delivery.lead_id == row.lead_id,
        Delivery.destination == row.destination,
        Delivery.created_at > row.created_at,
        Delivery.state == "sent",
    )
    return session.scalar(newer.limit(1)) is not None


def gone(destination: str) -> Any:
    """Query for the rows that say that a destination is disabled."""
    return sa.select(Delivery).where(
        Delivery.destination == destination,
        Delivery.state == "dead",
        Delivery.last_error.startswith(GONE, autoescape=True),
    )
