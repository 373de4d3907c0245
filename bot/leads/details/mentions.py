"""What a message tells of fields that were not asked for: "can I book a test drive of the Ilmar".

Pure. Only what can hardly mean anything else counts, since nobody asked: a choice by its exact
words, a day, an amount with its currency, a place that stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from bot import english
from bot.leads.details.answers import LONGEST, called, counts_people_or_time
from bot.leads.details.calls import without_call_time
from bot.leads.details.choices import DOUBT, marked, plain, standing
from bot.leads.details.clauses import CLAUSE, statements
from bot.leads.details.headcounts import find_headcount, find_users
from bot.leads.details.money import find_money
from bot.leads.details.names import first_name_in, told_as_name
from bot.leads.details.places import find_place
from bot.leads.details.quantities import find_quantities
from bot.leads.details.showing import singular
from bot.leads.details.spans import counts_time, days_in, find_spans, in_unit, without_spans
from bot.leads.details.timelines import find_timeline
from bot.leads.playbook.fields import Choice, Field

# Between two choices that are both told.
_LINK = re.compile(
    r"\s*(?:(?:,|and|or|plus|&|also|maybe|perhaps|a|an|the|some|our|my|of|x|nos?|pcs|pieces|units"
    r"|\d{1,4}x?|one|two|three|four|five|six|seven|eight|nine|ten|a couple of)\s+)*"
)
_PEOPLE = "people"
_AND = re.compile(r"\b(?:and|or|plus)\b|&|\d")  # "6 huts, 2 saunas" as well
_LABEL = 3  # words of a label that somebody may say
_ALONE = 4  # words: a place in a longer message may be anybody's
_SENTENCE = 15  # words: in longer ones a day belongs to some story
_REQUEST = re.compile(r"\b(?:can|could|may) (?:i|we|you)\b", re.IGNORECASE)
# "Up to 5 users", "more than 10 seats": what is asked about, not how many there are.
_BOUND = re.compile(
    r"\b(?:up to|than|over|under|above|below|max\w*|least|most|not|no)\s*$", re.IGNORECASE
)
_COUNTED = re.compile(r"\s*([^\W\d_]{4,})\b")  # what may be called so right behind its number
_COUNTING = frozenset(
    {"how", "many", "number", "roughly", "about", "need", "would", "guess", "fine"}
)
_HOW_MANY = re.compile(r"\bhow many ([^\W\d_]{4,}s)\b")
_BESIDE = 3  # words in front of an amount: "worth about"
# Words of a question about money that stand in front of any amount.
_OF_AMOUNTS = frozenset(
    """year month week day total amount price cost pay paid each per all more less least most up
    over under range from between around approximately maybe currency euro pound dollar rough
    quarter roughly much what which your you for are the and like""".split()  # noqa: SIM905
)
_SHORT = 3  # letters of a word that says little
_PIECES = ("units", "pieces", "items", "pcs")  # which stand for whatever is counted
# Of who works there, which pupils and guests do not.
_OF_STAFF = re.compile(
    r"\b(?:employ\w*|staff\w*|team|company|work\w*|licen\w*|seats?|colleagues?)\b", re.IGNORECASE
)
_PAST = re.compile(r"\b(?:ago|last|since|already|for (?:\w+ )?years)\b", re.IGNORECASE)


# Of when to come or to be called, which is not when something else is to be.
_VISIT = re.compile(
    r"\b(?:book\w*|com(?:e|ing)|visit\w*|see|view\w*|tours?|call(?! it\b)|ring|phone|meet\w*"
    r"|appointments?|slots?"
    r"|drop (?:in|by)|pop (?:in|by|over)|free|available|open|try|reserv\w*|schedul\w*)\b",
    re.IGNORECASE,
)
# Of what is paid for a while, and of what is done again and again: no time by which it is wanted.
_PAID = re.compile(
    r"\b(?:refund\w*|money back|paid|bill(?:s|ed)?|charged?|charges|invoices?|owe)\b", re.IGNORECASE
)
_HABIT = re.compile(
    r"\b(?:our|my|the|every|each|weekly) (?:mon|tues|wednes|thurs|fri|satur|sun)days?['’]?s?"
    r" [a-z]{3,}s\b|\b(?:every|each) (?:other )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"\W*(?:\d[\d.,]*|an?|one|two|three|four|five|six|ten|twelve)[\s-]*(?:days?|weeks?|wks?|months?|years?|yrs?)\W*",
    re.IGNORECASE,
)
# Of a question for what somebody has, and of who tells it unasked.
_ASKS_PRESENT = re.compile(
    r"\b(?:at the moment|at present|currently|current|present|existing|these days)\b"
    r"|\b(?:do|are) you (?:use|using|have)\b",
    re.IGNORECASE,
)
_NOW = r"(?:currently|presently|at the moment|at present|already|right now|these days|now|so far)"
_USES = (
    r"(?:us(?:e|es|ing)|have|has|['’]ve|['’]ve got|got|run|running|with|rent(?:ing)?|leas(?:e|ing)"
    r"|buy(?:ing)?|get(?:ting)?)"
)
_HAS_NOW = re.compile(
    rf"\b{_NOW},?\s+(?:we|i)(?:\s+\w+)?(?:\s+|(?=['’])){_USES}\b"
    rf"|\b(?:we|i)(?:['’]re|['’]m|\s+are|\s+am)?(?:\s+|(?=['’]))(?:\w+\s+)?{_USES}\b[^.?!]*\b{_NOW}\b"
    rf"|\b(?:we|i)(?:['’]re|['’]m|\s+are|\s+am)?\s+{_NOW}\s+{_USES}\b"
    r"|\b(?:we|i)(?:['’]re| are) with (?:another|a different)\b"
    r"|\bour (?:current|present|existing) [^.?!]*\b(?:is|are)\b",
    re.IGNORECASE,
)
# Of two ends of a way: what a field is called, and what stands in front of a place.
_STARTS = re.compile(
    r"\b(?:from|origin|start\w*|pick[- ]?up|collect\w*|depart\w*|leaving)\b", re.IGNORECASE
)
_ENDS = re.compile(
    r"\b(?:to|destination|deliver\w*|drop[- ]?off|arriv\w*|unload\w*|goes|going)\b", re.IGNORECASE
)
_TOWARDS = (
    r"(?:(?<!close )(?<!next )(?<!near )to|into|towards"
    r"|(?:arriv\w+|deliver\w*|land\w*) (?:in|at|to))"
)
_AWAY_FROM = r"(?:from|leaving|out of)"
_WHEN = "timeline"  # the field of when somebody wants what is sold, which a visit is a part of
_NO_LABEL = r"\b(?:no|without|not any|(?:do not|don['’]?t) (?:want|need|have))(?: need for)?"
_ARTICLES = r"\s+(?:(?:an?|any|the|my|our|mains|proper)\s+){0,2}"
# Of something that is there, and yet not for what is asked: "no power problems".
_TROUBLES = r"problems?|issues?|worries|cuts?|outages?|trouble|drama|needed|required"
_LACKS = (
    r"(?:,? (?:no|nope|nah)\b(?! (?:problems?|worries|drama|issues?|trouble))"
    r"| (?:is|are)(?:n['’]?t| not)(?: yet| currently)? (?:available|there|on|connected|in|possible"
    r"|needed|required|nearby|laid on|allowed|included)\b| (?:is|are)n['’]?t\W*$)"
)
_HAVE = (
    r"there['’]?s|there (?:is|are)|(?:we|i)(?:['’]ve| have)(?: got)?|(?:we|i) got|it['’]?s got"
    r"|it has"
)
_IS_THERE = (
    r"(?: (?:is|are))? (?:already )?(?:there|on|available|connected|nearby|in place|onsite|laid on"
    r"|already|yes)\b(?! (?:not|no)\b)"
)


def may_be_when(each: Field, text: str) -> bool:
    """Whether a time in `text` may be of a field of type timeline: "can I come on Saturday?" says
    nothing of when the wedding is."""
    if _named(each, text):
        return True
    if _PAID.search(text) or _HABIT.search(text):
        return False
    return each.name == _WHEN or _VISIT.search(text) is None


def may_be_where(each: Field, text: str, place: str) -> bool:
    """Whether `place`, as it stands in `text`, may be of a field of type place: "a van to Lyon"
    says nothing of what is called "From"."""
    goes = re.search(rf"\b{_TOWARDS}\s+(?:the\s+)?{re.escape(place)}", text, re.IGNORECASE)
    comes = re.search(rf"\b{_AWAY_FROM}\s+(?:the\s+)?{re.escape(place)}", text, re.IGNORECASE)
    if _STARTS.search(each.label) and not _ENDS.search(each.label):
        return goes is None
    if _ENDS.search(each.label) and not _STARTS.search(each.label):
        return comes is None
    return True


def _named(each: Field, text: str) -> bool:
    """Whether a text has a word of a field's label that does not stand in any talk."""
    words = {singular(word) for word in plain(text).split()}
    label = {singular(word) for word in plain(each.label).split() if len(word) > _SHORT}
    return bool(words & label - english.COMMON)


def mentioned(text: str, choices: Sequence[Choice]) -> list[Choice]:
    """The choice that stands in `text` by its exact words, or several that are joined ("a boat and
    a lesson"); empty for none, for several that are not, for a no, and for a doubt, which is about
    what was asked: "I'm not sure about that"."""
    said = marked(text[:LONGEST])
    found = [
        one
        for one in standing(text[:LONGEST], choices)
        if not DOUBT.fullmatch(said[one.start : one.end].strip())
        and not DOUBT.fullmatch(plain(one.choice.label))
    ]
    between = [said[one.end : two.start] for one, two in pairwise(found)]
    joined = all(map(_LINK.fullmatch, between)) and any(map(_AND.search, between))
    return [one.choice for one in found] if joined or len(found) == 1 else []


def told_unasked(
    text: str,
    fields: Sequence[Field],
    *,
    region: str,
    today: date,
    alone: bool,
    lasting: bool = False,
) -> Iterator[tuple[Field, Any]]:
    """Fields of `fields` that `text` tells, with their values (of several choices the
    first); each type but choices once.

    `alone`: whether the message is nothing but an answer ("5000 dollars"), so that an amount or a
    place needs no words around it; `lasting`: whether it is asked elsewhere how long something
    lasts, so that "10 weeks" says nothing of when.
    """
    taken: set[str] = set()
    several_amounts = sum(each.type == "money" for each in fields) > 1
    lasting |= any(each.type == "number" and counts_time(each.unit) for each in fields)
    of_day = without_spans(text) if lasting else text
    for each in fields:
        value: Any = None
        if each.type == "choice":
            told = mentioned(text, each.choices)
            value = told[0].value if told else None
        elif each.type == "number" and each.unit:
            things = (
                [*_things(text, each, fields), *_asked_in(each)] if each.unit != _PEOPLE else ()
            )
            value = _counted(each, text[:LONGEST], things)
        elif each.type == "text":
            value = _at_present(each, text[:LONGEST])
        elif each.type == "yes_no":
            value = _with_or_without(each, text[:LONGEST])
        elif each.type == "timeline" and (when := _when_by_name(each, of_day, region, today)):
            value = when
        elif each.type == "money" and (amount := _amount_by_name(each, text[:LONGEST], region)):
            value = amount
        elif each.type == "money" and several_amounts:
            continue  # which of them it is, nobody said
        elif each.type not in taken and (alone or each.type == "timeline"):
            said = of_day if each.type == "timeline" else text
            value = _by_form(each, said[:LONGEST], region, today)
        if value is not None:
            if each.type not in {"number", "yes_no"}:
                taken.add(each.type)
            yield each, value


def _at_present(each: Field, text: str) -> str | None:
    """What somebody says to have or to use now, where a field asks what that is."""
    if not _ASKS_PRESENT.search(" ".join((each.label, *each.ask))):
        return None
    for clause in CLAUSE.finditer(statements(text)):
        if _HAS_NOW.search(clause[0]) and find_headcount(clause[0]) is None:
            return clause[0].strip(" .!,;")
    return None


def _with_or_without(each: Field, text: str) -> bool | None:
    """Yes or no to what a field is called: "no veil please", "with a veil"."""
    label = called(each.label)
    said = plain(statements(text))
    if len(label.split()) > _LABEL or all(word in english.COMMON for word in label.split()):
        return None
    named = rf"{re.escape(label)}(?:e?s(?![\w-])|['’]?s\b)?(?![\w-])"
    name = rf"{_ARTICLES}{named}(?! (?:{_TROUBLES}))"
    if re.search(rf"{_NO_LABEL}{name}", said) or re.search(rf"\b{named}{_LACKS}", said):
        return False
    has = re.search(rf"(?<!not )\b(?:with|including|plus|{_HAVE}){name}", said)
    return True if has or re.search(rf"\b{named}{_IS_THERE}", said) else None


def _when_by_name(each: Field, text: str, region: str, today: date) -> Any:
    """The time in a sentence that names the field: "the wedding is on 5 September"."""
    for clause in CLAUSE.finditer(statements(text)):
        if _named(each, clause[0]) and not _PAST.search(clause[0]):
            when = find_timeline(without_call_time(clause[0]), today, region)
            if when is not None and when.days:
                return when.as_mapping()
    return None


def counts_other(each: Field, text: str) -> bool:
    """Whether a number in `text` counts something that the field does not name: "1 container",
    where how many pallets is asked for."""
    if each.unit is None or each.unit == _PEOPLE:
        return False
    own = _things_in(each.label, each.unit, *each.ask)
    for quantity in find_quantities(text):
        behind = _COUNTED.match(text[quantity.end :])
        one = behind[1].lower() if behind is not None else ""
        is_thing = one.endswith("s") or quantity.middle == 1
        if is_thing and one not in english.COMMON and singular(one) not in own:
            return True
    return False


def counts_things(text: str, region: str) -> bool:
    """Whether the only number in `text` counts things, and is no amount: "12 vans", not "12k", nor
    "12 dollars"."""
    quantities, amounts = list(find_quantities(text)), find_money(text, region)
    if len(quantities) != 1 or any(money.marked for money in amounts):
        return False
    behind = _COUNTED.match(text[quantities[0].end :])
    thing = behind[1].lower() if behind is not None else ""
    return thing.endswith("s") and thing not in english.COMMON


def _things_in(*names: str) -> set[str]:
    """The words of names and questions, of each thing the singular: "How many cars or vans?"."""
    words = {singular(word) for word in plain(" ".join(names)).split() if len(word) > _SHORT - 1}
    return words - english.COMMON - _COUNTING


def _amount_by_name(each: Field, text: str, region: str) -> Any:
    """The amount beside a word by which the field is known or asked for: "worth about £9,000", of
    what goods are worth; "a £5k budget"."""
    own = _things_in(each.label, *each.ask) - _OF_AMOUNTS
    called_by = _things_in(each.label, each.name) - _OF_AMOUNTS
    for clause in CLAUSE.finditer(statements(text)):
        for amount in find_money(clause[0], region):
            before = plain(clause[0][: amount.start]).split()[-_BESIDE:]
            behind = plain(clause[0][amount.end :]).split()[:1]
            beside = {singular(word) for word in (*before, *behind)}
            if amount.marked and own & beside:
                return amount.as_mapping()
            # Without a currency only right behind what it is called: "a budget of about 9000".
            called = called_by & {singular(word) for word in before}
            if called and not counts_people_or_time(clause[0][amount.end :]):
                return amount.as_mapping()
    return None


def _things(text: str, each: Field, fields: Sequence[Field]) -> list[str]:
    """The words in `text` by which a choice is told that is one of what `each` counts, by any of
    its names: the "vans" of "12 vans" are vehicles where a van is among the "cars or vans" that are
    asked for; the truck of what goes by road is no pallet. Of several numbers that ask for the same
    none has them."""
    said = marked(text[:LONGEST])
    counts = [
        one
        for one in fields
        if one.type == "number" and one.unit != _PEOPLE and not counts_time(one.unit)
    ]
    own = _things_in(each.label, each.unit or "", *each.ask)
    if len(counts) != 1:
        return []
    return [
        said[one.start : one.end]
        for other in fields
        if other.type == "choice"
        for one in standing(text[:LONGEST], other.choices)
        if own & _things_in(one.choice.label, one.choice.value, *one.choice.synonyms)
    ] + [
        word
        for other in fields
        # The "huts" where a question for the hut has a "sauna hut" among its choices.
        if other.type == "choice" and own & _things_in(other.label, other.name)
        for choice in other.choices
        for name in (choice.label, *choice.synonyms)
        for word in (plain(name), *plain(name).split()[-1:])
        for word in (word, f"{word}s")
        if len(word) > _SHORT and word not in english.COMMON and word in said
    ]


def _asked_in(each: Field) -> list[str]:
    """What a field's questions count by another name than its unit: "How many coffees a day?"."""
    asked = [found[1] for ask in each.ask for found in _HOW_MANY.finditer(ask.lower())]
    return [form for word in asked for form in (word, singular(word)) if word not in english.COMMON]


def _counted(each: Field, text: str, things: Sequence[str] = ()) -> int | None:
    """The number in front of the field's own unit ("for 12 vehicles", "a 3 bedroom house") or of
    one of `things`; of people, however they are counted."""
    unit = each.unit or ""
    if counts_time(unit):
        span = next(find_spans(text), None)
        whole = span is not None and span.days >= days_in(unit) / 2  # not "3 days" of weeks
        length = in_unit(span.days, unit) if span is not None and whole else None
        return length if length is not None and _within(each, length) else None
    told = find_headcount(text) if unit == _PEOPLE else None
    if told is None and unit == _PEOPLE and not _OF_STAFF.search(" ".join((each.label, *each.ask))):
        told = find_users(statements(text))
    if told is not None and told.people > 1 and any(find_quantities(text[told.start : told.end])):
        # "A solo desk" is no answer, and "my wife and I" decide, but may have children.
        return told.people if _within(each, told.people) else None
    for quantity in find_quantities(text):
        behind = text[quantity.end :].lower().lstrip(" -")
        stands = any(
            re.match(rf"{re.escape(word)}(?!\w)", behind)
            for word in (unit, singular(unit), *things, *(_PIECES if unit in _PIECES else ()))
        )
        number = int(quantity.middle + 0.5)
        if stands and _within(each, number) and not _BOUND.search(text[: quantity.start]):
            return number
    return None


def _within(each: Field, number: int) -> bool:
    return number >= (each.min or 0) and (each.max is None or number <= each.max)


def _by_form(each: Field, text: str, region: str, today: date) -> Any:
    if each.type == "timeline":
        said = without_call_time(text if _REQUEST.search(text) else statements(text))
        when = find_timeline(said, today, region) if len(said.split()) <= _SENTENCE else None
        # "It depends" and "today" stand in any talk: unasked, they tell no time.
        told = when is not None and when.days and not _PAST.search(text)
        # "6 years" says how long something lasts or has lasted, not by when.
        told = told and may_be_when(each, text) and not (when and _LENGTH.fullmatch(when.text))
        return when.as_mapping() if when is not None and told else None
    if each.type == "money":
        amount = next((money for money in find_money(text, region) if money.marked), None)
        return amount.as_mapping() if amount else None
    if each.type == "person" and (name := told_as_name(text) or first_name_in(text)):
        return name if find_place(text, region) is None else None
    if each.type == "place" and len(text.split()) <= _ALONE and (place := find_place(text, region)):
        return place.as_mapping() if may_be_where(each, text, place.text) else None
    return None
