"""What a message tells about the visitor: details anywhere in it, or the answer to one question.

Pure: the same text, field, region and day give the same details. Standard details are told
unasked by their form ("jane@acme.com") or by a phrase ("we're 40 people"); a bare number is
only taken for the field that was asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.leads.choices import choose, yes_or_no
from bot.leads.clauses import question_in
from bot.leads.contacts import Contact, find_emails, find_phones
from bot.leads.fields import Field
from bot.leads.money import find_money
from bot.leads.names import find_names, in_capitals, plausible_company, plausible_person
from bot.leads.places import find_place
from bot.leads.quantities import find_party, find_quantities
from bot.leads.timelines import find_timeline

LONGEST = 2000  # characters that are read; what is behind them is kept in the transcript only
_CLAUSE = re.compile(r"[^.?!;\n]+(?:[.](?=\S)[^.?!;\n]*)*[?!.;]*")


@dataclass(frozen=True)
class Detail:
    """One detail found: `value` normalised for the field, `text` as typed at start:end."""

    field: str
    value: Any
    text: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True)
class Parsed:
    """An answer: its normalised value, or the problem in words to say to the visitor.

    With a `suggestion` the value is what was typed and the suggestion what was likely meant.
    """

    value: Any | None = None
    problem: str | None = None
    suggestion: str | None = None


_PEOPLE = re.compile(
    r"\b(?:we(?:['’]?re| are| have| employ| got|['’]ve got)?|i have|there(?:['’]?s| are| is)?|team|company|staff|"
    r"headcount|employees|us|office|firm|business|about|around|roughly|approximately|over|under|"
    r"nearly|almost|some|only|just|it['’]?s|its|for)\b[^.?!]{0,25}$",
    re.IGNORECASE,
)
_PEOPLE_AFTER = re.compile(
    r"^\s*(?:\+|or so|ish)?\s*(?:(?:full[- ]time|part[- ]time|active|different|total|other|office|field)\s+)?"
    r"(?:people|persons?|employees?|staff|of us|users?|seats?|headcount|ppl|colleagues|folks|"
    r"team members|members of staff|heads|workers|lawyers|engineers|developers|agents|drivers|"
    r"technicians|nurses|doctors|teachers|trainers|ftes?)\b|^\s*[- ](?:person|people|man)\b",
    re.IGNORECASE,
)
_TEAM_OF = re.compile(
    r"\b(?:team|company|firm|staff|group|business|headcount|crew|workforce)\s+(?:size\s+)?(?:of|is)\s+"
    r"(?:about|around|roughly|approximately|over|nearly)?\s*$",
    re.IGNORECASE,
)
_BUDGET_CUE = re.compile(
    r"\b(?:budget|spend|afford|pay|invest|set aside|put aside|looking at|up to|no more than|max(?:imum)?"
    r"|under|below|around|about|between|roughly|at most|less than)\b",
    re.IGNORECASE,
)
_WHEN_CUE = re.compile(
    r"\b(?:need|want|start|begin|go live|live|launch|move|switch|buy|purchase|decide|decision|ready|"
    r"have it|get it|in place|running|deadline|timeline|timeframe|looking to|plan|aim|hope|hoping|"
    r"sign|implement|roll ?out|delivered|delivery|done|by|before|within|asap|urgent|urgently|"
    r"as soon as possible|just looking|just browsing)\b",
    re.IGNORECASE,
)
_WHERE_CUE = re.compile(
    r"\b(?:based|located|headquartered|live|living|we['’]?re|we are|i['’]?m|i am|im|operate|office|offices|"
    r"company|come|coming|calling|writing|hq|are|am)\s+(?:is |are )?(?:out of|in|from|near|around|at)\s+$",
    re.IGNORECASE,
)


def extract(text: str, *, field: Field | None, region: str, today: date) -> list[Detail]:
    """Details anywhere in `text`, in the order of their place in it, each field once.

    `field` is the open question: its answer is among the details when the text holds one.
    `region` is the company's country (ISO 3166), `today` the day where it is.
    """
    text = text[:LONGEST]
    found: dict[str, Detail] = {}
    for detail in (*_contacts(text, region), *_told(text, region, today)):
        if detail.field not in found:
            found[detail.field] = detail
    if field is not None and field.name not in found:
        answer = _answer(field, text, region, today)
        if answer is not None:
            found[field.name] = answer
    return sorted(found.values(), key=lambda detail: detail.start)


def parse(field: Field, text: str, *, region: str, today: date) -> Parsed:
    """The answer to `field` in `text`; nothing at all when the text holds no such answer."""
    text = text[:LONGEST].strip()
    if not text:
        return Parsed()
    parsed = _PARSERS[field.type](field, text, region, today)
    return parsed


def _contacts(text: str, region: str) -> Iterator[Detail]:
    taken: list[tuple[int, int]] = []
    for contact in find_emails(text):
        taken.append((contact.start, contact.end))
        if contact.value is not None and contact.suggestion is None:
            yield _detail("email", contact.value, text, contact.start, contact.end, 0.98)
    for contact in find_phones(text, region):
        if contact.value and not any(s < contact.end and contact.start < e for s, e in taken):
            yield _detail("phone", contact.value, text, contact.start, contact.end, 0.9)


def _told(text: str, region: str, today: date) -> Iterator[Detail]:
    """What is told by a phrase, outside of questions."""
    for clause in _CLAUSE.finditer(text):
        said, at = clause[0], clause.start()
        for name in find_names(said):
            yield _detail(
                name.kind, name.value, text, at + name.start, at + name.end, name.confidence
            )
        if question_in(said) is not None:
            continue
        yield from _company_size(text, said, at)
        yield from _budget(text, said, at, region)
        if _WHEN_CUE.search(said) and (when := find_timeline(said, today)):
            yield _detail("timeline", when.as_mapping(), text, at + when.start, at + when.end, 0.75)
        place = find_place(said, region)
        if place is not None and _WHERE_CUE.search(said[: place.start]):
            yield _detail(
                "region", place.as_mapping(), text, at + place.start, at + place.end, 0.85
            )


def _company_size(text: str, said: str, at: int) -> Iterator[Detail]:
    if party := find_party(said):
        if re.search(r"\bit['’]?s|\bwe|\bjust|\bonly|\bteam|\bsolo", said, re.IGNORECASE):
            yield _detail(
                "company_size", round(party.middle), text, at + party.start, at + party.end, 0.75
            )
            return
    for quantity in find_quantities(said):
        before, after = said[: quantity.start], said[quantity.end :]
        if (
            (_PEOPLE.search(before) or not before.strip())
            and _PEOPLE_AFTER.match(after)
            or (_TEAM_OF.search(before))
        ):
            yield _detail(
                "company_size",
                round(quantity.middle),
                text,
                at + quantity.start,
                at + quantity.end,
                0.85,
            )
            return


def _budget(text: str, said: str, at: int, region: str) -> Iterator[Detail]:
    for money in find_money(said, region):
        if money.marked and _BUDGET_CUE.search(said) and money.amount > 0:
            yield _detail("budget", money.as_mapping(), text, at + money.start, at + money.end, 0.8)
            return


def _answer(field: Field, text: str, region: str, today: date) -> Detail | None:
    if field.type == "text":
        return None  # any words are an answer: whether they are one is for the intent to say
    parsed = parse(field, text, region=region, today=today)
    if parsed.value is None or parsed.suggestion is not None:
        return None
    return _detail(field.name, parsed.value, text, 0, len(text), 0.9)


def _detail(field: str, value: Any, text: str, start: int, end: int, confidence: float) -> Detail:
    return Detail(field, value, text[start:end].strip(), start, end, confidence)


# ---- answers to one question, by the type of the field ------------------------------------------


def _statements(text: str) -> str:
    """The text without its questions, which hold figures of their own ("is it under $50?")."""
    kept = []
    for clause in _CLAUSE.finditer(text):
        # "about 12, does it do sso?" is an answer and a question in one sentence.
        parts = [clause[0]] if question_in(clause[0]) is None else clause[0].split(", ")
        kept.append(", ".join(part for part in parts if question_in(part) is None).strip())
    return " ".join(part for part in kept if part)


def _parse_text(field: Field, text: str, region: str, today: date) -> Parsed:
    if field.choices and (choice := choose(text, field.choices)):
        return Parsed(choice.value)
    said = text.strip()
    if not any(c.isalnum() for c in said):
        return Parsed()
    return Parsed(said[:500])


def _parse_choice(field: Field, text: str, region: str, today: date) -> Parsed:
    choice = choose(text, field.choices)
    if choice is not None:
        return Parsed(choice.value)
    return Parsed(problem="Please pick one of these.") if _statements(text) else Parsed()


def _parse_yes_no(field: Field, text: str, region: str, today: date) -> Parsed:
    said = yes_or_no(text)
    if said is None and field.choices and (choice := choose(text, field.choices)):
        said = yes_or_no(choice.value)
    return Parsed(said)


def _parse_number(field: Field, text: str, region: str, today: date) -> Parsed:
    said = _statements(text)
    if field.choices:
        choice = choose(said, field.choices)
        if choice is not None and not any(True for _ in find_quantities(said)):
            return Parsed(choice.value)
        plain = re.sub(r"\s", "", said.lower())
        for each in field.choices:
            if plain in {re.sub(r"\s", "", name.lower()) for name in (each.value, each.label)}:
                return Parsed(each.value)
    quantity = find_party(said)
    if quantity is None:
        quantities = list(find_quantities(said))
        # "in 2 offices we are 40 people": the one with the unit is meant.
        quantity = next((q for q in quantities if _PEOPLE_AFTER.match(said[q.end :])), None) or (
            quantities[0] if quantities else None
        )
    if quantity is None:
        return Parsed()
    number = round(quantity.middle)
    if re.search(r"[-−]\s?$", said[: quantity.start]) and not said[: quantity.start].strip("-− "):
        return Parsed(problem="That cannot be less than nothing.")
    return _within(field, number)


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
    said = _statements(text)
    if field.choices and (choice := choose(said, field.choices)):
        low = choice.min if choice.min is not None else choice.max
        if low is not None:
            said = str(low) if choice.max in {None, low} else f"{low}-{choice.max}"
    amounts = list(find_money(said, region))
    money = next((each for each in amounts if each.marked), amounts[0] if amounts else None)
    if money is None:
        return Parsed()
    checked = _within(field, int(money.amount))
    return checked if checked.problem else Parsed(money.as_mapping())


def _parse_timeline(field: Field, text: str, region: str, today: date) -> Parsed:
    when = find_timeline(_statements(text), today)
    if when is not None:
        return Parsed(when.as_mapping())
    if field.choices and (choice := choose(text, field.choices)):
        return Parsed({"text": choice.label, "date": None, "days": choice.max})
    return Parsed()


def _parse_person(field: Field, text: str, region: str, today: date) -> Parsed:
    said = _statements(text)
    for name in find_names(said):
        if name.kind == "name":
            return Parsed(name.value)
    for part in re.split(r"[,;\n(]|\s[-–|]\s|\s+(?:and (?:my|i)|from|at|here)\b", said):
        words = re.sub(
            r"^(?:(?:yes|yeah|sure|ok|okay|of course|hi|hello|hey|well|it['’]?s|its|it is|i['’]?m|im|i am|"
            r"this is|sure thing|name|dr|mr|mrs|ms|prof)[\s.,:!]+)+",
            "",
            part.strip(),
            flags=re.IGNORECASE,
        ).strip(" .!?,:\"'“”")
        if words and plausible_person(words):
            return Parsed(in_capitals(words))
        if words:
            break
    if re.search(r"\d", said) and not find_place(said):
        return Parsed(problem="That does not look like a name.")
    return Parsed()


def _parse_company(field: Field, text: str, region: str, today: date) -> Parsed:
    said = _statements(text)
    for name in find_names(said):
        if name.kind == "company":
            return Parsed(name.value)
    if next(find_emails(said), None):
        return Parsed()
    words = re.sub(
        r"^(?:(?:yes|yeah|sure|ok|okay|hi|hello|well|it['’]?s|its|it is|it['’]?s called|called|i['’]?m (?:with|from|"
        r"at)|we['’]?re|we are|i work (?:for|at)|at|from|the name is|company)[\s.,:!]+)+",
        "",
        said.strip(),
        flags=re.IGNORECASE,
    )
    words = re.split(r"[,;\n]|\s[-–|]\s|\s+(?:and (?:we|i)|we['’]?re|we are|in|based)\b", words)[0]
    words = words.strip(" .!?:\"'“”")
    if words and plausible_company(words):
        return Parsed(in_capitals(words))
    return Parsed()


def _parse_place(field: Field, text: str, region: str, today: date) -> Parsed:
    said = _statements(text)
    if field.choices and (choice := choose(said, field.choices)):
        place = find_place(choice.label, region)
        country = place.country if place else None
        return Parsed({"text": choice.label, "country": country, "region": None})
    place = find_place(said, region) or find_place(said.title(), region)
    if place is not None:
        return Parsed(place.as_mapping())
    words = re.sub(
        r"^(?:(?:yes|sure|ok|well|we['’]?re|we are|i['’]?m|i am|im|based|located|in|from|near|around|live|it['’]?s|"
        r"i live|i|we)[\s.,:!]+)+",
        "",
        said.strip(),
        flags=re.IGNORECASE,
    ).strip(" .!?,")
    if words and len(words.split()) <= 4 and plausible_person(words):
        return Parsed({"text": in_capitals(words), "country": None, "region": None})
    return Parsed()


def _contact(found: Contact | None, absent: str | None) -> Parsed:
    if found is None:
        return Parsed(problem=absent)
    return Parsed(found.value, found.problem, found.suggestion)


def _parse_email(field: Field, text: str, region: str, today: date) -> Parsed:
    found = next(iter(find_emails(text)), None)
    if found is None and "@" in text:
        return Parsed(
            problem="That e-mail address does not look complete: it should read like name@company.com."
        )
    return _contact(found, None)


def _parse_phone(field: Field, text: str, region: str, today: date) -> Parsed:
    return _contact(next(iter(find_phones(text, region, asked=True)), None), None)


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
    "phone": _parse_phone,
}
