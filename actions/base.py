"""What the actions share: the tracker in, one call into `bot.dialogue`, events and messages out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.dialogue.turn import Heard, Turn, open_turn, topic_of
from bot.leads.qualification import EARLIER
from bot.services import get_services

_QUESTIONS = {"ask_question", "ask_price", "compare", "ask_recommendation", "nlu_fallback"}
_HISTORY = 3


def heard(tracker: Tracker) -> Heard:
    """What the visitor said last, out of Rasa's tracker."""
    latest = tracker.latest_message
    entities = [entity for entity in latest.get("entities") or [] if entity.get("value")]
    pressed = next((str(e["value"]) for e in entities if e["entity"] == "pressed"), None)
    if pressed is None and str(latest.get("text") or "").startswith("/"):
        pressed = ""  # an issued button that carries nothing but its intent
    earlier = [event for event in tracker.events if event.get("event") == "user"][:-1]
    said = [event.get("text") for event in tracker.events if event.get("event") == "bot"]
    return Heard(
        conversation_id=tracker.sender_id,
        text=str(latest.get("text") or ""),
        intent=str((latest.get("intent") or {}).get("name") or "nlu_fallback"),
        entities=entities,
        message_id=(latest.get("metadata") or {}).get("message_id"),
        pressed=pressed,
        history=tuple(
            _asked(event)
            for event in earlier
            if (event.get("parse_data", {}).get("intent") or {}).get("name") in _QUESTIONS
        )[-_HISTORY:],
        last_said=next((str(text) for text in reversed(said) if text), None),
    )


def _asked(event: dict[str, Any]) -> str:
    """The question of an earlier message; of a pressed button, what it asks."""
    entities = event["parse_data"].get("entities") or []
    pressed = next((str(e["value"]) for e in entities if e.get("entity") == "pressed"), "")
    return topic_of(pressed) or str(event["text"])


def slots(turn: Turn) -> list[EventType]:
    """The slots that rules and understanding read, out of the conversation's progress."""
    opened = turn.progress.open
    question: dict[str, Any] | None = None
    if opened is not None:
        each = turn.field(opened.field)
        question = {"kind": opened.kind, "field": each.as_mapping() if each else None}
        if opened.kind == "offer" and opened.suggestion == EARLIER:
            question[EARLIER] = True
    return [
        SlotSet("open_question", question),
        SlotSet("offered", True if opened is not None and opened.kind == "offer" else None),
        SlotSet("handed_over", True if turn.progress.handed_over else None),
    ]


class TurnAction(Action, ABC):
    """An action whose `verb` serves the whole turn and gives events besides the slots."""

    action_name: str

    @abstractmethod
    def verb(self, turn: Turn) -> list[EventType]:
        """One call into `bot.dialogue`."""

    def name(self) -> str:
        return self.action_name

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        with open_turn(get_services(), heard(tracker)) as turn:
            events = self.verb(turn)
            events += slots(turn)
        # Said only once everything is written: what is promised has happened.
        for reply in turn.replies:
            dispatcher.utter_message(
                text=reply.text,
                buttons=list(reply.buttons) or None,
                sources=list(reply.sources),
                evidence=list(reply.evidence),
                kind=reply.kind,
                revision=reply.revision,
            )
        return events
