"""What may leave with consent and without, and what a withdrawal stops."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.delivery import outbox
from bot.errors import Conflict
from bot.leads import consent, lifecycle
from bot.leads.lifecycle import Desk
from bot.storage.database import Database
from bot.storage.tables import (
    Consent,
    Delivery,
)
from tests.leads.samples import (
    HALF_AN_HOUR,
    TEXT,
    WEDNESDAY,
    engage,
    handed_over,
    handover,
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
            lifecycle.hand_over(session, lead, desk, reason="x", now=WEDNESDAY)
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
        consent.withdraw(session, lead.conversation, now=WEDNESDAY + HALF_AN_HOUR)
        assert not consent.stands(session, lead.conversation_id)
        assert lead.stage == "lost"
        assert assignment.state == "declined"
        assert handover(session, lead).state == "declined"
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
            lifecycle.accept(
                session, assignment.id, assignment.user_id, destinations=(), now=WEDNESDAY
            )
