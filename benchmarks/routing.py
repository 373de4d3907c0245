"""Assignments a second with 500 reps, over few past leads and over many, in turns, in one run.

    python -m benchmarks.routing [--past N N] [--assignments N]

Past leads are spread evenly over two years, one assignment each; the newest ten for each rep are
open. An assignment is `hand_over` of a new lead with everything that it writes, committed. Both
sizes are measured in turns, ten assignments at a time, on SQLite and, where a server is reached
(BATON_TEST_POSTGRES_URL), on PostgreSQL. The goal is held against the work before the commit: the
commit's wait for the disk, which is the same for both, would hide a difference.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.leads import handover, lifecycle
from bot.leads.desk import Desk
from bot.leads.playbook.playbook import Playbook
from bot.leads.privacy import consent
from bot.settings import ROOT
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.tables import Conversation, Lead, User
from tests.storage.databases import empty

KINDS = ("SQLite", "PostgreSQL")
REPS = 500
OPEN_EACH = 10
YEARS_DAYS = 730
BATCH = 10
GOAL = 1.5  # times slower, at most
AT = datetime(2026, 11, 18, 15, 0, tzinfo=timezone.utc)  # a Wednesday, 10:00 in New York
PROFILE = {
    "teams": ["growth"],
    "timezone": "America/New_York",
    "holidays": "US",
    "hours": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-17:00"),
}


def main() -> int:
    """Measure, print, write results/routing.json. Gives 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routing", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--past", type=int, nargs=2, default=(10_000, 1_000_000), metavar="N")
    parser.add_argument("--assignments", type=int, default=200, help="at each size (200)")
    parser.add_argument("--database", choices=KINDS, action="append", help="only this one")
    args = parser.parse_args()
    few, many = args.past
    figures: dict[str, dict[str, float]] = {}
    for kind in args.database or KINDS:
        measured = _measured(kind, (few, many), args.assignments)
        if measured is None:
            print("PostgreSQL is not reached; not measured")
            continue
        whole = [1 / statistics.median(sum(each) for each in took) for took in measured]
        work = [statistics.median(before for before, _ in took) * 1000 for took in measured]
        ratio = work[1] / work[0]
        figures[kind] = {
            f"assignments_a_second_{few}": whole[0],
            f"assignments_a_second_{many}": whole[1],
            f"milliseconds_{few}": work[0],
            f"milliseconds_{many}": work[1],
            "ratio": ratio,
        }
        print(
            f"{kind:10}  {whole[0]:6.1f} assignments/s over {few:,} past leads, "
            f"{whole[1]:6.1f} over {many:,} ({whole[0] / whole[1]:.2f} times slower)\n"
            f"{'':10}  {work[0]:6.1f} ms before the commit, {work[1]:6.1f} ms: "
            f"{ratio:.2f} times (goal {GOAL:g}: {'met' if ratio <= GOAL else 'MISSED'})",
            flush=True,
        )
    file = ROOT / "results" / "routing.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0 if all(each["ratio"] <= GOAL for each in figures.values()) else 1


def _measured(
    kind: str, sizes: Sequence[int], count: int
) -> list[list[tuple[float, float]]] | None:
    """The seconds of each assignment's work and of its commit, for each size; None without a
    server."""
    desk = Desk(
        Playbook.load(ROOT / "playbook"), ("webhook:0",), "https://larkspur.example", "Larkspur"
    )
    with ExitStack() as stack:
        databases = []
        for size in sizes:
            database = stack.enter_context(_database(kind))
            if database is None:
                return None
            begun = time.monotonic()
            upgrade(database)
            _fill(database, size)
            print(f"{kind}: {size:,} past leads in {time.monotonic() - begun:.0f} s", flush=True)
            databases.append((database, _new_leads(database, desk, count + BATCH)))
        took: list[list[tuple[float, float]]] = [[] for _ in sizes]
        for start in range(0, count + BATCH, BATCH):
            for place, (database, leads) in enumerate(databases):
                seconds = [_assign(database, desk, each) for each in leads[start : start + BATCH]]
                if start:  # the first batch warms up
                    took[place] += seconds
    return took


def _assign(database: Database, desk: Desk, lead_id: str) -> tuple[float, float]:
    begun = time.perf_counter()
    with database.transaction() as session:
        lead = session.get(Lead, lead_id)
        handover.hand_over(session, lead, desk, reason="Asked for a demo", now=AT)
        done = time.perf_counter()
    return done - begun, time.perf_counter() - done


@contextmanager
def _database(kind: str) -> Iterator[Database | None]:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="baton-bench-"))
        try:
            database = stack.enter_context(empty(kind.lower(), Path(folder), durable=True))
        except pytest.skip.Exception:  # how the tests' database says that there is no server
            database = None
        yield database


def _fill(database: Database, size: int) -> None:
    """The reps and the past leads, written by the database itself."""
    with database.transaction() as session:
        session.add_all(
            User(
                id=f"rep{number}",
                email=f"rep{number}@larkspur.example",
                name=f"Rep Number {number}",
                roles=["rep"],
                profile=PROFILE,
                created_at=AT - timedelta(days=YEARS_DAYS),
            )
            for number in range(REPS)
        )
    if database.sqlite:
        numbers = (
            "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :size)"
            " SELECT n FROM s)"
        )
        at = "strftime('%Y-%m-%d %H:%M:%f000', :at, '-' || (n * :seconds) || ' seconds')"
        key = "printf('%09d', n)"
    else:
        numbers = "(SELECT n FROM generate_series(1, :size) AS n)"
        at = "CAST(:at AS timestamptz) - n * :seconds * interval '1 second'"
        key = "lpad(CAST(n AS text), 9, '0')"
    stage = "CASE WHEN n <= :open THEN 'sal' WHEN n % 3 = 0 THEN 'won' ELSE 'lost' END"
    state = (
        "CASE WHEN n <= :open OR n % 3 = 0 THEN 'accepted' WHEN n % 7 = 0 THEN 'declined' "
        "ELSE 'expired' END"
    )
    owner = "'rep' || (n % :reps)"
    values = {
        "size": size,
        "at": AT.strftime("%Y-%m-%d %H:%M:%S+00:00"),
        "seconds": YEARS_DAYS * 86_400 / size,
        "open": REPS * OPEN_EACH,
        "reps": REPS,
    }
    columns = {
        "conversations": {
            "id": key, "created_at": at, "last_at": at, "owner": "'bot'",
            "utm": "'{}'", "state": "'{}'",
        },
        "leads": {
            "id": key, "conversation_id": key, "stage": stage, "owner_id": owner,
            "email": f"{key} || '@' || {key} || '.example'",
            "email_key": f"{key} || '@' || {key} || '.example'",
            "email_domain": f"{key} || '.example'",
            "fit": "20", "engagement": "20", "grade": "'B2'", "score_reasons": "'[]'",
            "created_at": at, "updated_at": at,
        },
        "assignments": {
            "id": key, "lead_id": key, "user_id": owner, "state": state, "offered_at": at,
            "rung": "'Everyone else'", "text": "'Came to you because'", "explanation": "'{}'",
        },
    }  # fmt: skip
    for table, named in columns.items():
        with database.transaction(durable=False) as session:
            if database.sqlite:
                session.execute(sa.text("PRAGMA cache_size = -500000"))
            session.execute(
                sa.text(
                    f"INSERT INTO {table} ({', '.join(named)}) "
                    f"SELECT {', '.join(named.values())} FROM {numbers} AS numbers"
                ),
                values,
            )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # What either database does by itself in the course of time.
        connection.execute(sa.text("ANALYZE" if database.sqlite else "VACUUM ANALYZE"))


def _new_leads(database: Database, desk: Desk, count: int) -> list[str]:
    found = []
    with database.transaction() as session:
        for number in range(count):
            conversation = Conversation(state={}, utm={})
            session.add(conversation)
            session.flush()
            email = f"new{number}@new{number}.example"
            consent.record(
                session,
                conversation,
                None,
                consent.Rendered("1", "May we?", "en"),
                given=True,
                method="button",
                page=None,
                message_id=None,
                now=AT,
            )
            lead = lifecycle.record_details(
                session,
                conversation,
                [lifecycle.Recorded("email", "E-mail", email, email, email)],
                destinations=desk.destinations,
                now=AT,
            )
            assert lead is not None
            found.append(str(lead.id))
    return found


if __name__ == "__main__":
    sys.exit(main())
