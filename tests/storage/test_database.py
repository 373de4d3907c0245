"""Several transactions as one: all of it is there, or nothing; on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.storage import database as storage
from bot.storage.database import AWAY, Database
from bot.storage.tables import Base, Conversation
from tests.storage.databases import KINDS, empty


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with empty(request.param, tmp_path) as database:
        Base.metadata.create_all(database.engine)
        yield database


def add(database: Database, name: str) -> None:
    with database.transaction() as session:
        session.add(Conversation(id=name, state={}, utm={}))


def there(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(sa.select(Conversation.id)))


def test_parts_are_seen_inside_at_once_and_outside_at_the_end(database: Database) -> None:
    other = Database(database.engine.url.render_as_string(hide_password=False))
    with database.together():
        assert there(database) == set()  # before anything is written nothing is held
        add(database, "a")
        assert there(database) == {"a"}
        add(database, "b")
        assert there(other) == set()
    assert there(other) == {"a", "b"}
    add(database, "c")
    assert there(other) == {"a", "b", "c"}  # afterwards each is one of its own again
    other.close()


def test_a_failure_takes_all_back(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.together():  # noqa: PT012  # the third
        add(database, "a")
        add(database, "b")
        add(database, "a")
    assert there(database) == set()


def test_a_part_that_fails_takes_only_itself_back(database: Database) -> None:
    with database.together():
        add(database, "a")
        with pytest.raises(sa.exc.IntegrityError):
            add(database, "a")
        add(database, "c")
    assert there(database) == {"a", "c"}


def fill_the_disk(session: Session) -> None:
    """Raises what the database raises then; SQLite has taken back the transaction by then."""
    if session.get_bind().dialect.name == "sqlite":
        pages = session.scalar(sa.text("PRAGMA page_count"))
        session.execute(sa.text(f"PRAGMA max_page_count = {pages}"))
        session.add(Conversation(id="long", state={}, utm={"source": "x" * 1_000_000}))
        session.flush()
    session.execute(sa.text("DO $$ BEGIN RAISE 'no space' USING ERRCODE = '53100'; END $$"))


def test_nothing_stands_alone_after_a_full_disk_that_somebody_swallowed(database: Database) -> None:
    with pytest.raises(AWAY), database.together():  # noqa: PT012  # what is swallowed goes before
        add(database, "a")
        with pytest.raises(AWAY), database.transaction() as session:
            fill_the_disk(session)
        with pytest.raises(AWAY):
            add(database, "b")  # SQLite would keep it, in a transaction of its own
        with pytest.raises(AWAY):
            there(database)
    assert there(database) == set()


def test_a_database_that_is_away_is_told_from_a_mistake(tmp_path: Path) -> None:
    away = Database("postgresql://postgres@127.0.0.1:9/none")
    with pytest.raises(AWAY):
        there(away)
    with empty("sqlite", tmp_path) as database:
        Base.metadata.create_all(database.engine)
        add(database, "a")
        with pytest.raises(sa.exc.DBAPIError) as mistake:
            add(database, "a")
    assert not isinstance(mistake.value, AWAY)


def test_threads_wait_for_each_other_and_not_for_sqlite(tmp_path: Path) -> None:
    with empty("sqlite", tmp_path) as database:
        Base.metadata.create_all(database.engine)
        second = threading.Thread(target=add, args=(database, "b"))
        with database.transaction() as session:
            session.add(Conversation(id="a", state={}, utm={}))
            session.flush()
            second.start()
            second.join(0.2)
            # The second has not even begun: it would sleep in SQLite and wake up late.
            assert second.is_alive()
            assert database.engine.pool.checkedout() == 1
        second.join()
        assert there(database) == {"a", "b"}


def test_a_thread_that_waits_in_vain_hears_that_the_database_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "BUSY_MILLISECONDS", 50)
    with empty("sqlite", tmp_path) as database:
        Base.metadata.create_all(database.engine)
        failed: list[Exception] = []

        def second() -> None:
            try:
                add(database, "b")
            except AWAY as error:
                failed.append(error)

        with database.transaction():
            thread = threading.Thread(target=second)
            thread.start()
            thread.join()
        assert "locked by another thread" in str(failed)
        add(database, "c")  # and nothing stays locked
        assert there(database) == {"c"}
