"""What comes of a lead: legal moves, what each needs, who may say it, and what follows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.errors import BadRequest, Conflict, Forbidden, NotFound
from bot.leads import handover, outcomes
from bot.leads.desk import Desk
from bot.leads.offering import open_assignment
from bot.leads.outcomes import Deal
from bot.leads.routing.roster import roster
from bot.leads.stages import move
from bot.leads.view import lead_document
from bot.storage.database import Database
from bot.storage.tables import STAGE_MOVES, STAGES, Lead, Opportunity, StageChange, User
from tests.leads.samples import WEDNESDAY, handed_over, handover_of, new_lead, payloads

DEAL = Deal(12_000, "EUR", date(2027, 1, 31))


def accepted(session: Session, desk: Desk) -> Lead:
    offer = handed_over(session, desk)
    handover.accept(session, offer.id, offer.user_id, destinations=(), now=WEDNESDAY)
    return offer.lead


def record(session: Session, desk: Desk, lead: Lead, stage: str, **more: Any) -> Lead:
    return outcomes.record(
        session,
        lead.id,
        stage,
        **{"by": "lee", "why": "", "destinations": desk.destinations, "now": WEDNESDAY, **more},
    )


def test_from_opportunity_to_won(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = accepted(session, desk)
        record(session, desk, lead, "sql", deal=DEAL)
        assert lead.stage == "sql"
        assert lead_document(session, lead)["opportunity"] == {
            "value": 12_000,
            "currency": "EUR",
            "closes_on": "2027-01-31",
        }
        record(session, desk, lead, "won", why="Signed")
        rows = session.scalars(sa.select(StageChange).order_by(StageChange.id)).all()
        assert [(row.before, row.after, row.by, row.why) for row in rows[-2:]] == [
            ("sal", "sql", "lee", "12,000 EUR, to be decided by 2027-01-31"),
            ("sql", "won", "lee", "Signed"),
        ]
        told = [each["data"] for each in payloads(session, "lead.outcome")]
        assert [(each["outcome"], each["reason"]) for each in told] == [
            ("sql", None),
            ("won", "Signed"),
        ]
        assert told[1]["opportunity"]["value"] == 12_000
        assert lead.owner_id == "lee"


@pytest.mark.parametrize("before", STAGES)
@pytest.mark.parametrize("after", STAGES)
def test_only_legal_moves(desk: Desk, database: Database, before: str, after: str) -> None:
    with database.transaction() as session:
        lead = new_lead(session, desk)
        lead.stage = before
        if after in STAGE_MOVES[before]:
            move(session, lead, after, by="lee", why="x", now=WEDNESDAY)
            assert lead.stage == after
            return
        with pytest.raises(Conflict, match="cannot follow"):
            move(session, lead, after, by="lee", why="x", now=WEDNESDAY)
        assert lead.stage == before


def test_what_each_needs(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = accepted(session, desk)
        for stage in ("lost", "recycled"):
            with pytest.raises(BadRequest, match="Say why"):
                record(session, desk, lead, stage, why="  ")
        with pytest.raises(BadRequest, match="a value and the day"):
            record(session, desk, lead, "sql")
        with pytest.raises(Conflict, match="“Won” cannot follow “Accepted by sales”"):
            record(session, desk, lead, "won")
        with pytest.raises(BadRequest, match="one of"):
            record(session, desk, lead, "mql")
        with pytest.raises(NotFound):
            outcomes.record(session, "nobody", "won", by="lee", why="", destinations=())
        assert lead.stage == "sal"


@pytest.mark.parametrize(
    ("value", "currency"), [(0, "EUR"), (-5, "EUR"), (10**12, "EUR"), (5, "€"), (5, "eur")]
)
def test_a_deal_that_cannot_be(value: int, currency: str) -> None:
    with pytest.raises(BadRequest):
        Deal(value, currency, date(2027, 1, 31))


def test_what_is_lost_is_nobodys_work_and_can_be_taken_up_again(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        lead = accepted(session, desk)
        record(session, desk, lead, "lost", why="No budget")
        assert open_assignment(session, lead.id) is None
        assert {rep.open_leads for rep in roster(session, desk.playbook.routing, WEDNESDAY)} == {0}
        record(session, desk, lead, "sal")
        current = open_assignment(session, lead.id)
        assert current is not None
        assert (current.user_id, current.state, lead.owner_id) == ("lee", "accepted", "lee")


def test_what_is_back_with_marketing_is_offered_anew_when_it_returns(
    database: Database, desk: Desk
) -> None:
    with database.transaction() as session:
        lead = accepted(session, desk)
        record(session, desk, lead, "recycled", why="Next year")
        assert lead.owner_id is None
        later = WEDNESDAY + timedelta(days=90)
        offer = handover.hand_over(session, lead, desk, reason="Came back", now=later)
        assert offer.state == "offered"
        handover.accept(session, offer.id, offer.user_id, destinations=(), now=later)
        assert (lead.stage, lead.owner_id) == ("sal", offer.user_id)


def test_an_offer_of_what_is_given_up_is_taken_back(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        offer = handed_over(session, desk)
        record(session, desk, offer.lead, "lost", why="Spam", by="omar")
        assert offer.state == "withdrawn"
        assert not handover.has_due(session, WEDNESDAY + timedelta(days=60))
        with pytest.raises(Conflict):
            handover.accept(session, offer.id, "lee", destinations=(), now=WEDNESDAY)
        # The visitor may come back, and is offered to somebody again.
        later = WEDNESDAY + timedelta(days=1)
        again = handover.hand_over(session, offer.lead, desk, reason="Asked again", now=later)
        assert again.state == "offered"
        handover.accept(session, again.id, again.user_id, destinations=(), now=later)
        assert offer.lead.stage == "sal"


def test_who_may_say_what_came_of_a_lead(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = accepted(session, desk)
        for person in ("lee", "omar"):
            outcomes.check_may(session, lead, person)
        for person in ("ravi", "maya", "nobody"):
            with pytest.raises(Forbidden):
                outcomes.check_may(session, lead, person)
        offer = handed_over(session, desk, {"email": "b@client.example"})
        assert offer.user_id == "ravi"
        outcomes.check_may(session, offer.lead, "ravi")
        with pytest.raises(Forbidden):
            outcomes.check_may(session, offer.lead, "lee")
        nobodys = new_lead(session, desk)
        outcomes.check_may(session, nobodys, "ravi")
        with pytest.raises(Forbidden):
            outcomes.check_may(session, nobodys, "maya")
        session.get(User, "omar").active = False
        with pytest.raises(Forbidden):
            outcomes.check_may(session, lead, "omar")


def test_the_choices_are_the_legal_ones_of_a_person(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = new_lead(session, desk)
        assert outcomes.choices(session, lead) == ["lost", "recycled"]
        lead.stage = "sal"
        assert outcomes.choices(session, lead) == ["sql", "lost", "recycled"]
        lead.stage = "won"
        assert outcomes.choices(session, lead) == ["sql"]


def test_an_opportunity_is_kept_once(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = accepted(session, desk)
        record(session, desk, lead, "sql", deal=DEAL)
        record(session, desk, lead, "won")
        record(session, desk, lead, "sql", deal=Deal(9_000, "USD", date(2027, 3, 1)))
        (row,) = session.scalars(sa.select(Opportunity)).all()
        assert (row.value, row.currency) == (9_000, "USD")


@pytest.mark.parametrize("by", ["lee", "crm"])
def test_that_sales_has_an_offered_lead_is_an_acceptance(
    database: Database, desk: Desk, by: str
) -> None:
    with database.transaction() as session:
        offer = handed_over(session, desk)
        record(session, desk, offer.lead, "sal", by=by)
        assert (offer.state, offer.decided_at) == ("accepted", WEDNESDAY)
        assert (offer.lead.stage, offer.lead.owner_id) == ("sal", "lee")
        assert handover_of(session, offer.lead).state == "accepted"
        assert not handover.has_due(session, WEDNESDAY + timedelta(days=60))
        last = session.scalars(sa.select(StageChange).order_by(StageChange.id.desc())).first()
        assert (last.after, last.by, last.why) == ("sal", by, "Accepted by Lee Ono")
        assert len(payloads(session, "lead.accepted")) == 1
        assert payloads(session, "lead.outcome") == []  # it was told once
        record(session, desk, offer.lead, "sql", deal=DEAL)
        assert offer.lead.stage == "sql"


def test_sales_has_no_lead_that_is_with_nobody(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        lead = new_lead(session, desk)
        for _ in ("contact", "lost"):  # as it came, and given up before anybody had it
            with pytest.raises(Conflict, match="with nobody"):
                record(session, desk, lead, "sal")
            assert (lead.owner_id, outcomes.choices(session, lead)[-1]) == (None, "recycled")
            assert "sal" not in outcomes.choices(session, lead)
            if lead.stage == "contact":
                record(session, desk, lead, "lost", why="Spam")


@pytest.mark.parametrize("stage", ["sal", "sql"])
def test_a_lost_lead_that_is_offered_anew_is_taken_up_by_whom_it_is_offered_to(
    database: Database, desk: Desk, stage: str
) -> None:
    with database.transaction() as session:
        lead = accepted(session, desk)
        record(session, desk, lead, "lost", why="No budget")
        later = WEDNESDAY + timedelta(days=30)
        offer = handover.hand_over(session, lead, desk, reason="Came back", now=later)
        assert offer.user_id == "ravi"
        record(session, desk, lead, stage, deal=DEAL if stage == "sql" else None, now=later)
        assert (lead.stage, lead.owner_id, offer.state) == (stage, "ravi", "accepted")
