"""`baton leads merge|split|apart|undo` as people type them: as the lead's page does it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.cli import main
from bot.leads.identity import identity
from bot.storage.database import Database
from bot.storage.tables import Delivery, IdentityChange
from tests.delivery.receivers import SECRET
from tests.leads.samples import make_desk, new_lead, seeded

BECAUSE = ["--by", "dana", "--why", "She told me"]


@pytest.fixture
def database(tmp_path: Path, pointed_at: Callable[..., Database]) -> Database:
    database = pointed_at(WEBHOOK_URL="https://crm.example/hook", WEBHOOK_SECRET=SECRET)
    return seeded(database, make_desk(tmp_path / "playbook"))


@pytest.fixture
def leads(database: Database, tmp_path: Path) -> list[str]:
    """Two leads of one address."""
    desk = make_desk(tmp_path / "playbook")
    with database.transaction() as session:
        return [str(new_lead(session, desk, {"name": name}).id) for name in ("Ann", "Annie")]


def together(database: Database, leads: list[str]) -> bool:
    with database.reading() as session:
        first, second = (identity.main_id(session, each) for each in leads)
        return bool(first == second)


def changed(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["leads", *words, *BECAUSE, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_merged_split_and_undone(
    database: Database, leads: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    merged = changed(capsys, "merge", leads[0][:8], leads[1])
    assert together(database, leads)
    assert {merged["lead"], merged["other"]} == set(leads)
    split = changed(capsys, "split", merged["lead"])
    assert not together(database, leads)
    undone = changed(capsys, "undo", str(split["id"]))
    assert (undone["action"], undone["undoes"]) == ("merged", split["id"])
    assert together(database, leads)
    with database.reading() as session:
        trail = session.scalars(sa.select(IdentityChange).order_by(IdentityChange.id)).all()
        assert [each.action for each in trail] == ["merged", "split", "merged"]
        assert {(each.by, each.why) for each in trail} == {("dana", "She told me")}
        events = session.scalars(sa.select(Delivery.event)).all()
        assert (events.count("lead.merged"), events.count("lead.split")) == (2, 1)


def test_what_to_type_to_take_it_back_is_said(
    database: Database, leads: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["leads", "apart", *leads, *BECAUSE]) == 0
    number = capsys.readouterr().out.partition("baton leads undo ")[2].partition("`")[0]
    assert main(["leads", "show", leads[0]]) == 0
    assert f"  {number}: " in capsys.readouterr().out  # there too
    assert main(["leads", "undo", number, *BECAUSE]) == 0
    assert "again" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["merge", "x", "{0}", *BECAUSE], "no lead begins with 'x'"),
        (["merge", "{0}", "{0}", *BECAUSE], "merged already"),
        (["merge", "{0}", "{1}", "--by", "dana", "--why", " "], "how you know"),
        (["merge", "{0}", "{1}", "--by", "maya", "--why", "x"], "Only reps and admins"),
        (["merge", "{0}", "{1}", "--by", "nobody", "--why", "x"], "Only reps and admins"),
        (["split", "{0}", *BECAUSE], "not merged"),
        (["undo", "7", *BECAUSE], "no such change"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    database: Database,
    leads: list[str],
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    says: str,
) -> None:
    assert main(["leads", *(each.format(*leads) for each in words)]) == 2
    assert says in capsys.readouterr().err
    with database.reading() as session:
        assert session.scalars(sa.select(IdentityChange)).all() == []
