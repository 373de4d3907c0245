"""What belongs to a person: the rows of every table, found by the tables' own references.

A table that refers to leads or conversations is found by itself, so that a new one is exported and
erased without being named anywhere.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.errors import NotFound
from bot.leads.identity import identity
from bot.leads.view import lead_document
from bot.storage.tables import Base, Conversation, Delivery, Lead, RasaEvent, now

_SHORTEST_ID = 6  # characters of a lead's id that may stand for it


@dataclass(frozen=True)
class Subject:
    """Whose data: their conversations, and the leads that came of them."""

    conversations: tuple[str, ...]
    leads: tuple[str, ...]


def subject_of(session: Session, who: str) -> Subject:
    """The person behind a lead's id (or its beginning) or an e-mail address.

    An address stands for every lead that gave it: whoever asks has to be known to be its owner.
    Leads that somebody has merged with one of these are of the same person, and come along.
    Raises NotFound when there is none, or several leads begin so.
    """
    if "@" in who:
        leads = session.scalars(sa.select(Lead).where(Lead.email_key == who.strip().lower())).all()
        if not leads:
            raise NotFound("no lead has this e-mail address")
    else:
        found = sa.select(Lead).where(Lead.id.startswith(who, autoescape=True)).limit(2)
        leads = session.scalars(found).all() if len(who) >= _SHORTEST_ID else []
        if len(leads) != 1:
            several = "several leads begin" if leads else "no lead begins"
            raise NotFound(
                f"{several} with {who!r}; an e-mail address or {_SHORTEST_ID} characters or more "
                "of a lead's id are expected"
            )
    ids = dict.fromkeys(each for lead in leads for each in identity.group(session, lead.id))
    together = [session.get(Lead, each) for each in ids]
    return Subject(tuple(str(each.conversation_id) for each in together), tuple(ids))


def belongings(subject: Subject) -> Iterator[tuple[sa.Table, Any]]:
    """Each table with the condition on its rows that belong to `subject`, in the order in which
    they can be deleted: first what refers, then what is referred to."""
    yield RasaEvent.__table__, RasaEvent.conversation_id.in_(subject.conversations)
    about = Delivery.payload["data"]["conversation_id"].as_string().in_(subject.conversations)
    yield Delivery.__table__, sa.and_(Delivery.lead_id.is_(None), about)
    ids = {Lead.__table__: subject.leads, Conversation.__table__: subject.conversations}
    for table in reversed(Base.metadata.sorted_tables):
        owned = [
            column.in_(ids[key.column.table])
            for column in table.columns
            for key in column.foreign_keys
            if key.column.table in ids
        ]
        if table in ids:
            owned = [table.c.id.in_(ids[table])]
        if owned:
            yield table, sa.or_(*owned)


def export(session: Session, subject: Subject, mail: Path) -> dict[str, Any]:
    """Everything that is kept about a person, as plain data (GDPR, articles 15 and 20).

    Leads that are only alike are somebody else's as far as anybody knows: nothing of them is in it.
    `mail` is the folder of mails that were written to files instead of being sent.
    """
    stores: dict[str, list[dict[str, Any]]] = {}
    for table, condition in belongings(subject):
        rows = session.execute(sa.select(table).where(condition)).mappings()
        stores.setdefault(table.name, []).extend(
            {name: _plain(value) for name, value in row.items()} for row in rows
        )
    files = mail_files(mail, [row["id"] for row in stores.get("deliveries", [])])
    return {
        "exported_at": now().isoformat(),
        "leads": [lead_document(session, session.get(Lead, each)) for each in subject.leads],
        "stores": {name: rows for name, rows in stores.items() if rows},
        "mails": [
            {"file": file.name, "base64": base64.b64encode(file.read_bytes()).decode()}
            for file in files
        ],
    }


def mail_files(folder: Path, deliveries: Sequence[str]) -> list[Path]:
    """The files that the mails of these deliveries were written to."""
    files = [
        folder / f"{delivery}{ending}" for delivery in deliveries for ending in outbox.MAIL_FILES
    ]
    return [file for file in files if file.exists()]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value  # times are dates too
