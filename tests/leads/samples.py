"""A small playbook and leads in a database, for the tests of this room and of delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.leads import handover, lifecycle
from bot.leads.desk import Desk
from bot.leads.lifecycle import Recorded
from bot.leads.people import seed
from bot.leads.playbook.playbook import Playbook
from bot.leads.privacy import consent
from bot.storage.database import Database
from bot.storage.tables import Assignment, Conversation, Delivery, Handover, Lead, Message

# A Wednesday, 15:00 in Berlin and 09:00 in New York.
WEDNESDAY = datetime(2026, 11, 18, 14, 0, tzinfo=timezone.utc)
HALF_AN_HOUR = timedelta(minutes=30)

QUALIFICATION = """\
offer: {after_answers: 2, text: [Shall somebody contact you?]}
intro: A few questions.
consent: {version: "1", wording: "May we contact you? See {privacy_url}.", why: Because.}
handed_over: {open: "Thanks {name}, {rep} will call.", closed: "We open {opens}."}
fields:
  - name: need
    label: Need
    type: choice
    ask: [What for?, Which of these?]
    choices: [{value: sales}, {value: support}]
  - {name: company_size, label: Company size, type: number, ask: [How many?, How many of you?]}
  - {name: region, label: Region, type: place, ask: [Where?, Which country?]}
  - {name: name, label: Name, type: person, ask: [Who?, Your name?]}
  - {name: email, label: Email, type: email, ask: [Address?, Which email?], required: true}
  - {name: phone, label: Phone, type: phone, ask: [Number?, Which phone?]}
"""
SCORING = """\
fit:
  - group: size
    cap: 30
    rules:
      - {when: {company_size: {at_least: 50}}, points: 20, reason: 50 people or more}
      - {when: {company_size: {at_least: 200}}, points: 20, reason: 200 people or more}
      - {when: {company_size: {at_most: 1}}, points: -20, reason: Alone}
engagement:
  half_life_days: 14
  groups:
    - group: intent
      cap: 40
      rules: [{event: requested_demo, points: 30, reason: Asked for a demo}]
    - group: questions
      cap: 15
      rules: [{event: asked_price, points: 10, reason: Asked about prices}]
grades: {fit: {A: 30, B: 10}, engagement: {"1": 30, "2": 10}}
mql: {fit: 20, engagement: 10}
high_intent: [requested_demo]
"""
ROUTING = """\
teams:
  - {id: large, name: Large accounts, lead: dana}
  - {id: small, name: Small accounts, lead: dana}
ladder:
  - {name: Existing owner, kind: owner}
  - {name: Named accounts, kind: account, accounts: {big.example: dana}}
  - {name: Large companies, when: {company_size: {at_least: 200}}, team: large}
  - {name: Everyone else, team: small}
window_days: 30
accept_within_minutes: 30
catch_all: omar
"""
REPS = """\
people:
  - {id: dana, name: Dana Reyes, email: dana@fern.example, roles: [rep], teams: [large]}
  - {id: lee, name: Lee Ono, email: lee@fern.example, roles: [rep], teams: [small]}
  - {id: ravi, name: Ravi Das, email: ravi@fern.example, roles: [rep], teams: [small]}
  - {id: maya, name: Maya Lund, email: maya@fern.example, roles: [marketer]}
  - {id: omar, name: Omar Haddad, email: omar@fern.example, roles: [rep, admin]}
"""
FILES = {
    "qualification": QUALIFICATION,
    "scoring": SCORING,
    "routing": ROUTING,
    "reps": REPS,
}
TEXT = consent.Rendered("1", "May we contact you? See /privacy.", "en")


def write_playbook(folder: Path, **texts: str) -> Path:
    """The small playbook's files, some of them with another text."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (FILES | texts).items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def make_desk(folder: Path, destinations: Sequence[str] = ("webhook:0",), **texts: str) -> Desk:
    """What handing over needs, with the small playbook."""
    playbook = Playbook.load(write_playbook(folder, **texts))
    return Desk(playbook, tuple(destinations), "https://fern.example")


def seeded(database: Database, desk: Desk) -> Database:
    """With the playbook's people, who have been there for long."""
    with database.transaction() as session:
        seed(session, desk.playbook.people, demo_password=None)
    return database


def told(**values: Any) -> list[Recorded]:
    """Details as the dialogue records them."""
    return [
        Recorded(name, name.replace("_", " ").capitalize(), value, str(value), f"it is {value}")
        for name, value in values.items()
    ]


def new_lead(
    session: Session,
    desk: Desk,
    details: Mapping[str, Any] | None = None,
    *,
    agreed: bool | None = True,
    at: datetime = WEDNESDAY,
) -> Lead:
    """A lead with a short transcript; `agreed` None was not asked for consent."""
    values = {"name": "Ann Byte", "email": "ann@client.example", **(details or {})}
    conversation = Conversation(state={}, utm={}, page_url="https://fern.example/pricing")
    session.add(conversation)
    session.flush()
    for sender, text in (("visitor", "hi, I am Ann"), ("bot", "Hello Ann.")):
        session.add(Message(conversation_id=conversation.id, sender=sender, text=text, at=at))
    if agreed is not None:
        consent.record(
            session,
            conversation,
            None,
            TEXT,
            given=agreed,
            method="button",
            page=conversation.page_url,
            message_id=None,
            now=at,
        )
    lead = lifecycle.record_details(
        session,
        conversation,
        told(**{name: value for name, value in values.items() if value is not None}),
        destinations=desk.destinations,
        now=at,
    )
    assert lead is not None
    return lead


def handed_over(
    session: Session,
    desk: Desk,
    details: Mapping[str, Any] | None = None,
    at: datetime = WEDNESDAY,
) -> Assignment:
    """A new lead, offered."""
    lead = new_lead(session, desk, details, at=at)
    return handover.hand_over(session, lead, desk, reason="Asked for a demo", now=at)


def events(session: Session, lead: Lead) -> list[tuple[str, str]]:
    """Event and destination of every row of the outbox about a lead."""
    rows = session.scalars(
        sa.select(Delivery)
        .where(Delivery.lead_id == lead.id)
        .order_by(Delivery.created_at, Delivery.event, Delivery.destination)
    )
    return [(row.event, row.destination) for row in rows]


def payloads(session: Session, event: str, destination: str = "webhook:0") -> list[dict[str, Any]]:
    return [
        row.payload
        for row in session.scalars(
            sa.select(Delivery).where(Delivery.event == event, Delivery.destination == destination)
        )
    ]


def engage(session: Session, lead: Lead, event: str) -> None:
    lifecycle.record_engagement(session, lead.conversation_id, event, None, WEDNESDAY)


def handover_of(session: Session, lead: Lead) -> Handover:
    return session.scalars(sa.select(Handover).where(Handover.lead_id == lead.id)).one()
