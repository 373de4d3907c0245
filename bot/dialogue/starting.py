"""The beginning of a qualification, and what is asked for again when it is over."""

from __future__ import annotations

import re

from bot.dialogue import answering, meeting
from bot.dialogue.acknowledging import told_of
from bot.dialogue.asking import listed
from bot.dialogue.noting import note_asked, note_choice, note_entities, note_unasked, says_again
from bot.dialogue.returning import recall
from bot.dialogue.turn import Turn
from bot.leads.playbook.fields import Choice, Field
from bot.leads.qualification import LOOSE, REACHABLE_BY, applies, leave

# What the visitor asked for: the engagement that it is, what is said to it, the reason of the lead.
STARTS = {
    "show_interest": ("showed_interest", "start_interest", "Showed interest"),
    "affirm": ("showed_interest", "start_interest", "Accepted the offer to be contacted"),
    "request_demo": ("requested_demo", "start_demo", "Asked for a demo, trial or visit"),
    "request_quote": ("requested_quote", "start_quote", "Asked for a quote"),
    "request_human": ("requested_human", "start_human", "Asked for a person"),
    "request_callback": ("requested_callback", "start_callback", "Asked to be called back"),
}
# What the choice of a playbook is called that is for customers with a problem.
_OF_SUPPORT = re.compile(
    r"\b(?:support|repairs?|faults?|broken|breakdown|complaints?|not working"
    r"|existing (?:customer|order|booking|hire)|already (?:have|own|a customer))\b",
    re.IGNORECASE,
)
# Decides anew: "ok let's look at buying then".
_RATHER = re.compile(r"\blet['’]?s\b.*\bthen\b|\binstead\b|\bafter all\b", re.IGNORECASE)
_MEETS = {"request_demo", "request_callback"}
_SHORT = {"request_human", "request_callback"}


def start(turn: Turn) -> None:
    """Begin, or take up again: the visitor asked for something that a person does."""
    progress, intent = turn.progress, turn.heard.intent
    event, key, reason = STARTS.get(intent, STARTS["show_interest"])
    turn.engaged(event)
    recalled = intent == "affirm" and progress.previous is not None and recall(turn)
    again = recalled or progress.reason is not None
    asked = progress.open.field if progress.open and progress.open.kind == "field" else None
    if asked is not None and progress.short and intent in _SHORT:
        # Asked for a person twice: no more than the contact.
        for each in turn.services.playbook.qualification.fields:
            if applies(each, progress):
                leave(progress, each.name)
    resumed = again and intent == "affirm"  # a yes to going on where it was left
    if not resumed or progress.reason is None:
        progress.reason = reason
        progress.short = intent in _SHORT
    underway = progress.open is not None and progress.open.kind not in LOOSE
    progress.declined = False
    progress.sent = True
    if progress.consent is False:
        progress.consent = None  # asked for by the visitor now: it may be asked about once more
    if not resumed and not underway:
        for name in REACHABLE_BY:
            progress.failed.pop(name, None)  # whoever asks for somebody again may try again
        progress.passed = [name for name in progress.passed if progress.failed.get(name)]
    if turn.conversation.mark == "support" and not again:
        _note_support(turn)
        key = "start_support" if intent == "affirm" else key
    told = note_entities(turn)
    again_told = says_again(turn.heard.text) or _RATHER.search(turn.heard.text) is not None
    told += note_unasked(turn, turn.heard.text, again=again_told)
    told += note_asked(turn)
    for text in reversed(turn.heard.history[:-1]):
        told += note_unasked(turn, text, only={"number"})  # how many or how long, before that
    if turn.heard.pressed is None and (aside := answering.question_beside(turn)):
        answering.answer_if_known(turn, aside)
    turn.lead_in(turn.text(key))
    if told:
        turn.lead_in(turn.text("noted_unasked", details=told_of(turn, told)))
    if not progress.short and key != "start_support":
        intro = turn.services.playbook.qualification.intro
        turn.lead_in(turn.text("start_again") if again else intro)
    if recalled:
        turn.lead_in(turn.text("recalled", lines=listed(turn)) + "\n\n")


def of_support(turn: Turn) -> tuple[Field, Choice] | None:
    """The choice that is for customers with a problem, of what has to be known first; None where
    the company has none, and sends them elsewhere."""
    fields = turn.services.playbook.qualification.fields
    first = next((each for each in fields if each.type == "choice" and each.required), None)
    of_support = [
        each
        for each in (first.choices if first is not None else ())
        if _OF_SUPPORT.search(" ".join((each.label, each.value, *each.synonyms)))
    ]
    return (first, of_support[0]) if first is not None and len(of_support) == 1 else None


def _note_support(turn: Turn) -> None:
    """Of whoever came with a problem it is known what it is about, where one choice says so."""
    meant = of_support(turn)
    if meant is not None and meant[0].name not in turn.progress.details:
        note_choice(turn, *meant)


def already(turn: Turn) -> None:
    """Asked for a person again after the handover: says with whom the lead is."""
    event = STARTS.get(turn.heard.intent, STARTS["show_interest"])[0]
    turn.engaged(event)
    note_entities(turn)
    if aside := answering.question_beside(turn):
        answering.answer_if_known(turn, aside)
    lead = turn.lead
    rep = lead.owner.name if lead is not None and lead.owner is not None else "our team"
    turn.say(turn.text("already_handed_over", rep=rep))
    meeting.offer(turn, asked_for=turn.heard.intent in _MEETS)
