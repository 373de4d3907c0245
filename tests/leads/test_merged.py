"""What follows from a merge: who keeps a lead, and what goes together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.leads import handover, lifecycle
from bot.leads.desk import Desk
from bot.leads.identity import identity, merging
from bot.leads.offering import open_assignment
from bot.leads.privacy import consent, erasure, personal, retention
from bot.storage.database import Database
from bot.storage.tables import (
    Assignment,
    IdentityChange,
    Lead,
    MergedLead,
    User,
)
from tests.leads.joining import MINUTE, alike, everything, merge
from tests.leads.samples import WEDNESDAY, handed_over, new_lead


def test_a_typed_address_neither_reveals_nor_takes_over_a_record(
    database: Database, desk: Desk
) -> None:
    """A hostile visitor types the address, the number and the name of a customer."""
    with database.transaction() as session:
        offer = handed_over(session, desk, {"company_size": 250, "phone": "+4930123456"})
        handover.accept(session, offer.id, "dana", destinations=(), now=WEDNESDAY)
        before = {name: rows for name, rows in everything(session).items() if name != "messages"}
        attack = handed_over(
            session, desk, {"company_size": 3, "phone": "+4930123456"}, at=WEDNESDAY + MINUTE
        )
        # Routed as anybody else would be: who has the customer is not to be found out.
        assert (attack.user_id, attack.rung) == ("lee", "Everyone else")
        assert "Dana" not in attack.text
        assert "another lead" not in attack.text
        handover.accept(session, attack.id, "lee", destinations=(), now=WEDNESDAY + MINUTE)
        conversation = attack.lead.conversation
        lifecycle.record_details(session, conversation, [], destinations=(), now=WEDNESDAY + MINUTE)
        # Withdrawing in the attacker's conversation ends nothing of the customer's.
        consent.withdraw(session, conversation, (), now=WEDNESDAY + 2 * MINUTE)
        for name in ("leads", "assignments", "handovers", "consents", "stage_changes"):
            now_there = everything(session)[name]
            assert [row for row in before[name] if row not in now_there] == []
        assert consent.stands(session, offer.lead.conversation_id)


def test_once_merged_the_owner_keeps_what_comes_after(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        offer = handed_over(session, desk, {"company_size": 250})
        handover.accept(session, offer.id, "dana", destinations=(), now=WEDNESDAY)
        later = new_lead(session, desk, {"company_size": 3})
        merge(session, desk, offer.lead, later)
        second = handover.hand_over(session, later, desk, reason="A call", now=WEDNESDAY + MINUTE)
        assert (second.user_id, second.rung) == ("dana", "Existing owner")
        assert "you have another lead of the same person" in second.text


def test_an_offer_that_waits_goes_to_the_owner_when_it_is_merged(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        offer = handed_over(session, desk, {"company_size": 250})
        handover.accept(session, offer.id, "dana", destinations=(), now=WEDNESDAY)
        other = handed_over(session, desk, {"company_size": 3})
        assert other.user_id == "lee"
        change = merge(session, desk, offer.lead, other.lead)
        assert other.state == "withdrawn"
        current = open_assignment(session, other.lead_id)
        assert current is not None
        assert (current.user_id, current.state) == ("dana", "offered")
        # Split again, it goes by the ladder: who had it before has not had their turn.
        merging.undo(session, change.id, "lee", "Another Ann", desk, now=WEDNESDAY + 2 * MINUTE)
        current = open_assignment(session, other.lead_id)
        assert current is not None
        assert current.user_id in {"lee", "ravi"}
        # What was accepted stays with who accepted it, all the way.
        assert open_assignment(session, offer.lead_id).user_id == "dana"  # type: ignore[union-attr]


def test_an_owner_who_is_away_does_not_hold_up_the_offer(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        offer = handed_over(session, desk, {"company_size": 250})
        handover.accept(session, offer.id, "dana", destinations=(), now=WEDNESDAY)
        dana = session.get(User, "dana")
        dana.profile = {
            **dana.profile,
            "absences": [{"from": "2026-11-18", "to": "2026-11-20"}],
        }
        other = handed_over(session, desk, {"company_size": 3})
        merge(session, desk, offer.lead, other.lead)
        assert (other.state, other.user_id) == ("offered", "lee")


@pytest.mark.parametrize("stage", ["lost", "recycled"])
def test_who_had_somebody_that_was_given_up_is_no_owner(
    database: Database, desk: Desk, stage: str
) -> None:
    with database.transaction() as session:
        offer = handed_over(session, desk, {"company_size": 250})
        handover.accept(session, offer.id, "dana", destinations=(), now=WEDNESDAY)
        offer.lead.stage = stage
        later = new_lead(session, desk, {"company_size": 3})
        merge(session, desk, offer.lead, later)
        assert identity.owner(session, later) is None


def test_export_and_erasure_take_merged_leads_along(
    database: Database, desk: Desk, tmp_path: Any
) -> None:
    with database.transaction() as session:
        a = handed_over(session, desk, at=WEDNESDAY - MINUTE).lead
        b = handed_over(session, desk, {"email": "ann@private.example"}).lead
        c = new_lead(session, desk, {"email": "bob@client.example", "name": "Bob"})
        merge(session, desk, a, b)
        merging.tell_apart(session, a.id, c.id, "lee", "Bob is Bob")
        subject = personal.subject_of(session, "ann@private.example")
        assert set(subject.leads) == {a.id, b.id}
        found = personal.export(session, subject, tmp_path)
        assert {each["id"] for each in found["leads"]} == {a.id, b.id}
        assert len(found["stores"]["merged_leads"]) == 1
        assert len(found["stores"]["identity_changes"]) == 2
        erasure.erase(session, subject, erasure.Request("operator", "ann@private.example"), ())
        assert session.scalars(sa.select(Lead.id)).all() == [c.id]
        assert session.scalars(sa.select(IdentityChange)).all() == []
        assert session.scalars(sa.select(MergedLead)).all() == []


def test_an_export_holds_nothing_of_who_is_only_alike(
    database: Database, desk: Desk, tmp_path: Any
) -> None:
    with database.transaction() as session:
        a = new_lead(session, desk)
        alike_one = new_lead(session, desk)
        colleague = new_lead(session, desk, {"email": "bob@client.example", "name": "Bob"})
        assert alike(session, a)
        found = str(personal.export(session, personal.subject_of(session, a.id), tmp_path))
        assert a.id in found
        assert alike_one.id not in found
        assert colleague.id not in found


def test_what_is_known_of_one_person_goes_all_at_once(
    database: Database, desk: Desk, tmp_path: Any
) -> None:
    with database.transaction() as session:
        old = new_lead(session, desk, at=WEDNESDAY - timedelta(days=50))
        young = new_lead(session, desk, at=WEDNESDAY)
        merge(session, desk, old, young)
        for lead, days in ((old, 50), (young, 0)):
            lead.updated_at = WEDNESDAY - timedelta(days=days)
            lead.conversation.last_at = lead.updated_at
    periods = retention.Periods(conversations=0, leads=30, deliveries=0)

    def left(days: int) -> int:
        retention.purge(database, periods, tmp_path, WEDNESDAY + timedelta(days=days))
        with database.reading() as session:
            return int(session.scalar(sa.select(sa.func.count()).select_from(Lead)) or 0)

    assert left(1) == 2
    assert left(31) == 0


def test_assignments_of_both_are_kept_open_one_each(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        offers = [handed_over(session, desk) for _ in range(2)]
        for offer in offers:
            handover.accept(session, offer.id, offer.user_id, destinations=(), now=WEDNESDAY)
        merge(session, desk, offers[0].lead, offers[1].lead)
        states = session.scalars(sa.select(Assignment.state)).all()
        assert states == ["accepted", "accepted"]
