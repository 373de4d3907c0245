"""Export, erasure and retention: everything of a person is found, and nothing is left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.delivery.worker import Worker
from bot.errors import NotFound
from bot.leads.privacy import consent, erasure, personal, retention
from bot.leads.privacy.erasure import Request
from bot.leads.privacy.personal import Subject
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.tables import (
    Base,
    Conversation,
    CrmCompany,
    Delivery,
    Engagement,
    Erasure,
    Lead,
    Message,
    RasaEvent,
    StageChange,
    UnansweredQuestion,
    now,
)
from tests.delivery.receivers import settings_for
from tests.leads.samples import handed_over, make_desk, seeded, write_playbook
from tests.storage.databases import KINDS, empty

# Stands in nothing else, so that a leftover anywhere is found.
MARK = "Zyxxa"
EMAIL = "zyxxa@zyxxa-works.example"


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with empty(request.param, tmp_path) as database:
        upgrade(database)
        yield database


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    return tmp_path / "var" / "mail"


def live_through(database: Database, tmp_path: Path, at: datetime) -> str:
    """A person in every store there is, with mails written; gives the lead's id."""
    write_playbook(tmp_path / "playbook")
    desk = make_desk(tmp_path / "playbook")
    seeded(database, desk)
    details = {"name": f"{MARK} Byte", "email": EMAIL, "company_size": 250}
    with database.transaction() as session:
        lead = handed_over(session, desk, details, at=at).lead
        conversation = session.get(Conversation, lead.conversation_id)
        conversation.state = {"details": {"name": f"{MARK} Byte"}}
        conversation.page_url = f"https://shop.example/?who={MARK}"
        first = Message(
            conversation_id=conversation.id, sender="visitor", text=f"I am {MARK}", at=at
        )
        session.add(first)
        session.flush()
        session.add(
            Message(
                conversation_id=conversation.id,
                sender="bot",
                text=f"Hello {MARK}",
                reply_to=first.id,
                at=at,
            )
        )
        session.add(
            Engagement(
                conversation_id=conversation.id, event="returned", message_id=first.id, at=at
            )
        )
        session.add(
            UnansweredQuestion(
                conversation_id=conversation.id,
                message_id=first.id,
                question=f"Do you know {MARK}?",
                revision="r",
                at=at,
            )
        )
        session.add(
            Delivery(
                event="question.unanswered",
                destination="webhook:0",
                payload={"data": {"conversation_id": conversation.id, "question": MARK}},
                next_at=at,
            )
        )
        session.add(
            RasaEvent(conversation_id=conversation.id, number=0, event={"text": f"I am {MARK}"})
        )
        session.add(
            CrmCompany(
                destination="hubspot", domain=EMAIL.partition("@")[2], remote_id="7", until=at
            )
        )
        lead_id = str(lead.id)
    Worker(database, settings_for(tmp_path, database), desk, lambda: at).run_once(at)
    return lead_id


def leftovers(database: Database, var: Path) -> list[str]:
    """Wherever the person can still be read, in any column of any table and in any file."""
    found = []
    with database.engine.connect() as connection:
        for table in Base.metadata.tables.values():
            found += [
                f"{table.name}: {row}"
                for row in connection.execute(sa.select(table))
                if MARK.lower() in str(tuple(row)).lower()
            ]
    for file in var.rglob("*"):
        if file.is_file() and MARK.lower().encode() in file.read_bytes().lower():
            found.append(str(file))
    return found


def erase(database: Database, who: str, mail: Path) -> Erasure:
    with database.transaction() as session:
        subject = personal.subject_of(session, who)
        row = erasure.erase(session, subject, Request("operator", who), ["webhook:0"])
    erasure.finish(database, mail)
    return row


def test_nothing_of_an_erased_person_is_left(
    database: Database, tmp_path: Path, mail: Path
) -> None:
    live_through(database, tmp_path, now())
    assert len(list(mail.iterdir())) == 1
    assert leftovers(database, tmp_path / "var")
    row = erase(database, EMAIL.upper(), mail)
    assert leftovers(database, tmp_path / "var") == []
    with database.reading() as session:
        receipt = erasure.receipt(session.get(Erasure, row.id))
        told = session.scalars(sa.select(Delivery)).all()
    assert receipt["finished_at"]
    assert receipt["removed"]["mail files"] == 1
    assert {"leads", "messages", "rasa_events", "deliveries"} <= set(receipt["removed"])
    assert erasure.digest(receipt["subject"]["salt"], EMAIL) == receipt["subject"]["sha256"]
    # Those who have copies are told, by the lead's id alone.
    assert {(each.event, each.destination) for each in told} == {
        ("lead.erased", "webhook:0"),
        ("lead.erased", "email:dana"),
    }
    assert all(each.payload["data"]["id"] in receipt["leads"] for each in told)


def test_other_people_stay(database: Database, tmp_path: Path, mail: Path) -> None:
    live_through(database, tmp_path, now())
    desk = make_desk(tmp_path / "playbook")
    with database.transaction() as session:
        kept = str(handed_over(session, desk, {"name": "Ann"}, at=now()).lead_id)
    erase(database, EMAIL, mail)
    with database.reading() as session:
        assert [lead.id for lead in session.scalars(sa.select(Lead))] == [kept]
        assert session.scalars(sa.select(StageChange)).all()
        assert session.scalars(sa.select(Delivery).where(Delivery.lead_id == kept)).all()


def test_every_table_that_refers_to_a_person_is_covered() -> None:
    covered = {table.name for table, _ in personal.belongings(Subject(("c",), ("l",)))}
    nobodys = {"users", "erasures", "api_keys", "paces", "crm_companies"}
    of_others = {
        table.name
        for table in Base.metadata.tables.values()
        # rows that go with their own parent
        if any(key.ondelete == "CASCADE" for key in table.foreign_keys)
    }
    assert covered == set(Base.metadata.tables) - nobodys - of_others


def test_an_erasure_that_was_cut_off_is_completed_by_the_next(
    database: Database, tmp_path: Path, mail: Path
) -> None:
    live_through(database, tmp_path, now())
    with database.transaction() as session:
        subject = personal.subject_of(session, EMAIL)
        erasure.erase(session, subject, Request("operator", EMAIL), ())
    # The process died here: the rows are gone, the mail's file is not.
    assert leftovers(database, tmp_path / "var")
    assert len(erasure.finish(database, mail)) == 1
    assert leftovers(database, tmp_path / "var") == []
    assert erasure.finish(database, mail) == []


@pytest.mark.parametrize("step", range(0, 14, 3))
def test_an_erasure_that_fails_midway_removes_nothing(
    database: Database, tmp_path: Path, mail: Path, step: int
) -> None:
    live_through(database, tmp_path, now())
    before = leftovers(database, tmp_path / "var")
    parts = personal.belongings

    def failing(subject: Subject) -> Iterator[Any]:
        for number, part in enumerate(parts(subject)):
            if number == step:
                raise OSError("disk full")
            yield part

    erasure_parts = pytest.MonkeyPatch()
    erasure_parts.setattr(erasure, "belongings", failing)
    with pytest.raises(OSError, match="disk full"):
        erase(database, EMAIL, mail)
    erasure_parts.undo()
    assert leftovers(database, tmp_path / "var") == before
    erase(database, EMAIL, mail)
    assert leftovers(database, tmp_path / "var") == []


def test_an_export_has_every_store(database: Database, tmp_path: Path, mail: Path) -> None:
    lead_id = live_through(database, tmp_path, now())
    with database.reading() as session:
        found = personal.export(session, personal.subject_of(session, lead_id[:8]), mail)
    json.dumps(found)  # plain data
    assert found["leads"][0]["contact"]["email"] == EMAIL
    assert {
        "assignments",
        "consents",
        "conversations",
        "deliveries",
        "engagements",
        "handovers",
        "lead_details",
        "leads",
        "messages",
        "rasa_events",
        "stage_changes",
        "unanswered_questions",
    } <= set(found["stores"])
    assert len(found["mails"]) == 1


@pytest.mark.parametrize("who", ["nobody@example.org", "12345", "not-there-at-all", "%", ""])
def test_nobody_is_found_by_what_fits_nobody(database: Database, tmp_path: Path, who: str) -> None:
    live_through(database, tmp_path, now())
    with database.reading() as session, pytest.raises(NotFound):
        personal.subject_of(session, who)


def test_what_is_over_its_period_goes(database: Database, tmp_path: Path, mail: Path) -> None:
    at = now()
    live_through(database, tmp_path, at)
    with database.transaction() as session:
        session.add(Conversation(created_at=at, last_at=at))
    periods = retention.Periods(conversations=30, leads=100, deliveries=10)

    def purged(days: int) -> dict[str, int]:
        return retention.purge(database, periods, mail, at + timedelta(days=days))

    assert purged(9) == {"conversations": 0, "leads": 0, "deliveries": 0}
    assert purged(11)["deliveries"] >= 1
    assert purged(31) == {"conversations": 1, "leads": 0, "deliveries": 0}
    assert purged(99)["leads"] == 0
    assert purged(101)["leads"] == 1
    assert leftovers(database, tmp_path / "var") == []


def test_what_sales_is_at_work_on_stays(database: Database, tmp_path: Path, mail: Path) -> None:
    at = now()
    lead_id = live_through(database, tmp_path, at)
    with database.transaction() as session:
        session.get(Lead, lead_id).stage = "sql"
    periods = retention.Periods(conversations=1, leads=1, deliveries=0)
    removed = retention.purge(database, periods, mail, at + timedelta(days=5000))
    assert removed == {"conversations": 0, "leads": 0, "deliveries": 0}


def test_no_period_keeps_everything(database: Database, tmp_path: Path, mail: Path) -> None:
    at = now()
    live_through(database, tmp_path, at)
    removed = retention.purge(database, retention.Periods(0, 0, 0), mail, at + timedelta(days=5000))
    assert not any(removed.values())


def test_a_withdrawn_person_can_be_erased_too(
    database: Database, tmp_path: Path, mail: Path
) -> None:
    lead_id = live_through(database, tmp_path, now())
    with database.transaction() as session:
        lead = session.get(Lead, lead_id)
        consent.withdraw(session, session.get(Conversation, lead.conversation_id), ())
    erase(database, lead_id, mail)
    assert leftovers(database, tmp_path / "var") == []
