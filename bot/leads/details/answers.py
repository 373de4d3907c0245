"""The answer to one question, read by the type of its field."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot import english
from bot.leads.details.calls import without_call_time
from bot.leads.details.choices import choose, chosen, yes_or_no
from bot.leads.details.cities import country_of
from bot.leads.details.clauses import is_code, keeps_back, statements
from bot.leads.details.contacts import Contact, find_emails, find_phones
from bot.leads.details.headcounts import COUNTED, no_headcount, summed
from bot.leads.details.introductions import find_names, surname_first
from bot.leads.details.money import find_money
from bot.leads.details.names import TITLE, in_capitals, plausible_company, plausible_person
from bot.leads.details.places import find_place
from bot.leads.details.quantities import find_party, find_quantities
from bot.leads.details.rethinking import said_instead
from bot.leads.details.roles import find_role
from bot.leads.details.timelines import find_timeline
from bot.leads.details.whereabouts import find_whereabouts
from bot.leads.playbook.fields import Choice, Field

LONGEST = 1000  # characters that are read; what is behind them is kept in the transcript only
# Behind a number: it is no answer ("one sec", "two questions first").
_IDLE = re.compile(
    r"\s*(?:-\s*)?(?:secs?|seconds?|moments?|mo|min(?:ute)?s?|ticks?|hours?|hrs?|"
    r"(?:more |last |quick |other )*(?:questions?|things?|thoughts?|sec|second|minute|moment)|"
    r"of (?:my|our|the)|day|at a time|by one|a\.?m|p\.?m)\b|[*{}<>=\\]",
    re.IGNORECASE,
)
_THE_DAY = "today|tonight|tomorrow|yesterday"
_SMALLTALK = re.compile(rf"\b(?:{_THE_DAY}|weather)\b", re.IGNORECASE)
_LASTING = re.compile(r"\s*-?\s*(?:days?|weeks?|wks?|months|years|yrs)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Parsed:
    """An answer: its normalised value, or the problem in words to say to the visitor.

    With a `suggestion` the value is what was typed and the suggestion what was likely meant.
    """

    value: Any | None = None
    problem: str | None = None
    suggestion: str | None = None


def parse(
    field: Field, text: str, *, region: str, today: date, whereabouts: str | None = None
) -> Parsed:
    """The answer to `field` in `text`; nothing at all when the text holds no such answer.

    `whereabouts` is the country (ISO 3166) that the visitor is known to be in: telephone numbers
    may be of there.
    """
    text = text[:LONGEST].strip()
    if not text or is_code(text):
        return Parsed()
    if field.type == "phone":
        return _parse_phone(text, region, whereabouts)
    return _PARSERS[field.type](field, text, region, today)


def _figures(text: str, region: str) -> str:
    """The statements without addresses and telephone numbers, whose digits count nothing."""
    said = statements(text)
    for contact in (*find_emails(said), *find_phones(said, region)):
        said = said[: contact.start] + " " * (contact.end - contact.start) + said[contact.end :]
    return said


def _parse_text(field: Field, text: str, region: str, today: date) -> Parsed:
    if field.choices and (choice := choose(text, field.choices)):
        return Parsed(choice.value)
    said = statements(text) or text.strip()
    if not any(c.isalnum() for c in said):
        return Parsed()
    if field.name == "role" and _SMALLTALK.search(said) and find_role(said, asked=True) is None:
        return Parsed()  # "lovely weather today" is nobody's
    return Parsed(said[:500])


def all_chosen(field: Field, text: str) -> list[Choice]:
    """All choices of `field` that `text` answers, in the order said; the first is the answer's
    value."""
    said = statements(text)
    at = said_instead(said)
    return (chosen(said[at:], field.choices) if at else []) or chosen(said, field.choices)


def _parse_choice(field: Field, text: str, region: str, today: date) -> Parsed:
    # "are you open on sunday?" picks nothing, though a choice may be called "open".
    said = statements(text)
    if told := all_chosen(field, text):
        return Parsed(told[0].value)
    return Parsed(problem="Please pick one of these.") if said else Parsed()


def _parse_yes_no(field: Field, text: str, region: str, today: date) -> Parsed:
    if keeps_back(text):
        return Parsed()  # "I'd rather not say" is no no
    said = yes_or_no(statements(text) or text)
    if said is None and field.choices and (choice := choose(text, field.choices)):
        said = yes_or_no(choice.value)
    return Parsed(said)


def _parse_number(field: Field, text: str, region: str, today: date) -> Parsed:
    said = _figures(text, region)
    quantity = find_party(said)
    if field.choices and quantity is None:
        choice = choose(said, field.choices)
        if choice is not None and not any(True for _ in find_quantities(said)):
            return Parsed(choice.value)
        plain = re.sub(r"\s", "", said.lower())
        for each in field.choices:
            if plain in {re.sub(r"\s", "", name.lower()) for name in (each.value, each.label)}:
                return Parsed(each.value)
    if quantity is None:
        quantities = [q for q in find_quantities(said) if _counts(field, said[q.end :])]
        # "in 2 offices we are 40 people": the one with the unit is meant.
        counted = [q for q in quantities if COUNTED.match(said[q.end :])]
        quantity = summed(said, quantities) if len(counted) != 1 else counted[0]
    if quantity is None:
        return Parsed()
    number = int(quantity.middle + 0.5)
    if re.search(r"[-−]\s?$", said[: quantity.start]) and not said[: quantity.start].strip("-− "):
        return Parsed(problem="That cannot be less than nothing.")
    return _within(field, number)


def _counts(field: Field, after: str) -> bool:
    """Whether a number may answer `field`, by what stands behind it."""
    of_people = field.name == "company_size" or field.unit == "people"
    return not (_IDLE.match(after) or (of_people and no_headcount(after)))


def _within(field: Field, number: int) -> Parsed:
    unit = f" {field.unit}" if field.unit else ""
    if field.min is not None and number < field.min:
        return Parsed(
            problem=f"{number:,}{unit} seems too low: at least {field.min:,} makes sense here."
        )
    if field.max is not None and number > field.max:
        return Parsed(
            problem=f"{number:,}{unit} seems too high: at most {field.max:,} makes sense here."
        )
    return Parsed(number)


def _parse_money(field: Field, text: str, region: str, today: date) -> Parsed:
    said = _figures(text, region)
    if field.choices and (choice := choose(said, field.choices)):
        low = choice.min if choice.min is not None else choice.max
        if low is not None:
            said = str(low) if choice.max in {None, low} else f"{low}-{choice.max}"
    # "We're 7 people" is no amount, nor is "in 2 weeks".
    amounts = [
        each
        for each in find_money(said, region)
        if not said[each.end :].startswith("%")
        and (each.marked or not _LASTING.match(said[each.end :]))
        and (each.marked or not (COUNTED.match(said[each.end :]) or _IDLE.match(said[each.end :])))
    ]
    money = next((each for each in amounts if each.marked), amounts[0] if amounts else None)
    if money is None:
        return Parsed()
    checked = _within(field, int(money.amount))
    return checked if checked.problem else Parsed(money.as_mapping())


# Besides a time that also stands in any talk: "we need it today", not "lovely weather today".
_WANTED = re.compile(
    r"\b(?:i|we|it|you|to|is|be|the|a|by|for|as|if|in|on|at|can|could|would|should|need|want|like|"
    r"d|ll|m|re|please|start|begin|ready|possible|really|best|of|course|ideally|preferably|yes|"
    r"how|about|right|away|today|tonight|now|yesterday|soon|sooner|asap|done|have|had|got|get|"
    r"should|there|up|and|running|immediately|straight|just|would|love|hopefully|even|better|this"
    r"|morning|afternoon|evening|if|quickly|urgent|urgently|very|that|was|were)\b|['’]"
)


_SOON = re.compile(r"\b(?:(?:quite|fairly|pretty|very) )?soon(?:ish)?\b", re.IGNORECASE)


def _parse_timeline(field: Field, text: str, region: str, today: date) -> Parsed:
    when = find_timeline(without_call_time(statements(text)), today, region)
    if when is not None and when.days == 0 and len(when.text.split()) == 1:
        other = _WANTED.sub("", text.lower())
        when = None if any(c.isalpha() for c in other) else when
    if when is not None:
        return Parsed(when.as_mapping())
    if field.choices and (choice := choose(text, field.choices)):
        return Parsed({"text": choice.label, "date": None, "days": choice.max})
    if soon := _SOON.search(text):
        return Parsed({"text": soon[0], "date": None, "days": None})
    return Parsed()


# A full stop behind so many letters ends a sentence; behind fewer it abbreviates.
_PERSON_ENDS = re.compile(
    r"[,;\n(]|(?<=[^\W\d_]{3})\.\s|\s[-–|]\s|\s+(?:and (?:my|i|yes|you)|but|please|from|at|here)\b"
)
_COMPANY_ENDS = re.compile(
    r"[,;\n]|(?<=[^\W\d_]{4})\.\s|\s[-–|]\s|\s+(?:and (?:we|i)|we['’]?re|we are|in|based)\b"
)
_PERSON_OPENS = re.compile(
    r"^(?:(?:yes|yeah|sure thing|sure|ok|okay|of course|fine|hi|hello|hey|well|so|then|and"
    r"|for the form|it['’]?s|its|it is|i['’]?m|im|i am|this is|that (?:would|['’]?d) be|that['’]?s"
    r"|name|called|(?:you can |just )?(?:put|write|say)(?: me)?(?: down)?(?: as)?|ask for|spelled"
    r"|spelt)"
    r"[\s.,:!?]+)+",
    re.IGNORECASE,
)
# First names of somebody, but to a question about a name more likely something else.
_NO_ANSWER = frozenset({"an", "in", "many", "my", "na", "no", "ok", "see", "so", "soon", "hang"})
# What companies are hardly ever called: "I got that wrong", "give me a minute".
_TALKS = re.compile(
    rf"(?<![\w.])(?:i|me|my|you|your|that|this|it|its|he|she|they|them|{_THE_DAY})\b", re.IGNORECASE
)
_NO_FIRM = re.compile(
    r"between jobs|self[- ]?employed|unemployed|retired|(?:just|only) me|on my own|an? student"
    r"|(?:an? )?private (?:person|individual)|(?:an? )?freelancer|freelancing"
    r"|(?:no|not an?) company",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“]([^\"“”]{2,60})[\"”]")
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$|\s*[:;]-?[()DPp]+\s*$")  # "(no relation)", ":)"
_SENTENCE = 4  # words in lower case that are more likely a sentence than a name
_SLIP = re.compile(r"(?:[a-z']{2,}\s+){1,4}(?=[A-Z])")


def _parse_person(field: Field, text: str, region: str, today: date) -> Parsed:
    said = statements(text)
    if keeps_back(said):
        return Parsed()
    told = list(find_names(said))
    names = [name for name in told if name.kind == "name"]
    if told and not names:
        return Parsed()  # "sorry, the company is Marlowe Engineering"
    if swapped := surname_first(said):
        return Parsed(swapped)
    first = _in_front(said)
    if names and not (first and said.find(first) + len(first) <= names[0].start):
        return Parsed(names[0].value)
    if first:
        return Parsed(in_capitals(first))
    if re.search(r"\d", said) and not find_place(said):
        return Parsed(problem="That does not look like a name.")
    return Parsed()


def _in_front(said: str) -> str | None:
    """The name that an answer begins with: "Mohammed bin Rashid, call me Mo"."""
    if said.rstrip().endswith("?"):
        return None  # nobody asks what they are called
    for part in _PERSON_ENDS.split(_bare(said)):
        words = _bare(part)
        if (plausible_person(words) and not _is_talk(words)) or _named_like_a_word(words):
            return words
        if words:
            break
    return None


def _is_talk(words: str) -> bool:
    """Whether so many words without a capital or a first name are no name: another language."""
    many = words.lower().split()
    return (
        words.islower() and len(many) >= _SENTENCE and not english.first_names().intersection(many)
    )


def _bare(said: str) -> str:
    """Without what leads in to a name, and without titles."""
    words = _ASIDE.sub("", _PERSON_OPENS.sub("", said.strip())).strip(" .!?,:\"'“”")
    return TITLE.sub("", words) if len(words) > 1 else ""


def _named_like_a_word(words: str) -> bool:
    """Whether the whole of an answer is a first name that is a word as well: "Will", "rose"."""
    return words.lower() in english.first_names() and words.lower() not in _NO_ANSWER


def _parse_company(field: Field, text: str, region: str, today: date) -> Parsed:
    said = statements(text)
    if keeps_back(said):
        return Parsed()
    for name in find_names(said):
        if name.kind == "company":
            return Parsed(name.value)
    if next(find_emails(said), None):
        return Parsed()
    words = re.sub(
        r"^(?:(?:yes|yeah|sure|ok|okay|hi|hello|well|it['’]?s|its|it is|it['’]?s called|called|"
        r"i['’]?m (?:with|from|"
        r"at)|we['’]?re|we are|i work (?:for|at)|at|from|the name is|(?:company|business|firm)"
        r"(?: name)?(?: is)?(?: -)?)[\s.,:!]+)+",
        "",
        said.strip(),
        flags=re.IGNORECASE,
    )
    words = _named(_COMPANY_ENDS.split(words))
    if slip := _SLIP.match(words):
        words = words[slip.end() :]  # "we're caled Acme Print": what has no capital opens
    if quoted := _QUOTED.search(words):
        words = quoted[1]  # 'we're just "Ember"'
    words = _ASIDE.sub("", words).strip(" .!?:\"'“”")
    sentence = words[1:].islower() and _TALKS.search(words)
    if _NO_FIRM.fullmatch(words) or sentence:
        return Parsed()
    if len(words) > 1 and plausible_company(words):
        return Parsed(in_capitals(words))
    return Parsed()


def _named(parts: list[str]) -> str:
    """The first part, unless only a later one looks like a name: "a charity, Open Door"."""
    for part in parts:
        if re.search(r"[A-ZÀ-Þ](?![\s'’])|^\s*[\w-]+(?:\.[\w-]+)+\s*$", part):
            return part
    return parts[0]


def _parse_place(field: Field, text: str, region: str, today: date) -> Parsed:
    said = statements(text)
    if _OF_AMERICA.fullmatch(said.strip()):
        said = "USA"
    if field.choices and (choice := choose(said, field.choices)):
        place = find_place(choice.label, region)
        country = place.country if place else None
        return Parsed({"text": choice.label, "country": country, "region": None})
    place = (
        find_place(said, region)
        or find_whereabouts(said, region)
        or find_place(said.title(), region)
    )
    if place is not None:
        return Parsed(place.as_mapping())
    words = _PLACE_OPENS.sub("", said.strip()).strip(" .!?,")
    if said.rstrip().endswith("?"):
        return Parsed()  # nobody asks where they are
    if not words or len(words.split()) > 4 or not plausible_person(words):
        return Parsed()
    if country := country_of(words.split(",")[0], region):
        return Parsed({"text": in_capitals(words), "country": country, "region": None})
    # A village of one word, or one that they say they are in; two words alone may be a person.
    if len(words.split()) == 1 or _PLACE_SAID.search(said):
        return Parsed({"text": in_capitals(words), "country": None, "region": None})
    return Parsed(problem="I don't know that place. Which country is it in?")


# The country, where a place was asked for.
_OF_AMERICA = re.compile(r"(?:(?:in|from|we['’]?re in) )?(?:the )?u\.?s\.?", re.IGNORECASE)
_PLACE_OPENS = re.compile(
    r"^(?:(?:yes|sure|ok|well|we['’]?re|we are|i['’]?m|i am|im|based|located|in|from|near|"
    r"around|live|it['’]?s|i live|i|we)[\s.,:!]+)+",
    re.IGNORECASE,
)
_PLACE_SAID = re.compile(
    r"\b(?:in|near|from|based|around|outside|close to|live)\b|,", re.IGNORECASE
)


def _contact(found: Contact | None, absent: str | None) -> Parsed:
    if found is None:
        return Parsed(problem=absent)
    return Parsed(found.value, found.problem, found.suggestion)


def _parse_email(field: Field, text: str, region: str, today: date) -> Parsed:
    found = next(iter(find_emails(text, asked=True)), None)
    if found is None and "@" in text:
        return Parsed(
            problem="That e-mail address does not look complete: "
            "it should read like name@company.com."
        )
    return _contact(found, None)


def _parse_phone(text: str, region: str, whereabouts: str | None) -> Parsed:
    found = find_phones(text, region, whereabouts=whereabouts, asked=True)
    return _contact(next(iter(found), None), None)


_PARSERS: dict[str, Callable[[Field, str, str, date], Parsed]] = {
    "text": _parse_text,
    "choice": _parse_choice,
    "yes_no": _parse_yes_no,
    "number": _parse_number,
    "money": _parse_money,
    "timeline": _parse_timeline,
    "person": _parse_person,
    "company": _parse_company,
    "place": _parse_place,
    "email": _parse_email,
}
