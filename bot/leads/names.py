"""Names of people and companies by how they are told: "I'm Jane Doe", "jane from acme"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot import english
from bot.leads.places import find_place

_PIECE = r"[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*\.?"
_NAME = rf"{_PIECE}(?:\s+(?:(?:de|van|von|der|den|la|bin|al|del|di|da|st\.?)\s+)*{_PIECE}){{0,3}}"
# A full stop behind four letters ends the sentence; behind fewer it may abbreviate ("St. Mary").
_FIRM = (
    r"[\w&][\w&.'’+-]*"
    r"(?:(?<![^\W\d_]{4}\.)\s+(?:and\s+|&\s+|of\s+)?[\w&][\w&.'’+-]*){0,4}"
)
_SELF = r"(?:i['’]?m|i am|this is|it['’]?s|its|am)"
_HELLO = r"(?:(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening))(?:\s+there)?[\s,.!-]+)?"

_TOLD = re.compile(
    rf"\b(?:my (?:full |first )?name(?:['’]s| is|:)?|name(?:['’]s| is|:)|(?:you can |please )?"
    rf"call me|i go by|they call me)\s+(?P<name>{_NAME})",
    re.IGNORECASE,
)
_SELF_NAMED = re.compile(
    rf"(?:^|[.!,;]\s*|\band\s+){_HELLO}{_SELF}\s+(?P<name>{_NAME})", re.IGNORECASE
)
_FROM = re.compile(
    rf"(?:^|[.!;]\s*){_HELLO}(?:{_SELF}\s+)?(?P<name>{_PIECE}(?:\s+{_PIECE})?)\s*,?\s+"
    rf"(?:here\s+)?(?P<link>from|at|of|with)\s+(?P<company>{_FIRM})",
    re.IGNORECASE,
)
_NAME_AND_FIRM = re.compile(
    r"\s*(?P<name>[A-ZÀ-Þ][\w'’-]+(?: (?:(?:de|van|von|der|den|la|bin|al|del|di|da) ){0,2}"
    r"[A-ZÀ-Þ][\w'’-]+){0,2}),\s+"
    r"(?P<company>(?!(?:Inc|LLC|Ltd|GmbH)\b)[A-Z][\w&.'’-]*"
    r"(?: (?:and |& )?[A-Z][\w&.'’-]*){0,3})[\s.!]*$"
)
_HERE = re.compile(
    rf"(?:^|[.!,;]\s*){_HELLO}(?P<name>{_PIECE}(?:\s+{_PIECE})?)\s+here\b", re.IGNORECASE
)
_FIRM_TOLD = re.compile(
    rf"\b(?:(?:our |my |the )?(?:company|firm|business|organi[sz]ation|employer|outfit|"
    rf"startup|start-up|shop|agency|studio|"
    rf"team|group|practice)(?:['’]s name)?"
    rf"(?:(?: name)? should be| name['’]s| is called| called| named| name is"
    rf"| is named|['’]s called| is|:|['’]s)|"
    rf"(?:i|we) (?:work|am working|"
    rf"are working) (?:for|at)|i['’]?m (?:calling |writing )?(?:from|with|at)|"
    rf"i am (?:from|with|at)|"
    rf"we['’]?re (?:from|called)|we are (?:from|called)|on behalf of|(?:i|we) represent|"
    rf"calling from|writing from|i (?:own|run|founded|started))\s+(?:a company called\s+)?"
    rf"(?P<company>{_FIRM})",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"(?P<company>(?:[A-Z][\w&.'’-]*\s+){1,4}(?:Inc|LLC|Ltd|Limited|GmbH|AG|Corp|Corporation|"
    r"PLC|plc|LLP|S\.?A\.?|B\.?V\.?|Pty|Co|KG|SARL|SpA|Oy|AB|AS|ApS)\b\.?)"
)
_LEGAL_LIST = re.compile(
    r"(?P<company>(?:[A-Z][\w.'’-]*,\s+){1,3}[A-Z][\w.'’-]*\s+(?:&|and)\s+[A-Z][\w.'’-]*\s+"
    r"(?:LLP|LLC|Inc|Ltd|Limited|PLC|plc)\b\.?)"
)
_CAPITALS = (
    r"[A-ZÀ-Þ0-9][\w&.'’+-]*"
    r"(?:(?<![^\W\d_]{4}\.)\s+(?:(?:and|&|of|the)\s+){0,2}[A-ZÀ-Þ][\w&.'’+-]*){0,4}"
)
_FIRM_BEHIND = re.compile(
    rf"(?:\s*(?:,|\||@|\s[-–])\s*(?:at\s+)?|\s+(?:here\s+)?(?:at|with|for|from)\s+)"
    rf"(?P<company>{_CAPITALS}|(?<=at\s)[a-z][\w&'’-]*(?:\s[a-z][\w&'’-]*)?(?=\W*$|[,.!?;]))"
)
_FIRM_OF = re.compile(rf"\s+of\s+(?P<company>{_CAPITALS})")
_WE_ARE = re.compile(
    r"(?:^\s*|[.!?;,\n]\s*)(?:(?:[Hh]i|[Hh]ello|[Hh]ey)[\s,!.]+)?"
    rf"(?:[Ww]e are|[Ww]e['’]re|[Ww]ere)\s+(?P<company>{_CAPITALS})"
    r"(?=\s*[,.!;\n]|\s+(?:and|looking|based|in|from|an?)\b|\s*$)"
)
_HERE_FROM = re.compile(rf"\bhere,?\s+(?:from|at|with)\s+(?P<company>{_CAPITALS})")
# Words that follow "I'm", "this is" or stand before "from" and "at" without being a name.
_EVERYDAY = """
a an the in on at of to for from with by not no yes yeah ok okay sure so very too just only
still also really quite pretty here there back out up down off over away about after before
interested looking good fine great well bad happy sad sorry afraid unsure new old busy free
ready tired bored lost stuck confused curious done hungry glad annoyed angry urgent
important nice cool weird wrong right true false mine yours my your our their his her its it
this that these those what who where when why how all some any none both each every more
most less something nothing someone anyone everyone people person team company business
owner founder ceo cto cfo coo director manager head lead vp president partner student
developer engineer designer consultant freelancer self-employed employee buyer customer
client user member visitor human man woman guy mum mom dad parent based located living
working calling writing asking thinking trying using going buying currently actually
probably maybe basically almost already always never now today tomorrow soon later me you we
they he she i im and or but if because since until while as like than then please thanks
thank hello hi hey test is are was were be been am do does did have has had can could will
would should may might must price pricing cost demo quote question help support info details
email mail phone number secret private anonymous nobody skip next stop one two three work
home school night least somewhere anything everything different available open closed better
best worse first last again fun easy hard difficult expensive cheap much many few lot lots
single married retired unemployed vegan allergic pregnant disabled american british german
french order delivery shipping refund invoice bill account login website site page app chat
bot robot stupid dumb useless rubbish spam joke crap shit annoying ridiculous terrible awful
horrible amazing awesome perfect excellent wonderful lovely fantastic brilliant beautiful
who's what's i'm i've ive i'd i'll we're we've we'll it's that's thats there's he's she's
they're you're youre let's don't dont can't cant won't didn't isn't rather prefer want need
know think guess hmm hm uh um lol haha wow oh ah eh huh ugh whatever idk dunno pass n/a na
nope nah yep yup decision-maker purchasing procurement marketing sales finance hr operations
such wait brb hang hold sec moment correction bonjour hola ciao salut hallo guten
servus merci danke gracias salaam namaste
greetings regards love deliveries feedback news data message messages made straight far
aside apart pickup import export migration direct returns tickets photos parts goods
"""
_NOT_A_NAME = frozenset(_EVERYDAY.split())
_PREFIXES = frozenset({"co", "ex", "vice", "self", "non", "part", "full", "deputy", "assistant"})
# … and that follow "at" and "from" without being a company.
_PLACES_AND_TIMES = """
town city moment time once first end start airport office beach gym weekend noon midnight
home-office scratch abroad overseas
"""
_NOT_A_FIRM = _NOT_A_NAME | frozenset(_PLACES_AND_TIMES.split())
_ORDINARY = re.compile(r"(?:ing|ed|ly|ious|ful|less|able|ible)$", re.IGNORECASE)
_TITLE = re.compile(r"^(?:professor|prof|dr|mr|mrs|ms|miss|sir)\b\.?\s+", re.IGNORECASE)
_GOES_ON = frozenset({"from", "at", "with", "of", "and", "here", "speaking", "my", "i", "we"})
_TAIL = re.compile(
    r"\s+(?:and|but|or|we|i|i['’]?m|we['’]?re|my|our|here|from|at|with|of|for|to|in|on|is|are|"
    r"was|so|which|who|that|looking|interested|calling|writing|by the way|btw|please|pls|thanks|"
    r"thank|email|e-mail|phone|tel|the|a|an|need|want|would|can|could|do|does|as|speaking|"
    r"because|asking|about|company|not|it['’]?s)\b.*$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Name:
    """A name as it stands in a text; `confidence` says how plainly it was told as one."""

    kind: str  # "name" (of a person) or "company"
    value: str
    start: int
    end: int
    confidence: float


def find_names(text: str) -> Iterator[Name]:
    """People and companies that `text` tells by a phrase, the plainest first."""
    person: Name | None = None
    for pattern, confidence in ((_FROM, 0.85), (_TOLD, 0.95), (_HERE, 0.8), (_SELF_NAMED, 0.8)):
        for match in pattern.finditer(text):
            if pattern is _FROM and match["link"].lower() != "from" and _no_name(match):
                continue  # "look at this", "fitness at 6", "End of March"
            if person is None:
                person = _person(match, confidence)
                if person is not None:
                    yield person
                    if pattern is _FROM and (firm := _company(match, 0.85, text)):
                        yield firm
                        return
    for pattern, confidence in (
        (_FIRM_TOLD, 0.85),
        (_LEGAL_LIST, 0.8),
        (_LEGAL, 0.8),
        (_HERE_FROM, 0.8),
        (_WE_ARE, 0.75),
    ):
        for match in pattern.finditer(text):
            if firm := _company(match, confidence, text):
                yield firm
                return


def firm_after(text: str, end: int, *, of: bool) -> Name | None:
    """The company that stands behind a role ending at `end`: "at Acme", ", Acme"; with `of`, also
    "of Acme"."""
    for pattern in (_FIRM_BEHIND, *((_FIRM_OF,) if of else ())):
        if (match := pattern.match(text, end)) and (firm := _company(match, 0.8, text)):
            return firm
    return None


_MASHED = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}|asdf|sdf|hjkl|sdfg|dfgh|fghj|ghjk|qwer|zxcv|xcvb")


def is_mashed(text: str) -> bool:
    """Whether fingers ran over the keys: "asdkjh qwe"."""
    return text.islower() and _MASHED.search(text) is not None


def _ordinary(name: str) -> bool:
    return all(english.is_ordinary(word.lower()) for word in name.split())


def name_and_firm(text: str) -> Iterator[Name]:
    """Person and company in an answer to either question: "Viktor Herrera, Tide Architects"."""
    match = _NAME_AND_FIRM.match(text)
    if match is None or not plausible_person(match["name"]):
        return
    yield Name("name", match["name"], match.start("name"), match.end("name"), 0.7)
    yield Name("company", match["company"], match.start("company"), match.end("company"), 0.7)


def _no_name(match: re.Match[str]) -> bool:
    return match[0].islower() or english.is_ordinary(match["name"].split()[0].lower())


def _person(match: re.Match[str], confidence: float) -> Name | None:
    said = _TITLE.sub("", match["name"])
    name = _TAIL.sub("", said).strip(" .,-")
    if not plausible_person(name):
        return None
    if confidence < 0.9 and len(name.split()) > 1 and _ordinary(name):
        return None  # "Church admin here"
    if name.islower():
        # "i'm knackered" and "this is such a mess" have the same form as "i'm jane".
        if confidence < 0.9 and _ordinary(name):
            return None
        rest = said[len(name) :].split()
        if confidence < 0.9 and (_ORDINARY.search(name) or (rest and rest[0] not in _GOES_ON)):
            return None
        confidence -= 0.15
    start = match.end("name") - len(said)
    return Name("name", in_capitals(name), start, start + len(name), round(confidence, 2))


def _company(match: re.Match[str], confidence: float, text: str) -> Name | None:
    firm = _TAIL.sub("", match["company"]).strip(" .,-") if match["company"] else ""
    if not plausible_company(firm):
        return None
    if firm.islower() and english.is_ordinary(firm) and _ORDINARY.search(firm):
        return None  # "our company's registered in Delaware"
    place = find_place(firm)
    if place is not None and place.end - place.start >= len(firm) - 1:
        return None  # "I'm from Berlin"
    start = match.start("company")
    if firm.islower():
        confidence -= 0.15
    return Name("company", in_capitals(firm), start, start + len(firm), confidence)


def plausible_person(name: str) -> bool:
    """Whether a few words can be somebody's name: letters alone, and no everyday word."""
    words = name.split()
    if not 1 <= len(words) <= 5 or len(name) > 60 or not any(c.isalpha() for c in name):
        return False
    capitals = all(word[:1].isupper() for word in words) and _is_first_name(words)
    if not capitals and any(_everyday(word.lower().strip(".,")) for word in words):
        return False
    if is_mashed(name):
        return False
    return re.fullmatch(_NAME, name) is not None and not re.search(r"(.)\1{3}", name)


def _is_first_name(words: list[str]) -> bool:
    """Whether a full name begins with a first name: "Imogen Price" is no price."""
    return len(words) > 1 and words[0].lower() in english.first_names()


def _everyday(word: str) -> bool:
    prefix, _, rest = word.partition("-")
    return word in _NOT_A_NAME or (prefix in _PREFIXES and rest in _NOT_A_NAME)


def plausible_company(name: str) -> bool:
    """Whether a few words can be a company's name."""
    words = name.split()
    if not 1 <= len(words) <= 8 or len(name) > 80 or not any(c.isalnum() for c in name):
        return False
    if is_mashed(name):
        return False
    if name.islower() and re.fullmatch(r"\d+", words[0]):
        return False  # "I own 3 gyms"
    if words[0].lower() in _NOT_A_FIRM and (len(words) == 1 or name.islower()):
        return False
    return any(c.isalpha() for c in name)


def in_capitals(name: str) -> str:
    """A name typed in lower case as it is written; one with capitals is left alone."""
    if not name.islower():
        return name
    return re.sub(r"(?<![\w'’])[^\W\d_]", lambda first: first[0].upper(), name)
