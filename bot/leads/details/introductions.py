"""How people say who they are: "I'm Jane Doe", "jane from acme", "Ich bin Jörg Vogt"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot import english
from bot.leads.details.firms import (
    CAPITALS,
    FIRM,
    ends_like_a_firm,
    find_firm,
    firm_of,
    is_like_a_firm,
)
from bot.leads.details.names import (
    NAME,
    PARTICLES,
    PIECE,
    TITLE,
    Name,
    in_capitals,
    is_everyday,
    is_full_name,
    plausible_company,
    plausible_person,
)
from bot.leads.details.places import find_place

SELF = (
    r"(?:i['’]?m|i am|myself|this is|it['’]?s|its|am|i['’]?m called|you(?:['’]re| are) talking to)"
)
HELLO = (
    r"(?:(?:hi|hello|hey|hiya|yo|dear all|greetings|bonjour|hola|hallo|ciao|olá|hej"
    r"|good (?:morning|afternoon|evening|day)|morning|evening|afternoon|oh|ah|ok|okay|well|so|um"
    r"|yes|yeah|sure|sorry|btw|by the way)(?:\s+there)?[\s,.!-]+)?"
)
_CAPITAL_NAME = (
    rf"[A-ZÀ-Þ](?:[^\W\d_]|['’.-](?=[^\W\d_]))+(?:\s+(?:{PARTICLES}\s+)*"
    r"[A-ZÀ-Þ](?:[^\W\d_]|['’.-](?=[^\W\d_]))+){0,3}"
)
# The same in the languages of the neighbours; there only capitals make a name.
_ABROAD = re.compile(
    r"\b(?i:ich bin|ich hei(?:ß|ss)e|mein name ist|hier (?:ist|spricht)|je suis|je m['’]appelle"
    r"|moi c['’]est|ici|soy|me llamo|mi nombre es|sono|mi chiamo|ik ben|mijn naam is|sou [oa]"
    r"|sou|eu sou|meu nome é|(?:me )?chamo-me|me chamo|jag (?:heter|är)|jeg (?:heter|er|hedder)"
    r"|nazywam się|jestem)\s+(?:(?i:der|die)\s+)?(?:(?i:dr|prof|frau|herr|mme|sra?)\.?\s+)?"
    rf"(?P<name>{_CAPITAL_NAME})"
)
_FULL = re.compile(rf"\bfull name(?:\s+is|['’]s|:)?\s+(?P<name>{NAME})", re.IGNORECASE)
_TOLD = re.compile(
    r"\b(?:my (?:good |first )?name(?:['’]?s| is|:|,? it['’]?s|,? it is"
    r"| should be)?(?: spell?ed| spelt)?|(?<!company )"
    r"(?<!business )(?<!firm )"
    r"\bname(?:['’]s| is|:| -|(?<=^name)(?= [A-ZÀ-Þ]))"
    r"|contact(?::| -)(?: (?:mr|mrs|ms|dr)\.?)?|(?:you can |please )?"
    rf"call me|i go by|they call me|i['’]?m called|you['’]d be dealing with me,)\s+"
    rf"(?P<name>{NAME})",
    re.IGNORECASE,
)
_IN_PARTS = re.compile(
    rf"\b(?:first name(?: is|:)?\s+(?P<first>{PIECE})[\s,]+(?:and\s+)?(?:my\s+)?"
    rf"(?:last name|surname)(?: is|:)?\s+(?P<last>{PIECE})"
    rf"|(?:last name|surname)(?: is|:)?\s+(?P<last2>{PIECE})[\s,]+(?:and\s+)?(?:my\s+)?"
    rf"first name(?: is|:)?\s+(?P<first2>{PIECE}))",
    re.IGNORECASE,
)
_SELF_NAMED = re.compile(
    rf"(?:^|[.!,;\n]\s*|\b(?:and|so|then)\s+)(?P<hello>{HELLO})(?P<self>{SELF})\s+"
    rf"(?P<name>{NAME})",
    re.IGNORECASE,
)
# Says what something is as well as who somebody is: "this is Sparta!".
_THIS_IS = re.compile(r"(?:this is|it['’]?s|its|am)$", re.IGNORECASE)
_FROM = re.compile(
    rf"(?:^\s*|[.!;]\s*){HELLO}(?:{SELF}\s+)?(?P<name>{PIECE}(?:\s+{PIECE})?)\s*,?\s+"
    rf"(?:(?:here|again|speaking|this side),?\s+)?(?P<link>from|at|of|with"
    rf"|w/)\s+(?P<company>{FIRM})",
    re.IGNORECASE,
)
_HERE = re.compile(
    rf"(?:^\s*|[.!,;]\s*){HELLO}(?P<name>{PIECE}(?:\s+{PIECE}){{0,2}})\s*,?\s+"
    r"(?:here|speaking|this side|on the line)\b",
    re.IGNORECASE,
)
_ME = re.compile(
    r"\b(?i:(?:it['’]?s|its|only|just) )?(?i:me)(?i: again)?(?:,\s*|\s*\(\s*)"
    rf"(?P<name>{_CAPITAL_NAME})"
    rf"|(?P<name2>{_CAPITAL_NAME}),? (?i:that['’]?s me|is me)\b"
    # "Emre is my name".
    rf"|^\W*(?P<name3>{_CAPITAL_NAME}),? (?i:is|that['’]?s)"
    r" (?i:my|the) (?i:\w+ )?(?i:name)\b"
)
_FULL_NAME = 2  # words
_LISTED = 4  # parts of a message that says who writes: name, company, town, postcode
_NAME_AND_FIRM = re.compile(
    rf"\s*(?P<name>{_CAPITAL_NAME}),\s+"
    r"(?P<company>(?!(?:Inc|LLC|Ltd|GmbH)\b)[A-Z][\w&.'’-]*"
    r"(?: (?:and |& )?[A-Z][\w&.'’-]*){0,3})[\s.!]*$"
)
# Behind a name: "…, facilities at Port Co", "… and I lead support at Hanbit", "… de La Espiga".
_FIRM_NEAR = re.compile(
    r"(?:\s+(?i:here|speaking|again))?(?:,\s+(?i:the\s+)?"
    rf"(?P<company2>{CAPITALS})(?=\s*(?:[,.!?\n]|$))"
    r"|(?:,?\s+(?i:(?:and )?(?:je|ich|i))|,)?(?:\s+[^\W\dA-ZÀ-Þ_][^\s,.;!?]*){0,5}?"
    r"\s+(?i:at|from|of|with|for|bei|chez|von|de|presso|hos|bij|på|pour|para|voor)\s+"
    r"(?i:the\s+|der\s+|dem\s+|la société\s+|la empresa\s+)?"
    rf"(?P<company>{CAPITALS}))"
)
# The message begins with a full name: "Kim Soo-jin, we're a studio", "Liu Yang, Jade Hotel. Can …".
_BEGINS = re.compile(
    r"^\s*(?:(?i:hi|hello|hey)(?i:\s+there)?\s*[!.]\s*|(?i:hi|hello|hey|good (?:day"
    r"|morning))\s*,\s*)?"
    rf"(?P<name>{_CAPITAL_NAME})\s*,\s+"
    r"(?:(?=(?i:we|i|our|my|i['’]?m|we['’]?re|we['’]ve|i['’]ve)\b)"
    rf"|(?P<company>{CAPITALS})(?=\s*(?:$|[.!?]\s|[.!?]$)))"
)
# … or ends with one, behind thanks: "many thanks, Deborah Finkel (West Lane Nursery)".
_ENDS = re.compile(
    r"\b(?i:thanks|thank you|regards|cheers|best|wishes|yours|sincerely),?\s+"
    rf"(?P<name>{_CAPITAL_NAME})(?:\s*(?:\(|,\s+)(?P<company>{CAPITALS})\)?)?[\s.!]*$"
)
_RARE = 1000  # times in the dictionary's corpus, below which a word with a capital is a name
_PEOPLES = re.compile(r"(?:ish|ese|ist|ian|ic|er|or)$")
_SAYS = re.compile(rf"\b{SELF}\s+$", re.IGNORECASE)
_SHOWN = re.compile(r"\b(?:this is|it['’]?s|its) \S+$", re.IGNORECASE)
_CALL_ME = re.compile(r".*\b(?:call me|i go by)\b", re.IGNORECASE)  # "call me instead"
_ORDINARY = re.compile(r"(?:ing|ed|ly|ious|ful|less|able|ible)$", re.IGNORECASE)
_POSSESSED = re.compile(r"(?:[^\W\d_]+ ){0,2}[^\W\d_]+['’]s\s+[^\W\d_]")
_AT_A_FIRM = re.compile(r"(\S+ \S+) de ([^\W\d_]+)(?: [^\W\d_]+)+$")
_GOES_ON = frozenset({"from", "at", "with", "of", "and", "here", "speaking", "my", "i", "we"})
_TAIL = re.compile(
    r"\s+(?:and|but|or|we|i|i['’]?m|we['’]?re|my|our|here|from|at|with|of|for|to|in|on|is|are|"
    r"was|so|which|who|that|looking|interested|calling|writing|by the way|btw|please|pls|thanks|"
    r"thank|email|e-mail|phone|tel|by|the|a|an|need|want|would|can|could|do|does|as|speaking|again|"
    r"because|asking|about|company|not|it['’]?s|then|this|without)\b.*$",
    re.IGNORECASE | re.DOTALL,
)


def find_names(text: str) -> Iterator[Name]:
    """People and companies that `text` tells by a phrase, the plainest first."""
    person = _in_parts(text)
    if person is not None:
        yield person
    for pattern, confidence in (
        (_FULL, 0.95),
        (_FROM, 0.85),
        (_TOLD, 0.95),
        (_ABROAD, 0.9),
        (_HERE, 0.8),
        (_ME, 0.8),
        (_SELF_NAMED, 0.8),
    ):
        for match in pattern.finditer(text):
            firm = firm_of(match, 0.85) if pattern is _FROM else None
            if pattern is _FROM and match["link"].lower() != "from" and _no_name(match, firm):
                continue  # "look at this", "fitness at 6", "End of March", "Jack of all trades"
            if person is None:
                person = _person(match, confidence, firm=firm)
                if person is not None:
                    yield person
                    if firm is not None:
                        yield firm
                        return
    for pattern in (_BEGINS, _ENDS):
        told = pattern.search(text) if person is None else None
        if told is not None and _like_a_person(told["name"]):
            person = _person(told, 0.75)
            if person is not None:
                yield person
                if told["company"] and (firm := firm_of(told, 0.75)):
                    yield firm
                    return
    yield from find_firm(text)
    if person is not None:
        near = _FIRM_NEAR.match(text, person.end)
        if near is None:
            return
        group = "company" if near["company"] else "company2"
        if group == "company2" and " " not in near[group]:
            return  # "I'm Ana, Thanks"
        if firm := firm_of(near, 0.75, group):
            yield firm


def introduces(text: str, name: str) -> bool:
    """Whether a text does nothing but say that its writer is called `name`, which is a first name
    or no word at all: "this is Emre", not "this is useless"."""
    said = text.strip(" .!")
    match = _SELF_NAMED.fullmatch(said) or _ME.fullmatch(said)
    first = name.split(maxsplit=1)[0].lower() if name else ""
    unlike_a_word = first in english.first_names() or not english.is_word(first)
    told = [each.casefold() for each in match.groups() if each] if match else []
    return unlike_a_word and name.casefold() in told


def name_and_firm(text: str) -> Iterator[Name]:
    """Person and company in an answer to either question: "Viktor Herrera, Tide Architects"."""
    match = _NAME_AND_FIRM.match(text)
    if match is None or not plausible_person(match["name"]) or surname_first(text):
        return
    yield Name("name", match["name"], match.start("name"), match.end("name"), 0.7)
    yield Name("company", match["company"], match.start("company"), match.end("company"), 0.7)


def in_a_list(text: str, home: str) -> Iterator[Name]:
    """Person and company of a message that is nothing but who writes, unasked: "Ada Lark, The Old
    Forge, Hexham". Which place it is, is read elsewhere."""
    parts = list(re.finditer(r"[^,]+", text))
    if not 2 <= len(parts) <= _LISTED:
        return
    who, firm = (part[0].strip(" .!") for part in parts[:2])
    # "Fergus Baird, Baird Tait Surveyors": a name that no list has, beside what is a firm's.
    of_firm = ends_like_a_firm(firm.lower()) or not {*who.split()[-1:]}.isdisjoint(firm.split())
    plain_name = who.istitle() and len(who.split()) == _FULL_NAME and plausible_person(who)
    if not (is_full_name(who) or (of_firm and plain_name and find_place(who, home) is None)):
        return
    capitals = all(word[:1].isupper() or word in {"of", "and", "&", "the"} for word in firm.split())
    place = find_place(firm, home)
    if not capitals or not plausible_company(firm) or (place and place.text == firm):
        return
    if any(part[0].strip()[:1].islower() for part in parts[2:]):
        return
    for kind, part in (("name", parts[0]), ("company", parts[1])):
        said = part[0].strip(" .!")
        start = part.start() + part[0].find(said)
        yield Name(kind, said, start, start + len(said), 0.7)


def surname_first(text: str) -> str | None:
    """A name as lists have it: "O'Shaughnessy, Liam" → "Liam O'Shaughnessy"."""
    match = re.fullmatch(rf"\s*((?:{PARTICLES}\s+)*{PIECE}),\s+({PIECE})[\s.!]*", text)
    if match is None or not (plausible_person(match[1]) and plausible_person(match[2])):
        return None
    last, first = re.sub("['’]", "", match[1].lower()).split()[-1], match[2].lower()
    known = first in english.first_names() or first not in english.dictionary()
    plainly = " " in match[1] or last not in english.first_names()
    swapped = known and last in english.surnames() and plainly
    return f"{match[2]} {match[1]}" if swapped else None


def _like_a_person(name: str) -> bool:
    """Whether a full name is one by its words alone: "Liu Yang", not "Merry Christmas"."""
    first, *others = name.lower().split()
    known = first in english.first_names() or first not in english.dictionary()
    talk = any(map(is_everyday, name.lower().split()))
    return bool(others) and known and not talk and find_place(name) is None


def _in_parts(text: str) -> Name | None:
    match = _IN_PARTS.search(text)
    if match is None:
        return None
    name = f"{match['first'] or match['first2']} {match['last'] or match['last2']}"
    return Name("name", in_capitals(name), match.start(), match.end(), 0.95)


def _ordinary(name: str) -> bool:
    return all(english.is_ordinary(word) for word in re.split(r"[\s-]+", name.lower()))


def _no_name(match: re.Match[str], firm: Name | None) -> bool:
    nothing = firm is None and not match["company"][:1].isupper()
    first = match["name"].split()[0].lower()
    if match[0].islower() and firm is not None:
        known = first in english.first_names() and not is_everyday(first)
        return not (known and is_like_a_firm(firm.value.lower()))
    return nothing or match[0].islower() or english.is_ordinary(first)


def _is_rare(name: str) -> bool:
    """Whether a capitalised word is too rare, or not of a form, to say what somebody is."""
    known = english.dictionary().get(name.lower(), 0)
    return name.istitle() and known < _RARE and not _PEOPLES.search(name)


def _person(match: re.Match[str], confidence: float, *, firm: Name | None = None) -> Name | None:
    """The person that a match names, of that firm."""
    names = match.groupdict()
    group = next(group for group in ("name", "name2", "name3") if names.get(group))
    said = TITLE.sub("", match[group])
    name = _TAIL.sub("", said).strip(" .,-")
    if match.re is _ABROAD and re.match(r"\s+[A-ZÀ-Þ]", match.string[match.end() :]):
        name = name.partition(" de ")[0]  # "soy Lucía Fernández de Panadería La Espiga"
    if match.re is _ABROAD and (at_firm := _AT_A_FIRM.match(name)):
        name = at_firm[1] if at_firm[2].lower() not in english.surnames() else name
    behind = match.string[match.start(group) + len(match[group]) :]
    if not plausible_person(name) or _POSSESSED.match(f"{said}{behind}"):
        return None  # "this is Fate's fault"
    if name[:1].islower() and not name.islower() and _ORDINARY.search(name.split()[0]):
        return None  # "I'm replacing Dan"
    # "I'm Lars" and "i'm dom from brightpath" name people, though both are words.
    at_a_firm = firm is not None and is_like_a_firm(firm.value.lower())
    says = _SAYS.search(match.string[: match.start(group)]) and not _ORDINARY.search(name)
    rare = _is_rare(name) and not _SHOWN.search(match[0])  # "This is Madness"
    ordinary = _ordinary(name) and not (says and (at_a_firm or rare))
    if confidence < 0.9 and (ordinary or name.lower() in english.languages()):
        return None  # "Church admin here", "It's Complicated", "I'm Italian"
    if match.re is _SELF_NAMED and _THIS_IS.match(match["self"]) and not match["hello"]:
        known = name.lower() in english.first_names() or " " in name or name != said
        if not known and behind[:1] in {"", "!", "?", ".", ","}:
            return None
    if name.islower():
        # "i'm knackered" and "this is such a mess" have the same form as "i'm jane".
        if ordinary and (confidence < 0.9 or _CALL_ME.match(match[0])):
            return None
        rest = said[len(name) :].split()
        if confidence < 0.9 and (_ORDINARY.search(name) or (rest and rest[0] not in _GOES_ON)):
            return None
        confidence -= 0.15
    start = match.end(group) - len(said)
    end = start + len(name)
    # "Rhiannon, Rhiannon Price": said again in full.
    again = re.match(rf"[\s,(]+({re.escape(name)}\s+{PIECE})", match.string[end:], re.IGNORECASE)
    if again and plausible_person(again[1]):
        name, start, end = again[1], end + again.start(1), end + again.end(1)
    return Name("name", in_capitals(name), start, end, round(confidence, 2))
