"""What a message tells is kept, whichever question is open."""

from __future__ import annotations

import re
from collections.abc import Container

from bot.dialogue.acknowledging import acknowledge, told_of
from bot.dialogue.counting import counts_people, is_length, lengths, of_people
from bot.dialogue.turn import Turn
from bot.leads import wordings
from bot.leads.details.answers import all_chosen, parse
from bot.leads.details.calls import CALL_TIME, find_call_time
from bot.leads.details.choices import is_choice, labelled, other, plain
from bot.leads.details.clauses import statements
from bot.leads.details.emails import find_emails
from bot.leads.details.mentions import may_be_when, may_be_where, mentioned, told_unasked
from bot.leads.details.money import find_money
from bot.leads.details.phones import find_phones
from bot.leads.playbook.fields import Choice, Field
from bot.leads.qualification import Known, Open, may_apply

_MIND = re.compile(
    r"\b(?:actually|sorry|i mean|i meant|instead|rather|no wait|wait,? no|correction|scratch that"
    r"|my mistake|i got (?:that|it) wrong|i was wrong)\b",
    re.IGNORECASE,
)
_FOR_ME = re.compile(r"\b(?:i|me|we|us|our|my)\b", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:vs\.?|versus|compar\w+|better|worse|than|alternatives?|dif\w*ren\w+|instead)\b",
    re.IGNORECASE,
)
_WHAT_ABOUT = re.compile(
    r"^\W*(?:(?:and|so|ok(?:ay)?|oh|right|well|then|hm+)[\s,.]+){0,3}(?:what|how) about\b",
    re.IGNORECASE,
)
_NOW = {"request_human", "request_callback"}
_BRIEF = 10  # words of a wish to be called, in which a time is when to call
# Told by words of their own, which can hardly mean another.
_CHANGEABLE = {"choice", "number", "money"}
_UNASKED = 0.7  # confidence in what was read out of a message that answers something else


def note_entities(turn: Turn, asked: str | None = None) -> list[str]:
    """Keep every detail that understanding found; gives the names of the fields that changed.

    A value that is already known is left alone, and so is free text for a field that was not
    asked: only what has a form of its own (an address, a number of people) can be told unasked.
    """
    changed = [CALL_TIME.name] if _note_call_time(turn) else []
    _leave_out(turn, asked)
    for entity in turn.heard.entities:
        each = turn.kept_in(str(entity.get("entity")))
        value = entity.get("value")
        if each is not None and counts_people(each) and each.name != asked:
            each = of_people(turn, asked) or each
        if each is None or value is None or value == "":
            continue
        if each.type == "number" and _of_a_product(turn, str(entity.get("text") or "")):
            continue
        if each.name != entity.get("entity") and _answers_more_exactly(turn, each, asked):
            continue
        if each.type == "text" and each.name not in {asked, "role"}:
            continue
        if is_own_contact(turn, each, value):
            continue
        if each.type == "place" and each.name != asked:
            place = str(value.get("text") if isinstance(value, dict) else value)
            if not may_be_where(each, turn.heard.text, place):
                continue
        brief = len(turn.heard.text.split()) <= _BRIEF
        now = turn.heard.intent in _NOW and brief
        if (
            each.type == "timeline"
            and each.name != asked
            and (now or not may_be_when(each, turn.heard.text))
        ):
            continue  # "a human now", "call me tomorrow": when to call, not when to start
        known = turn.progress.details.get(each.name)
        if each.type == "timeline" and each.name != asked and _less_said(turn, known, value):
            continue
        if each.type == "timeline" and is_length(turn, value, asked):
            continue  # "about 10 weeks" is how long, where that is asked as well
        shown_as = _shown(each, value, turn.heard.text)
        if known is not None and known.value == value and shown_as in {None, known.shown}:
            continue
        if each.type in {"number", "choice"}:
            # An extractor knows nothing of this company's limits and choices.
            parsed = parse(each, str(value), region=turn.region, today=turn.today)
            if parsed.value is None:
                continue
            value = parsed.value
        turn.note(each, value, turn.heard.text, _confidence(entity), shown_as)
        changed.append(each.name)
    if asked != "phone" and turn.field("phone") and "phone" not in turn.progress.details:
        for contact in find_phones(turn.heard.text, turn.region, whereabouts=turn.whereabouts):
            if contact.problem is not None:  # or a number that nobody can call were lost unseen
                turn.lead_in(contact.problem)
    return changed


def _answers_more_exactly(turn: Turn, each: Field, asked: str | None) -> bool:
    """Whether what was found by its form alone is said to be something else: the state of the town
    that answers the question, the only amount where another amount is asked for."""
    text, opened = turn.heard.text, turn.field(asked)
    if opened is None or turn.heard.pressed is not None:
        return False
    if opened.name == each.name:
        return parse(each, text, region=turn.region, today=turn.today).value is not None
    other_amount = opened.type == each.type == "money"
    return other_amount and len(find_money(text, turn.region)) < 2


def _leave_out(turn: Turn, asked: str | None) -> None:
    """Ask no more for the way to be reached that somebody rules out where there is another: "no
    phone please, it's jo@acme.com", "i'd sooner you emailed"."""
    told = {str(each.get("entity")) for each in turn.heard.entities}
    for ruled_out, name, instead, key in (
        (wordings.NO_CALLS, "phone", "email", "only_mail"),
        (wordings.NO_MAIL, "email", "phone", "only_calls"),
    ):
        reached = instead in told or instead in turn.progress.details
        is_open = name not in turn.progress.details and name not in turn.progress.passed
        if name in told | {asked} or not is_open or not ruled_out.search(turn.heard.text):
            continue
        if reached or (turn.field(instead) is not None and instead not in turn.progress.passed):
            turn.progress.passed.append(name)
            turn.lead_in(turn.text(key))


def _less_said(turn: Turn, known: Known | None, value: object) -> bool:
    """Whether a time that was not asked for says less than the day that is known: "ring me if it is
    urgent"."""
    if known is None or not isinstance(value, dict) or not isinstance(known.value, dict):
        return False
    return (
        not value.get("days") and bool(known.value.get("days")) and not says_again(turn.heard.text)
    )


def is_own_contact(turn: Turn, each: Field, value: object) -> bool:
    """Whether somebody typed an address or a number of the company's, which is not theirs."""
    reached = each.type in {"email", "phone"}
    return reached and turn.services.knowledge.contacts.has(str(value))


def _note_call_time(turn: Turn) -> bool:
    """Keep when the visitor wants to be called, for the rep; a playbook that asks for it itself
    has its own answers."""
    call = find_call_time(turn.heard.text) if turn.heard.pressed is None else None
    if call is None or turn.field(CALL_TIME.name) is not CALL_TIME:
        return False
    told = call.shown(turn.today, turn.region)
    known = turn.progress.details.get(CALL_TIME.name)
    if known is not None and known.value == told:
        return False
    turn.note(CALL_TIME, told, turn.heard.text)
    return True


def suspect_address(turn: Turn) -> Open | None:
    """The question whether an address that was told unasked has a slip in its domain."""
    for contact in find_emails(turn.heard.text):
        if contact.suggestion and turn.field("email") and "email" not in turn.progress.details:
            return Open("suggestion", "email", contact.suggestion, contact.value)
    return None


def _confidence(entity: object) -> float:
    found = entity.get("confidence_entity") if isinstance(entity, dict) else None
    return float(found) if found is not None else 1.0


def note_unasked(
    turn: Turn,
    text: str,
    asked: str | None = None,
    *,
    alone: bool = False,
    again: bool = False,
    only: Container[str] | None = None,
    of: str | None = None,
) -> list[str]:
    """Keep what `text` tells of fields that are still open, other than the one that is asked;
    gives their names. `alone` as in `bot.leads.details.mentions.told_unasked`; `again`: of choices
    that are known too, which is a change of mind; `only`: types of fields; `of`: of one field
    alone."""
    if turn.heard.pressed is not None:
        return []
    known = turn.progress.details
    when_to_call = turn.heard.intent in _NOW and len(text.split()) <= _BRIEF
    still_open = [
        each
        for each in turn.services.playbook.qualification.fields
        if each.name != asked
        and (of is None or each.name == of)
        and (only is None or each.type in only)
        and (each.name not in known or (again and each.type in _CHANGEABLE))
        and may_apply(each, turn.progress)
        and not (each.type == "timeline" and when_to_call)
        and not (counts_people(each) and each is not of_people(turn, asked))
    ]
    changed = []
    said = _without_names(turn, text)
    told_now = {name for name, one in known.items() if one.said == text[:1000]}
    for each, value in told_unasked(
        said,
        still_open,
        region=turn.region,
        today=turn.today,
        alone=alone,
        lasting=bool(lengths(turn)),
    ):
        was = known.get(each.name)
        if each.name in told_now and each.type == "number":
            continue  # the last word was heard: "five of us. no wait, four"
        rest = other(each.choices)
        if rest is not None and value == rest.value and not is_choice(text, each.choices):
            continue  # "our present vendor" says nothing of what somebody wants
        told = mentioned(said, each.choices)
        label = next((c.label for c in each.choices if c.value == value), None)
        shown_as = labelled(text, told) or label
        more = len(told) > 1 and was is not None and was.shown != shown_as
        # What was just told may rule it out.
        if may_apply(each, turn.progress) and (was is None or was.value != value or more):
            turn.note(each, value, text, _UNASKED, shown_as=shown_as)
            changed.append(each.name)
    return changed


def note_priced(turn: Turn) -> None:
    """Keep for how many or how long a price is asked: "what would it cost me for three months"."""
    text = turn.heard.text
    if turn.heard.intent != "ask_price" or not _FOR_ME.search(text):
        return
    before = set(turn.progress.details)
    if changed := note_unasked(turn, text, only={"number"}):
        acknowledge(turn, changed, before, "price")


def note_asked(turn: Turn) -> list[str]:
    """Keep what the latest questions were about, the last one that tells something first: who asked
    for the price of a course and then gives a number is after the course."""
    for text in reversed(turn.heard.history):
        if _COMPARES.search(text):
            return []
        if told := note_unasked(turn, text):
            return told
    return []


def _of_a_product(turn: Turn, words: str) -> bool:
    """Whether words stand in the message as part of a product's name alone: the "solo" of some
    "Heron Solo" is nobody by himself."""
    said, words = turn.heard.text.lower(), words.lower()
    if words not in said:
        return False
    catalog = turn.services.knowledge.catalog
    for product in catalog.products if catalog else ():
        for name in (product.name, *product.aliases):
            if words in name.lower().split() and name.lower() != words:
                said = said.replace(name.lower(), " ")
    return words not in said


def note_narrowed(turn: Turn) -> None:
    """Keep the choice or the number to which a question narrows what is asked for: "what about just
    beans?"."""
    opened, heard = turn.progress.open, turn.heard
    each = turn.field(opened.field) if opened is not None and opened.kind == "field" else None
    if each is None or heard.pressed is not None:
        return
    if each.type == "number" and each.name not in turn.progress.details:
        # "Which one is for about 50 people?", asked how many they are
        note_unasked(turn, heard.text, only={"number"}, of=each.name)
    if each.type != "choice":
        return
    if heard.intent != "ask_price" and not _WHAT_ABOUT.match(heard.text):
        return
    told = mentioned(_without_names(turn, heard.text), each.choices)
    if len(told) == 1:
        note_choice(turn, each, told[0])
        turn.lead_in(turn.text("noted_unasked", details=told_of(turn, [each.name])))


def _without_names(turn: Turn, text: str) -> str:
    """The text without the words that stand in front in a product's name: who asks for the "house
    blend" tells of no house. The last one says what it is ("decaf beans"), and stays."""
    catalog = turn.services.knowledge.catalog
    choices = {
        plain(name)
        for each in turn.services.playbook.qualification.fields
        for choice in each.choices
        for name in (choice.label, *choice.synonyms)
    }
    for product in catalog.products if catalog else ():
        for name in (product.name, *product.aliases):
            front, _, last = name.rpartition(" ")
            # Only words of any talk: the "Tiva" of the "Tiva Core" is what is asked about.
            if front.islower() and plain(name) not in choices:
                stands = rf"\b{re.escape(front)}(?=\s+{re.escape(last)}s?\b)"
                text = re.sub(stands, " ", text, flags=re.IGNORECASE)
    return text


def says_again(text: str) -> bool:
    """Whether somebody says something in place of what they said before: "sorry, the other one"."""
    return _MIND.search(text) is not None


def note_value(turn: Turn, each: Field, value: object) -> None:
    """Keep the value that was read for a field."""
    choice = next((one for one in each.choices if one.value == value), None)
    if choice is not None:
        note_choice(turn, each, choice)
    else:
        turn.note(each, value, turn.heard.text)


def note_beside(turn: Turn) -> None:
    """Keep the answer that stands beside a question about the asking: "Acme. Who sees this?"."""
    opened = turn.progress.open
    each = turn.field(opened.field) if opened is not None and opened.kind == "field" else None
    said = statements(turn.heard.text)
    if each is None or not said or said == turn.heard.text.strip():
        return
    if each.type == "text" and (wordings.CHATTER.match(said) or wordings.LEADS_IN.match(said)):
        return
    parsed = parse(each, said, region=turn.region, today=turn.today, whereabouts=turn.whereabouts)
    if parsed.value is not None and parsed.suggestion is None:
        note_value(turn, each, parsed.value)
        turn.lead_in(turn.text("noted"))


def note_choice(turn: Turn, each: Field, choice: Choice) -> None:
    """A choice is its value; of a range of numbers the smallest, which promises least."""
    value: object = choice.value
    if each.type == "number":
        value = choice.min if choice.min is not None else choice.max
    several = None if turn.heard.pressed else _shown(each, value, turn.heard.text)
    turn.note(each, value, turn.heard.text, shown_as=several or choice.label)


def _shown(each: Field, value: object, text: str) -> str | None:
    """All choices that an answer means, whose value is that of the first; None for a single one."""
    told = all_chosen(each, text) if each.type == "choice" else []
    return labelled(text, told) if len(told) > 1 and told[0].value == value else None
