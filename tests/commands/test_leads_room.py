"""`baton leads`, `reps`, `deliveries`, `users`, `migrate`, `worker` as people type them."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bot.cli import main
from bot.delivery.worker import LEASE_SECONDS, Worker
from bot.leads.identity import merging
from bot.settings import ROOT
from bot.storage.database import Database
from bot.storage.tables import Delivery, Lead, User, now
from tests.delivery.receivers import SECRET, Hook, settings_for, webhook
from tests.leads.samples import (
    ROUTING,
    SCORING,
    handed_over,
    make_desk,
    seeded,
    write_playbook,
)


@pytest.fixture
def database(tmp_path: Path, pointed_at: Callable[..., Database]) -> Database:
    """What the commands' settings point at, with one lead that was handed over."""
    database = pointed_at(SECRET_KEY="for tests")
    desk = make_desk(tmp_path / "playbook")
    seeded(database, desk)
    with database.transaction() as session:
        handed_over(session, desk, {"name": "Ann \x1b[31mByte", "company_size": 250}, at=now())
    return database


def states(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Delivery.state)))


def type_(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


@pytest.mark.parametrize("what", ["leads", "deliveries", "meetings"])
@pytest.mark.parametrize("limit", ["0", "-3", "many"])
def test_a_list_of_none_is_refused(
    what: str, limit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([what, "list", f"--limit={limit}"])
    assert ended.value.code == 2
    assert f"found '{limit}', expected a whole number from 1" in capsys.readouterr().err


def test_no_lead_of_a_stage_is_not_no_lead(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["leads", "list", "--stage", "won"]) == 0
    assert capsys.readouterr().out == "There are no leads of the stage won.\n"


def test_leads_list_and_show(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["leads", "list"]) == 0
    listed = capsys.readouterr().out
    assert "Ann" in listed
    assert "\x1b" not in listed  # a visitor does not steer the terminal
    assert main(["leads", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["contact"]["email"] == "ann@client.example"
    assert main(["leads", "show", row["id"][:8]]) == 0
    shown = capsys.readouterr().out
    assert "company size 250 ≥ 200" in shown
    assert "Consent to be contacted: given" in shown
    assert "\x1b" not in shown
    assert main(["leads", "show", row["id"], "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["assignment"]["person"]["id"] == "dana"
    assert len(document["deliveries"]) == 4


def test_leads_show_tells_who_is_who(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = make_desk(tmp_path / "playbook")
    with database.transaction() as session:
        first = session.scalars(select(Lead.id)).one()
        second = handed_over(session, desk, {"name": "A. Byte"}, at=now()).lead_id
    assert main(["leads", "show", first]) == 0
    alike = f"Maybe the same person: {second} (contact): same e-mail address, as typed"
    assert alike in capsys.readouterr().out
    with database.transaction() as session:
        merging.merge(session, first, second, "lee", "They told me", desk)
    assert main(["leads", "show", second]) == 0
    shown = capsys.readouterr().out
    assert f"Merged into {first}" in shown
    assert "merged by lee: They told me" in shown
    assert "the same person" in shown
    assert shown.count("Transcript") == 2
    assert main(["leads", "show", first, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [each["id"] for each in document["identity"]["merged"]] == [second]
    assert document["merged_leads"][0]["transcript"]
    assert main(["leads", "erase", first, "--yes"]) == 0
    assert "leads: 2 removed" in capsys.readouterr().out


def test_leads_export_and_erase(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "ann.json"
    assert main(["leads", "export", "ann@client.example", "--out", str(out)]) == 0
    assert json.loads(out.read_text())["leads"][0]["contact"]["email"] == "ann@client.example"
    assert out.stat().st_mode & 0o077 == 0  # for whoever asked, and nobody else
    assert main(["leads", "export", "ann@client.example", "--out", str(out)]) == 2  # kept as it is
    capsys.readouterr()
    assert main(["leads", "erase", "ann@client.example"]) == 2  # nobody was there to say yes
    assert "--yes" in capsys.readouterr().err
    assert main(["leads", "erase", "ann@client.example", "--yes"]) == 0
    assert "leads: 1 removed" in capsys.readouterr().out
    assert main(["leads", "erase", "ann@client.example", "--yes"]) == 2
    assert "no lead has this e-mail address" in capsys.readouterr().err


def test_leads_that_are_not_there(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["leads", "show", "nothing"]) == 2
    assert "no lead begins with 'nothing'" in capsys.readouterr().err
    assert main(["leads", "list", "--stage", "warm"]) == 2
    assert "expected one of contact" in capsys.readouterr().err
    assert main(["leads", "list", "--stage", "won"]) == 0


def test_reps_list(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reps", "list", "--json"]) == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert set(rows) == {"dana", "lee", "ravi", "omar"}
    assert rows["dana"]["open_leads"] == 1
    assert main(["reps", "list"]) == 0
    assert "Dana Reyes" in capsys.readouterr().out


def test_deliveries_list_and_replay(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    with database.transaction() as session:
        row = session.scalars(select(Delivery)).first()
        row.state, row.last_error, row.attempts = "dead", "HTTP 500; tried 10 times", 10
        dead = row.id
    assert main(["deliveries", "list", "--state", "dead"]) == 0
    assert "HTTP 500" in capsys.readouterr().out
    assert main(["deliveries", "replay"]) == 2
    assert main(["deliveries", "replay", "nothing"]) == 2
    assert "no parked delivery" in capsys.readouterr().err
    assert main(["deliveries", "replay", dead]) == 0
    with database.reading() as session:
        row = session.get(Delivery, dead)
        assert (row.state, row.attempts) == ("pending", 0)
    assert main(["deliveries", "replay", "--all"]) == 0
    assert "0 due now" in capsys.readouterr().out


def test_users(
    database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add = ["users", "add", "nia", "--name", "Nia Ray", "--role", "rep", "--email"]
    type_(monkeypatch, "short\n")
    assert main([*add, "nia@fern.example"]) == 2
    assert "at least 10" in capsys.readouterr().err
    type_(monkeypatch, "a long password\n")
    assert main([*add, "no address"]) == 2
    type_(monkeypatch, "a long password\n")
    assert main([*add, "DANA@fern.example"]) == 2
    assert "'dana'" in capsys.readouterr().err
    type_(monkeypatch, "a long password\n")
    assert main([*add, "nia@fern.example"]) == 0
    assert main(["users", "list", "--json"]) == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out[len("Added nia.\n") :])}
    assert rows["nia"]["can_sign_in"]
    assert not rows["dana"]["can_sign_in"]
    type_(monkeypatch, "another password\n")
    assert main(["users", "password", "Nia@fern.example"]) == 0
    with database.reading() as session:
        user = session.get(User, "nia")
        assert PasswordHasher().verify(user.password_hash, "another password")
        assert user.session_epoch == 2  # every session under the old password has ended


def test_migrate_says_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    assert "up to date" in capsys.readouterr().out
    monkeypatch.setenv("BATON_DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:9/none")
    assert main(["migrate"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("baton: cannot use the database")
    assert "secret" not in error


@contextmanager
def worker_process(folder: Path, hook: Hook) -> Iterator[subprocess.Popen[bytes]]:
    """`baton worker` in another folder, with an address for webhook:0."""
    environment = {
        **os.environ,
        "BATON_WEBHOOK_URL": hook.url,
        "BATON_WEBHOOK_SECRET": SECRET,
        "BATON_WEBHOOK_ALLOW_INTERNAL": "yes",
        "PYTHONPATH": str(ROOT),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "worker"], cwd=folder, env=environment
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(look: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while not look():
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.1)


def test_worker_in_a_process_of_its_own(database: Database, tmp_path: Path) -> None:
    with webhook() as hook, worker_process(tmp_path, hook) as process:
        wait_for(lambda: set(states(database)) == {"sent"}, process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert len(list((tmp_path / "var" / "mail").glob("*.eml"))) == 1
    assert len(hook.calls) == 3


def test_a_worker_that_is_killed_while_sending_loses_nothing(
    database: Database, tmp_path: Path
) -> None:
    with webhook(delay=2.0) as hook:
        with worker_process(tmp_path, hook) as process:
            wait_for(lambda: hook.calls, process)
            process.send_signal(signal.SIGKILL)
            process.wait(10)
        assert "pending" in states(database)
        hook.delay = 0.0
        settings = settings_for(
            tmp_path, database, BATON_WEBHOOK_URL=hook.url, BATON_WEBHOOK_SECRET=SECRET
        )
        desk = make_desk(tmp_path / "playbook")
        after = now() + timedelta(seconds=LEASE_SECONDS)
        Worker(database, settings, desk).run_once(after)
        assert set(states(database)) == {"sent"}
        ids = [call.headers["webhook-id"] for call in hook.calls]
    # Once again with the same id: the receiver can tell that it has this one.
    assert len(ids) == 4
    assert len(set(ids)) == 3


def test_route_simulate_writes_nothing(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = states(database)
    assert main(["route", "simulate", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["invented"] is False
    assert found["in_force"]["people"] == {"dana": {"leads": 1, "fair_share": 1.0}}
    changed = write_playbook(
        tmp_path / "changed", routing=ROUTING.replace("at_least: 200", "at_least: 300")
    )
    assert main(["route", "simulate", "--playbook", str(changed), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["would_go_elsewhere"] == 1
    assert "dana" not in found["changed"]["people"]
    assert main(["route", "simulate", "--leads", "40", "--seed", "3", "--show", "1"]) == 0
    first = capsys.readouterr().out
    assert "40 invented leads; nothing was written" in first
    assert main(["route", "simulate", "--leads", "40", "--seed", "3", "--show", "1"]) == 0
    assert capsys.readouterr().out == first  # the same seed, the same leads
    assert main(["route", "simulate", "--leads", "0"]) == 2
    assert states(database) == before


def test_reps_are_changed_from_the_command_line(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reps", "absent", "lee", "2026-12-24", "2027-01-02"]) == 0
    assert main(["reps", "absent", "lee", "2027-01-02", "2026-12-24"]) == 2
    assert main(["reps", "absent", "lee", "tomorrow", "2027-01-02"]) == 2
    assert "expected a date" in capsys.readouterr().err
    hours = '{"mon": "09:00-12:00"}'
    assert main(["reps", "set", "lee", "--hours", hours, "--capacity", "7", "--weight", "2"]) == 0
    with database.reading() as session:
        profile = session.get(User, "lee").profile
    assert (profile["hours"], profile["capacity"]) == ({"mon": "09:00-12:00"}, 7)
    for wrong in (
        ("--hours", '{"mon": "9-5"}'),
        ("--hours", "always"),
        ("--timezone", "Mars/Olympus"),
        ("--holidays", "XX"),
        ("--teams", "nobody"),
        ("--weight", "-1"),
    ):
        assert main(["reps", "set", "lee", *wrong]) == 2, wrong
    assert main(["reps", "set", "lee"]) == 2
    assert main(["reps", "deactivate", "dana"]) == 0
    assert "1 open offers went on" in capsys.readouterr().out
    assert main(["reps", "activate", "dana"]) == 0
    assert main(["reps", "back", "lee"]) == 0
    assert main(["reps", "back", "nobody"]) == 2


def test_rescore_and_outcomes(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = str(
        write_playbook(
            tmp_path / "changed", scoring=SCORING.replace("at_least: 200", "at_least: 2000")
        )
    )
    assert main(["leads", "rescore", "--playbook", changed, "--dry-run", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["before"]["fit"] > row["after"]["fit"]
    assert main(["leads", "rescore", "--playbook", changed]) == 2  # tried out only
    assert "--dry-run" in capsys.readouterr().err
    assert main(["leads", "rescore"]) == 0
    assert "written" in capsys.readouterr().out
    assert main(["leads", "outcomes"]) == 0
    assert "No lead was won or lost yet" in capsys.readouterr().out


def test_every_command_is_one_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["erase", "somebody"])  # only as `leads erase`
