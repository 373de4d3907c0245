"""The open question of a field: what a message answers to it, and what becomes of it else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.dialogue import answering
from bot.dialogue.acknowledging import acknowledge
from bot.dialogue.confirming import named_line
from bot.dialogue.counting import counts_for_another
from bot.dialogue.noting import (
    is_own_contact,
    note_choice,
    note_entities,
    note_unasked,
    note_value,
    says_again,
    suspect_address,
)
from bot.dialogue.starting import STARTS
from bot.dialogue.turn import Turn
from bot.knowledge.question.parts import without_orders
from bot.leads import wordings
from bot.leads.details.answers import parse
from bot.leads.details.calls import CALL_TIME
from bot.leads.details.choices import other
from bot.leads.details.clauses import is_code, statements, states
from bot.leads.details.names import is_mashed
from bot.leads.details.naming import has_no_firm
from bot.leads.details.parsed import Parsed
from bot.leads.details.preambles import is_preamble
from bot.leads.playbook.fields import Field
from bot.leads.qualification import CONTACT_FIELDS, REACHABLE_BY, Open, fail

# A no to all of it, not to one of the choices.
_PUTS_OFF = (
    r"(?:maybe|perhaps) later|(?:an)?other time|look around|think (?:about (?:it|this)|it over)"
    r"|changed my mind|never ?mind|forget it|not interested"
)
_LATER = re.compile(rf"\b(?:{_PUTS_OFF})", re.IGNORECASE)
_LEAVES = re.compile(
    rf"\b(?:{_PUTS_OFF}|no thank|not (?:now|today|yet))|think about", re.IGNORECASE
)
_TELLS = {"inform", "nlu_fallback", "ask_question", "out_of_scope", "correct"}
_OWN_WORDS = 0.6  # confidence in an answer that none of the choices names
_BESIDE_AN_ANSWER = {"number", "money", "yes_no"}  # told by words of their own
_NAMES = {"person", "company", "place"}  # which any words may be
_BRIEF = 6  # words of a message that does nothing but change an answer
_WORDS = re.compile(r"[^\W_]")
_YES = 2  # words of one that says nothing but yes
_BESIDE = 2  # words beside contact details: "I'm", "or", "call"
_WORDS_OF = re.compile(r"[^\W\d_]{2,}")
_NEEDED = frozenset(
    """i we it need needs needed want would like is must be ready done have please and or so the
    latest earliest soonest by at""".split()  # noqa: SIM905
)
_WHO = {*CONTACT_FIELDS, "company", "role"}
_SHOWN = 80  # characters of it in the read-back


def take_field(turn: Turn, opened: Open) -> None:
    progress, heard = turn.progress, turn.heard
    each = turn.field(opened.field)
    before = set(progress.details)
    if each is not None and each.type in _NAMES and (told := _told_instead(turn, each)):
        acknowledge(turn, told, before, each.name)
        return
    changed = note_entities(turn, asked=opened.field)
    if changed == [CALL_TIME.name] and heard.intent in STARTS:
        progress.reason = STARTS[heard.intent][2]
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
    if choice is None and heard.pressed is None and _leaves(turn, each) and not changed:
        progress.sent = False  # "I'll think about it, thanks" leaves more out than one answer
        return
    if choice is None and not changed and _rules_out_a_way(turn, each):
        return  # "no phone please": how to be reached, whatever else is asked
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
        else:
            again = heard.intent == "correct" or says_again(heard.text)
            # Who types just the name of a choice has thought again.
            again |= turn.services.playbook.qualification.offers(heard.text)
            changed += note_unasked(turn, heard.text, each.name, alone=True, again=again)
        if not changed and answering.aside_in(turn) is None:
            _not_answered(turn, each, parsed.problem)
            return
    if each.name in changed:
        # "2 pallets of machine parts" tells how many as well, "600, budget about 9000" two amounts.
        beside = {"number"} if each.type == "text" else _BESIDE_AN_ANSWER
        changed += note_unasked(turn, heard.text, each.name, only=beside)
        progress.changing = None
    acknowledge(turn, changed, before, each.name)


def take_suggestion(turn: Turn, opened: Open) -> None:
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
        take_field(turn, turn.progress.open)
        return
    turn.progress.open = None
    if each is not None and turn.progress.changing == each.name:
        turn.progress.changing = None


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
        or is_preamble(said)
        or _only_contacts(turn, said)
        or _only_when(turn, said)
    ):
        return Parsed()
    if not said or (each.type == "number" and counts_for_another(turn, each, said)):
        return Parsed()
    return parse(each, said, region=turn.region, today=turn.today, whereabouts=turn.whereabouts)


def _told_instead(turn: Turn, each: Field) -> list[str]:
    """The fields that a message answers by a yes or a no to what they are called, where a name is
    asked for: "parking no, we come by train" names nobody."""
    named = any(
        entity.get("entity") == each.name and " no" not in str(entity.get("text")).lower()
        for entity in turn.heard.entities
    )
    return [] if named else note_unasked(turn, turn.heard.text, each.name, only={"yes_no"})


def _only_contacts(turn: Turn, said: str) -> bool:
    """Whether a message is nothing but who somebody is and how they are reached."""
    told = [each for each in turn.heard.entities if each.get("entity") in _WHO]
    kinds = {str(each["entity"]) for each in told}
    if not kinds.intersection(REACHABLE_BY) and not ("name" in kinds and len(kinds) > 1):
        return False
    return len(_WORDS_OF.findall(_without(said, told))) <= _BESIDE


def _only_when(turn: Turn, said: str) -> bool:
    """Whether a message says nothing but by when something is needed."""
    told = [each for each in turn.heard.entities if each.get("entity") == "timeline"]
    words = set(re.findall(r"[^\W_]+", _without(said, told).lower()))
    return bool(told) and words <= _NEEDED


def _without(said: str, told: Sequence[Mapping[str, Any]]) -> str:
    for each in told:
        said = said.replace(str(each.get("text") or ""), " ")
    return said


def _not_answered(turn: Turn, each: Field, problem: str | None) -> None:
    progress, intent = turn.progress, turn.heard.intent
    if intent == "deny" and _LEAVES.search(turn.heard.text):
        progress.sent = False  # "no thanks": to all of it, where no is no answer
    elif (progress.changing or intent == "correct") and (line := named_line(turn)):
        progress.changing = line  # "no, change the e-mail"
        progress.asked.pop(line, None)
    elif intent in STARTS and intent != "affirm":
        progress.reason = STARTS[intent][2]  # no answer, but no failure to give one either
        turn.lead_in(turn.text(STARTS[intent][1]))
    elif wordings.HESITATION.match(turn.heard.text.strip()):
        turn.lead_in(turn.text("wait_aside"))
    elif wordings.PERMITS.search(turn.heard.text):
        turn.lead_in(turn.text("heard_aside"))  # consent is asked for in its own words
    elif wordings.CHATTER.match(turn.heard.text.strip()):
        pass  # "I see" is no answer, and no failure to give one
    elif problem is None and _may_ask(turn) and answering.answer_if_sure(turn):
        pass  # a question that does not look like one: "phone support"
    elif fail(progress, each.name):
        if _keep_own_words(turn, each):
            return
        if each.name not in progress.details:
            progress.passed.append(each.name)
        progress.changing = None
        turn.lead_in(turn.text("given_up"))
    elif wordings.MAY.match(turn.heard.text) and progress.consent:
        pass  # "yes you may", to what was asked before
    elif states(turn.heard.text) and (problem is None or each.type == "choice"):
        turn.lead_in(turn.text("heard_aside"))  # answers another question, or none of ours
    else:
        turn.lead_in(problem or turn.text("not_understood"))


def _may_ask(turn: Turn) -> bool:
    """Whether what is no answer may be a question, though it does not look like one; code is none,
    whatever the content says of "rm"."""
    return turn.heard.intent in _TELLS and not is_code(turn.heard.text)


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


def _leaves(turn: Turn, each: Field) -> bool:
    """Whether the visitor ends it for now: "no thanks, I'll look around first", "I'll ring you when
    I'm ready", which answers how to be reached."""
    if turn.heard.intent not in {"deny", "skip", "refuse"}:
        return False
    said = turn.heard.text
    ends = _LATER.search(said) or wordings.DECLINES.search(said)
    return bool(ends or (each.type not in REACHABLE_BY and wordings.OWN_ACCORD.search(said)))


def _rules_out_a_way(turn: Turn, each: Field) -> bool:
    """Whether the visitor says how they do not want to be reached, where something else is asked;
    to a free question it may be the answer."""
    if each.type in {"email", "phone"} or not wordings.NO_WAY.search(turn.heard.text):
        return False
    return each.type != "text" or turn.heard.intent in {"deny", "skip", "refuse"}


def _kept_back(turn: Turn, each: Field) -> bool:
    """Whether the visitor would rather not answer; "no" is an answer only where one can say no."""
    intent = turn.heard.intent
    if each.type == "company" and has_no_firm(turn.heard.text) and intent != "affirm":
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
