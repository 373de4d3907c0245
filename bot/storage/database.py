"""The database: engine and transactions, for SQLite and PostgreSQL.

A visitor's message is committed, answered in a second transaction, and acknowledged after that.
Both databases write one log in order, so that flushing it at the last commit makes all earlier ones
durable too; the first is committed without a flush (`durable=False`), which halves what a turn
spends on the disk.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool, StaticPool

BUSY_MILLISECONDS = 15_000  # how long SQLite waits for another writer before it gives up

# Errors that say nothing of what was asked, only that the database could not do it now: away,
# locked, out of disk, a deadlock. The same may be tried again.
AWAY = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.InternalError)


class Database:
    """One engine and its sessions; `url` as in BATON_DATABASE_URL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        # Errors must not carry what visitors wrote into the logs.
        options: dict[str, Any] = {"future": True, "hide_parameters": True}
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
        self.engine = self._lazy_engine = sa.create_engine(url, **options)
        if self.sqlite:
            self._listen(self.engine, "FULL")
            if options["poolclass"] is QueuePool:
                self._lazy_engine = sa.create_engine(url, **options)
                self._listen(self._lazy_engine, "NORMAL")
        self._writer = threading.Lock()
        self._sessions = sessionmaker(self.engine, future=True, expire_on_commit=False)
        self._lazy_sessions = sessionmaker(self._lazy_engine, future=True, expire_on_commit=False)

    @staticmethod
    def _listen(engine: Any, synchronous: str) -> None:
        sa.event.listen(engine, "connect", partial(_prepare_sqlite, synchronous))
        sa.event.listen(engine, "begin", _begin)

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[Session]:
        """A session that commits at the end and rolls back on any exception.

        `durable` commits survive a power cut as soon as they return, and every earlier commit with
        them; the others survive the death of the process, and a power cut once a durable one
        followed.
        """
        joined = self._joined()
        if joined is not None:
            with joined.part() as session:
                yield session
            return
        with self.own_transaction(durable=durable) as session:
            yield session

    @contextmanager
    def own_transaction(self, *, durable: bool = True) -> Iterator[Session]:
        """A `transaction` that is no part of another, whatever it is called in."""
        with ExitStack() as stack:
            if self.sqlite:
                stack.enter_context(self._only_writer())
            session = stack.enter_context((self._sessions if durable else self._lazy_sessions)())
            stack.enter_context(session.begin())
            if not durable and not self.sqlite:
                session.execute(sa.text("SET LOCAL synchronous_commit TO off"))
            yield session

    @contextmanager
    def _only_writer(self) -> Iterator[None]:
        """One thread at a time asks SQLite for its write lock.

        It wakes nobody: who waits sleeps for up to a tenth of a second and looks again, so that
        threads which wait for each other leave the lock unused most of the time. So they wait here,
        and only for other processes there; in vain for as long as there.
        """
        if not self._writer.acquire(timeout=BUSY_MILLISECONDS / 1000):
            locked = sqlite3.OperationalError("database is locked by another thread")
            raise sa.exc.OperationalError("BEGIN IMMEDIATE", None, locked)
        try:
            yield
        finally:
            self._writer.release()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make every `transaction` of this task until the end of the block a part of a single one.

        It begins with the first of them, commits durably at the end of the block, and is rolled
        back by any exception that leaves the block; one that leaves a part rolls back that part.
        Where a part fails because the database could not do it (AWAY), all that follows fails with
        the same error and so does the block, whoever swallows it on the way: SQLite takes back the
        whole transaction by itself when its disk is full, and what came after would stand alone.
        What reads in between sees what was written. On SQLite it holds the only write lock: no
        other task of the same thread may get in between.
        """
        with ExitStack() as stack:
            joined = _Joined(self, stack)
            token = _joined.set(joined)
            try:
                yield
            finally:
                _joined.reset(token)
            joined.check()

    def _joined(self) -> _Joined | None:
        joined = _joined.get()
        return joined if joined is not None and joined.database is self else None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for queries only: on SQLite it takes no write lock."""
        joined = self._joined()
        if joined is not None and joined.begun is not None:
            joined.check()
            yield joined.begun
            return
        with self._sessions() as session:
            session.connection(execution_options={"baton_reading": True})
            yield session

    def close(self) -> None:
        self.engine.dispose()
        self._lazy_engine.dispose()


class _Joined:
    """The transaction of one `Database.together`; `begun` is None before it is needed."""

    def __init__(self, database: Database, stack: ExitStack) -> None:
        self.database = database
        self.begun: Session | None = None
        self._stack = stack
        self._failed: Exception | None = None

    def check(self) -> None:
        """Raises what the database failed with, once it has."""
        if self._failed is not None:
            raise self._failed

    @contextmanager
    def part(self) -> Iterator[Session]:
        """A part of the transaction that can be taken back by itself."""
        self.check()
        try:
            if self.begun is None:
                self.begun = self._stack.enter_context(self.database.own_transaction())
            with self.begun.begin_nested():
                yield self.begun
        except AWAY as error:
            self._failed = error
            raise


_joined: ContextVar[_Joined | None] = ContextVar("joined", default=None)


def _prepare_sqlite(synchronous: str, connection: Any, record: Any) -> None:
    # pysqlite begins transactions late and by itself, which loses isolation: `_begin` does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    _write_ahead(cursor)
    cursor.execute(f"PRAGMA synchronous={synchronous}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    # The change of a new file's journal asks for a lock that SQLite does not wait for, whatever
    # the timeout: processes that start at once would fail instead of taking turns.
    until = time.monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)


def _begin(connection: Any) -> None:
    # A transaction that reads first and writes later fails at once, without waiting, when somebody
    # else wrote in between; taking the write lock at the start makes it wait instead.
    reading = connection.get_execution_options().get("baton_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
