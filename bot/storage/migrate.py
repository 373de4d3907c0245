"""Bringing a database to the tables that this version of Baton uses."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.errors import StartError
from bot.storage.database import Database

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_LOCK = 7_226_866_310  # any number, the same in every process: upgrades take turns


def upgrade(database: Database, revision: str = "head") -> str | None:
    """Run the migrations that are missing; gives the revision the database was at before.

    Several processes may start at once: they take turns. Raises StartError when a newer version
    of Baton has written the database, or when it cannot be opened.
    """
    return _run(database, revision, down=False)


def downgrade(database: Database, revision: str = "base") -> str | None:
    """Undo migrations down to `revision`; "base" leaves no table of Baton's. Loses data."""
    return _run(database, revision, down=True)


def check(database: Database) -> None:
    """Raise StartError unless the database is at the revision of this version."""
    found, wanted = current(database), _scripts().get_current_head()
    if found == wanted:
        return
    if found is None or _known(found):
        raise StartError("the database is not up to date; run `baton migrate`")
    raise StartError(_too_new(found))


def current(database: Database) -> str | None:
    """The revision that a database is at; None for a new one."""
    try:
        with database.reading() as session:
            return _current(session.connection())
    except sa.exc.OperationalError as error:
        raise StartError(_unreachable(database, error)) from None


def _run(database: Database, revision: str, *, down: bool) -> str | None:
    if database.sqlite and (file := database.engine.url.database):
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    try:
        with database.engine.begin() as connection:
            if not database.sqlite:
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            found = _current(connection)
            if found is not None and not _known(found):
                raise StartError(_too_new(found))
            config = _config()
            config.attributes["connection"] = connection
            (command.downgrade if down else command.upgrade)(config, revision)
    except sa.exc.OperationalError as error:
        raise StartError(_unreachable(database, error)) from None
    return found


def _config() -> Config:
    config = Config()
    # ConfigParser would read a % in the path as a reference.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _known(revision: str) -> bool:
    return revision in {script.revision for script in _scripts().walk_revisions()}


def _current(connection: sa.engine.Connection) -> str | None:
    revision: str | None = MigrationContext.configure(connection).get_current_revision()
    return revision


def _too_new(revision: str) -> str:
    return (
        f"the database is at revision {revision}, which this version of Baton does not know; "
        "run the newer version that wrote it, or restore a backup"
    )


def _unreachable(database: Database, error: sa.exc.OperationalError) -> str:
    where = database.engine.url.render_as_string(hide_password=True)
    first = (str(error.orig).splitlines() or ["no reason given"])[0]
    return f"cannot use the database {where}: {first}"
