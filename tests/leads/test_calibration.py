"""Another scoring tried on the open leads, and win rates with their intervals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.leads.calibration import Rate, changes, win_rates
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.tables import Lead
from tests.leads.samples import SCORING, WEDNESDAY, engage, make_desk, new_lead, seeded
from tests.storage.databases import empty


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with empty("sqlite", tmp_path) as database:
        upgrade(database)
        yield seeded(database, make_desk(tmp_path / "playbook"))


def test_what_a_changed_scoring_would_do(database: Database, tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "playbook")
    changed = make_desk(
        tmp_path / "changed",
        scoring=SCORING.replace("points: 20, reason: 50", "points: 30, reason: 50"),
    )
    with database.transaction() as session:
        for size in (10, 60, 60):
            lead = new_lead(session, desk, {"company_size": size})
            engage(session, lead, "asked_price")
        lead.stage = "won"  # is over: no scoring changes it any more
    with database.reading() as session:
        found = changes(session, desk.playbook.scoring, changed.playbook.scoring, WEDNESDAY)
        assert [(each.before.grade, each.after.grade) for each in found] == [("B2", "A2")]
        assert changes(session, desk.playbook.scoring, desk.playbook.scoring, WEDNESDAY) == []


def test_win_rates_by_grade_and_reason(database: Database, tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "playbook")
    with database.transaction() as session:
        for number, stage in enumerate(["won", "won", "lost", "contact"]):
            lead = new_lead(session, desk, {"email": f"a@b{number}.example"})
            lead.stage = stage
            lead.grade = "A1" if number < 2 else "C3"
            lead.score_reasons = [{"group": "g", "points": 5, "text": "Agency"}] * (number != 1)
    with database.reading() as session:
        grades, reasons = win_rates(session)
        assert session.scalar(sa.select(sa.func.count()).select_from(Lead)) == 4
    assert [(each.name, each.won, each.of) for each in grades] == [("A1", 2, 2), ("C3", 0, 1)]
    assert [(each.name, each.won, each.of) for each in reasons] == [("Agency", 1, 2)]


def test_the_interval_is_wilsons() -> None:
    # Newcombe 1998, table I: 81 of 263.
    low, high = Rate("x", 81, 263).interval
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
