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
from pathlib import Path

import requests
import sqlalchemy as sa
from ruamel.yaml import YAML

from benchmarks.processes import free_port
from bot.settings import ROOT
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.tables import Delivery, now
from tests.delivery.receivers import SECRET
from tests.faults.checks import problems
from tests.faults.injecting import Faults, Storage, storage
from tests.faults.plan import Fault, plan
from tests.faults.processes import Process
from tests.faults.receivers import Crm, Hook, Mailbox, receivers
from tests.faults.visitors import Visitors

CLIENTS = 8
WORKERS = {"sqlite": 1, "postgresql": 2}
START_SECONDS = 180.0
FINISH_SECONDS = 300.0  # for the visitors who are talking when the faults end
DRAIN_SECONDS = 600.0


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
        hook, crm, mailbox = stack.enter_context(receivers())
        environ = _environ(folder, place, hook, crm, mailbox)
        database = stack.enter_context(_migrated(place))
        web, workers = stack.enter_context(_processes(kind, folder, environ))
        base = f"http://127.0.0.1:{environ['BATON_PORT']}"
        _wait_for(base, web)
        visitors = Visitors(base, CLIENTS, leads)
        faults = Faults(place, web, workers, hook, crm, mailbox)
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
        visitors.stop(FINISH_SECONDS)
        outcome.seconds = time.monotonic() - begun
        outcome.faults.update(fault.kind for fault in done)
        drained = time.monotonic()
        outcome.replayed = _drain(database, environ)
        outcome.drain_seconds = time.monotonic() - drained
        outcome.acknowledged = len(visitors.record.acknowledged)
        outcome.slowest = visitors.record.slowest
        outcome.retried = visitors.record.failures
        taken = {"webhook": hook.taken, "salesforce": crm.taken, "email": mailbox.taken}
        outcome.deliveries = sum(len(each.bodies) for each in taken.values())
        outcome.repeats = sum(each.repeats for each in (hook.taken, mailbox.taken))
        outcome.problems = [
            *faults.problems,
            *problems(database, visitors.record, taken),
        ]
        if outcome.problems:
            outcome.evidence = [str(fault) for fault in done]
            for process in (web, *workers):
                outcome.evidence.append(f"{process.name}: ended by itself with {process.exits}")
                outcome.evidence.append(process.tail())
    return outcome


def _environ(
    folder: Path, place: Storage, hook: Hook, crm: Crm, mailbox: Mailbox
) -> dict[str, str]:
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
        "BATON_WEBHOOK_URL": f"{hook.url}/hook",
        "BATON_WEBHOOK_SECRET": SECRET,
        "BATON_WEBHOOK_ALLOW_INTERNAL": "yes",
        "BATON_SALESFORCE_URL": crm.url,
        "BATON_SALESFORCE_CLIENT_ID": "baton",
        "BATON_SALESFORCE_CLIENT_SECRET": "of the tests",
        "BATON_SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}",
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
    """Have everything sent that waits; gives how many parked deliveries were replayed."""
    replayed = 0
    until = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < until:
        with database.transaction() as session:
            states = dict(
                session.execute(
                    sa.select(Delivery.state, sa.func.count()).group_by(Delivery.state)
                ).all()
            )
            if set(states) <= {"sent"}:
                return replayed
            # As if the time of the next attempt had come, and the lease of a dead worker were over.
            # What is being sent now has a lease of two minutes: it may go out again.
            session.execute(
                sa.update(Delivery)
                .where(Delivery.state == "pending", Delivery.next_at > now())
                .values(next_at=now())
                .execution_options(synchronize_session=False)
            )
        if states.get("dead"):
            replayed += states["dead"]
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
