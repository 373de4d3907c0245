"""How many people the writer's company has: "we're 40 people", "me and two others", "6 staff"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.leads.details.quantities import Quantity, find_party, find_quantities

PEOPLE = "people"  # the unit of fields that count them
_NEAR = 60  # characters in front of a number that can say whose it is
_PEOPLE = (
    r"(?:peoples?|persons?|employees?|staff(?: members)?|staffers|of us|users?|seats?|headcount|"
    r"ppl|colleagues|folks|folk|guys|lads|blokes|humans|souls|team ?mates|"
    r"team members|members of staff|heads|hands|workers|lawyers|solicitors|attorneys|engineers|"
    r"developers|devs|designers|consultants|accountants|agents|drivers|technicians|techs|nurses|"
    r"doctors|dentists|vets|therapists|teachers|trainers|instructors|stylists|barbers|baristas|"
    r"cleaners|builders|plumbers|electricians|mechanics|fitters|recruiters|brokers|advisers|"
    r"advisors|partners|associates|apprentices|freelancers|volunteers|guides|chefs|cooks|carers|"
    r"ftes?|on (?:the |our )?(?:team|staff|payroll|books)|artists|paralegals|"
    r"full[- ]?time(?:rs)?|part[- ]?time(?:rs)?|founders|educators|operatives|crew|hires|interns"
    r"|labourers|reps|directors|managers|owners|officers|contractors|temps|trainees|admins)"
)
# Behind a number: it counts people.
COUNTED = re.compile(
    rf"^\s*(?:\+|or so)?\s*(?:(?!(?:and|or|in|for|of|on|at|our|your|their)\b)[\w-]+\s+){{0,2}}?"
    rf"{_PEOPLE}\b|^[\s-]+(?:person|people|man|woman|strong|member)\b",
    re.IGNORECASE,
)
# Who else may use something than those who work somewhere.
_USERS = re.compile(
    rf"\s*(?:\+|or so|odd)?\s*(?:(?!(?:and|or|in|for|of|on|at|our|your|their)\b)[\w-]+\s+)?"
    rf"(?:{_PEOPLE}|students|pupils|kids|children|toddlers|teens|teenagers|adults|guests"
    rf"|attendees|delegates"
    r"|visitors|participants|players|patients|residents|tenants|campers|riders|dancers|learners"
    r"|fellas|fellows|chaps|boys|girls|men|women|ladies|gents|mates|pax|tradies|scouts|singers"
    r"|passengers|diners|covers|families)\b",
    re.IGNORECASE,
)
_NO_MORE = re.compile(
    r"\b(?:up to|than|over|under|above|below|max\w*|least|most|not|no|every|per|each|for each)\s*$",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"^\s*(?:people\s+|staff\s+|ppl\s+)?(?:in )?(?:total|altogether|all told|in all)\b"
)
_OF_US = re.compile(r"^\s*of us\b", re.IGNORECASE)
_THEIRS = re.compile(
    r"\b(?:we(?:['’]?re|['’]?ve| are| r| have| employ| got| run)?|i(?:['’]?ve| have| got| run| lead"
    r"| manage| employ)?|there(?:['’]?s| are| is)?|team|company|staff|headcount|employees|us|"
    r"office|firm|business|about|around|roughly|approximately|over|under|nearly|almost|some|only|"
    r"just|it['’]?s|its|ours|for|with|of|now|to)\b[^.?!]{0,25}$"
    r"|\b(?:our|my)\b[^.?!]{0,80}\b(?:has|employs)\b[^.?!]{0,15}$",
    re.IGNORECASE,
)
_GROUP_OF = re.compile(
    r"\b(?:team|company|firm|staff|group|business|headcount|crew|workforce|startup|start-up|"
    r"charity|school|practice|agency|outfit|studio|shop|organi[sz]ation|non[- ]?profit|co-?op"
    r"|clinic)\s+"
    r"(?:size\s+)?(?:of|is)\s+"
    r"(?:about|around|roughly|approximately|over|nearly|like)?\s*$",
    re.IGNORECASE,
)
_WE_ARE = re.compile(
    r"\b(?:we['’]?re|we are|we r|there are|headcount:?|employees:?|team size:?|company size:?|"
    r"staff:|\bso|(?:team|staff|employees|headcount|people)(?:['’]?s| is)?\s?[:=-]?)\s*"
    r"(?:just |only |about |around |roughly |like |now |at |currently |over |nearly |between )*$",
    re.IGNORECASE,
)
# "I'm on 40ish" is a headcount, "I'm on 3" anything.
_ON = re.compile(
    r"\b(?:i['’]?m|we['’]?re) (?:on|at) (?P<about>(?:about|around|roughly) )?$", re.IGNORECASE
)
_ISH = re.compile(r"(?:ish|odd)$", re.IGNORECASE)
# Of two groups of one company both count: "six full-timers and two part-timers".
_AND_MORE = re.compile(
    r"\s*(?!(?:people|persons?|employees?|staff|of us|users?|seats?)\b)[\w-]+(?: [\w-]+){0,2}"
    r"\s*(?:\band|\bplus|&|\+)\s*(?:another\s+)?"
    r"|\s*(?:[\w-]+\s+){0,6}(?:plus|\+)\s*(?:another\s+)?",
    re.IGNORECASE,
)
_PLUS = re.compile(r"\s+of us\s*(?:plus|\+|and (?:another|then|also))\s+(?:about )?", re.IGNORECASE)
_SEATS = re.compile(r"\s*(?:users?|seats?)\b", re.IGNORECASE)
_NOTHING_MORE = re.compile(
    r"^\s*(?:$|[.,;!)]|(?:and|in|now|currently|at the moment|right now|so far|"
    r"strong|but|i (?:guess|think|suppose|reckon))\b)",
    re.IGNORECASE,
)
_OTHERS_THINGS = re.compile(
    r"^\s*(?:(?!these)[\w-]+\s+){0,1}(?:offices|locations|customers|clients|stores|shops|sites"
    r"|vehicles|"
    r"cars|vans|trucks|branches|projects|products|properties|units|rooms|tables|beds|countries|"
    r"cities|students|pupils|patients|members(?! of staff)|subscribers|orders|tickets|machines|"
    r"screens|desks|laptops|computers|pages|years|months|weeks|days|hours|minutes|miles|dollars|"
    r"percent|%)",
    re.IGNORECASE,
)
_GROWN = re.compile(r"\b(?:grow\w*|grew|gone|went|expand\w*|from)\b", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,;(:–—&]|\s-\s|\band\b|\bwith\b")
_HEDGE = re.compile(
    r"\b(?:approx(?:imately)?|circa|c|ca|say|maybe|perhaps|probably|somewhere|anywhere|something|like"
    r"|between|around|about|roughly|in the region of)\b\.?",
    re.IGNORECASE,
)
_SO = re.compile(r"(?:\bso|=)\s*(?:about |around )?$", re.IGNORECASE)
_WHO = re.compile(r"\bit['’]?s|\bwe|\bjust|\bonly|\bteam|\bsolo", re.IGNORECASE)


@dataclass(frozen=True)
class Headcount:
    """`people`, told at start:end of the text."""

    people: int
    start: int
    end: int


def find_headcount(said: str) -> Headcount | None:
    """What a statement tells unasked of how many the writer's people are."""
    party = find_party(said)
    if party and (party.middle > 1 or _WHO.search(said)):
        return _headcount(party, party.middle)
    found = [quantity for quantity in find_quantities(said) if _is_told(said, quantity)]
    first = summed(said, found)
    if first is None:
        return None
    grown = first.low != first.high and _GROWN.search(said[max(0, first.start - 25) : first.start])
    return _headcount(first, first.high if grown else first.middle)


def find_users(said: str) -> Headcount | None:
    """The first number of people of any kind that a statement tells: "26 students", "30 odd
    fellas"; a limit ("up to 20 guests") tells none."""
    for quantity in find_quantities(said):
        if _USERS.match(said[quantity.end :]) and not _NO_MORE.search(said[: quantity.start]):
            return _headcount(quantity, quantity.middle)
    return None


def counts_only_people(said: str) -> bool:
    """Whether each number in a statement counts people, by what stands behind it."""
    counted = [_USERS.match(said[quantity.end :]) for quantity in find_quantities(said)]
    return bool(counted) and all(counted)


def summed(said: str, found: Sequence[Quantity]) -> Quantity | None:
    """Of several numbers the one that sums up ("10 in total", "so six of us"), else the first, with
    the second when each counts a group of its own ("six full-timers and two part-timers")."""
    for sign in (_TOTAL, _OF_US):
        signed = [q for q in found if sign.match(said[q.end :])]
        # "12 of us plus 20 contractors" are two groups all the same.
        more = [q for q in found if signed and _PLUS.fullmatch(said[signed[-1].end : q.start])]
        found = [*signed, *more] or found
    found = [q for q in found if _SO.search(said[: q.start])] or found
    match found:
        case [first, second, *_] if _AND_MORE.fullmatch(said[first.end : second.start]):
            low, high = first.low + second.low, first.high + second.high
            return first if _SEATS.match(said[second.end :]) else replace(first, low=low, high=high)
    return next(iter(found), None)


def no_headcount(after: str) -> bool:
    """Whether what stands behind a number says that it counts something else than people."""
    return _OTHERS_THINGS.match(after) is not None


def _is_told(said: str, quantity: Quantity) -> bool:
    before, after = said[max(0, quantity.start - _NEAR) : quantity.start], said[quantity.end :]
    if no_headcount(after):
        return False
    if _TOTAL.match(after) and before.rstrip().endswith("("):
        return True
    if _OF_US.match(after):
        return True
    on = _ON.search(before)
    if COUNTED.match(after[:_NEAR]):
        alone = not _HEDGE.sub("", _SEPARATOR.split(before)[-1]).strip(" ~")
        return bool(alone or on or _THEIRS.search(before))
    about = on is not None and (on["about"] or _ISH.search(said[quantity.start : quantity.end]))
    if about or _WE_ARE.search(before):
        return _NOTHING_MORE.match(after) is not None
    return _GROUP_OF.search(before) is not None


def _headcount(quantity: Quantity, people: float) -> Headcount:
    return Headcount(int(people + 0.5), quantity.start, quantity.end)
