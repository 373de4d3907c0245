"""Actions that answer questions."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import TurnAction
from bot.dialogue import answering, meeting, noting, returning, talking, telling
from bot.dialogue.turn import Turn
from bot.encoder import shared_encoder
from bot.leads.details.clauses import states
from bot.leads.qualification import LOOSE


class ActionAnswer(TurnAction):
    """Answers from the content; also whatever no rule knows what to do with."""

    action_name = "action_answer"

    def verb(self, turn: Turn) -> list[EventType]:
        if meeting.take(turn) or returning.offer_unsent(turn):
            return []
        if telling.take_in_passing(turn) or talking.turned_away_again(turn):
            return []
        tells = turn.heard.intent == "nlu_fallback" or telling.is_reachable_by(turn)
        if tells and not _asking(turn) and telling.take_told(turn):
            return []
        if turn.heard.intent == "nlu_fallback" and not _asking(turn) and states(turn.heard.text):
            answering.hear_out(turn)
            return []
        noting.note_entities(turn)
        if _asking(turn):
            noting.note_priced(turn)
        noting.note_narrowed(turn)
        if shared_encoder().knows(turn.heard.text):
            answering.answer(turn, turn.heard.text, offering=not _asking(turn))
        else:
            talking.chat(turn)
        return []


class ActionAnswerOrDecline(TurnAction):
    """Something off the topic: answered if the content happens to, else politely declined."""

    action_name = "action_answer_or_decline"

    def verb(self, turn: Turn) -> list[EventType]:
        answering.answer_or_decline(turn, offering=not _asking(turn))
        return []


def _asking(turn: Turn) -> bool:
    """Whether a question of ours is open that will be put again: no offer in between."""
    return turn.progress.open is not None and turn.progress.open.kind not in LOOSE
