"""Qualification in conversation: take an answer, keep what is told.

Which question comes next is decided in `bot.leads.qualification`; here it is put in words, and
what the visitor says is read with the open question in view.
"""

from __future__ import annotations

from bot.dialogue import answering, talking
from bot.dialogue.acknowledging import acknowledge
from bot.dialogue.confirming import take_change, take_confirmation, take_consent
from bot.dialogue.fields import take_field, take_suggestion
from bot.dialogue.mending import mend
from bot.dialogue.noting import note_beside
from bot.dialogue.removing import take_back
from bot.dialogue.starting import STARTS
from bot.dialogue.turn import Turn, topic_of
from bot.leads import wordings
from bot.leads.qualification import Open, last_told, next_step
from bot.leads.understanding import goes_back


def take_answer(turn: Turn) -> bool:
    """Read the visitor's message as an answer to the open question.

    True when there is nothing left to ask. Whatever else the message tells is kept too, and a
    question in it is answered.
    """
    opened = turn.progress.open or Open("field")
    topic = topic_of(turn.heard.pressed or "")
    if topic is not None:
        answering.answer(turn, topic, offering=False)
        return False
    if _stale(turn, opened):
        turn.lead_in(turn.text("stale_button"))
        return False
    if turn.heard.intent in STARTS and turn.heard.intent != "affirm":
        turn.engaged(STARTS[turn.heard.intent][0])
    if turn.heard.pressed is None and goes_back(turn.heard.text):
        _go_back(turn)
        return False
    before = set(turn.progress.details)
    if take_back(turn) is not None:
        turn.lead_in(turn.text("passed_over"))
        turn.progress.open = None
    elif changed := mend(turn, opened):
        acknowledge(turn, changed, before)
        if opened.kind == "change":
            turn.progress.open = None
    else:
        {
            "consent": take_consent,
            "confirm": take_confirmation,
            "change": take_change,
            "suggestion": take_suggestion,
        }.get(opened.kind, take_field)(turn, opened)
    if turn.heard.pressed is None and (aside := answering.aside_in(turn)):
        if wordings.PRIVACY.search(aside):
            talking.privacy(turn, aside)
        else:
            answering.answer(turn, aside, offering=False)
    return next_step(turn.progress, turn.services.playbook.qualification).kind in {
        "complete",
        "refused",
        "unreachable",
        "unsent",
    }


def _go_back(turn: Turn) -> None:
    """To the question before: of what is being changed back to the read-back, else to the last
    answer."""
    progress = turn.progress
    opened, progress.open = progress.open, None
    if progress.changing is not None:
        progress.changing = None
    elif opened is None or opened.kind != "change":
        progress.changing = last_told(progress)
    turn.lead_in(turn.text("gone_back"))


def _stale(turn: Turn, opened: Open) -> bool:
    """Whether a button of an earlier question was pressed: it must not answer this one."""
    if not turn.heard.pressed:
        return False
    subject = turn.heard.pressed.partition("=")[0]
    return subject != (opened.field if opened.kind == "field" else opened.kind)


def explain(turn: Turn) -> None:
    """Why the open question is asked."""
    note_beside(turn)
    opened = turn.progress.open
    each = turn.field(opened.field) if opened else None
    if opened is not None and opened.kind == "consent":
        own = turn.services.playbook.qualification.consent.why
        turn.say(own or turn.text("why_consent"))
    elif opened is not None and opened.kind in {"confirm", "change"}:
        turn.say(turn.text("why_confirm"))
    elif each is not None:
        turn.say(each.why)
    else:
        turn.say(turn.text("why_nothing"))
