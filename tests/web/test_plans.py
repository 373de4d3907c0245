"""The inbox stays fast with many leads: every query of its pages is answered from an index."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.leads import handover
from bot.leads.desk import Desk
from bot.leads.identity import merging
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.web import leadlist
from bot.web.leadpage import LeadPage
from tests.leads.samples import WEDNESDAY, handed_over, make_desk, seeded
from tests.storage.databases import KINDS, empty

# The tables that grow with leads; people are few, and read whole.
GROWING = (
    "leads|assignments|handovers|lead_details|messages|consents|conversations|deliveries|"
    "stage_changes|identity_changes|merged_leads|meetings|opportunities"
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path / "playbook")


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path, desk: Desk) -> Iterator[Database]:
    with empty(request.param, tmp_path) as database:
        yield filled(database, desk)


def filled(database: Database, desk: Desk) -> Database:
    """With some leads, offered, accepted, and two of them merged."""
    upgrade(database)
    seeded(database, desk)
    with database.transaction() as session:
        offers = [
            handed_over(session, desk, at=WEDNESDAY + timedelta(minutes=number))
            for number in range(6)
        ]
        first, second = offers[:2]
        handover.accept(session, first.id, first.user_id, destinations=(), now=WEDNESDAY)
        merging.merge(session, first.lead_id, second.lead_id, "lee", "x", desk)
    return database


@contextmanager
def recorded(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """The queries that are made meanwhile, with their values."""
    made: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        if statement.lstrip().startswith("SELECT"):
            made.append((statement, values))

    sa.event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield made
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", note)


def scans(database: Database, statement: str, values: Any) -> list[str]:
    """The growing tables that a query reads from one end to the other."""
    with database.engine.connect() as connection:
        if database.sqlite:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            lines = [row[3] for row in plan]
            return [
                line
                for line in lines
                if re.match(rf"SCAN ({GROWING})\b", line) and "USING" not in line
            ]
        # Small tables are read whole, whatever there is: so that the plan is of large ones.
        connection.exec_driver_sql("SET enable_seqscan = off")
        plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values)
        text = json.dumps(plan.scalar())
    return re.findall(rf'"Node Type": "Seq Scan"[^}}]*?"Relation Name": "(?:{GROWING})"', text)


LISTS = {
    "all": ("", "", False, 1),
    "page 2": ("", "", False, 2),
    "mine": ("", "", True, 1),
    "stage": ("mql", "", False, 1),
    "search": ("", "ann", False, 1),
}


@pytest.mark.parametrize("case", LISTS)
def test_the_list(database: Database, case: str) -> None:
    with database.reading() as session, recorded(database) as made:
        leadlist.rows(session, "lee", *LISTS[case])
    assert len(made) >= 2
    for statement, values in made:
        assert scans(database, statement, values) == [], statement


def test_the_list_is_not_sorted_whole(tmp_path: Path, desk: Desk) -> None:
    with empty("sqlite", tmp_path) as database:
        filled(database, desk)
        with database.reading() as session, recorded(database) as made:
            leadlist.rows(session, "lee", "", "", False, 1)
        statement, values = next(each for each in made if "ORDER BY leads.updated_at" in each[0])
        with database.engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert "TEMP B-TREE" not in str(plan)
    assert "ix_leads_updated_at" in str(plan)


def test_the_page_of_a_lead(database: Database) -> None:
    with database.reading() as session:
        lead_ids = session.scalars(sa.text("SELECT id FROM leads")).all()
    services: Any = SimpleNamespace(database=database)
    page = LeadPage(services, SimpleNamespace())  # type: ignore[arg-type]
    reader = SimpleNamespace(id="lee", timezone="UTC")
    for lead_id in lead_ids[:3]:
        with recorded(database) as made:
            page._values(lead_id, reader)
        assert len(made) > 15
        for statement, values in made:
            assert scans(database, statement, values) == [], statement
