"""Whether a simulated visitor was served rightly: at each turn by what was said, at the end by
what was kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.leads.details.calls import CALL_TIME
from bot.leads.qualification import Progress
from bot.simulation.facts import Fact
from bot.simulation.hearing import Heard
from bot.simulation.visitor import MOST_TURNS, Say, Visitor
from bot.storage.tables import (
    Assignment,
    Consent,
    Conversation,
    Delivery,
    Lead,
    LeadDetail,
    Message,
    StageChange,
    UnansweredQuestion,
)

# What a lead may come from; None is its beginning. Sales moves it on from mql.
_LEGAL = {(None, "contact"), (None, "mql"), ("contact", "mql")}
_PLAIN_YES = ("confirm", "consent_yes", "accept_offer")
_NEEDS_CONSENT = ("lead.qualified", "lead.assigned")


@dataclass(frozen=True)
class Turn:
    """One exchange, as it went over HTTP."""

    say: Say
    client_id: str
    heard: Heard


@dataclass
class Verdict:
    """What was wrong, each in words that begin with its kind; nothing for a right conversation."""

    wrong: list[str] = field(default_factory=list)

    @property
    def right(self) -> bool:
        return not self.wrong

    def kinds(self) -> set[str]:
        return {each.partition(":")[0] for each in self.wrong}


class Judge:
    """Follows one conversation. `session` reads the database of the server under test."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._told_at: dict[str, str] = {}  # field → client id of the message that told it
        self._said_no = False
        self._turns: list[Turn] = []
        self.verdict = Verdict()

    def turn(self, turn: Turn) -> None:
        """What can be seen from outside."""
        say, heard = turn.say, turn.heard
        for name in say.tells:
            self._told_at[name] = turn.client_id
        if not heard.text.strip():
            self._wrong("no reply", say.text)
        if heard.asks in self._told_at and heard.asks not in say.tells and not self._reopened():
            self._wrong("asked twice", f"{heard.asks} after {say.text!r}")
        if heard.asks in say.tells and not heard.suggested:
            self._wrong("not understood", f"{heard.asks} told by {say.text!r}")
        if heard.puzzled and say.act in _PLAIN_YES:
            self._wrong("not understood", f"yes said by {say.text!r}")
        if say.act == "decline_offer":
            self._said_no = True
        elif say.act in ("change_mind_yes", "want_demo", "want_price_talk", "human"):
            self._said_no = False
        if self._said_no and heard.asks == "offer" and not say.question:
            self._wrong("offered after a no", say.text)
        before = [each.heard.text for each in self._turns[-2:]]
        if len(before) == 2 and set(before) == {heard.text}:
            self._wrong("loop", f"{heard.text[:80]!r} three times")
        self._turns.append(turn)

    def _reopened(self) -> bool:
        """Whether the visitor just said that something told is wrong."""
        return any(each.say.act in ("reject", "start_over") for each in self._turns[-2:])

    def end(self, session: Session, conversation_id: str) -> Verdict:
        """What was kept, handed over and sent."""
        row = session.get(Conversation, conversation_id)
        lead = session.scalar(sa.select(Lead).where(Lead.conversation_id == conversation_id))
        if len(self._turns) >= MOST_TURNS:
            self._wrong("loop", f"{MOST_TURNS} turns")
        self._details(session, lead, Progress.from_json(row.state or {}))
        self._questions(session, conversation_id)
        self._handover(session, conversation_id, lead)
        return self.verdict

    def _wrong(self, kind: str, what: str) -> None:
        self.verdict.wrong.append(f"{kind}: {what}")

    def _details(self, session: Session, lead: Lead | None, progress: Progress) -> None:
        told = self._visitor.told
        for name, fact in told.items():
            known = progress.details.get(name)
            if known is None:
                self._wrong("detail missing", f"{name}, told as {self._words(name)!r}")
            elif not same(fact, known.value):
                self._wrong(
                    "detail wrong", f"{name} is {known.value!r}, told as {self._words(name)!r}"
                )
            elif self._client_id(session, known.message_id) not in self._messages_with(name):
                self._wrong("wrong message", f"{name}, told as {self._words(name)!r}")
        for name in progress.details.keys() - told.keys() - {CALL_TIME.name}:  # in their own words
            known = progress.details[name]
            if self._of_a_question(session, name, known.message_id):
                continue  # what was asked last is what it is about; it was read back
            self._wrong("detail invented", f"{name} is {known.value!r}, from {known.said!r}")
        contact = [name for name in ("email", "phone") if name in told]
        if contact and lead is None:
            self._wrong("lost lead", f"{', '.join(contact)} told, and there is no lead")
        if lead is not None:
            rows = session.execute(
                sa.select(LeadDetail.field, LeadDetail.value).where(LeadDetail.lead_id == lead.id)
            ).all()
            kept = {name: known.value for name, known in progress.details.items()}
            if dict(rows) != kept:
                self._wrong("lost lead", "the lead does not hold what the conversation knows")

    def _words(self, name: str) -> str:
        at = self._told_at.get(name)  # none where the server failed on that very message
        return next((t.say.text for t in self._turns if t.client_id == at), "(not received)")

    def _messages_with(self, name: str) -> set[str]:
        """Messages that told this value: it may have been put again in other words."""
        fact = self._visitor.told[name]
        return {t.client_id for t in self._turns if t.say.tells.get(name) == fact} | {
            t.client_id for t in self._turns if t.say.act in ("confirm", "suggestion_no")
        }

    def _of_a_question(self, session: Session, name: str, message_id: int | None) -> bool:
        """Whether a choice was taken from the question that came before the wish to be called."""
        client_id = self._client_id(session, message_id)
        at = next((n for n, t in enumerate(self._turns) if t.client_id == client_id), None)
        if at is None or self._visitor.fields[name].type != "choice":
            return False
        return any(turn.say.question is not None for turn in self._turns[max(0, at - 3) : at + 1])

    def _client_id(self, session: Session, message_id: int | None) -> str | None:
        message = session.get(Message, message_id) if message_id is not None else None
        return str(message.client_id) if message is not None else None

    def _questions(self, session: Session, conversation_id: str) -> None:
        noted = set(
            session.scalars(
                sa.select(Message.client_id)
                .join(UnansweredQuestion, UnansweredQuestion.message_id == Message.id)
                .where(Message.conversation_id == conversation_id)
            )
        )
        for turn in self._turns:
            answered = turn.heard.sources or turn.client_id in noted
            begun = turn.heard.asks in self._visitor.fields  # "Can I book a test drive?"
            if turn.say.act == "topic" and not (turn.heard.sources or begun):
                self._wrong("button not answered", turn.say.text)
            elif turn.say.question is not None and turn.say.act != "topic" and not answered:
                self._wrong("question not served", turn.say.text)

    def _handover(self, session: Session, conversation_id: str, lead: Lead | None) -> None:
        consents = session.scalars(
            sa.select(Consent).where(Consent.conversation_id == conversation_id)
        ).all()
        agreed = min((one.at for one in consents if one.given), default=None)
        if self._visitor.consent is not True and agreed is not None:
            self._wrong("contact without consent", "a consent that nobody gave")
        if lead is None:
            return
        assigned = session.scalars(sa.select(Assignment).where(Assignment.lead_id == lead.id)).all()
        sent = session.scalars(sa.select(Delivery).where(Delivery.lead_id == lead.id)).all()
        for one in sent:
            early = agreed is None or one.created_at < agreed
            if early and one.event in _NEEDS_CONSENT and _has_contact(one.payload):
                self._wrong("contact without consent", f"{one.event} with contact details")
        if assigned and (agreed is None or min(a.offered_at for a in assigned) < agreed):
            self._wrong("contact without consent", "assigned")
        due = self._visitor.confirmed and self._visitor.consent is True
        if due and not assigned:
            self._wrong("lost lead", "confirmed, and nobody has it")
        if len([one for one in assigned if one.state in ("offered", "accepted")]) > 1:
            self._wrong("illegal state", "two open assignments")
        events = [one.event for one in sent if one.destination.startswith("webhook")]
        if due and events and "lead.assigned" not in events:
            self._wrong("lost lead", "no lead.assigned in the outbox")
        moves = session.execute(
            sa.select(StageChange.before, StageChange.after)
            .where(StageChange.lead_id == lead.id)
            .order_by(StageChange.id)
        ).all()
        for move in moves:
            if tuple(move) not in _LEGAL:
                self._wrong("illegal state", f"from {move[0]} to {move[1]}")

    @property
    def turns(self) -> Sequence[Turn]:
        """All exchanges so far."""
        return self._turns


def _has_contact(payload: Any) -> bool:
    return "@" in json.dumps(payload)


def same(fact: Fact, value: Any) -> bool:
    """Whether what was kept is what was meant."""
    if fact.type == "place":
        return isinstance(value, dict) and value.get("country") == fact.value
    if fact.type == "timeline":
        return isinstance(value, dict) and value.get("date") == fact.value
    if fact.type == "money":
        return isinstance(value, dict) and all(
            _number(value.get(key)) == _number(wanted) for key, wanted in fact.value.items()
        )
    if fact.type in ("person", "company", "email"):
        return str(value).casefold() == str(fact.value).casefold()
    if fact.type == "text":
        return str(fact.value).casefold() in str(value).casefold()
    return bool(value == fact.value)


def _number(value: Any) -> Any:
    try:
        return float(value)
    except (TypeError, ValueError):
        return value
