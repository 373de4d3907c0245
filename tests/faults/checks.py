"""What must hold afterwards; every sentence that comes back is evidence that it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from bot.delivery import slack
from bot.storage.database import Database
from bot.storage.tables import (
    Assignment,
    Consent,
    Delivery,
    Engagement,
    Handover,
    Lead,
    Message,
    RasaEvent,
    StageChange,
)
from tests.faults.receivers import Taken
from tests.faults.visitors import Acknowledged, Record

# What every lead is told of, besides what depends on its score.
WANTED = (
    ("webhook", "lead.created"),
    ("webhook", "handover.requested"),
    ("webhook", "lead.assigned"),
    ("salesforce", "lead.assigned"),
    ("hubspot", "lead.assigned"),
    ("slack", "lead.assigned"),
    ("email", "lead.assigned"),
)
STATEFUL = ("salesforce", "hubspot")  # they know a lead by one key, whatever is told of it


def problems(database: Database, record: Record, taken: dict[str, Taken]) -> list[str]:
    """Everything that is not as it was promised: none is what a run must end with.

    `taken` is what came to each kind of destination, by the name that the outbox has for it.
    """
    found = [*record.wrong]
    for each in taken.values():
        found += each.wrong
    with database.reading() as session:
        found += _leads(session, record.acknowledged)
        found += _turns(session, record.acknowledged)
        found += _deliveries(session, taken)
    return found


def _leads(session: Any, acknowledged: Sequence[Acknowledged]) -> Iterator[str]:
    """Every acknowledged lead is there once, assigned once, and there is no other."""
    leads = {
        row.conversation_id: row
        for row in session.execute(sa.select(Lead.id, Lead.conversation_id, Lead.email))
    }
    for each in acknowledged:
        lead = leads.get(each.conversation_id)
        if lead is None:
            yield f"{each.email}: acknowledged and not there"
        elif lead.email != each.email:
            yield f"{each.email}: there as {lead.email}"
    known = {each.conversation_id for each in acknowledged}
    yield from (f"{row.email}: a lead of nobody" for key, row in leads.items() if key not in known)
    emails = Counter(row.email for row in leads.values())
    yield from (f"{email}: {count} leads" for email, count in emails.items() if count > 1)
    for table, what in ((Assignment, "assignments"), (Handover, "handovers")):
        counts = dict(
            session.execute(sa.select(table.lead_id, sa.func.count()).group_by(table.lead_id)).all()
        )
        for row in leads.values():
            if counts.get(row.id, 0) != 1:
                yield f"{row.email}: {counts.get(row.id, 0)} {what}"
    stages = Counter(session.execute(sa.select(StageChange.lead_id, StageChange.after)).all())
    yield from (f"lead {key[0]}: {n} times {key[1]}" for key, n in stages.items() if n > 1)


def _turns(session: Any, acknowledged: Sequence[Acknowledged]) -> Iterator[str]:
    """Everything that was said is there once and had its effect once, however often it was sent."""
    rows = session.execute(
        sa.select(Message.id, Message.conversation_id, Message.client_id, Message.answered).where(
            Message.sender == "visitor"
        )
    ).all()
    said = {(row.conversation_id, row.client_id): row for row in rows}
    expected = {(each.conversation_id, name) for each in acknowledged for name in each.messages}
    yield from (f"message {key}: not there" for key in expected if key not in said)
    yield from (f"message {key}: nobody sent it" for key in said if key not in expected)
    yield from (f"message {key}: not answered" for key, row in said.items() if not row.answered)
    replies = Counter(
        session.execute(
            sa.select(Message.reply_to, Message.text).where(Message.reply_to.is_not(None))
        ).all()
    )
    yield from (f"reply to {key[0]}: {n} times the same" for key, n in replies.items() if n > 1)
    for table, columns in (
        (Consent, (Consent.conversation_id,)),
        (Engagement, (Engagement.conversation_id, Engagement.event)),
    ):
        counts = session.execute(sa.select(*columns, sa.func.count()).group_by(*columns)).all()
        for row in counts:
            if row[-1] > 1:
                yield f"{table.__tablename__} {tuple(row[:-1])}: {row[-1]} times"
    # Rasa's tracker: each message once, and no event missing in between.
    trackers: dict[str, list[Any]] = {}
    for row in session.execute(sa.select(RasaEvent).order_by(RasaEvent.number)).scalars():
        trackers.setdefault(row.conversation_id, []).append(row)
    for each in acknowledged:
        events = trackers.get(each.conversation_id, [])
        heard = [event for event in events if event.event["event"] == "user"]
        if len(heard) != len(each.messages):
            yield f"{each.email}: the tracker has {len(heard)} of {len(each.messages)} messages"
        if [event.number for event in events] != list(range(len(events))):
            yield f"{each.email}: the tracker has gaps"


def _deliveries(session: Any, taken: dict[str, Taken]) -> Iterator[str]:
    """Every row of the outbox has arrived at its destination, with one content, and no other."""
    rows = session.execute(
        sa.select(
            Delivery.id,
            Delivery.event,
            Delivery.destination,
            Delivery.lead_id,
            Delivery.state,
            Delivery.last_error,
            Lead.email,
        ).outerjoin(Lead, Lead.id == Delivery.lead_id)
    ).all()
    expected: dict[str, set[str]] = {kind: set() for kind in taken}
    for row in rows:
        kind = row.destination.partition(":")[0]
        key = _key(kind, row)
        expected[kind].add(key)
        if row.state != "sent":
            yield f"delivery {row.id} to {row.destination} is {row.state}: {row.last_error}"
        bodies = taken[kind].bodies.get(key, [])
        if not bodies:
            yield f"delivery {row.id} ({row.event}) never came to {row.destination}"
        if kind not in STATEFUL and len(set(bodies)) > 1:
            yield f"delivery {row.id} came to {row.destination} with different contents"
    for kind, each in taken.items():
        yield from (f"{kind} took {key} of nobody" for key in each.bodies.keys() - expected[kind])
    told = Counter((row.lead_id, row.destination.partition(":")[0], row.event) for row in rows)
    yield from (f"lead {key[0]}: {n} × {key[2]} to {key[1]}" for key, n in told.items() if n > 1)
    for lead_id in session.scalars(sa.select(Lead.id)):
        for kind, event in WANTED:
            if told[lead_id, kind, event] != 1:
                yield f"lead {lead_id}: no {event} for {kind}"


def _key(kind: str, row: Any) -> str:
    """By what a kind of destination knows a row of the outbox."""
    if kind == "slack":
        return f"{slack.SAYS[row.event]} {row.lead_id}"
    known = {"salesforce": row.lead_id, "hubspot": row.email}
    return str(known.get(kind, row.id))
