"""Alembic migrations, run from code: no alembic.ini, any working directory."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.errors import StartError
from bot.storage.database import Database

_FOLDER = Path(__file__).parent / "migrations"


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database's tables to `revision`; at head it does nothing.

    Raises StartError when the database is of a newer Baton.
    """
    current = _current(database)
    script = ScriptDirectory.from_config(_config())
    known = {each.revision for each in script.walk_revisions()}
    if current is not None and current not in known:
        raise StartError(f"the database is at {current}, which this version of Baton does not know")
    if revision == "head" and current == script.get_current_head():
        return
    with database.engine.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def downgrade(database: Database, revision: str) -> None:
    """Take migrations back down to `revision` ("base" is none)."""
    with database.engine.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        connection.commit()


def _current(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
