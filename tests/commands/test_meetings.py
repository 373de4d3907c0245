"""`baton meetings` as people type it."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.cli import main
from bot.leads.meetings import booking
from bot.leads.meetings.slots import bookable_slots
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.tables import Delivery, Meeting, User, now
from tests.leads.meetings.samples import MEETINGS
from tests.leads.samples import handed_over, make_desk, seeded


@pytest.fixture
def meeting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in [name for name in os.environ if name.startswith("BATON_")]:
        monkeypatch.delenv(name)
    url = f"sqlite:///{tmp_path / 'baton.db'}"
    desk = make_desk(tmp_path / "playbook", meetings=MEETINGS)
    knowledge = tmp_path / "knowledge"
    knowledge.mkdir()
    (knowledge / "company.yml").write_text("name: Fern\n")
    for name, value in {
        "PLAYBOOK": str(tmp_path / "playbook"),
        "KNOWLEDGE": str(knowledge),
        "VAR": str(tmp_path / "var"),
        "DATABASE_URL": url,
        "SECRET_KEY": "for tests",
    }.items():
        monkeypatch.setenv(f"BATON_{name}", value)
    database = Database(url)
    upgrade(database)
    seeded(database, desk)
    with database.transaction() as session:
        details = {"name": "Ann \x1b[31mByte", "company_size": 250}
        lead = handed_over(session, desk, details, at=now() - timedelta(minutes=1)).lead
        user, rules = session.get(User, "dana"), desk.playbook.meetings
        assert rules is not None
        start = bookable_slots(session, user, rules, now(), 9, "UTC")[20].start
        held = booking.hold(session, lead, user, start, desk, visitor_zone="Asia/Tokyo")
        found = str(booking.book(session, held.id, desk).id)
    database.close()
    return found


def test_listed_and_cancelled(meeting: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["meetings", "list"]) == 0
    listed = capsys.readouterr().out
    assert meeting[:8] in listed
    assert "Tokyo time" in listed
    assert "\x1b" not in listed
    assert main(["meetings", "list", "--rep", "lee"]) == 0
    assert "no meeting ahead" in capsys.readouterr().out
    assert main(["meetings", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["id"], row["rep"], row["state"]) == (meeting, "Dana Reyes", "booked")
    assert main(["meetings", "cancel", meeting[:8]]) == 0
    assert main(["meetings", "list"]) == 0
    assert "no meeting ahead" in capsys.readouterr().out.splitlines()[-1]
    database = Database(os.environ["BATON_DATABASE_URL"])
    with database.reading() as session:
        assert session.get(Meeting, meeting).state == "cancelled"
        told = session.scalars(
            sa.select(Delivery.destination).where(Delivery.event == "meeting.cancelled")
        ).all()
        assert {each.partition(":")[0] for each in told} == {"email", "visitor"}
    database.close()


def test_one_that_is_not_there(meeting: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["meetings", "cancel", "zzz"]) == 2
    assert "no meeting begins with 'zzz'" in capsys.readouterr().err
