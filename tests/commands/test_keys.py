"""`baton keys`, and `baton leads list --csv`, as people type them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from bot.cli import main
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.tables import ApiKey
from tests.leads.samples import make_desk, new_lead, seeded


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    url = f"sqlite:///{tmp_path / 'baton.db'}"
    monkeypatch.setenv("BATON_DATABASE_URL", url)
    monkeypatch.setenv("BATON_VAR", str(tmp_path / "var"))
    found = Database(url)
    upgrade(found)
    return found


def test_a_key_is_made_listed_without_its_secret_and_revoked(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keys", "add", "our crm", "--scope", "leads:read", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["key"].startswith(f"baton_{made['id']}_")
    assert main(["keys", "list"]) == 0
    listed = capsys.readouterr().out
    assert "our crm" in listed
    assert "used never" in listed
    assert made["key"] not in listed
    assert main(["keys", "revoke", made["id"]]) == 0
    assert main(["keys", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.partition("\n")[2])[0]["revoked_at"]
    with database.reading() as session:
        assert session.get(ApiKey, made["id"]).hash not in made["key"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["add", "x", "--scope", "everything"], "leads:read, leads:write"),
        (["add", " ", "--scope", "leads:read"], "1 to 100"),
        (["revoke", "nobody"], "no key 'nobody'"),
    ],
)
def test_a_mistake_is_one_clear_line(
    database: Database, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert main(["keys", *arguments]) == 2
    assert says in capsys.readouterr().err


def test_leads_for_a_spreadsheet_hold_no_formula(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = make_desk(tmp_path / "playbook")
    seeded(database, desk)
    with database.transaction() as session:
        lead = new_lead(session, desk, {"name": "=HYPERLINK(1)", "company_size": 60})
    assert main(["leads", "list", "--csv"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["id"] == lead.id
    assert row["name"] == "'=HYPERLINK(1)"
    assert "Company size: 60" in row["details"]
