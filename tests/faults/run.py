"""A run: visitors talk, a fault begins every second, and afterwards everything must be there.

The processes are real ones (`baton run` without a worker, `baton worker`), the database is a file
or a PostgreSQL of its own, the destinations listen on this machine. When the faults are over, the
visitors finish what they have begun; then the clock of what waits to be sent again is moved on,
parked deliveries are replayed with `baton deliveries replay --all`, and the evidence is looked at.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import requests
import sqlalchemy as sa
from ruamel.yaml import YAML

from benchmarks.processes import free_port
from bot.settings import ROOT
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.tables import Delivery, now
from tests.faults.checks import STATEFUL, problems
from tests.faults.destinations import Destinations, destinations
from tests.faults.injecting import Faults, Storage, storage
from tests.faults.plan import Fault, plan
from tests.faults.processes import Process
from tests.faults.visitors import Visitors

CLIENTS = 8
WORKERS = {"sqlite": 1, "postgresql": 2}
START_SECONDS = 600.0  # of the web process, on a machine that has other things to do
FINISH_SECONDS = 300.0  # for the visitors who are talking when the faults end
DRAIN_SECONDS = 300.0  # without a single delivery, after which a run gives up
LEASE_SECONDS = 10.0  # longer than sending one takes when nothing is wrong


@dataclass
class Outcome:
    """What came of a run; `problems` is empty when all that was promised holds."""

    seed: int
    database: str
    seconds: float = 0.0
    acknowledged: int = 0
    slowest: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    retried: Counter[str] = field(default_factory=Counter)
    deliveries: int = 0
    repeats: int = 0
    replayed: int = 0
    drain_seconds: float = 0.0
    problems: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)  # the ends of the logs, and the plan

    def __str__(self) -> str:
        faults = ", ".join(f"{count} × {kind}" for kind, count in sorted(self.faults.items()))
        retried = ", ".join(f"{count} × {why}" for why, count in self.retried.most_common())
        rate = self.acknowledged / max(self.seconds, 1)
        lines = (
            f"{self.database}, seed {self.seed}: {self.acknowledged} leads acknowledged in",
            f"{self.seconds:.0f} s ({rate:.1f} a second), the slowest after {self.slowest:.0f} s;",
            f"faults: {sum(self.faults.values())} ({faults});",
            f"tried again by the visitors: {retried or 'nothing'};",
            f"{self.deliveries} deliveries, {self.repeats} arrived more than once,",
            f"{self.replayed} were replayed, all there {self.drain_seconds:.0f} s after;",
            f"problems: {len(self.problems)}",
        )
        return "\n  ".join(lines)


def run(
    kind: str, folder: Path, *, seed: int, seconds: float = float("inf"), leads: int = 1_000_000
) -> Outcome:
    """Let visitors talk to a server on a `kind` of database with faults, until there are so many
    `leads` or so many `seconds` have passed; gives what came of it."""
    outcome = Outcome(seed, kind)
    with ExitStack() as stack:
        place = stack.enter_context(storage(kind, folder))
        to = stack.enter_context(destinations())
        environ = _environ(folder, place, to)
        database = stack.enter_context(_migrated(place))
        web, workers = stack.enter_context(_processes(kind, folder, environ))
        base = f"http://127.0.0.1:{environ['BATON_PORT']}"
        _wait_for(base, web)
        visitors = Visitors(base, CLIENTS, leads)
        faults = Faults(place, web, workers, to)
        begun = time.monotonic()
        visitors.start()
        done: list[Fault] = []
        for fault in plan(seed):
            while time.monotonic() < begun + fault.at:
                time.sleep(0.02)
            if fault.at > seconds or not visitors.busy:
                break
            print(f"  {fault}", flush=True)
            faults.begin(fault)
            done.append(fault)
        faults.end()
        _wait_for(base, web)  # it may have been killed last
        visitors.stop(FINISH_SECONDS)
        outcome.seconds = time.monotonic() - begun
        outcome.faults.update(fault.kind for fault in done)
        drained = time.monotonic()
        outcome.replayed = _drain(database, environ)
        outcome.drain_seconds = time.monotonic() - drained
        outcome.acknowledged = len(visitors.record.acknowledged)
        outcome.slowest = visitors.record.slowest
        outcome.retried = visitors.record.failures
        # A CRM has one object of a lead, whatever is told of it: what comes again is no repeat.
        events = [each for kind, each in to.taken.items() if kind not in STATEFUL]
        outcome.deliveries = sum(len(each.bodies) for each in to.taken.values())
        outcome.repeats = sum(each.repeats for each in events)
        outcome.problems = [
            *faults.problems,
            *problems(database, visitors.record, to.taken),
            *to.hubspot.problems({each.email for each in visitors.record.acknowledged}),
        ]
        if outcome.problems:
            outcome.evidence = [str(fault) for fault in done]
            for process in (web, *workers):
                outcome.evidence.append(f"{process.name}: ended by itself with {process.exits}")
                outcome.evidence.append(process.tail())
    return outcome


def _environ(folder: Path, place: Storage, to: Destinations) -> dict[str, str]:
    playbook = folder / "playbook"
    shutil.copytree(ROOT / "playbook", playbook)
    yaml = YAML()
    routing = yaml.load(playbook / "routing.yml")
    reps = yaml.load(playbook / "reps.yml")
    # Nothing but the faults may move a lead from one rep to another: "assigned once" is looked for.
    # So offers do not run out, and everybody works always and takes any number of leads.
    routing["accept_within_minutes"] = 10_000
    for person in reps["people"]:
        for key in ("hours", "holidays", "absences", "capacity"):
            person.pop(key, None)
    yaml.dump(routing, playbook / "routing.yml")
    yaml.dump(reps, playbook / "reps.yml")
    return {
        "BATON_DATABASE_URL": place.url,
        "BATON_VAR": str(folder / "var"),
        "BATON_PLAYBOOK": str(playbook),
        "BATON_PORT": str(free_port()),
        "BATON_SECRET_KEY": "of the tests of faults",
        "BATON_WORKER": "no",
        "BATON_MESSAGES_PER_MINUTE": "10000",
        "BATON_SESSIONS_PER_MINUTE": "100000",
        **to.environ,
    }


@contextmanager
def _migrated(place: Storage) -> Iterator[Database]:
    database = Database(place.url)
    try:
        upgrade(database)
        place.prepare()
        yield database
    finally:
        database.close()


@contextmanager
def _processes(
    kind: str, folder: Path, environ: dict[str, str]
) -> Iterator[tuple[Process, list[Process]]]:
    started = [Process("web", ["run"], environ, folder)]
    try:
        for number in range(1, WORKERS[kind] + 1):
            started.append(Process(f"worker {number}", ["worker"], environ, folder))
        yield started[0], started[1:]
    finally:
        for process in started:
            process.stop()


def _wait_for(base: str, web: Process) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            if requests.get(f"{base}/healthz", timeout=5).ok:
                return
        except requests.RequestException:
            pass
        if time.monotonic() > until:
            raise TimeoutError(f"no answer in {START_SECONDS:.0f} s\n{web.tail()}")
        time.sleep(0.1)


def _drain(database: Database, environ: dict[str, str]) -> int:
    """Have everything sent that waits, as long as it gets less; gives how many parked deliveries
    were replayed."""
    replayed = 0
    fewest, until = float("inf"), time.monotonic() + DRAIN_SECONDS
    seen: dict[str, tuple[datetime, float]] = {}  # row → its next time, and since when it is that
    while time.monotonic() < until:
        with database.transaction() as session:
            rows = session.execute(
                sa.select(Delivery.id, Delivery.state, Delivery.next_at).where(
                    Delivery.state != "sent"
                )
            ).all()
            if not rows:
                return replayed
            # As if the time of the next attempt had come, and the lease of a dead worker were over;
            # what is being sent now has a lease that is younger.
            at = time.monotonic()
            seen = {
                row.id: seen[row.id]
                if row.id in seen and seen[row.id][0] == row.next_at
                else (row.next_at, at)
                for row in rows
            }
            old = [key for key, (_, since) in seen.items() if at - since >= LEASE_SECONDS]
            for first in range(0, len(old), 500):
                session.execute(
                    sa.update(Delivery)
                    .where(
                        Delivery.id.in_(old[first : first + 500]),
                        Delivery.state == "pending",
                        Delivery.next_at > now(),
                    )
                    .values(next_at=now())
                    .execution_options(synchronize_session=False)
                )
        if len(rows) < fewest:
            fewest, until = len(rows), time.monotonic() + DRAIN_SECONDS
        if dead := sum(row.state == "dead" for row in rows):
            replayed += dead
            _replay(environ)
        time.sleep(1)
    return replayed


def _replay(environ: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "bot.cli", "deliveries", "replay", "--all"],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        stdout=subprocess.DEVNULL,
        timeout=60,
        check=True,
    )
