"""The audit trails: no statement changes them, and only an erasure takes from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.tables import (
    Base,
    Conversation,
    Erasure,
    IdentityChange,
    Lead,
    StageChange,
    now,
)
from tests.storage.databases import KINDS, empty

TRUNCATE = "TRUNCATE stage_changes"


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """With two leads and a row in each trail."""
    with empty(request.param, tmp_path) as database:
        upgrade(database)
        with database.transaction() as session:
            for name in ("a", "b"):
                session.add(Conversation(id=f"c-{name}"))
                session.flush()
                session.add(Lead(id=name, conversation_id=f"c-{name}", name=name))
            session.flush()
            session.add(StageChange(id=1, lead_id="a", after="contact", by="baton", why="x"))
            session.add(
                IdentityChange(
                    id=1, action="merged", lead_id="a", other_id="b", moved=[], by="dana", why="x"
                )
            )
        yield database


def run(database: Database, statement: str) -> None:
    with database.transaction() as session:
        session.execute(sa.text(statement))


@pytest.mark.parametrize("table", ["stage_changes", "identity_changes"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET why = 'y'", "UPDATE {} SET at = at", "DELETE FROM {}"],
)
def test_no_row_is_changed_or_removed(database: Database, table: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="only added to"):
        run(database, statement.format(table))


def test_nor_emptied_nor_replaced(database: Database) -> None:
    forged = "(id, lead_id, after, by, why, at) VALUES (1, 'a', 'contact', 'x', 'y', '2026-01-01')"
    way = f"INSERT OR REPLACE INTO stage_changes {forged}" if database.sqlite else TRUNCATE
    with pytest.raises(DatabaseError, match="only added to"):
        run(database, way)


def receipt(session: Any, lead: str, **more: Any) -> None:
    session.add(Erasure(by="x", salt="x", leads=[lead], counts={}, files=[], **more))
    session.flush()


def test_a_receipt_that_names_the_lead_lets_its_rows_go(database: Database) -> None:
    with database.transaction() as session:
        receipt(session, "a")
        session.execute(sa.delete(StageChange))
        session.execute(sa.delete(IdentityChange))
        assert session.scalars(sa.select(StageChange)).all() == []


@pytest.mark.parametrize(
    ("lead", "more"), [("c", {}), ("a", {"finished_at": now()})], ids=["another", "finished"]
)
def test_another_receipt_or_a_finished_one_does_not(
    database: Database, lead: str, more: dict[str, Any]
) -> None:
    with database.transaction() as session:
        receipt(session, lead, **more)
    with pytest.raises(DatabaseError, match="only added to"):
        run(database, "DELETE FROM stage_changes")


def test_an_illegal_move_is_refused(database: Database) -> None:
    with pytest.raises(DatabaseError, match=r"ck_stage_changes_legal|CHECK"):
        run(
            database,
            "INSERT INTO stage_changes (lead_id, before, after, by, why, at) "
            "VALUES ('a', 'contact', 'won', 'x', 'x', '2026-01-01')",
        )


def test_tables_made_without_migrations_are_guarded_too(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'plain.db'}")
    Base.metadata.create_all(database.engine)
    with database.reading() as session:
        names = set(session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type='trigger'")))
    assert {f"{table}_kept" for table in ("stage_changes", "identity_changes")} <= names
    database.close()
