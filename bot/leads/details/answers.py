"""The answer to one question, read by the type of its field."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from bot import english
from bot.leads.details.agreement import yes_or_no
from bot.leads.details.calls import without_call_time
from bot.leads.details.choices import choose, chosen, plain
from bot.leads.details.clauses import is_code, keeps_back, statements
from bot.leads.details.contact import Contact
from bot.leads.details.emails import find_emails
from bot.leads.details.headcounts import COUNTED, no_headcount, summed
from bot.leads.details.money import find_money
from bot.leads.details.names import is_everyday
from bot.leads.details.naming import THE_DAY, parse_company, parse_person
from bot.leads.details.parsed import Parsed
from bot.leads.details.phones import find_phones
from bot.leads.details.quantities import find_party, find_quantities
from bot.leads.details.rethinking import said_instead
from bot.leads.details.roles import find_role
from bot.leads.details.spans import counts_time, find_spans, in_unit, is_time
from bot.leads.details.timelines import find_timeline
from bot.leads.details.towns import parse_place
from bot.leads.playbook.fields import Choice, Field

_SENTENCE_END = re.compile(r"[.?!](?=\s|$)")
LONGEST = 1000  # characters that are read; what is behind them is kept in the transcript only
# Behind a number: it is no answer ("one sec", "two questions first").
_IDLE = re.compile(
    r"\s*(?:-\s*)?(?:secs?|seconds?|moments?|mo|min(?:ute)?s?|ticks?|hours?|hrs?|"
    r"(?:more |last |quick |other )*(?:questions?|things?|thoughts?|sec|second|minute|moment)|"
    r"of (?:my|our|the)|day|at a time|by one|a\.?m|p\.?m)\b|[*{}<>=\\]",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"\b(?:the|those|these|my|our) (?:other|last|first)\s+$", re.IGNORECASE)
_MEASURES = re.compile(
    r"\s?(kgs?|kilos?|kilograms?|grams?|tonn?es?|tons?|lit(?:re|er)s?|ml|miles?|km|kilomet(?:re|er)s?"
    r"|met(?:re|er)s?|feet|ft|inch(?:es)?|sq ?m|m2|m²|m3|m³|acres?|hectares?|hours?|degrees?"
    r"|kwh?|gb|tb)\b",
    re.IGNORECASE,
)
_SMALLTALK = re.compile(rf"\b(?:{THE_DAY}|weather)\b", re.IGNORECASE)
_ONE_ASKED = re.compile(r"\W*[a-zà-þ'’-]+\s*\?+\W*")
# Of somebody who has told it before: "i said phone cases", "sofas, as I said".
_AS_SAID = re.compile(
    r"^\W*(?:(?:like|as) )?i (?:already |just )?(?:said|told you|wrote|mentioned)"
    r"(?: (?:before|already|that|it['’]?s))?[\s,:]+(?=\w)"
    r"|[\s,]+(?:like|as) i (?:already |just )?(?:said|told you|wrote|mentioned)"
    r"(?: (?:before|already))?(?=\W|$)",
    re.IGNORECASE,
)
# Whether something is done again and again …
_RECURS = re.compile(
    r"\b(?:regular\w*|repeat\w*|recurring|often|ongoing|more of|every)\b", re.IGNORECASE
)
# … which is told by how often.
_OFTEN = re.compile(
    r"^\W*(?:(?:about|probably|maybe|around|roughly|like) )?(?:(?:once|twice|\w+ times) )?"
    r"(?:(?:a|per|each|every)(?: \w+)? (?:day|week|month|quarter|year|season|spring"
    r"|summer|autumn|winter)s?|daily|weekly|fortnightly|monthly|quarterly|yearly)\b",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"^\W*(?:(?:it['’]?s|its|a|just|only|no|for now) )*(?:one[- ]?off|one[- ]?time|once"
    r"|the one|this (?:one|once)|this one time)\b",
    re.IGNORECASE,
)
_PICTURE = re.compile("[\ufe0f\u200d\u2190-\u21ff\u2300-\u2bff\U0001f000-\U0001faff]+")
_DENIES = re.compile(r"\b(?:no|not|never|without|none)\b|n['’]t\b", re.IGNORECASE)
# Behind the thing that a label names: "Parking at the venue", "Catering needed".
_LABEL_ENDS = re.compile(
    r"\s(?:on|at|in|of|for|to|with|by|from|there|needed|required|wanted|available|included"
    r"|nearby)\b.*$"
)
_UNSURE = re.compile(r"\b(?:depends|maybe|perhaps|not sure|unsure|if)\b|\?", re.IGNORECASE)
# What follows from what is told: "there's a tap beside it so yes".
_SO = re.compile(
    r"[\s,]+so,? (?P<said>yes|yeah|yep|aye|no|nope)\b(?! \w+ (?:idea|clue)\b)", re.IGNORECASE
)
_THERE_IS = re.compile(
    r"\bthere(?:['’]?s| is| are| will be)\b"
    r"|\b(?:we|i|it|they)(?:['’]ve| have| has|['’]s)(?: got)?\b"
    r"|\b(?:is|are) (?:\w+ ){0,2}(?:there|available|present|in place|installed|fitted|nearby)\b",
    re.IGNORECASE,
)
_TOLD = 12  # words of an answer that tells what there is
_STEM = 5  # letters in which two words are akin: "plumbed", "plumbing"
_BRIEF = 8  # words of an answer that repeats what was asked for
# Behind these a number is a name: "the first day of Term 1", "Level 2".
_NUMBERED = re.compile(
    r"\b(?:term|level|stage|phase|lot|gate|block|route|highway|exit|year|grade|section|bay|dock"
    r"|platform|week|day|floor|step|zone|tier|version|chapter|hall|pier|terminal|class|semester"
    r"|(?:no|nr)\.|#)\s?$",
    re.IGNORECASE,
)
_ASKS_TIME = re.compile(r"\b(?:day|night|week|month|quarter|year)s?\b", re.IGNORECASE)
_LASTING = re.compile(r"\s*-?\s*(?:days?|weeks?|wks?|months|years|yrs)\b", re.IGNORECASE)


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
    if field.type != "text":
        text = _AS_SAID.sub("", _without_pictures(text)) or text
    if field.type == "phone":
        return _parse_phone(text, region, whereabouts)
    if of_text := _OF_TEXT.get(field.type):
        return of_text(text)
    return _PARSERS[field.type](field, text, region, today)


def _without_pictures(text: str) -> str:
    """The text without emoji, which say nothing beside words: "Byron Bay 🌊"."""
    return _PICTURE.sub(" ", text).strip()


def _figures(text: str, region: str) -> str:
    """The statements without addresses and telephone numbers, whose digits count nothing."""
    said = statements(text)
    for contact in (*find_emails(said), *find_phones(said, region)):
        said = said[: contact.start] + " " * (contact.end - contact.start) + said[contact.end :]
    return said


def _parse_text(field: Field, text: str, region: str, today: date) -> Parsed:
    if field.choices and (choice := choose(text, field.choices)):
        return Parsed(choice.value)
    said = _AS_SAID.sub("", statements(text) or text.strip()) or text.strip()
    if not any(c.isalnum() for c in said):
        return Parsed()
    talk = _SMALLTALK.search(said) or _ONE_ASKED.fullmatch(text)
    if field.name == "role" and talk and find_role(said, asked=True) is None:
        return Parsed()  # "lovely weather today", "parking?" are nobody's
    one = len(_SENTENCE_END.findall(said)) < 2
    return Parsed((said.rstrip(" .?") if one else said)[:500])


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
    if said is None:
        said = _by_its_name(field, statements(text))
    if said is None and (follows := _SO.search(statements(text))):
        said = follows["said"][0].lower() in "ya"
    if said is None:
        said = _whether_there_is(field, statements(text))
    if said is None and _RECURS.search(" ".join((field.label, *field.ask))):
        said = _how_often(text)
    return Parsed(said)


def called(label: str) -> str:
    """What a label names, without where and what for: "mains water" of "Mains water on site"."""
    return _LABEL_ENDS.sub("", plain(label))


def _by_its_name(field: Field, said: str) -> bool | None:
    """Yes or no by what is asked for: "would have to be instalments", "instalments, no"."""
    words = plain(said).split()
    name = called(field.label)
    if len(words) > _BRIEF or not name or name in english.COMMON or _UNSURE.search(said):
        return None
    if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", " ".join(words)):
        return None
    return not _DENIES.search(said)


def _whether_there_is(field: Field, said: str) -> bool | None:
    """Yes or no by what there is of what is asked for: "there's a lift on every floor" tells that
    there is one."""
    words = plain(said).split()
    if not words or len(words) > _TOLD or _UNSURE.search(said) or not _THERE_IS.search(said):
        return None
    asked = {
        word[:_STEM]
        for word in plain(" ".join((field.label, *field.ask))).split()
        if len(word) >= _STEM and word not in english.COMMON and not is_everyday(word)
    }
    if not asked.intersection(word[:_STEM] for word in words):
        return None
    return not _DENIES.search(said)


def _how_often(text: str) -> bool | None:
    """Whether something happens again, of somebody who says how often: "every quarter"."""
    if _OFTEN.match(text):
        return True
    return False if _ONCE.match(text) else None


def _parse_number(field: Field, text: str, region: str, today: date) -> Parsed:
    said = _figures(text, region)
    if field.unit and counts_time(field.unit) and (span := next(find_spans(said, True), None)):
        return _within(field, in_unit(span.days, field.unit))  # "14 months", asked how many weeks
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
        quantities = [
            q
            for q in find_quantities(said)
            if _counts(field, said[q.end :])
            and not (_NUMBERED.search(said[: q.start]) or _OF_THEM.search(said[: q.start]))
        ]
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
    if field.unit and is_time(after) and not _ASKS_TIME.search(" ".join((field.label, *field.ask))):
        return False  # "about 10 weeks", asked how many cabins
    measure = _MEASURES.match(after)
    own = " ".join((field.label, field.unit or "", *field.ask)).lower()
    if measure is not None and measure[1].lower().rstrip("s") not in own:
        return False  # "30 kg a month" is no number of cups
    return not (_IDLE.match(after) or (of_people and no_headcount(after)))


def _within(field: Field, number: int) -> Parsed:
    # Without the number itself: the last look at figures takes no "12 guests" from a "12".
    unit = f" {field.unit}" if field.unit else ""
    if field.min is not None and number < field.min:
        return Parsed(problem=f"That seems too low: it should be at least {field.min:,}{unit}.")
    if field.max is not None and number > field.max:
        return Parsed(problem=f"That seems too high: it can be at most {field.max:,}{unit}.")
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
        and (each.marked or not counts_people_or_time(said[each.end :]))
    ]
    money = next((each for each in amounts if each.marked), amounts[0] if amounts else None)
    if money is None:
        return Parsed()
    checked = _within(field, int(money.amount))
    return checked if checked.problem else Parsed(money.as_mapping())


def counts_people_or_time(after: str) -> bool:
    """Whether what stands behind a number says that it is no amount of money."""
    return any(sign.match(after) for sign in (_LASTING, COUNTED, _IDLE))


# Besides a time that also stands in any talk: "we need it today", not "lovely weather today".
_WANTED = re.compile(
    r"\b(?:i|we|it|you|to|is|be|the|a|by|for|as|if|in|on|at|can|could|would|should|need|want|like|"
    r"d|ll|m|re|please|start|begin|ready|possible|really|best|of|course|ideally|preferably|yes|"
    r"how|about|right|away|today|tonight|now|yesterday|soon|sooner|asap|done|have|had|got|get|"
    r"should|there|up|and|running|immediately|straight|just|would|love|hopefully|even|better|this"
    r"|morning|afternoon|evening|if|quickly|urgent|urgently|very|that|was|were)\b|['’]"
)


_SOON = re.compile(r"\b(?:(?:quite|fairly|pretty|very) )?soon(?:ish)?\b", re.IGNORECASE)


# Says when by what has to be first: "once the budget is approved".
_CONDITION = re.compile(
    r"(?:(?:well|probably|maybe|not before|only|i guess|depends,?)\s+)*"
    r"(?P<when>(?:when|once|as soon as|after|whenever|until)\s+"
    r"(?:we|we['’]\w+|i|i['’]\w+|our|my|the|it)\s[^?.!]{3,60})[.! ]*",
    re.IGNORECASE,
)


def _parse_timeline(field: Field, text: str, region: str, today: date) -> Parsed:
    when = find_timeline(without_call_time(statements(text)), today, region)
    if when is not None and when.days == 0 and len(when.text.split()) == 1:
        other = _WANTED.sub("", text.lower())
        when = None if any(c.isalpha() for c in other) else when
    if when is not None:
        return Parsed(when.as_mapping())
    if field.choices and (choice := choose(text, field.choices)):
        return Parsed({"text": choice.label, "date": None, "days": choice.max})
    if condition := _CONDITION.fullmatch(text.strip()):
        return Parsed({"text": condition["when"], "date": None, "days": None})
    if soon := _SOON.search(text):
        return Parsed({"text": soon[0], "date": None, "days": None})
    return Parsed()


def _contact(found: Contact | None, absent: str | None) -> Parsed:
    if found is None:
        return Parsed(problem=absent)
    return Parsed(found.value, found.problem, found.suggestion)


def _parse_email(text: str) -> Parsed:
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
    "place": parse_place,
}
# What is read without knowing how it was asked for, where or when.
_OF_TEXT: dict[str, Callable[[str], Parsed]] = {
    "person": parse_person,
    "company": parse_company,
    "email": _parse_email,
}
