"""Qualification in conversation: start it, take an answer, keep what is told.

Which question comes next is decided in `bot.leads.qualification`; here it is put in words, and
what the visitor says is read with the open question in view.
"""

from __future__ import annotations

import re

from bot.dialogue import answering, meeting, talking
from bot.dialogue.asking import listed
from bot.dialogue.confirming import named_line, take_change, take_confirmation, take_consent
from bot.dialogue.mending import mend
from bot.dialogue.noting import (
    acknowledge,
    is_own_contact,
    note_beside,
    note_choice,
    note_entities,
    note_unasked,
    note_value,
    says_again,
    suspect_address,
    told_of,
)
from bot.dialogue.removing import take_back
from bot.dialogue.returning import recall
from bot.dialogue.turn import Turn, topic_of
from bot.knowledge.question.parts import without_orders
from bot.leads import wordings
from bot.leads.details.answers import parse
from bot.leads.details.calls import CALL_TIME
from bot.leads.details.choices import other
from bot.leads.details.clauses import is_code, statements
from bot.leads.details.names import is_mashed
from bot.leads.details.naming import has_no_firm
from bot.leads.details.parsed import Parsed
from bot.leads.playbook.fields import Field
from bot.leads.qualification import (
    CONTACT_FIELDS,
    LOOSE,
    REACHABLE_BY,
    Open,
    applies,
    fail,
    last_told,
    leave,
    next_step,
)
from bot.leads.understanding import goes_back

_STARTS = {
    "show_interest": ("showed_interest", "start_interest", "Showed interest"),
    "affirm": ("showed_interest", "start_interest", "Accepted the offer to be contacted"),
    "request_demo": ("requested_demo", "start_demo", "Asked for a demo, trial or visit"),
    "request_quote": ("requested_quote", "start_quote", "Asked for a quote"),
    "request_human": ("requested_human", "start_human", "Asked for a person"),
    "request_callback": ("requested_callback", "start_callback", "Asked to be called back"),
}
# A no to all of it, not to one of the choices.
_PUTS_OFF = (
    r"(?:maybe|perhaps) later|(?:an)?other time|look around|think (?:about (?:it|this)|it over)"
    r"|changed my mind|never ?mind|forget it|not interested"
)
_LATER = re.compile(rf"\b(?:{_PUTS_OFF})", re.IGNORECASE)
_LEAVES = re.compile(
    rf"\b(?:{_PUTS_OFF}|no thank|not (?:now|today|yet))|think about", re.IGNORECASE
)
_COMPARES = re.compile(
    r"\b(?:vs\.?|versus|compar\w+|better|worse|than|alternatives?|dif\w*ren\w+|instead)\b",
    re.IGNORECASE,
)
_MEETS = {"request_demo", "request_callback"}
_SHORT = {"request_human", "request_callback"}
_TELLS = {"inform", "nlu_fallback", "ask_question", "out_of_scope", "correct"}
_OWN_WORDS = 0.6  # confidence in an answer that none of the choices names
_BRIEF = 6  # words of a message that does nothing but change an answer
_WORDS = re.compile(r"[^\W_]")
_YES = 2  # words of one that says nothing but yes
_BESIDE = 2  # words beside contact details: "I'm", "or", "call"
_SHOWN = 80  # characters of it in the read-back


def start(turn: Turn) -> None:
    """Begin, or take up again: the visitor asked for something that a person does."""
    progress, intent = turn.progress, turn.heard.intent
    event, key, reason = _STARTS.get(intent, _STARTS["show_interest"])
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
    told = note_entities(turn)
    told += note_unasked(turn, turn.heard.text, again=says_again(turn.heard.text))
    for text in turn.heard.history[-1:]:
        if not _COMPARES.search(text):  # what was asked last is what it is about
            told += note_unasked(turn, text)
    if turn.heard.pressed is None and (aside := answering.question_beside(turn)):
        answering.answer_if_known(turn, aside)
    turn.lead_in(turn.text(key))
    if told:
        turn.lead_in(turn.text("noted_unasked", details=told_of(turn, told)))
    if not progress.short:
        intro = turn.services.playbook.qualification.intro
        turn.lead_in(turn.text("start_again") if again else intro)
    if recalled:
        turn.lead_in(turn.text("recalled", lines=listed(turn)) + "\n\n")


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
    if turn.heard.intent in _STARTS and turn.heard.intent != "affirm":
        turn.engaged(_STARTS[turn.heard.intent][0])
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
            "suggestion": _take_suggestion,
        }.get(opened.kind, _take_field)(turn, opened)
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


def _take_field(turn: Turn, opened: Open) -> None:
    progress, heard = turn.progress, turn.heard
    each = turn.field(opened.field)
    before = set(progress.details)
    changed = note_entities(turn, asked=opened.field)
    if changed == [CALL_TIME.name] and heard.intent in _STARTS:
        progress.reason = _STARTS[heard.intent][2]
    if each is None:
        acknowledge(turn, changed, before)
        return
    pressed = (heard.pressed or "").partition("=")[2]
    choice = next((c for c in each.choices if pressed and c.value == pressed), None)
    if choice is not None:
        note_choice(turn, each, choice)
        changed.append(each.name)
    elif not changed and heard.pressed is None and says_again(heard.text):
        # "Sorry, the other one I mean": of what was told before, no answer to this.
        answers = each.type != "text" and _read(turn, each).value is not None
        if len(heard.text.split()) <= _BRIEF and not answers:
            changed += note_unasked(turn, heard.text, each.name, again=True)
        if changed:
            acknowledge(turn, changed, before)
            return
    if choice is None and heard.pressed is None and _leaves(turn) and not changed:
        progress.sent = False  # "I'll think about it, thanks" leaves more out than one answer
        return
    if choice is None and _kept_back(turn, each) and each.name not in changed:
        _pass_over(turn, each)
        return
    if not changed and each.type != "email" and (slip := suspect_address(turn)):
        progress.open = slip
        return
    if each.name not in changed and not (changed and heard.intent == "correct"):
        parsed = _read(turn, each)
        if parsed.suggestion:
            progress.open = Open("suggestion", each.name, parsed.suggestion, str(parsed.value))
            return
        if parsed.value is not None and not is_own_contact(turn, each, parsed.value):
            note_value(turn, each, parsed.value)
            changed.append(each.name)
            if each.type == "text":  # "2 pallets of machine parts" tells how many as well
                changed += note_unasked(turn, heard.text, each.name, only="number")
        else:
            again = heard.intent == "correct" or says_again(heard.text)
            changed += note_unasked(turn, heard.text, each.name, alone=True, again=again)
        if not changed and answering.aside_in(turn) is None:
            _not_answered(turn, each, parsed.problem)
            return
    acknowledge(turn, changed, before, each.name)
    if each.name in changed:
        progress.changing = None


def _read(turn: Turn, each: Field) -> Parsed:
    """The message as an answer to `each`; any words are one to a free question, unless nobody
    understands them ("hmm")."""
    said = answering.without_listed(turn)
    if each.type == "text" and (
        turn.heard.intent == "nlu_fallback"
        or wordings.REMARK.match(said.strip())
        or is_mashed(said)
        or not _WORDS.search(said)
        or not without_orders(said)
        or (turn.heard.intent == "affirm" and len(said.split()) <= _YES)
        or wordings.HESITATION.match(statements(said))
        or (wordings.LEADS_IN.match(statements(said)) and statements(said) != said)
        or _only_contacts(turn, said)
    ):
        return Parsed()
    if not said:
        return Parsed()
    return parse(each, said, region=turn.region, today=turn.today, whereabouts=turn.whereabouts)


def _only_contacts(turn: Turn, said: str) -> bool:
    """Whether a message is nothing but who somebody is and how they are reached."""
    told = [each for each in turn.heard.entities if each.get("entity") in CONTACT_FIELDS]
    if not set(REACHABLE_BY).intersection(str(each["entity"]) for each in told):
        return False
    for each in told:
        said = said.replace(str(each.get("text") or ""), " ")
    return len(re.findall(r"[^\W_]{2,}", said)) <= _BESIDE


def _not_answered(turn: Turn, each: Field, problem: str | None) -> None:
    progress, intent = turn.progress, turn.heard.intent
    if intent == "deny" and _LEAVES.search(turn.heard.text):
        progress.sent = False  # "no thanks": to all of it, where no is no answer
    elif (progress.changing or intent == "correct") and (line := named_line(turn)):
        progress.changing = line  # "no, change the e-mail"
        progress.asked.pop(line, None)
    elif intent in _STARTS and intent != "affirm":
        progress.reason = _STARTS[intent][2]  # no answer, but no failure to give one either
        turn.lead_in(turn.text(_STARTS[intent][1]))
    elif wordings.HESITATION.match(turn.heard.text.strip()):
        turn.lead_in(turn.text("wait_aside"))
    elif wordings.CHATTER.match(turn.heard.text.strip()):
        pass  # "I see" is no answer, and no failure to give one
    elif intent in _TELLS and answering.answer_if_sure(turn):
        pass  # a question that does not look like one: "phone support"
    elif fail(progress, each.name):
        if _keep_own_words(turn, each):
            return
        if each.name not in progress.details:
            progress.passed.append(each.name)
        progress.changing = None
        turn.lead_in(turn.text("given_up"))
    else:
        turn.lead_in(problem or turn.text("not_understood"))


def _keep_own_words(turn: Turn, each: Field) -> bool:
    """What fits none of the choices twice is the one for all others, in the visitor's words."""
    own = other(each.choices) if each.type == "choice" else None
    said = " ".join(turn.heard.text.split())
    if own is None or turn.heard.intent not in _TELLS or is_code(said) or is_mashed(said):
        return False
    if not _WORDS.search(said):
        return False  # "…"
    if wordings.REMARK.match(said):
        return False
    turn.note(each, own.value, said, _OWN_WORDS, shown_as=f"{own.label}: {said[:_SHOWN]}")
    turn.progress.changing = None
    turn.lead_in(turn.text("noted"))
    return True


def _leaves(turn: Turn) -> bool:
    """Whether the visitor ends it for now: "no thanks, I'll look around first"."""
    return turn.heard.intent in {"deny", "skip", "refuse"} and bool(_LATER.search(turn.heard.text))


def _kept_back(turn: Turn, each: Field) -> bool:
    """Whether the visitor would rather not answer; "no" is an answer only where one can say no."""
    intent = turn.heard.intent
    if each.type == "company" and has_no_firm(turn.heard.text):
        return True
    return intent in {"skip", "refuse"} or (
        intent == "deny" and each.type not in {"yes_no", "choice"}
    )


def _pass_over(turn: Turn, each: Field) -> None:
    if turn.progress.changing == each.name:
        turn.progress.changing = None  # it stays as it was
    elif each.name not in turn.progress.passed:
        turn.progress.passed.append(each.name)
    turn.lead_in(turn.text("passed_over"))


def _take_suggestion(turn: Turn, opened: Open) -> None:
    each = turn.field(opened.field)
    changed = note_entities(turn, asked=opened.field)
    if each is None or each.name in changed:
        acknowledge(turn, changed, set())
    elif turn.heard.intent == "affirm":
        turn.note(each, opened.suggestion, turn.heard.text)
        turn.lead_in(turn.text("noted"))
    elif turn.heard.intent == "deny":
        turn.note(each, opened.original, turn.heard.text)
        turn.lead_in(turn.text("noted"))
    elif turn.heard.intent in {"skip", "refuse"}:
        _pass_over(turn, each)
    else:
        turn.progress.open = Open("field", each.name)
        _take_field(turn, turn.progress.open)
        return
    turn.progress.open = None
    if each is not None and turn.progress.changing == each.name:
        turn.progress.changing = None


def already(turn: Turn) -> None:
    """Asked for a person again after the handover: says with whom the lead is."""
    event = _STARTS.get(turn.heard.intent, _STARTS["show_interest"])[0]
    turn.engaged(event)
    note_entities(turn)
    if aside := answering.question_beside(turn):
        answering.answer_if_known(turn, aside)
    lead = turn.lead
    rep = lead.owner.name if lead is not None and lead.owner is not None else "our team"
    turn.say(turn.text("already_handed_over", rep=rep))
    meeting.offer(turn, asked_for=turn.heard.intent in _MEETS)


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
