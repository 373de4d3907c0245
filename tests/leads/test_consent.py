"""What may leave with consent and without, and what a withdrawal stops."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.errors import Conflict
from bot.leads import handover, lifecycle
from bot.leads.desk import Desk
from bot.leads.privacy import consent
from bot.storage.database import Database
from bot.storage.tables import (
    Consent,
    Conversation,
    Delivery,
)
from tests.leads.samples import (
    HALF_AN_HOUR,
    TEXT,
    WEDNESDAY,
    engage,
    handed_over,
    handover_of,
    new_lead,
)


@pytest.mark.parametrize("agreed", [None, False])
def test_without_consent_nothing_personal_leaves_and_nobody_is_told(
    database: Database, desk: Desk, agreed: bool | None
) -> None:
    with database.transaction() as session:
        lead = new_lead(session, desk, {"phone": "+4930123456"}, agreed=agreed)
        engage(session, lead, "requested_demo")
        lifecycle.rescore(
            session, lead, desk.playbook.scoring, destinations=desk.destinations, now=WEDNESDAY
        )
        with pytest.raises(Conflict, match="agreed"):
            handover.hand_over(session, lead, desk, reason="x", now=WEDNESDAY)
        rows = session.scalars(sa.select(Delivery)).all()
        assert {row.event for row in rows} == {"lead.created", "lead.qualified"}
        for row in rows:
            body = outbox.encoded(row.payload).decode()
            for personal in ("Ann", "client.example", "4930123456"):
                assert personal not in body
        assert lead.email == "ann@client.example"  # kept, all the same


def test_consent_asked_before_the_lead_gets_to_know_it(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = new_lead(session, desk)
        row = session.scalars(sa.select(Consent)).one()
        assert (row.lead_id, row.subject) == (lead.id, "ann@client.example")
        assert len(row.wording_hash) == 64
        assert row.wording == TEXT.wording


def test_the_last_answer_counts(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = new_lead(session, desk, agreed=False)
        assert not consent.stands(session, lead.conversation_id)
        for given, after in ((True, 1), (False, 2)):
            consent.record(
                session,
                lead.conversation,
                lead,
                TEXT,
                given=given,
                method="words",
                page=None,
                message_id=None,
                now=WEDNESDAY + timedelta(minutes=after),
            )
            assert consent.stands(session, lead.conversation_id) is given


def test_withdrawing_stops_what_is_not_sent_and_tells_the_rep(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        assignment = handed_over(session, desk)
        lead = assignment.lead
        consent.withdraw(session, lead.conversation, (), now=WEDNESDAY + HALF_AN_HOUR)
        assert not consent.stands(session, lead.conversation_id)
        assert lead.stage == "lost"
        assert assignment.state == "declined"
        assert handover_of(session, lead).state == "declined"
        rows = session.scalars(sa.select(Delivery)).all()
        dead = [row for row in rows if row.state == "dead"]
        assert len(dead) == len(rows) - 1
        assert all("client.example" not in str(row.payload) for row in rows)
        assert outbox.replay(session, [row.id for row in dead]) == []
        (told_rep,) = [row for row in rows if row.state == "pending"]
        assert (told_rep.event, told_rep.destination) == (
            "lead.outcome",
            outbox.email_to(assignment.user_id),
        )
        with pytest.raises(Conflict):
            handover.accept(
                session, assignment.id, assignment.user_id, destinations=(), now=WEDNESDAY
            )


CRMS = ("webhook:0", "slack", "hubspot", "salesforce", "csv")


def withdrawn(session: Session, desk: Desk, states: Mapping[str, str]) -> dict[str, Any]:
    """Ann withdraws when what was told of her is in these states, by destination; gives what is
    told of that, by destination."""
    lead = handed_over(session, dataclasses.replace(desk, destinations=CRMS)).lead
    for row in session.scalars(sa.select(Delivery).where(Delivery.lead_id == lead.id)):
        row.state = states.get(row.destination, "pending")
        row.attempts = int(row.state != "pending")
    consent.withdraw(session, lead.conversation, CRMS, now=WEDNESDAY + HALF_AN_HOUR)
    rows = session.scalars(sa.select(Delivery).where(Delivery.event == consent.EVENT))
    return {row.destination: row.payload["data"] for row in rows}


def test_who_knows_of_somebody_hears_that_they_withdrew(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        told = withdrawn(session, desk, dict.fromkeys(CRMS, "sent"))
        assert set(told) == set(CRMS)
        assert told["hubspot"].pop("email") == "ann@client.example"  # it knows her by nothing else
        for data in told.values():
            assert data["withdrawn_at"] == (WEDNESDAY + HALF_AN_HOUR).isoformat()
            assert data["stage"] == "lost"
            assert "client.example" not in str(data)


def test_crms_hear_of_it_when_what_was_under_way_has_arrived(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        withdrawn(session, desk, dict.fromkeys(CRMS, "sent"))
        rows = session.scalars(sa.select(Delivery).where(Delivery.event == consent.EVENT))
        waits = {row.destination: (row.next_at - row.created_at).total_seconds() for row in rows}
        assert waits == {each: 60 if each in {"hubspot", "salesforce"} else 0 for each in CRMS}


def test_nobody_hears_of_somebody_by_their_withdrawal(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        told = withdrawn(session, desk, {"salesforce": "sent", "slack": "dead"})
        assert set(told) == {"webhook:0", "salesforce", "slack"}


def test_a_second_withdrawal_tells_nobody_again(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        withdrawn(session, desk, dict.fromkeys(CRMS, "sent"))
        conversation = session.scalars(sa.select(Conversation)).one()
        consent.withdraw(session, conversation, CRMS, now=WEDNESDAY + 2 * HALF_AN_HOUR)
        events = session.scalars(sa.select(Delivery.event)).all()
        assert events.count(consent.EVENT) == len(CRMS)


def test_what_is_parked_cannot_be_sent_after_a_withdrawal(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = handed_over(session, desk).lead
        rows = session.scalars(sa.select(Delivery).where(Delivery.lead_id == lead.id)).all()
        for row in rows:
            row.state, row.last_error = "dead", "HTTP 500; tried 10 times"
        rows[0].last_error = f"{outbox.GONE} (HTTP 410)"
        consent.withdraw(session, lead.conversation, (), now=WEDNESDAY + HALF_AN_HOUR)
        assert all(row.payload["data"] == {"id": lead.id} for row in rows)
        assert outbox.replay(session, [row.id for row in rows[1:]]) == []
        # A receiver that wanted no more is not told anything by that.
        assert session.scalars(outbox.gone(rows[0].destination)).all() == [rows[0]]
