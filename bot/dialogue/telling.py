"""What is told without being asked: kept, said again, and followed by the offer to be contacted."""

from __future__ import annotations

import re

from bot.dialogue import answering
from bot.dialogue.noting import note_entities, note_unasked
from bot.dialogue.turn import Turn
from bot.leads.qualification import REACHABLE_BY, Open

# Speaks of themselves, or of what they are after.
_OWN = re.compile(
    r"\b(?:i|we|my|our|i['’]?m|we['’]?re|need|want|wanted|looking for|interested)\b", re.IGNORECASE
)


def take_details(turn: Turn) -> None:
    """Details told without being asked: kept, and followed by the offer to be contacted."""
    if not take_told(turn):
        answering.answer(turn, turn.heard.text)


def take_told(turn: Turn) -> bool:
    """Keep what a message tells, and say so; False when it tells nothing.

    What is told by the words of a choice alone ("my puppy") is first looked up in the content.
    """
    before = set(turn.progress.details)
    changed = note_entities(turn)
    by_form = bool(changed)
    mends = turn.heard.intent == "correct"
    if changed or mends or _OWN.search(turn.heard.text):
        changed += note_unasked(turn, turn.heard.text, again=mends)
    if not changed:
        return False
    if not (by_form or mends) and answering.answer_if_known(turn, turn.heard.text, offering=True):
        return True
    corrected = [name for name in changed if name in before]
    for name in corrected:
        known = turn.progress.details[name]
        turn.say(turn.text("corrected", label=known.label, shown=known.shown))
    # An address given after a no is a yes to something: to what, is asked.
    reopened = turn.progress.declined and not corrected and set(REACHABLE_BY).intersection(changed)
    if corrected or turn.progress.handed_over or (turn.progress.declined and not reopened):
        if not corrected:
            turn.say(turn.text("noted"))
        return True
    told = ", ".join(turn.progress.details[name].shown for name in changed)
    turn.progress.open = Open("offer")
    turn.progress.offers += 1
    turn.say(turn.text("details_noted", details=told), answering.offer_buttons(turn))
    return True
