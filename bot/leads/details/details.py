"""What a message tells about the visitor: details anywhere in it, or the answer to one question.

Pure: the same text, field, region and day give the same details. Standard details are told
unasked by their form ("jane@acme.com") or by a phrase ("we're 40 people"); a bare number is
only taken for the field that was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.leads.details.answers import LONGEST, parse
from bot.leads.details.beside import find_beside
from bot.leads.details.calls import without_call_time
from bot.leads.details.clauses import CLAUSE, is_code, keeps_back, question_in
from bot.leads.details.contact import Contact
from bot.leads.details.emails import find_emails
from bot.leads.details.firms import ends_as_a_firm, firm_behind
from bot.leads.details.headcounts import COUNTED, find_headcount
from bot.leads.details.introductions import find_names, in_a_list, name_and_firm
from bot.leads.details.money import Money, find_money
from bot.leads.details.names import TITLE, Name, in_capitals, plausible_person
from bot.leads.details.parsed import Parsed
from bot.leads.details.phones import find_phones
from bot.leads.details.quantities import find_quantities
from bot.leads.details.rethinking import said_instead
from bot.leads.details.roles import find_role
from bot.leads.details.signatures import find_signature
from bot.leads.details.timelines import find_timeline, is_undated
from bot.leads.details.towns import town_beside
from bot.leads.details.whereabouts import find_whereabouts
from bot.leads.playbook.fields import Field

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


# Mailboxes of departments: in a question they are what is asked about.
_DESKS = frozenset(
    [
        *("support", "help", "info", "sales", "contact", "hello", "billing", "accounts", "office"),
        *("admin", "careers", "jobs", "press", "privacy", "service", "team", "noreply", "orders"),
        *("no-reply", "returns", "enquiries"),
    ]
)
_WHEN_CUE = re.compile(
    r"\b(?:need|want|start(?!ed)\w*|get(?:ting)? started|begin\w*|"
    r"go live|get going|kick\w*|set (?:us|me|it) up|sign(?:ing)?|"
    r"onboard|until|till|up and run\w+|swap\w*|replac\w+|"
    r"looking (?:at|for)|goal|target|go[- ]live|live|launch|move|switch|buy|purchase|decide|"
    r"decision|ready|have it|get it|in place|running|deadline|timeline|timeframe|looking to|plan|"
    r"aim|hope|hoping|"
    r"sign|implement|roll ?out|delivered|delivery|done|by|before|within|asap|urgent|urgently|"
    r"as soon as possible|just looking|just browsing)\b",
    re.IGNORECASE,
)
# In a request: the day by which it is to be done.
_BY_THEN = re.compile(r"\b(?:by|before|asap|as soon as)\b\W*$", re.IGNORECASE)
_MYSELF = re.compile(r"^(?:myself|i am|i['’]?m|this is|it['’]?s)\s+", re.IGNORECASE)
_LIKE_A_PHONE = re.compile(r"\d(?:[\s()./-]{0,2}\d){6}")
_PLAINLY = 0.85  # confidence of a name that a phrase tells as one
_BY = re.compile(r"by|before|asap|as soon as", re.IGNORECASE)
_PAST = re.compile(r"\b(?:yesterday|last|ago)\b", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+(?:the\s+)?$", re.IGNORECASE)
_REQUEST = re.compile(r"\b(?:can|could|would|will) (?:you|someone|somebody|it)\b", re.IGNORECASE)
# What is paid, charged or asked already, and what others cost.
_NO_BUDGET = re.compile(
    r"\b(?:current(?:ly)?|paid|charged?|charging|charges|refund\w*|invoice\w*|billed|saw|says|said|"
    r"costs?|costing|cost us|pric(?:e|es|ed|ing)|revenue|turnover|raised|funding|"
    r"competitors?|quoted|"
    r"owe|bills?|fees?|worth|earn\w*|make|making|sales|salary|wage|discount|off|cheaper|voucher"
    r"|coupon|"
    r"deposit|elsewhere|another|used to|last (?:year|month)|they|spent|fined?|"
    r"(?:we|i) spend)\b",
    re.IGNORECASE,
)
_OWN_MONEY = re.compile(
    r"\b(?:budget\w*|afford|(?<!we )(?<!i )spend(?!s)|invest|set aside|put aside|max(?:imum)?|tops|"
    r"up to|no more than|at most|not more than|under|go over|keep it|stretch|less than|limit|"
    r"ceiling|below|nothing over|nothing above|works for|signed off|to spend|"
    r"(?:i|we)(?:['’]d)? (?:can|could|might|may)(?: (?:perhaps|maybe|probably|just|only|about))*"
    r" (?:find|stretch|manage|raise|run to|go to|pay|scrape together)|"
    r"would be (?:ok(?:ay)?|fine|alright|doable))\b",
    re.IGNORECASE,
)
_MY_BUDGET = re.compile(r"\b(?:a|my|our) budget (?:of|is|around)\b", re.IGNORECASE)
# Right in front of an amount without a currency: "budget about 9000".
_BUDGET_OF = re.compile(
    r"\bbudget(?:['’]?s|:)?\s+(?:(?:is|of|was|would be|about|around|roughly|approx\w*|maybe|like"
    r"|say|up to|max)\s+)*$",
    re.IGNORECASE,
)
_BUDGET_IS = re.compile(r"\bbudget\b[^,;]{0,25}$", re.IGNORECASE)
_OLD = re.compile(r"\s*old\b", re.IGNORECASE)
_OWN_BUDGET = re.compile(r"\bbudget\b[^.?!]*[.!;]\s*$", re.IGNORECASE)
_BRIEF = 7  # words of a clause behind one that speaks of the budget
_LONG = 25  # words of a clause in which several things are told
_BEFORE, _BEHIND = 35, 20  # characters around an amount that tell what it is
_TO_SPEND = re.compile(r"\s*to (?:spend|invest)\b", re.IGNORECASE)
_HAVE = re.compile(
    r"\b(?:have|['’]ve|got|give|pay|prepared|willing|put|looking at|around|about|between|roughly|"
    r"approx\w*|want to|can do|could do|allocated|approved|ok with|fine with|happy with)\b",
    re.IGNORECASE,
)


def extract(
    text: str, *, field: Field | None, region: str, today: date, whereabouts: str | None = None
) -> list[Detail]:
    """Details anywhere in `text`, in the order of their place in it, each field once.

    `field` is the open question: its answer is among the details when the text holds one.
    `region` is the company's country (ISO 3166), `today` the day where it is, `whereabouts` the
    country that the visitor was known to be in.
    """
    text = text[:LONGEST]
    if is_code(text):
        return []
    emails = list(find_emails(text))
    whereabouts = _country_told(text, emails, region) or whereabouts
    contacts = [*emails, *find_phones(text, region, whereabouts=whereabouts)]
    found: dict[str, Detail] = {}
    if (
        field is not None
        and field.type == "person"
        and (who := _answer(field, text, region, today, whereabouts))
    ):
        found[field.name] = who  # "Mohammed bin Rashid, call me Mo"
    asked = None if field is None else "company" if field.type == "company" else field.name
    for detail in (*_reached(text, contacts), *_told(text, contacts, region, today, asked)):
        if detail.field not in found:
            found[detail.field] = detail
    both = list(name_and_firm(text))
    wanted = field is not None and field.type in {"person", "company"}
    if wanted or any(ends_as_a_firm(each.value) for each in both if each.kind == "company"):
        for name in both:
            if name.kind not in found:
                found[name.kind] = _detail(
                    name.kind, name.value, text, name.start, name.end, name.confidence
                )
    elif "name" not in found and not {"email", "phone"}.intersection(found):
        for name in in_a_list(text, region):
            found[name.kind] = _detail(
                name.kind, name.value, text, name.start, name.end, name.confidence
            )
    if field is not None and field.name not in found:
        answer = _answer(field, text, region, today, whereabouts)
        if answer is not None:
            found[field.name] = answer
            if field.type == "company" and "name" in found and answer.value == found["name"].value:
                del found["name"]  # "the name is Acme", asked what the company is called
    if (at := said_instead(text)) is not None:
        asked_for = {field.name} if field is not None else set()
        for detail in extract(
            text[at:], field=field, region=region, today=today, whereabouts=whereabouts
        ):
            if detail.field in found.keys() | asked_for:
                found[detail.field] = replace(detail, start=detail.start + at, end=detail.end + at)
        size, last = found.get("company_size"), list(find_quantities(text[at:]))
        if (
            size
            and size.start < at
            and len(last) == 1
            and not text[at + last[0].end :].strip(" .!")
        ):
            # "five of us. No wait, four"
            people = int(last[0].middle + 0.5)
            found["company_size"] = replace(
                size, value=people, text=text[at:].strip(), start=at + last[0].start, end=len(text)
            )
    if field is not None and field.type == "number" and field.name != "company_size":
        answer, size = found.get(field.name), found.get("company_size")
        if answer and size and answer.value == size.value:
            del found["company_size"]  # "12 people", asked how many are to be seated
    if (
        field is not None
        and (amount := found.get("budget"))
        and _is_of_amount(field, found, amount)
    ):
        del found[field.name]  # "sorry, the budget is 5000", asked how many people they are
    if field is not None and field.type == "place" and _told_from(text, found.get("company")):
        del found["company"]  # "I'm from Mars", asked where they are
    place, firm = found.get("region"), found.get("company")
    if place and firm and place.text.casefold() in str(firm.value).casefold():
        del found["region"]  # "Kilimanjaro Safaris" may be anywhere
    return sorted(found.values(), key=lambda detail: detail.start)


def _is_of_amount(field: Field, found: Mapping[str, Detail], amount: Detail) -> bool:
    """Whether what answers a question for a number or a name is the budget that is told."""
    answer = found.get(field.name)
    if answer is None or field.type not in {"number", "company", "person", "place"}:
        return False
    if field.type == "number":
        return str(answer.value) == str(amount.value.get("amount"))
    return amount.text.casefold() in str(answer.value).casefold()


def _told_from(text: str, firm: Detail | None) -> bool:
    """Whether a firm is told by nothing but where somebody is from."""
    return firm is not None and _FROM.search(text[: firm.start]) is not None


def _reached(text: str, contacts: Sequence[Contact]) -> Iterator[Detail]:
    """Addresses and numbers, addresses first: digits in them are no number."""
    taken: list[tuple[int, int]] = []
    for contact in contacts:
        start, end = contact.start, contact.end
        if any(s < end and start < e for s, e in taken):
            continue
        taken.append((start, end))
        if contact.value is None or contact.suggestion or _asked_about(text, contact):
            continue
        if "@" in contact.value:
            yield _detail("email", contact.value, text, start, end, 0.98)
        else:
            yield _detail("phone", contact.value, text, start, end, 0.9)


def _country_told(text: str, emails: Sequence[Contact], region: str) -> str | None:
    """The country of the place that the writer of a number tells."""
    if not _LIKE_A_PHONE.search(text):
        return None
    for contact in emails:
        text = _blanked(text, contact.start, contact.end)
    for clause in CLAUSE.finditer(text):
        for said, _ in _stated(clause[0], 0):
            if place := find_whereabouts(said, region):
                return place.country
    return None


def _asked_about(text: str, contact: Contact) -> bool:
    """Whether an address is somebody's whom the visitor asks about: "is help@acme.com staffed?"."""
    asks = question_in(text)
    return (
        asks is not None
        and not re.search(r"\bto\s*$", text[: contact.start])  # "can it be sent to billing@…"
        and (contact.value or "").partition("@")[0] in _DESKS
        and text[contact.start : contact.end] in asks
    )


def _told(
    text: str, contacts: Sequence[Contact], region: str, today: date, asked: str | None
) -> Iterator[Detail]:
    """What is told by a phrase, outside of questions."""
    bare = without_call_time(text)
    for contact in contacts:
        bare = _blanked(bare, contact.start, contact.end)  # "jane@acme.co.uk" tells no country
    for signed in find_signature(text):
        kind = signed.kind if isinstance(signed, Name) else "role"
        value = signed.value if isinstance(signed, Name) else signed.text
        yield _detail(kind, value, text, signed.start, signed.end, 0.8)
    own = [each for each in contacts if not _asked_about(text, each)]
    for beside in find_beside(text, own):
        yield _detail(beside.kind, beside.value, text, beside.start, beside.end, beside.confidence)
    if role := find_role(bare, asked=asked == "role"):
        if role.named and plausible_person(
            who := TITLE.sub("", _MYSELF.sub("", bare[slice(*role.named)]))
        ):
            end = role.named[1]
            yield _detail("name", in_capitals(who), text, end - len(who), end, 0.8)
        yield _detail("role", role.text, text, role.start, role.end, 0.8)
        if firm := firm_behind(bare, role.end, of=role.whole):
            yield _detail("company", firm.value, text, firm.start, firm.end, firm.confidence)
            bare = _blanked(bare, firm.start, firm.end)
        bare = _blanked(bare, role.start, role.end)  # "Church admin here" names nobody
    for clause in CLAUSE.finditer(bare):
        # An introduction begins its sentence: "Hello there. I'm Ada Lark".
        at, end = clause.end() - len(clause[0].lstrip()), clause.end()
        for name in find_names(bare[at:end]):
            if asked == "company" and name.kind == "name" and name.confidence < _PLAINLY:
                continue  # "it's Oakline Dental"
            yield _detail(
                name.kind, name.value, text, at + name.start, at + name.end, name.confidence
            )
            bare = _blanked(bare, at + name.start, at + name.end)  # "from Harrow Lane Bakery"
        for part, start in _stated(bare[at:end], at):
            yield from _facts(text, part, start, region, today)
        yield from _requested(text, bare[at:end], at, region, today)


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _requested(text: str, said: str, at: int, region: str, today: date) -> Iterator[Detail]:
    """The day in "can you set us up by Thursday?"."""
    when = find_timeline(said, today, region) if _REQUEST.search(said) else None
    if when is not None and (_BY_THEN.search(said[: when.start]) or _BY.match(when.text)):
        yield _detail("timeline", when.as_mapping(), text, at + when.start, at + when.end, 0.7)


def _stated(said: str, at: int) -> Iterator[tuple[str, int]]:
    """What a sentence states, with its place: "we're 40 people, what would it cost us" states its
    first half."""
    if question_in(said) is None:
        yield said, at
        return
    if _MY_BUDGET.search(said):
        yield said, at  # "what can I get for a budget of $500?"
        return
    for part in re.finditer(r"(?:[^,]|,(?=\d))+", said):
        if question_in(part[0].strip()) is None:
            yield part[0], at + part.start()


def _facts(text: str, said: str, at: int, region: str, today: date) -> Iterator[Detail]:
    yield from _company_size(text, said, at)
    yield from _budget(text, said, at, region)
    when = find_timeline(said, today, region)
    if when is not None and _OLD.match(said[when.end :]):
        when = None  # "we're only 6 months old"
    past = when is not None and _PAST.search(when.text)  # "signed up yesterday"
    told = when and not past and (is_undated(when.text) or (when.date and _WHEN_CUE.search(said)))
    if when and told and when.text.lower() != "now":
        yield _detail("timeline", when.as_mapping(), text, at + when.start, at + when.end, 0.75)
    place = town_beside(said, region) or find_whereabouts(said, region)
    if place is not None:
        yield _detail("region", place.as_mapping(), text, at + place.start, at + place.end, 0.85)


def _company_size(text: str, said: str, at: int) -> Iterator[Detail]:
    if found := find_headcount(said):
        yield _detail("company_size", found.people, text, at + found.start, at + found.end, 0.8)


def _budget(text: str, said: str, at: int, region: str) -> Iterator[Detail]:
    found = find_money(said, region)
    # "We were quoted 4k elsewhere, our budget is 3k".
    for money in sorted(found, key=lambda each: not _BUDGET_IS.search(said[: each.start])):
        near = _near(said, money)
        own = _OWN_MONEY.search(near) or (_HAVE.search(near) and not _NO_BUDGET.search(near))
        people = COUNTED.match(said[money.end :])
        called = _BUDGET_OF.search(said[: money.start])
        own = own or (len(said.split()) <= _BRIEF and _OWN_BUDGET.search(text[:at]))
        meant = money.marked or _TO_SPEND.match(said[money.end :]) or called
        if meant and own and money.amount > 0 and not people:
            yield _detail("budget", money.as_mapping(), text, at + money.start, at + money.end, 0.8)
            return


def _near(said: str, money: Money) -> str:
    """What stands around an amount: of a long message without stops not all is of it."""
    if len(said.split()) <= _LONG:
        return said
    return said[max(0, money.start - _BEFORE) : money.end + _BEHIND]


def _answer(
    field: Field, text: str, region: str, today: date, whereabouts: str | None
) -> Detail | None:
    if field.type == "text":
        return None  # any words are an answer: whether they are one is for the intent to say
    if field.type == "choice" and keeps_back(text):
        return None  # "none of your business" chooses no "none"
    parsed = parse(field, text, region=region, today=today, whereabouts=whereabouts)
    if parsed.value is None or parsed.suggestion is not None:
        return None
    return _detail(field.name, parsed.value, text, 0, len(text), 0.9)


def _detail(field: str, value: Any, text: str, start: int, end: int, confidence: float) -> Detail:
    return Detail(field, value, text[start:end].strip(), start, end, confidence)
