"""A visitor who comes back: welcomed, and what was told before goes on if they say so."""

from __future__ import annotations

from bot.dialogue.answering import offer_buttons
from bot.dialogue.asking import listed
from bot.dialogue.turn import Turn
from bot.leads.details.calls import CALL_TIME
from bot.leads.qualification import LOOSE, Known, Open, Progress
from bot.leads.wordings import SENDS
from bot.storage.tables import Conversation


def welcome_back(turn: Turn) -> None:
    """Say what is known and go on from there: with the open question, or on the visitor's yes.

    What was told in an earlier conversation is neither shown nor used before that yes: somebody
    else may sit at this browser now.
    """
    progress = turn.progress
    turn.engaged("returned")
    if progress.open is not None and progress.open.kind not in LOOSE:
        known = progress.open.kind != "confirm"  # which reads everything back anyway
        turn.lead_in(turn.text("welcome_back"))
        if known:
            turn.lead_in(turn.text("told", lines=listed(turn)) + "\n\n")
        return
    if progress.handed_over:
        lead = turn.lead
        rep = lead.owner.name if lead is not None and lead.owner is not None else "our team"
        turn.say(f"{turn.text('welcome_back')} {turn.text('already_handed_over', rep=rep)}")
        return
    key = "welcome_back_earlier" if progress.previous else "welcome_back_told"
    question = turn.text(key, lines="" if progress.previous else listed(turn))
    progress.open = Open("offer")
    turn.say(f"{turn.text('welcome_back')} {question}", offer_buttons(turn))


def offer_unsent(turn: Turn) -> bool:
    """Take up what was not sent, or for what no consent was given, when the visitor says to send it
    after all; False when a message is nothing of that kind."""
    progress = turn.progress
    held = not progress.sent or progress.consent is False
    if not held or progress.handed_over or not progress.details:
        return False
    if turn.heard.pressed is not None or not SENDS.search(turn.heard.text):
        return False
    progress.sent, progress.declined = True, False
    progress.open = Open("offer")
    turn.say(turn.text("welcome_back_told", lines=listed(turn)), offer_buttons(turn))
    return True


def recall(turn: Turn) -> bool:
    """Take over what was told in the earlier conversation, on the visitor's yes to that.

    The yes is the message that vouches for it; whom they may be contacted by is asked anew.
    """
    progress = turn.progress
    earlier = turn.session.get(Conversation, progress.previous)
    progress.previous = None
    if earlier is None or earlier.mark == "delete_requested":
        return False
    before = Progress.from_json(earlier.state or {})
    for name, known in before.details.items():
        each = turn.field(name) if name != CALL_TIME.name else None  # that time is over
        if each is not None and name not in progress.details:
            _take_over(turn, name, known)
    return bool(progress.details)


def _take_over(turn: Turn, name: str, known: Known) -> None:
    each = turn.field(name)
    if each is not None:
        turn.note(each, known.value, known.said, known.confidence, shown_as=known.shown)
