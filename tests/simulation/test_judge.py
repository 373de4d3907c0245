"""The judge sees what is wrong: each test makes one thing go wrong."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.leads.playbook.playbook import Playbook
from bot.leads.qualification import Known, Progress
from bot.settings import ROOT
from bot.simulation.facts import Fact
from bot.simulation.hearing import Heard
from bot.simulation.judge import Judge, Turn
from bot.simulation.phrases import Phrases
from bot.simulation.temperaments import TEMPERAMENTS
from bot.simulation.visitor import Say, Visitor
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.tables import Assignment, Consent, Conversation, Lead, LeadDetail, Message, User

EMAIL = Fact("email", "email", "ana@acme.com", "ana@acme.com")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'baton.db'}")
    upgrade(database)
    return database


@pytest.fixture
def visitor() -> Visitor:
    fields = Playbook.load(ROOT / "playbook").qualification.fields
    return Visitor(
        {"email": EMAIL}, fields, TEMPERAMENTS["patient"], Phrases.load(), [], random.Random(1),
        ("US", "USD", date(2026, 11, 23)),
    )  # fmt: skip


def heard(text: str = "Thanks.", asks: str | None = None, sources: int = 0) -> Heard:
    return Heard(text, asks, {}, sources, False, False, False)


def told(client_id: str = "m1") -> Turn:
    return Turn(Say("tell_email", "ana@acme.com", tells={"email": EMAIL}), client_id, heard())


def conversation(database: Database, details: dict[str, Any], *, lead: bool = True) -> str:
    """A conversation that knows `details`, with the messages m1 and m2 and a lead."""
    with database.transaction() as session:
        row = Conversation(state={}, utm={})
        session.add(row)
        session.flush()
        messages = {}
        for name in ("m1", "m2"):
            message = Message(conversation_id=row.id, client_id=name, sender="visitor", text="…")
            session.add(message)
            session.flush()
            messages[name] = message.id
        progress = Progress()
        for name, (value, client_id) in details.items():
            progress.details[name] = Known(name, value, str(value), "…", messages[client_id], 1.0)
        row.state = progress.as_json()
        if lead:
            one = Lead(conversation_id=row.id, email="ana@acme.com")
            session.add(one)
            session.flush()
            for name, (value, _) in details.items():
                session.add(
                    LeadDetail(
                        lead_id=one.id, field=name, label=name, value=value, shown="…", said="…"
                    )
                )
        return str(row.id)


def ended(database: Database, visitor: Visitor, turns: list[Turn], found: str) -> set[str]:
    judge = Judge(visitor)
    for turn in turns:
        visitor.told.update(turn.say.tells)
        judge.turn(turn)
    with database.reading() as session:
        return judge.end(session, found).kinds()


def test_what_was_told_and_kept_is_right(database: Database, visitor: Visitor) -> None:
    found = conversation(database, {"email": ("ana@acme.com", "m1")})
    assert ended(database, visitor, [told()], found) == set()


def test_a_wrong_value_a_wrong_message_and_an_invention_are_seen(
    database: Database, visitor: Visitor
) -> None:
    wrong = conversation(database, {"email": ("ana@acme.org", "m1")})
    assert ended(database, visitor, [told()], wrong) == {"detail wrong"}
    elsewhere = conversation(database, {"email": ("ana@acme.com", "m2")})
    assert ended(database, visitor, [told()], elsewhere) == {"wrong message"}
    visitor.told.clear()
    invented = conversation(database, {"company_size": (40, "m1")})
    assert ended(database, visitor, [], invented) == {"detail invented"}


def test_a_lost_lead_is_seen(database: Database, visitor: Visitor) -> None:
    lost = conversation(database, {"email": ("ana@acme.com", "m1")}, lead=False)
    assert ended(database, visitor, [told()], lost) == {"lost lead"}
    visitor.confirmed, visitor.consent = True, True
    unassigned = conversation(database, {"email": ("ana@acme.com", "m1")})
    assert "lost lead" in ended(database, visitor, [told()], unassigned)


def test_contact_without_consent_is_seen(database: Database, visitor: Visitor) -> None:
    found = conversation(database, {"email": ("ana@acme.com", "m1")})
    with database.transaction() as session:
        session.add(User(id="sam", email="sam@x.com", name="Sam"))
        session.flush()
        lead = session.query(Lead).filter_by(conversation_id=found).one()
        session.add(Assignment(lead_id=lead.id, user_id="sam", rung="…", text="…"))
    assert ended(database, visitor, [told()], found) == {"contact without consent"}


def test_a_consent_that_nobody_gave_is_seen(database: Database, visitor: Visitor) -> None:
    found = conversation(database, {"email": ("ana@acme.com", "m1")})
    with database.transaction() as session:
        session.add(
            Consent(
                conversation_id=found,
                subject="s",
                purpose="p",
                wording="w",
                wording_version="1",
                wording_hash="h",
                language="en",
                given=True,
                method="words",
            )
        )
    visitor.consent = False
    assert ended(database, visitor, [told()], found) == {"contact without consent"}


@pytest.mark.parametrize(
    ("turns", "kind"),
    [
        ([told(), Turn(Say("thanks", "ok"), "m2", heard("Email?", "email"))], "asked twice"),
        (
            [Turn(Say("tell", "x", tells={"email": EMAIL}), "m1", heard("Email?", "email"))],
            "not understood",
        ),
        ([Turn(Say("thanks", "ok"), f"m{n}", heard("Same words.")) for n in range(3)], "loop"),
        ([Turn(Say("thanks", "ok"), "m1", heard(""))], "no reply"),
        (
            [
                Turn(Say("decline_offer", "no"), "m1", heard("Fine.")),
                Turn(Say("thanks", "ok"), "m2", heard("Shall I?", "offer")),
            ],
            "offered after a no",
        ),
        ([Turn(Say("question", "sso?", question="sso?"), "m1", heard("Hm."))], "question not"),
        (
            [Turn(Say("topic", "Sso?", pressed=True, question="Sso?"), "m1", heard("Hm."))],
            "button not",
        ),
    ],
)
def test_what_goes_wrong_on_the_way_is_seen(
    database: Database, visitor: Visitor, turns: list[Turn], kind: str
) -> None:
    found = conversation(database, {"email": ("ana@acme.com", "m1")})
    visitor.told["email"] = EMAIL
    judge = Judge(visitor)
    judge._told_at["email"] = "m1"
    for turn in turns:
        judge.turn(turn)
    with database.reading() as session:
        judge._questions(session, found)
    assert any(one.startswith(kind) for one in judge.verdict.kinds())
