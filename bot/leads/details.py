"""What a message tells about the visitor: details anywhere in it, or the answer to one question.

Pure: the same text, field, region and day give the same details. Standard details are told
unasked by their form ("jane@acme.com") or by a phrase ("we're 40 people"); a bare number is
only taken for the field that was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.leads.answers import COUNTED, LONGEST, Parsed, parse
from bot.leads.clauses import CLAUSE, question_in
from bot.leads.contacts import find_emails, find_phones
from bot.leads.fields import Field
from bot.leads.money import find_money
from bot.leads.names import find_names
from bot.leads.places import find_place
from bot.leads.quantities import find_party, find_quantities
from bot.leads.timelines import find_timeline

__all__ = ["Detail", "Parsed", "extract", "parse"]


@dataclass(frozen=True)
class Detail:
    """One detail found: `value` normalised for the field, `text` as typed at start:end."""

    field: str
    value: Any
    text: str
    start: int
    end: int
    confidence: float


_PEOPLE = re.compile(
    r"\b(?:we(?:['’]?re| are| have| employ| got|['’]ve got)?|i have|there(?:['’]?s| are| is)?|team|"
    r"company|staff|"
    r"headcount|employees|us|office|firm|business|about|around|roughly|approximately|over|under|"
    r"nearly|almost|some|only|just|it['’]?s|its|for)\b[^.?!]{0,25}$",
    re.IGNORECASE,
)
_NEAR = 60  # characters
_WHO = re.compile(r"\bit['’]?s|\bwe|\bjust|\bonly|\bteam|\bsolo", re.IGNORECASE)
_TEAM_OF = re.compile(
    r"\b(?:team|company|firm|staff|group|business|headcount|crew|workforce)\s+"
    r"(?:size\s+)?(?:of|is)\s+"
    r"(?:about|around|roughly|approximately|over|nearly)?\s*$",
    re.IGNORECASE,
)
_BUDGET_CUE = re.compile(
    r"\b(?:budget|spend|afford|pay|invest|set aside|put aside|looking at|up to|no more than"
    r"|max(?:imum)?"
    r"|under|below|around|about|between|roughly|at most|less than)\b",
    re.IGNORECASE,
)
_WHEN_CUE = re.compile(
    r"\b(?:need|want|start|begin|go live|live|launch|move|switch|buy|purchase|decide|decision|"
    r"ready|have it|get it|in place|running|deadline|timeline|timeframe|looking to|plan|aim|"
    r"hope|hoping|"
    r"sign|implement|roll ?out|delivered|delivery|done|by|before|within|asap|urgent|urgently|"
    r"as soon as possible|just looking|just browsing)\b",
    re.IGNORECASE,
)
_WHERE_CUE = re.compile(
    r"\b(?:based|located|headquartered|live|living|we['’]?re|we are|i['’]?m|i am|im|operate|office|"
    r"offices|company|come|coming|calling|writing|hq|are|am)\s+(?:is |are )?"
    r"(?:out of|in|from|near|around|at)\s+$",
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
    for clause in CLAUSE.finditer(text):
        said, at = clause[0], clause.start()
        for name in find_names(said):
            yield _detail(
                name.kind, name.value, text, at + name.start, at + name.end, name.confidence
            )
        for part, start in _stated(said, at):
            yield from _facts(text, part, start, region, today)


def _stated(said: str, at: int) -> Iterator[tuple[str, int]]:
    """What a sentence states, with its place: "we're 40 people, what would it cost us" states its
    first half."""
    if question_in(said) is None:
        yield said, at
        return
    for part in re.finditer(r"[^,]+", said):
        if question_in(part[0].strip()) is None:
            yield part[0], at + part.start()


def _facts(text: str, said: str, at: int, region: str, today: date) -> Iterator[Detail]:
    yield from _company_size(text, said, at)
    yield from _budget(text, said, at, region)
    if _WHEN_CUE.search(said) and (when := find_timeline(said, today)):
        yield _detail("timeline", when.as_mapping(), text, at + when.start, at + when.end, 0.75)
    place = find_place(said, region)
    if place is not None and _WHERE_CUE.search(_ahead(said, place.start)):
        yield _detail("region", place.as_mapping(), text, at + place.start, at + place.end, 0.85)


def _company_size(text: str, said: str, at: int) -> Iterator[Detail]:
    party = find_party(said)
    if party and _WHO.search(said):
        start, end = at + party.start, at + party.end
        yield _detail("company_size", round(party.middle), text, start, end, 0.75)
        return
    for quantity in find_quantities(said):
        before, after = _ahead(said, quantity.start), said[quantity.end : quantity.end + _NEAR]
        told = _PEOPLE.search(before) or not before.strip()
        if (told and COUNTED.match(after)) or _TEAM_OF.search(before):
            start, end = at + quantity.start, at + quantity.end
            yield _detail("company_size", round(quantity.middle), text, start, end, 0.85)
            return


def _ahead(said: str, start: int) -> str:
    """What stands near in front of `start`; all of it would cost its square in long texts."""
    return said[max(0, start - _NEAR) : start]


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
