"""Actions of the qualification form."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.base import TurnAction
from bot.dialogue import asking, closing, meeting, qualifying, starting, talking, telling
from bot.dialogue.turn import Turn


class ActionStartQualification(TurnAction):
    """Begins the qualification, or takes it up again."""

    action_name = "action_start_qualification"

    def verb(self, turn: Turn) -> list[EventType]:
        starting.start(turn)
        return []


class ValidateQualificationForm(TurnAction):
    """Reads an answer; the form's one slot stays empty until nothing is left to ask."""

    action_name = "validate_qualification_form"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        # Rasa also calls this for an intent that the form ignores and when it comes back from a
        # rule: then nothing was extracted, and any event would keep the rules from being asked.
        if tracker.get_slot("answer") is None:
            return []
        return super().run(dispatcher, tracker, domain)

    def verb(self, turn: Turn) -> list[EventType]:
        over = qualifying.take_answer(turn)
        return [SlotSet("answer", "complete" if over else None)]


class ActionAsk(TurnAction):
    """Puts the next question."""

    action_name = "action_ask_qualification_form_answer"

    def verb(self, turn: Turn) -> list[EventType]:
        asking.ask(turn)
        return []


class ActionFinishQualification(TurnAction):
    """Hands the lead over, or says what happens instead."""

    action_name = "action_finish_qualification"

    def verb(self, turn: Turn) -> list[EventType]:
        closing.finish(turn)
        return [SlotSet("answer", None)]


class ActionStopQualification(TurnAction):
    action_name = "action_stop_qualification"

    def verb(self, turn: Turn) -> list[EventType]:
        closing.stop(turn)
        return []


class ActionExplainQuestion(TurnAction):
    action_name = "action_explain_question"

    def verb(self, turn: Turn) -> list[EventType]:
        qualifying.explain(turn)
        return []


class ActionAlreadyHandedOver(TurnAction):
    action_name = "action_already_handed_over"

    def verb(self, turn: Turn) -> list[EventType]:
        starting.already(turn)
        return []


class ActionTakeDetails(TurnAction):
    """Keeps details that were told without being asked for."""

    action_name = "action_take_details"

    def verb(self, turn: Turn) -> list[EventType]:
        if not (meeting.take(turn) or talking.turned_away_again(turn)):
            telling.take_details(turn)
        return []
