"""People, their loads, and the document of a lead."""

from __future__ import annotations

from datetime import timedelta

from bot.delivery import outbox
from bot.leads import handover
from bot.leads.desk import Desk
from bot.leads.people import DEMO_PASSWORD, logins, seed
from bot.leads.routing.roster import roster
from bot.leads.stages import move
from bot.leads.view import lead_document
from bot.storage.database import Database
from bot.storage.tables import (
    User,
)
from tests.leads.samples import (
    WEDNESDAY,
    handed_over,
)


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
                handover.accept(session, offer.id, offer.user_id, destinations=(), now=long_ago)
                move(session, offer.lead, "lost", by="lee", why="No budget", now=long_ago)
        offer = handed_over(session, desk, {"email": "a@new.example"})
        handover.decline(session, offer.id, offer.user_id, "Not mine", desk, now=WEDNESDAY)
        people = {rep.id: rep for rep in roster(session, desk.playbook.routing, WEDNESDAY)}
    lee, ravi = people["lee"], people["ravi"]
    assert (lee.open_leads, lee.assigned, lee.credits) == (1, 1, 1)
    assert (ravi.open_leads, ravi.assigned, ravi.credits) == (2, 1, 0)
    assert "maya" not in people  # marketers get no leads
