"""A lead from its first contact detail to its handover, on both databases."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.errors import Conflict, Forbidden, NotFound
from bot.leads import consent, lifecycle
from bot.leads.lifecycle import Desk
from bot.leads.people import DEMO_PASSWORD, logins, seed
from bot.leads.roster import roster
from bot.leads.routing import CATCH_ALL, TEAM_LEAD
from bot.leads.stages import move
from bot.leads.view import lead_document
from bot.storage.database import Database
from bot.storage.tables import (
    Assignment,
    Consent,
    Conversation,
    Delivery,
    Handover,
    Lead,
    LeadDetail,
    StageChange,
    User,
)
from tests.leads.samples import (
    TEXT,
    WEDNESDAY,
    handed_over,
    new_lead,
    told,
)

HALF_AN_HOUR = timedelta(minutes=30)


def events(session: Session, lead: Lead) -> list[tuple[str, str]]:
    """Event and destination of every row of the outbox about a lead."""
    rows = session.scalars(
        sa.select(Delivery)
        .where(Delivery.lead_id == lead.id)
        .order_by(Delivery.created_at, Delivery.event, Delivery.destination)
    )
    return [(row.event, row.destination) for row in rows]


def payloads(session: Session, event: str, destination: str = "webhook:0") -> list[dict[str, Any]]:
    return [
        row.payload
        for row in session.scalars(
            sa.select(Delivery).where(Delivery.event == event, Delivery.destination == destination)
        )
    ]


def engage(session: Session, lead: Lead, event: str) -> None:
    lifecycle.record_engagement(session, lead.conversation_id, event, None, WEDNESDAY)


def handover(session: Session, lead: Lead) -> Handover:
    return session.scalars(sa.select(Handover).where(Handover.lead_id == lead.id)).one()


# The first contact detail


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


# Scores


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


# Consent


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


# Handover


def test_handing_over_offers_explains_and_tells(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        assignment = handed_over(session, desk, {"company_size": 250})
        assert (assignment.user_id, assignment.user.name) == ("dana", "Dana Reyes")
        assert assignment.rung == "Large companies"
        assert "company size 250 ≥ 200" in assignment.text
        assert assignment.expires_at == WEDNESDAY + HALF_AN_HOUR
        assert handover(session, assignment.lead).state == "offered"
        assert sorted(events(session, assignment.lead)) == [
            ("handover.requested", "webhook:0"),
            ("lead.assigned", "email:dana"),
            ("lead.assigned", "webhook:0"),
            ("lead.created", "webhook:0"),
        ]
        (mail,) = payloads(session, "lead.assigned", "email:dana")
        data = mail["data"]
        assert data["to"]["email"] == "dana@fern.example"
        assert data["link"] == f"https://fern.example/inbox/leads/{assignment.lead_id}"
        assert data["contact"]["email"] == "ann@client.example"
        assert [line["text"] for line in data["transcript"]] == ["hi, I am Ann", "Hello Ann."]
        (hook,) = payloads(session, "lead.assigned")
        assert hook["type"] == "lead.assigned"
        assert hook["timestamp"].startswith("2026-11-18T14:00:00")
        assert hook["data"]["assignment"]["person"]["id"] == "dana"
        assert "to" not in hook["data"]


def test_handing_over_again_changes_nothing(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        first = handed_over(session, desk)
        before = events(session, first.lead)
        again = lifecycle.hand_over(session, first.lead, desk, reason="again", now=WEDNESDAY)
        assert again is first
        assert events(session, first.lead) == before


def test_the_database_refuses_a_second_open_assignment(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        first = handed_over(session, desk)
        lead_id = first.lead_id
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(Assignment(lead_id=lead_id, user_id="lee", rung="x", text="x", explanation={}))


def test_rotation_over_leads(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        got = [
            handed_over(
                session,
                desk,
                {"email": f"a{number}@client{number}.example"},
                at=WEDNESDAY + timedelta(minutes=number),
            ).user_id
            for number in range(4)
        ]
    assert got == ["lee", "ravi", "lee", "ravi"]


def test_an_earlier_lead_with_the_same_address_decides(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        first = handed_over(session, desk, {"company_size": 250})
        lifecycle.accept(session, first.id, "dana", destinations=(), now=WEDNESDAY)
        second = handed_over(session, desk, {"email": "ANN@client.example", "company_size": 3})
        assert (second.user_id, second.rung) == ("dana", "Existing owner")
        assert "Dana Reyes has an earlier lead" in second.text
        assert second.lead_id != first.lead_id  # never merged: the address is not verified


def test_accepting(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        assignment = handed_over(session, desk)
        lead, later = assignment.lead, WEDNESDAY + timedelta(minutes=5)
        for _ in range(2):
            lifecycle.accept(
                session,
                assignment.id,
                assignment.user_id,
                destinations=desk.destinations,
                now=later,
            )
        assert (assignment.state, assignment.decided_at) == ("accepted", later)
        assert (lead.stage, lead.owner_id) == ("sal", assignment.user_id)
        assert (handover(session, lead).state, handover(session, lead).accepted_at) == (
            "accepted",
            later,
        )
        assert events(session, lead).count(("lead.accepted", "webhook:0")) == 1


def test_only_the_offered_person_or_an_admin(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        assignment = handed_over(session, desk)
        assert assignment.user_id == "lee"
        with pytest.raises(Forbidden):
            lifecycle.accept(session, assignment.id, "ravi", destinations=(), now=WEDNESDAY)
        with pytest.raises(Forbidden):
            lifecycle.decline(session, assignment.id, "maya", "no", desk, now=WEDNESDAY)
        with pytest.raises(NotFound):
            lifecycle.accept(session, "nothing", "lee", destinations=(), now=WEDNESDAY)
        lifecycle.accept(session, assignment.id, "omar", destinations=(), now=WEDNESDAY)
        assert assignment.lead.owner_id == "lee"  # in the name of the person it was offered to


def test_somebody_who_left_accepts_nothing(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        assignment = handed_over(session, desk)
        session.get(User, "lee").active = False
        with pytest.raises(Forbidden):
            lifecycle.accept(session, assignment.id, "lee", destinations=(), now=WEDNESDAY)


def test_declines_go_down_the_line_and_end_at_the_catch_all(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        assignment = handed_over(session, desk)
        lead = assignment.lead
        line = [assignment.user_id]
        states = [handover(session, lead).state]
        while assignment.rung != CATCH_ALL:
            assignment = lifecycle.decline(
                session, assignment.id, assignment.user_id, "Not mine", desk, now=WEDNESDAY
            )
            line.append(assignment.user_id)
            states.append(handover(session, lead).state)
        assert line == ["lee", "ravi", "dana", "omar"]
        assert states == ["offered", "reassigned", "reassigned", "emailed"]
        assert assignment.expires_at is None
        assert ("lead.assigned", "email:omar") in events(session, lead)
        with pytest.raises(Conflict, match="last in line"):
            lifecycle.decline(session, assignment.id, "omar", "no", desk, now=WEDNESDAY)
        rows = session.scalars(sa.select(Assignment).where(Assignment.state == "declined")).all()
        assert {row.decline_reason for row in rows} == {"Not mine"}
        assert [row.rung for row in rows if row.user_id == "dana"] == [TEAM_LEAD]


def test_an_offer_that_moved_on_can_not_be_accepted(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        first = handed_over(session, desk)
        lifecycle.decline(session, first.id, "lee", "no", desk, now=WEDNESDAY)
        with pytest.raises(Conflict, match="now offered to Ravi Das"):
            lifecycle.accept(session, first.id, "lee", destinations=(), now=WEDNESDAY)


def test_offers_expire_in_working_time(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lee = session.get(User, "lee")
        lee.profile = {
            **lee.profile,
            "timezone": "Europe/Berlin",
            "hours": {"wed": "09:00-15:10", "thu": "09:00-17:00"},
        }
        session.get(User, "ravi").profile = {"teams": []}
        assignment = handed_over(session, desk)
        lead = assignment.lead
        assert assignment.user_id == "lee"
        assert assignment.expires_at == WEDNESDAY.replace(day=19, hour=8, minute=20)
        before = assignment.expires_at - timedelta(seconds=1)
        assert not lifecycle.has_due(session, before)
        assert lifecycle.expire_due(session, desk, now=before) == 0
        assert lifecycle.has_due(session, assignment.expires_at)
        assert lifecycle.expire_due(session, desk, now=assignment.expires_at) == 1
        assert assignment.state == "expired"
        current = session.scalars(sa.select(Assignment).where(Assignment.state == "offered")).one()
        assert (current.user_id, current.rung) == ("dana", TEAM_LEAD)
        assert ("lead.expired", "webhook:0") in events(session, lead)
        assert lifecycle.expire_due(session, desk, now=current.expires_at) == 1
        assert handover(session, lead).state == "emailed"
        assert lifecycle.expire_due(session, desk, now=WEDNESDAY + timedelta(days=90)) == 0


def test_an_open_offer_counts_against_the_capacity(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        for name in ("lee", "ravi"):
            user = session.get(User, name)
            user.profile = {**user.profile, "capacity": 1}
        got = [
            handed_over(session, desk, {"email": f"a{n}@c{n}.example"}).user_id for n in range(3)
        ]
    assert sorted(got) == ["lee", "omar", "ravi"]


# People and documents


def test_seeding_adds_and_never_overwrites(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        session.get(User, "lee").name = "Changed"
        assert seed(session, desk.playbook.people, demo_password=DEMO_PASSWORD) == []
        assert session.get(User, "lee").name == "Changed"
        assert session.get(User, "lee").password_hash is None
        session.delete(session.get(User, "maya"))
        session.flush()
        assert seed(session, desk.playbook.people, demo_password=DEMO_PASSWORD) == ["maya"]
        assert [login.email for login in logins(session, DEMO_PASSWORD)] == ["maya@fern.example"]


def test_the_document_of_a_lead(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        assignment = handed_over(session, desk, {"company_size": 250})
        document = lead_document(session, assignment.lead)
        assert document["contact"]["email"] == "ann@client.example"
        assert {each["field"] for each in document["details"]} == {"name", "email", "company_size"}
        assert document["assignment"]["explanation"]["candidates"] == ["Dana Reyes"]
        assert document["consents"][0]["given"] is True
        assert len(document["deliveries"]) == 4
        assert outbox.encoded(document)  # plain JSON


def test_loads_count_the_window_and_what_is_open(database: Database, desk: Desk) -> None:
    long_ago = WEDNESDAY - timedelta(days=90)
    with database.transaction() as session:
        for number in range(4):
            offer = handed_over(session, desk, {"email": f"a@old{number}.example"}, at=long_ago)
            if number >= 2:
                lifecycle.accept(session, offer.id, offer.user_id, destinations=(), now=long_ago)
                move(session, offer.lead, "won", by="lee", why="Signed", now=long_ago)
        offer = handed_over(session, desk, {"email": "a@new.example"})
        lifecycle.decline(session, offer.id, offer.user_id, "Not mine", desk, now=WEDNESDAY)
        people = {rep.id: rep for rep in roster(session, desk.playbook.routing, WEDNESDAY)}
    lee, ravi = people["lee"], people["ravi"]
    assert (lee.open_leads, lee.assigned, lee.credits) == (1, 1, 1)
    assert (ravi.open_leads, ravi.assigned, ravi.credits) == (2, 1, 0)
    assert "maya" not in people  # marketers get no leads
