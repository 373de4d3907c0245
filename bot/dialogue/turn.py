"""One turn of a conversation: what the visitor said, what is known, what is said in answer.

A turn is one transaction: progress, details, lead, engagement and outbox rows are committed
together at its end, or nothing is.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.delivery import outbox
from bot.leads import lifecycle
from bot.leads.details.calls import CALL_TIME
from bot.leads.details.showing import priced_by, shown
from bot.leads.details.spans import counts_time
from bot.leads.playbook.fields import Field
from bot.leads.qualification import Known, Progress, country_in
from bot.services import Services
from bot.storage.tables import Conversation, Lead, Message, now

LONGEST_ID = 36
_TOPIC = "topic"
# What is found in any message, by the type of field that may hold it; names, companies and how
# somebody is reached have their standard names (`bot.leads.playbook.standard`).
_OF_A_BUDGET = re.compile(r"\b(?:budget|spend|afford|invest|price range)\b", re.IGNORECASE)
_TYPES = {
    "budget": "money",
    "timeline": "timeline",
    "region": "place",
}


@dataclass(frozen=True)
class Heard:
    """What the visitor's message was understood as.

    `entities` are Rasa's: mappings with at least `entity` and `value`; `pressed` is what an
    issued button carried ("company_size=11-50"); `message_id` is the transcript row, None outside
    of the web (a shell).
    """

    conversation_id: str
    text: str
    intent: str
    entities: Sequence[Mapping[str, Any]] = ()
    message_id: int | None = None
    pressed: str | None = None
    history: tuple[str, ...] = ()
    last_said: str | None = None


@dataclass(frozen=True)
class Said:
    """One message of the assistant; `payload` of a button is what comes back when it is pressed."""

    text: str
    buttons: tuple[dict[str, str], ...] = ()  # {title, payload}
    sources: tuple[dict[str, Any], ...] = ()
    evidence: tuple[dict[str, Any], ...] = ()  # all lines that its figures rest on
    kind: str | None = None
    revision: str | None = None


def button(intent: str, subject: str, value: object) -> str:
    """The payload of a button: the intent, and which question it answers with what.

    The subject makes a button of an earlier question harmless when it is pressed later.
    """
    return f"/{intent}{json.dumps({'pressed': f'{subject}={value}'})}"


def topic_button(question: str) -> tuple[str, str]:
    """Label and payload of a button that asks something, whatever its words would be taken for."""
    return question[:1].upper() + question[1:], button("ask_question", _TOPIC, question)


def topic_of(pressed: str) -> str | None:
    """What such a button asks; None of another one."""
    subject, _, question = pressed.partition("=")
    return question if subject == _TOPIC else None


class Turn:
    """The state of one turn; open it with `open_turn`."""

    def __init__(
        self, services: Services, session: Session, conversation: Conversation, heard: Heard
    ) -> None:
        self.services = services
        self.session = session
        self.conversation = conversation
        self.heard = heard
        self.progress = Progress.from_json(conversation.state or {})
        self.replies: list[Said] = []
        self.at: datetime = now()
        self._changed = False
        self._engaged = False
        self._taken_back: list[str] = []

    @property
    def today(self) -> date:
        """The date where the company is."""
        return self.at.astimezone(ZoneInfo(self.services.knowledge.company.timezone)).date()

    @property
    def region(self) -> str:
        return self.services.knowledge.company.country or "US"

    @property
    def whereabouts(self) -> str | None:
        """The country that the visitor says to be in."""
        return country_in(self.progress.values())

    def field(self, name: str | None) -> Field | None:
        for each in (*self.services.playbook.qualification.fields, CALL_TIME):
            if each.name == name:
                return each
        return None

    def kept_in(self, detail: str) -> Field | None:
        """The field for a detail that any message may tell ("budget"): the one of that name, else
        the only one of its type, whatever the company calls it; of several amounts the one that
        asks what somebody would spend."""
        own = self.field(detail)
        if own is not None or detail not in _TYPES:
            return own
        fields = self.services.playbook.qualification.fields
        alike = [each for each in fields if each.type == _TYPES[detail]]
        if detail == "budget" and len(alike) > 1:
            alike = [
                each for each in alike if _OF_A_BUDGET.search(" ".join((each.label, *each.ask)))
            ]
        return alike[0] if len(alike) == 1 else None

    def text(self, key: str, **values: object) -> str:
        """One of the assistant's own texts; its variants take turns."""
        company = self.services.knowledge.company
        times = self.progress.worded.get(key, 0)
        self.progress.worded[key] = times + 1
        return self.services.texts.say(
            key,
            times,
            **{"assistant": company.assistant, "company": company.name, **values},
        )

    def say(
        self,
        text: str,
        buttons: Sequence[tuple[str, str]] = (),
        sources: Sequence[Mapping[str, Any]] = (),
        kind: str | None = None,
        revision: str | None = None,
        evidence: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self.replies.append(
            Said(
                text,
                tuple({"title": title, "payload": payload} for title, payload in buttons),
                tuple(dict(source) for source in sources),
                tuple(dict(source) for source in evidence),
                kind,
                revision,
            )
        )

    def note(
        self,
        each: Field,
        value: Any,
        said: str,
        confidence: float = 1.0,
        shown_as: str | None = None,
    ) -> None:
        """Keep one detail, with the visitor's words; a later one replaces an earlier one."""
        if each.type == "money" and shown_as is None:
            fields = self.services.playbook.qualification.fields
            units = [
                one.unit
                for one in fields
                if one.type == "number" and one.unit and not counts_time(one.unit)
            ]
            shown_as = shown(each, value) + priced_by(said, units)
        self.progress.details.pop(each.name, None)  # the last one told stands last
        self.progress.details[each.name] = Known(
            label=each.label,
            value=value,
            shown=shown_as or shown(each, value),
            said=said[:1000],
            message_id=self.heard.message_id,
            confidence=confidence,
        )
        if each.name in self.progress.passed:
            self.progress.passed.remove(each.name)
        self.progress.confirmed = False
        self._changed = True
        if each.name in self._taken_back:
            self._taken_back.remove(each.name)

    def take_back(self, name: str) -> None:
        """Forget a detail that was told."""
        del self.progress.details[name]
        self._taken_back.append(name)
        self.progress.confirmed = False
        self._changed = True

    def engaged(self, event: str) -> None:
        """Record something that shows interest."""
        lifecycle.record_engagement(
            self.session, self.conversation.id, event, self.heard.message_id, self.at
        )
        self._engaged = True

    @property
    def lead(self) -> Lead | None:
        return lifecycle.lead_of(self.session, self.conversation.id)

    def lead_in(self, text: str) -> None:
        """Say `text` in front of the next question, so that both are one message."""
        self.progress.lead_in = f"{self.progress.lead_in} {text}".lstrip()

    def save(self) -> None:
        """Write what changed; a lead exists from the first contact detail on."""
        self.conversation.state = self.progress.as_json()
        self.conversation.last_at = self.at
        if not (self._changed or self._engaged):
            return
        destinations = outbox.destinations(self.services.settings)
        recorded = [
            lifecycle.Recorded(
                field=name,
                label=known.label,
                value=known.value,
                shown=known.shown,
                said=known.said,
                message_id=known.message_id,
                confidence=known.confidence,
            )
            for name, known in self.progress.details.items()
        ]
        lead = lifecycle.record_details(
            self.session,
            self.conversation,
            recorded,
            taken_back=self._taken_back,
            destinations=destinations,
            now=self.at,
        )
        if lead is not None:
            lifecycle.rescore(
                self.session,
                lead,
                self.services.playbook.scoring,
                destinations=destinations,
                now=self.at,
            )


@contextmanager
def open_turn(services: Services, heard: Heard) -> Iterator[Turn]:
    """A turn in one transaction, saved at its end.

    A conversation that does not exist yet (Rasa's shell and REST channel make up their own ids)
    begins here.
    """
    with services.database.transaction() as session:
        name = heard.conversation_id
        if len(name) > LONGEST_ID:
            name = str(uuid.uuid5(uuid.NAMESPACE_URL, name))
        conversation = session.get(Conversation, name)
        if conversation is None:
            conversation = Conversation(id=name, state={}, utm={}, created_at=now(), last_at=now())
            session.add(conversation)
            session.flush()
        if heard.message_id is not None:
            message = session.get(Message, heard.message_id)
            if message is not None and message.conversation_id == name:
                # A pressed button arrives as its payload; what the visitor saw was its label.
                heard = replace(heard, text=message.text)
        turn = Turn(services, session, conversation, heard)
        yield turn
        turn.save()
