"""A lead from its first contact detail to its score, on both databases."""

from __future__ import annotations

from contextlib import suppress

import pytest
import sqlalchemy as sa

from bot.leads import lifecycle
from bot.leads.desk import Desk
from bot.storage.database import Database
from bot.storage.tables import (
    Consent,
    Conversation,
    Delivery,
    Engagement,
    Lead,
    LeadDetail,
    StageChange,
)
from tests.leads.samples import (
    HALF_AN_HOUR,
    WEDNESDAY,
    engage,
    events,
    new_lead,
    told,
)


def test_a_company_alone_is_no_lead(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        conversation = Conversation(state={}, utm={})
        session.add(conversation)
        session.flush()
        assert (
            lifecycle.record_details(
                session,
                conversation,
                told(company="Fern", company_size=9),
                destinations=desk.destinations,
                now=WEDNESDAY,
            )
            is None
        )
        assert session.scalar(sa.select(sa.func.count()).select_from(LeadDetail)) == 0


@pytest.mark.parametrize(
    ("field", "value"), [("name", "Ann"), ("email", "a@b.example"), ("phone", "+4930123456")]
)
def test_each_contact_detail_makes_a_lead_with_all_told_before(
    database: Database, desk: Desk, field: str, value: str
) -> None:
    with database.transaction() as session:
        blank = {"name": None, "email": None}
        lead = new_lead(session, desk, {**blank, "company_size": 9, field: value})
        assert getattr(lead, field) == value
        rows = session.scalars(sa.select(LeadDetail).where(LeadDetail.lead_id == lead.id)).all()
        assert {row.field: row.value for row in rows} == {"company_size": 9, field: value}
        assert [row.said for row in rows if row.field == field] == [f"it is {value}"]
        assert events(session, lead) == [("lead.created", "webhook:0")]
        changes = session.scalars(sa.select(StageChange)).all()
        assert [(row.before, row.after, row.by) for row in changes] == [(None, "contact", "baton")]


def test_a_correction_changes_the_lead_and_is_no_second_one(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = new_lead(session, desk)
        again = lifecycle.record_details(
            session,
            lead.conversation,
            told(name="Ann Byte", email="new@client.example"),
            destinations=desk.destinations,
            now=WEDNESDAY + HALF_AN_HOUR,
        )
        assert again is lead
        assert lead.email == "new@client.example"
        assert lead.updated_at == WEDNESDAY + HALF_AN_HOUR
        assert events(session, lead) == [("lead.created", "webhook:0")]


def test_values_longer_than_their_columns_are_cut(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = new_lead(session, desk, {"name": "x" * 5000, "company": "y" * 5000})
        assert (len(lead.name), len(lead.company)) == (200, 200)


def test_the_details_and_the_outbox_come_and_go_together(database: Database, desk: Desk) -> None:
    with suppress(RuntimeError), database.transaction() as session:
        new_lead(session, desk)
        raise RuntimeError("the process dies here")
    with database.reading() as session:
        for table in (Lead, LeadDetail, Delivery, Consent):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_rescoring_qualifies_once(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = new_lead(session, desk, {"company_size": 250})
        for _ in range(2):
            lifecycle.rescore(
                session,
                lead,
                desk.playbook.scoring,
                destinations=desk.destinations,
                now=WEDNESDAY,
            )
        assert (lead.stage, lead.grade) == ("contact", "A3")
        engage(session, lead, "requested_demo")
        for _ in range(2):
            lifecycle.rescore(
                session,
                lead,
                desk.playbook.scoring,
                destinations=desk.destinations,
                now=WEDNESDAY,
            )
        assert (lead.stage, lead.grade, lead.fit, lead.engagement) == ("mql", "A1", 30, 30)
        assert sum(each["points"] for each in lead.score_reasons) == 60
        assert events(session, lead).count(("lead.qualified", "webhook:0")) == 1


def test_that_a_way_to_be_reached_was_given_counts_once(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = new_lead(session, desk, {"email": None})
        acts = sa.select(Engagement.event).where(Engagement.conversation_id == lead.conversation_id)
        assert session.scalars(acts).all() == []  # a name alone reaches nobody
        conversation = session.get(Conversation, lead.conversation_id)

        def record(taken_back: tuple[str, ...] = (), **details: str) -> None:
            lifecycle.record_details(
                session,
                conversation,
                told(name="Ann", **details),
                taken_back=taken_back,
                destinations=(),
                now=WEDNESDAY,
            )

        record(email="ann@client.example")
        record(email="ann@client.example", phone="+4930123456")
        record(taken_back=("email", "phone"))
        record(email="ann@other.example")
        assert session.scalars(acts).all() == ["gave_contact"]
