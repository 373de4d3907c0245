"""The database: engine and transactions, for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool, StaticPool

BUSY_MILLISECONDS = 15_000  # how long SQLite waits for another writer before it gives up


class Database:
    """One engine and its sessions; `url` as in BATON_DATABASE_URL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        options: dict[str, Any] = {"future": True}
        if url in {"sqlite://", "sqlite:///:memory:"}:
            # One shared connection, or each thread would see an empty database of its own.
            options |= {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
        elif self.sqlite:
            # SQLAlchemy 1.4 would close a file's connection after each use; closing the last one
            # moves the whole log into the database, which costs three times the commit itself.
            options |= {
                "connect_args": {"check_same_thread": False},
                "poolclass": QueuePool,
                "pool_size": 10,
                "max_overflow": 20,
            }
        else:
            options |= {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20}
        self.engine = sa.create_engine(url, **options)
        if self.sqlite:
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine, "begin", _begin)
        self._sessions = sessionmaker(self.engine, future=True, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end and rolls back on any exception."""
        with self._sessions() as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for queries only: on SQLite it takes no write lock."""
        with self._sessions() as session:
            session.connection(execution_options={"baton_reading": True})
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _prepare_sqlite(connection: Any, record: Any) -> None:
    # pysqlite begins transactions late and by itself, which loses isolation: `_begin` does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # an acknowledged lead survives a power cut
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.close()


def _begin(connection: Any) -> None:
    # A transaction that reads first and writes later fails at once, without waiting, when somebody
    # else wrote in between; taking the write lock at the start makes it wait instead.
    reading = connection.get_execution_options().get("baton_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
