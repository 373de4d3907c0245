"""Changes to the people: away, back, gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import BatonError, NotFound
from bot.leads import handover, staff
from bot.leads.desk import Desk
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.tables import Assignment, User
from tests.leads.samples import WEDNESDAY, handed_over, make_desk, new_lead, seeded
from tests.storage.databases import KINDS, empty

TODAY = WEDNESDAY.date()


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with empty(request.param, tmp_path) as database:
        upgrade(database)
        yield database


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    desk = make_desk(tmp_path / "playbook")
    seeded(database, desk)
    return desk


def test_somebody_away_gets_no_lead_until_they_are_back(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        staff.absent(session, "lee", TODAY, TODAY + timedelta(days=6))
        staff.absent(session, "ravi", TODAY - timedelta(days=9), TODAY - timedelta(days=8))
    with database.transaction() as session:
        for number in range(3):
            offer = handed_over(session, desk, {"email": f"a{number}@b{number}.example"})
            assert offer.user_id == "ravi", offer.text
    with database.transaction() as session:
        assert staff.back(session, "lee", TODAY) == 1
        # What is over stays: by it the rotation knows who has just returned.
        assert staff.back(session, "ravi", TODAY) == 0
        assert session.get(User, "ravi").profile["absences"]
    with database.transaction() as session:
        offer = handed_over(session, desk, {"email": "c@d.example"})
        assert offer.user_id == "lee", offer.text


def test_an_absence_that_is_cut_short_keeps_its_first_days(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        staff.absent(session, "lee", TODAY - timedelta(days=3), TODAY + timedelta(days=3))
        staff.back(session, "lee", TODAY)
        (kept,) = session.get(User, "lee").profile["absences"]
    assert date.fromisoformat(kept["to"]) == TODAY - timedelta(days=1)


def test_the_offers_of_somebody_who_leaves_go_on_at_once(database: Database, desk: Desk) -> None:
    with database.transaction() as session:
        offered = handed_over(session, desk, {"company_size": 250})
        assert offered.user_id == "dana"
        accepted = handed_over(session, desk, {"company_size": 250, "email": "x@y.example"})
        handover.accept(session, accepted.id, "dana", destinations=(), now=WEDNESDAY)
        epoch = session.get(User, "dana").session_epoch
    with database.transaction() as session:
        moved, kept = staff.deactivate(session, "dana", desk, now=WEDNESDAY)
        assert moved == 1
        assert kept == [accepted.lead_id]
        assert session.get(User, "dana").session_epoch > epoch  # signed out everywhere
    with database.transaction() as session:
        now_with = session.scalars(
            sa.select(Assignment).where(
                Assignment.lead_id == offered.lead_id, Assignment.state == "offered"
            )
        ).one()
        assert now_with.user_id != "dana"
        assert (
            handed_over(session, desk, {"email": "n@m.example", "company_size": 250}).user_id
            != "dana"
        )
        staff.activate(session, "dana")
    with database.transaction() as session:
        lead = new_lead(session, desk, {"email": "o@p.example", "company_size": 250})
        offer = handover.hand_over(session, lead, desk, reason="Demo", now=WEDNESDAY)
        assert offer.user_id == "dana"


def test_what_cannot_be_changed_is_said(database: Database, desk: Desk) -> None:
    with database.transaction() as session, pytest.raises(NotFound, match="there are dana, lee"):
        staff.absent(session, "nobody", TODAY, TODAY)
    with database.transaction() as session, pytest.raises(BatonError, match="first day"):
        staff.absent(session, "lee", TODAY, TODAY - timedelta(days=1))
