"""What each fault does, on either database."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg2

from tests.faults.destinations import Destinations
from tests.faults.plan import Fault
from tests.faults.postgres import Cluster, cluster
from tests.faults.processes import Process
from tests.faults.receivers import Mailbox, Receiver


class Storage(Protocol):
    """A database that faults can be done to."""

    url: str

    def prepare(self) -> None:
        """Make ready for faults, once the tables are there."""

    def away(self, seconds: float, crash: bool) -> None:
        """Be of no use for a while; gives back when it is again."""

    def fill(self, full: bool, processes: list[Process]) -> None:
        """Let the disk be full, or empty again."""


class SqliteFile:
    """A file; away means that somebody else holds its only write lock."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "baton.db"
        self.url = f"sqlite:///{self._file}"

    def prepare(self) -> None:
        """Nothing: the faults need nothing."""

    def away(self, seconds: float, crash: bool) -> None:
        holder = sqlite3.connect(self._file, isolation_level=None, timeout=30)
        try:
            holder.execute("BEGIN EXCLUSIVE" if crash else "BEGIN IMMEDIATE")
            threading.Event().wait(seconds)
            holder.execute("ROLLBACK")
        finally:
            holder.close()

    def fill(self, full: bool, processes: list[Process]) -> None:
        for process in processes:
            process.fill_disk(full)


class PostgresServer:
    """A server of our own; away means that it is restarted.

    A full disk is a trigger in front of every write that raises what PostgreSQL raises when it
    cannot make a file longer (53100): a limit on the size of files as for SQLite would stop the
    writing of its log too, for which it ends itself, and that is the restart.
    """

    def __init__(self, running: Cluster) -> None:
        self._cluster = running
        self.url = running.url

    def prepare(self) -> None:
        with self._connected() as cursor:
            cursor.execute(_DISK)
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            for (table,) in cursor.fetchall():
                cursor.execute(
                    f"CREATE TRIGGER disk BEFORE INSERT OR UPDATE ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION faults.disk()"
                )

    def away(self, seconds: float, crash: bool) -> None:
        self._cluster.restart(crash=crash)

    def fill(self, full: bool, processes: list[Process]) -> None:
        with self._connected() as cursor:
            cursor.execute("UPDATE faults.state SET disk_full = %s", (full,))

    @contextmanager
    def _connected(self) -> Iterator[psycopg2.extensions.cursor]:
        connection = psycopg2.connect(self.url, connect_timeout=5)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()


_DISK = """
CREATE SCHEMA faults;
CREATE TABLE faults.state (disk_full boolean NOT NULL);
INSERT INTO faults.state VALUES (false);
CREATE FUNCTION faults.disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT disk_full FROM faults.state) THEN
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
    END IF;
    RETURN NULL;
END $$;
"""


@contextmanager
def storage(kind: str, folder: Path) -> Iterator[Storage]:
    """The database of a run. Raises PostgresMissing."""
    if kind == "sqlite":
        yield SqliteFile(folder)
        return
    with cluster() as running:
        yield PostgresServer(running)


class Faults:
    """Does the faults of a plan; each ends by itself, `end` waits for the last ones."""

    def __init__(
        self, place: Storage, web: Process, workers: list[Process], to: Destinations
    ) -> None:
        self.problems: list[str] = []
        self._place = place
        self._web = web
        self._workers = workers
        self._mailbox = to.mailbox
        self._running: list[threading.Thread] = []
        self._database = threading.Lock()  # a full disk and a restart take turns
        self._verbs: dict[str, Callable[[Fault], None]] = {
            "worker killed": lambda fault: self._one_of(fault).kill(),
            "web process killed": lambda fault: self._web.kill(),
            "database away": self._away,
            "disk full": self._full,
            "mail server refuses": lambda fault: self._refuse(fault, "550 no such mailbox"),
            "mail server puts off": lambda fault: self._refuse(fault, "451 try again later"),
            "mail server down": lambda fault: self._down(fault, to.mailbox),
            "webhook answers 500": lambda fault: self._mood(fault, to.hook, "500"),
            "webhook answers 429": lambda fault: self._mood(fault, to.hook, "429"),
            "webhook is slow": lambda fault: self._mood(fault, to.hook, "slow"),
            "webhook takes twice": lambda fault: self._mood(fault, to.hook, "twice"),
            "Salesforce down": lambda fault: self._down(fault, to.salesforce),
            "HubSpot down": lambda fault: self._down(fault, to.hubspot),
            "HubSpot answers 429": lambda fault: self._mood(fault, to.hubspot, "429"),
            "HubSpot takes it and answers 500": lambda fault: self._mood(fault, to.hubspot, "500"),
            "Slack answers 429": lambda fault: self._mood(fault, to.slack, "429"),
            "Slack answers 500": lambda fault: self._mood(fault, to.slack, "500"),
        }

    def begin(self, fault: Fault) -> None:
        """Begin a fault; comes back at once."""
        thread = threading.Thread(target=self._do, args=(fault,), name=fault.kind, daemon=True)
        self._running.append(thread)
        thread.start()

    def end(self) -> None:
        """Wait until every fault is over."""
        for thread in self._running:
            thread.join()

    def _do(self, fault: Fault) -> None:
        try:
            self._verbs[fault.kind](fault)
        except Exception as error:  # noqa: BLE001  # a fault that did not happen fails the run
            self.problems.append(f"the fault {fault.kind!r} could not be done: {error!r}")

    def _one_of(self, fault: Fault) -> Process:
        return random.Random(fault.at).choice(self._workers)

    def _away(self, fault: Fault) -> None:
        with self._database:
            self._place.away(fault.lasts, crash=fault.at % 2 == 0)

    def _full(self, fault: Fault) -> None:
        with self._database:
            processes = [self._web, *self._workers]
            self._place.fill(True, processes)
            threading.Event().wait(fault.lasts)
            self._place.fill(False, processes)

    def _refuse(self, fault: Fault, refusal: str) -> None:
        with self._mailbox.turn:
            self._mailbox.refusal = refusal
            threading.Event().wait(fault.lasts)
            self._mailbox.refusal = None

    @staticmethod
    def _mood(fault: Fault, receiver: Receiver, mood: str) -> None:
        with receiver.turn:
            receiver.mood = mood
            threading.Event().wait(fault.lasts)
            receiver.mood = "well"

    @staticmethod
    def _down(fault: Fault, receiver: Receiver | Mailbox) -> None:
        with receiver.turn:
            receiver.stop()
            threading.Event().wait(fault.lasts)
            receiver.start()
