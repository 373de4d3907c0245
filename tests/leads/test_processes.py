"""Eight processes that hand over the same leads at once: each lead is with one person, and nobody
has more than their share or their capacity."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.tables import Assignment, Delivery
from tests.leads.assigning import hand_all_over
from tests.leads.samples import make_desk, new_lead, seeded
from tests.storage.databases import empty

PROCESSES = 8
LEADS = 40
TEAM = {"ada": "", "ben": "", "cara": "", "dev": ", capacity: 4"}
SHARES = {"ada": 12, "ben": 12, "cara": 12, "dev": 4}  # even, as far as capacity allows


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with empty("postgresql", tmp_path) as database:
        upgrade(database)
        yield database


def reps() -> str:
    """Four in one team, and who watches over what is left."""
    lines = ["people:"]
    for name, capacity in TEAM.items():
        lines.append(
            f"  - {{id: {name}, name: {name.title()} Lark, email: {name}@fern.example, "
            f"roles: [rep], teams: [small]{capacity}}}"
        )
    for name, role in (("dana", "rep"), ("omar", "rep, admin")):
        lines.append(
            f"  - {{id: {name}, name: {name.title()} Lark, email: {name}@fern.example, "
            f"roles: [{role}], teams: [large]}}"
        )
    return "\n".join(lines) + "\n"


@pytest.mark.postgres
@pytest.mark.slow
def test_no_double_assignment(database: Database, tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "playbook", reps=reps())
    seeded(database, desk)
    with database.transaction() as session:
        leads = [
            str(new_lead(session, desk, {"email": f"a@client{number}.example"}).id)
            for number in range(LEADS)
        ]
    context = multiprocessing.get_context("spawn")
    ready, failed = context.Barrier(PROCESSES), context.Queue()
    url = database.engine.url.render_as_string(hide_password=False)
    processes = [
        context.Process(
            target=hand_all_over, args=(url, tmp_path / "playbook", leads, seed, ready, failed)
        )
        for seed in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert failed.empty(), failed.get()
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    with database.reading() as session:
        rows = session.scalars(sa.select(Assignment)).all()
        told = session.scalars(
            sa.select(Delivery.lead_id).where(
                Delivery.event == "lead.assigned", Delivery.destination.like("email:%")
            )
        ).all()
    assert Counter(row.lead_id for row in rows) == dict.fromkeys(leads, 1)
    assert Counter(row.user_id for row in rows) == SHARES
    assert Counter(told) == dict.fromkeys(leads, 1)
