"""Migrations: up, down and up again on both databases, equal to the tables of the code."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot.errors import StartError
from bot.storage.database import Database
from bot.storage.migrate import check, current, downgrade, upgrade
from bot.storage.tables import Base
from tests.storage.databases import KINDS, empty


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with empty(request.param, tmp_path) as database:
        yield database


def tables(database: Database) -> dict[str, Any]:
    """Everything that the database says of its tables."""
    look = sa.inspect(database.engine)
    return {
        name: {
            "columns": {
                each["name"]: (str(each["type"]), each["nullable"])
                for each in look.get_columns(name)
            },
            "checks": {each["name"] for each in look.get_check_constraints(name)},
            "unique": {each["name"] for each in look.get_unique_constraints(name)},
            "indexes": {
                each["name"]: (each["column_names"], bool(each["unique"]))
                for each in look.get_indexes(name)
            },
            "foreign": {each["name"] for each in look.get_foreign_keys(name)},
        }
        for name in look.get_table_names()
        if name != "alembic_version"
    }


def test_up_down_up(database: Database) -> None:
    assert upgrade(database) is None
    assert set(tables(database)) == set(Base.metadata.tables)
    check(database)
    downgrade(database)
    assert tables(database) == {}
    upgrade(database)
    check(database)


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    upgrade(database)
    before = current(database)
    assert upgrade(database) == before
    assert current(database) == before


def test_autogenerate_finds_no_difference(database: Database) -> None:
    upgrade(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_same_as_the_tables_of_the_code(database: Database) -> None:
    upgrade(database)
    migrated = tables(database)
    downgrade(database)
    Base.metadata.create_all(database.engine)
    assert migrated == tables(database)


def test_only_one_open_assignment_even_after_migrating(database: Database) -> None:
    upgrade(database)
    look = sa.inspect(database.engine)
    index = next(i for i in look.get_indexes("assignments") if i["name"] == "uq_assignments_open")
    where = index["dialect_options"][f"{database.engine.dialect.name}_where"]
    assert "offered" in str(where)
    assert "accepted" in str(where)


def test_several_processes_may_start_at_once(database: Database) -> None:
    errors: list[BaseException] = []

    def start() -> None:
        other = Database(database.engine.url.render_as_string(hide_password=False))
        try:
            upgrade(other)
        except BaseException as error:  # noqa: BLE001  # told to the test
            errors.append(error)
        finally:
            other.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    check(database)


def test_a_database_of_a_newer_version_is_refused(database: Database) -> None:
    upgrade(database)
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'abcd'"))
    for verb in (upgrade, check):
        with pytest.raises(StartError, match="does not know"):
            verb(database)


def test_a_database_that_is_behind_says_what_to_do(database: Database) -> None:
    with pytest.raises(StartError, match="baton migrate"):
        check(database)


def test_works_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    database = Database(f"sqlite:///{tmp_path / 'new' / 'folder' / 'x.db'}")
    upgrade(database)
    check(database)
    database.close()


def test_a_server_that_is_away_is_one_clear_line() -> None:
    database = Database("postgresql://nobody:secret@127.0.0.1:9/none")
    with pytest.raises(StartError) as caught:
        upgrade(database)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)
