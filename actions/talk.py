"""Actions for everything else that people say."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import TurnAction
from bot.dialogue import meeting, noting, returning, talking
from bot.dialogue.turn import Turn


class ActionChat(TurnAction):
    action_name = "action_chat"

    def verb(self, turn: Turn) -> list[EventType]:
        if not (meeting.take(turn) or returning.offer_unsent(turn)):
            talking.chat(turn)
        return []


class ActionTurnAway(TurnAction):
    """Customers with a problem, job seekers, sellers."""

    action_name = "action_turn_away"

    def verb(self, turn: Turn) -> list[EventType]:
        talking.turn_away(turn)
        return []


class ActionExplainPrivacy(TurnAction):
    action_name = "action_explain_privacy"

    def verb(self, turn: Turn) -> list[EventType]:
        noting.note_beside(turn)
        talking.privacy(turn)
        return []


class ActionWithdraw(TurnAction):
    action_name = "action_withdraw"

    def verb(self, turn: Turn) -> list[EventType]:
        talking.withdraw(turn)
        return []


class ActionStartOver(TurnAction):
    action_name = "action_start_over"

    def verb(self, turn: Turn) -> list[EventType]:
        talking.start_over(turn)
        return []


class ActionWelcomeBack(TurnAction):
    """The chat was opened again after a while."""

    action_name = "action_welcome_back"

    def verb(self, turn: Turn) -> list[EventType]:
        returning.welcome_back(turn)
        return []
