"""Migrations with data in the tables: nothing is lost on the way up, nor of the rest on the way
down."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.storage.database import Database
from bot.storage.migrate import downgrade, upgrade
from tests.storage.databases import KINDS, empty

AT = "2026-11-18 14:00:00+00:00"
FIRST: tuple[tuple[str, dict[str, Any]], ...] = (
    ("users", {"id": "dana", "email": "dana@x.example", "name": "Dana", "roles": ["rep"],
               "active": True, "profile": {"teams": ["a"]}, "session_epoch": 0, "created_at": AT}),
    ("conversations", {"id": "c1", "created_at": AT, "last_at": AT, "owner": "bot", "utm": {},
                       "state": {"asked": ["name"]}}),
    ("messages", {"id": 7, "conversation_id": "c1", "sender": "visitor", "text": "héllo",
                  "buttons": [], "sources": [], "answered": True, "at": AT}),
    ("leads", {"id": "l1", "conversation_id": "c1", "stage": "sal", "email": "Ann@Client.Example",
               "fit": 3, "engagement": 4, "grade": "B2", "score_reasons": [], "owner_id": "dana",
               "created_at": AT, "updated_at": AT}),
    ("lead_details", {"lead_id": "l1", "field": "name", "label": "Name", "value": '"Ann"',
                      "shown": "Ann", "said": "I am Ann", "message_id": 7, "confidence": 1.0,
                      "at": AT}),
    ("stage_changes", {"id": 5, "lead_id": "l1", "before": "contact", "after": "sal", "by": "dana",
                       "why": "Accepted", "at": AT}),
    ("handovers", {"id": "h1", "lead_id": "l1", "state": "accepted", "reason": "demo",
                   "requested_at": AT}),
    ("assignments", {"id": "a1", "lead_id": "l1", "user_id": "dana", "state": "accepted",
                     "rung": "r", "text": "t", "explanation": {}, "offered_at": AT}),
    ("consents", {"id": "k1", "conversation_id": "c1", "lead_id": "l1", "subject": "s",
                  "purpose": "p", "basis": "consent", "wording": "w", "wording_version": "1",
                  "wording_hash": "h", "language": "en", "given": True, "method": "button",
                  "message_id": 7, "at": AT}),
    ("deliveries", {"id": "d1", "event": "lead.created", "destination": "webhook:0",
                    "lead_id": "l1", "payload": {"a": 1}, "state": "pending", "attempts": 0,
                    "next_at": AT, "created_at": AT}),
    ("engagements", {"id": 3, "conversation_id": "c1", "event": "asked_price", "message_id": 7,
                     "at": AT}),
)  # fmt: skip


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with empty(request.param, tmp_path) as database:
        yield database


def put(database: Database, table: str, row: dict[str, Any]) -> None:
    """A row as plain SQL, without the tables of the code, which are of another revision."""
    values = {
        name: json.dumps(value) if isinstance(value, (dict, list)) else value
        for name, value in row.items()
    }
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    with database.transaction() as session:
        session.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)


def rows(database: Database, table: str) -> list[dict[str, Any]]:
    with database.reading() as session:
        found = session.execute(sa.text(f"SELECT * FROM {table} ORDER BY 1")).mappings()
        return [dict(row) for row in found]


def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    return {table: rows(database, table) for table, _ in FIRST}


def same(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> bool:
    """Whether each row of `before` is there, with at least its columns as they were."""
    return all(
        len(after[table]) == len(found)
        and all(
            old.items() <= new.items()
            for old, new in zip(_hashable(found), _hashable(after[table]), strict=True)
        )
        for table, found in before.items()
    )


def _hashable(found: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{name: repr(value) for name, value in row.items()} for row in found]


def test_all_the_way_up_and_down_with_data(database: Database) -> None:
    upgrade(database, "0001")
    for table, row in FIRST:
        put(database, table, row)
    first = everything(database)
    assert all(first.values())
    upgrade(database)
    assert same(first, everything(database))
    (lead,) = rows(database, "leads")
    assert (lead["email_key"], lead["email_domain"]) == ("ann@client.example", "client.example")
    _live_on(database)
    downgrade(database, "0001")
    last = everything(database)
    # What only a newer version knows is gone; states that the older one does not know are told
    # in its own words.
    assert [row["state"] for row in last["assignments"]] == ["accepted", "declined"]
    assert [row["email"] for row in last["leads"]] == ["Ann@Client.Example", None]
    assert len(last["stage_changes"]) == 1
    upgrade(database)
    assert len(rows(database, "leads")) == 2


def _live_on(database: Database) -> None:
    """What the newest version writes."""
    put(database, "conversations", {**FIRST[1][1], "id": "c2"})
    put(
        database,
        "leads",
        {**FIRST[3][1], "id": "l2", "conversation_id": "c2", "email": None, "phone": "+49301"},
    )
    put(database, "assignments", {**FIRST[7][1], "id": "a2", "lead_id": "l2", "state": "withdrawn"})
    put(database, "merged_leads", {"lead_id": "l2", "into_id": "l1"})
    put(
        database,
        "opportunities",
        {"lead_id": "l1", "value": 1200, "currency": "EUR", "closes_on": "2027-01-31"},
    )
    put(
        database,
        "identity_changes",
        {"action": "merged", "lead_id": "l2", "other_id": "l1", "moved": ["l2"], "by": "dana",
         "why": "x", "at": AT},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("merged_leads", {"lead_id": "l1", "into_id": "l1"}),
        ("merged_leads", {"lead_id": "l1", "into_id": "nobody"}),
        ("opportunities", {"lead_id": "l1", "value": 0, "currency": "EUR",
                           "closes_on": "2027-01-31"}),
        ("opportunities", {"lead_id": "l1", "value": 5, "currency": "€",
                           "closes_on": "2027-01-31"}),
        ("opportunities", {"lead_id": "l1", "value": 5, "currency": "EUR"}),
        ("assignments", {**FIRST[7][1], "id": "a9", "state": "kept"}),
        ("assignments", {**FIRST[7][1], "id": "a9"}),
        ("leads", {**FIRST[3][1], "id": "l9"}),
    ],
)  # fmt: skip
def test_the_database_itself_refuses(database: Database, table: str, row: dict[str, Any]) -> None:
    upgrade(database)
    for name, first in FIRST:
        put(database, name, first)
    with pytest.raises(sa.exc.IntegrityError):
        put(database, table, row)
