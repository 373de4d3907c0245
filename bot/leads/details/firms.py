"""Names of companies by how they are told: "our firm, Alder & Co, has …", "I do IT at Acme"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot import english
from bot.cities import country_of
from bot.leads.details.names import Name, in_capitals, is_everyday, plausible_company
from bot.leads.details.places import find_place
from bot.leads.details.roles import DEPARTMENT
from bot.leads.details.streets import is_house

# A full stop behind four letters ends the sentence; behind fewer it may abbreviate ("St. Mary").
_NO_END = r"(?<![^\W\d_]{4}\.)"
FIRM = rf"[\w&][\w&.'’+-]*(?:{_NO_END}\s+(?:and\s+|&\s+|of\s+)?[\w&][\w&.'’+-]*){{0,4}}"
_LINKS = r"and|&|of|the|for|y|e|et|und|de|del|della|di|da|do|du|des|la|le|el|van|von|der|sur"
_CAPITAL = r"(?!I\b)(?:[dl]['’])?[A-ZÀ-Þ0-9][\w&.'’+-]*"
# Words in lower case, of which a check tells whether they are a name.
_SMALL = r"[a-z][\w&'’-]*(?:\s(?:(?:and|&|of)\s)?[a-z][\w&'’-]*){0,3}"
# What names of firms end with, whatever stands in front: "mullen brothers", "harlow and sons".
_FAMILY = "sons daughters brothers bros sisters co company partners associates"
_ENDINGS = frozenset(
    f"""{_FAMILY} holdings group labs ventures industries enterprises technologies consulting
    architects solicitors interiors motors foods logistics freight insurance capital roofing
    plumbing construction textiles legal dental media digital builders joinery electrical
    engineering metals marine homes properties lettings finance energy farms primary""".split()
)
_AND_FAMILY = rf"(?!\s+(?:and|&)\s+(?:{_FAMILY.replace(' ', '|')})\b)"
# Legal forms that are written small: "Moravia Glass s.r.o.".
SMALL_FORM = r"(?:s\.?r\.?[ol]|sp\. ?z ?o\.? ?o|d\.?o\.?o|a\.s|e\.v|s\.p\.a|s\.c|z\.s)\b\.?"
CAPITALS = (
    rf"{_CAPITAL}(?:{_NO_END}\s+(?:(?:{_LINKS})\s+){{0,2}}{_CAPITAL}){{0,5}}(?:\s+{SMALL_FORM})?"
)
# What a company may be called by others; "our bakery, Crumb", "a gym called Iron Temple".
_BUSINESS = """
academy agency association bakery band bank bar barbershop bistro bookshop boutique brand brewery
bureau business
cafe café camp centre center charity chain choir church cinema clinic club college company
consultancy
co-op cooperative council dairy daycare dealership depot employer ensemble estate factory farm
festival
firm florist forge foundation foundry gallery garage group guesthouse guild gym hospital hostel
hotel
house inn institute joint kennel kindergarten lab laboratory league library lodge magazine marina
manufacturer mill ministry mosque museum newspaper ngo nonprofit non-profit nursery office orchestra
orchard organisation
organization outfit parish park pharmacy place plant platform practice pub publisher
ranch restaurant salon school shipyard shop society stable spa startup start-up station store studio
supplier surgery team temple theatre theater trust union university venture vineyard warehouse
winery
workshop zoo
works
"""
_KIND = rf"(?:{'|'.join(re.escape(word) for word in _BUSINESS.split())})(?:ies|s)?"
_OWN = rf"\b(?:our|my|an?|\d+|two|three|four|five)\s+(?:[^\W\d_][\w-]*\s+){{0,3}}?{_KIND}"
_CALLED = (
    r"(?:(?:that['’]?s|which is|is|are|we['’]?re|we are|it['’]?s|it will be|will be)\s+)?"
    r"(?:called|named|known as)|(?:under|by|with) the name(?: of)?|(?:trad(?:e|es|ing)|"
    r"operat(?:e|es|ing)|do(?:ing)? business|registered|signed up) (?:as|under)|we go by"
)
_AT_WORK = (
    r"work(?:ing|ed)?|run|lead|head(?: up)?|manage|do|handle|look after|teach|buy|oversee|own|"
    r"volunteer|take care of|coordinate|deal with|started|joined|took over|taken over|"
    r"(?:am|['’]?m) (?:responsible for|in charge of|the one)|in charge of|responsible for|"
    r"sit on|serve|represent|supervise|organi[sz]e|maintain|cook|drive|design|sell|build"
)

_TOLD = re.compile(
    rf"\b(?:(?:our |my |the )?(?:company|firm|business|organi[sz]ation|employer|outfit|"
    rf"startup|start-up|shop|agency|studio|"
    rf"team|group|practice)(?:['’]s name)?"
    rf"(?:(?: name)? should be| name['’]s| is called| called| named| name is"
    rf"| is named|['’]s called| is|:| -|['’]s)|"
    rf"(?:i|we) (?:work|am working|"
    rf"are working) (?:for|at)|i['’]?m (?:calling |writing )?(?:from|with|at)|"
    rf"i am (?:from|with|at)|(?:reaching out|enquiring|inquiring|messaging) from|"
    rf"we['’]?re (?:from|called)|we are (?:from|called)|on behalf of|(?:i|we) represent|"
    rf"calling from|writing from|(?:i|we) (?:own and run|own|run|founded|started)|"
    rf"(?:me|my \w+) and i (?:own|run))\s+"
    rf"(?P<company>{FIRM})",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"(?P<company>(?:[A-ZÀ-Þ][\w&.'’-]*\s+(?:(?:&|and)\s+)?){1,4}(?:Inc|LLC|Ltd|Limited|GmbH|AG"
    r"|Corp|Corporation|"
    r"PLC|plc|LLP|S\.?A\.?|B\.?V\.?|Pty|Co|KG|SARL|SpA|Oy|AB|AS|ApS|(?:Pte|Pty) Ltd)\b\.?)"
)
_LEGAL_LIST = re.compile(
    r"(?P<company>(?:[A-Z][\w.'’-]*,\s+){1,3}[A-Z][\w.'’-]*\s+(?:&|and)\s+[A-Z][\w.'’-]*\s+"
    r"(?:LLP|LLC|Inc|Ltd|Limited|PLC|plc)\b\.?)"
)
_APPOSED = re.compile(
    rf"(?i:{_OWN})(?:,|\s*\(|:|\s+[-–—])\s*(?i:the\s+)?(?P<company>{CAPITALS})\s*(?:[,).;–—-]|$)"
)
_CALLED_SO = re.compile(
    rf"(?i:\b(?:{_CALLED}))\s+[\"“'‘]?(?P<company>(?i:the\s+)?(?:{CAPITALS}"
    r"|[a-z][\w&'’-]*(?:\s[a-z][\w&'’-]*){0,2}(?=\s*(?:$|[,.!;)\"”]))))"
)
_ENDS_A_NAME = re.compile(r"[A-ZÀ-Þ]\w+\s*[-:]")
_WORD_BEFORE = re.compile(r"[\w&'’]\s+$")
_ABOUT_US = re.compile(r"\b(?:i|me|i['’]?m|im|we|our|my|us|it)\b", re.IGNORECASE)
_AT_MY_WORK = (
    rf"\b(?i:(?:i|we)(?:['’]?(?:ve|m"
    rf"|re))?\s+(?:(?!used\b)\w+\s+){{0,2}}?(?:{_AT_WORK})\b[^,.;!?]{{0,50}}?\s)"
)
_WORKS_AT = re.compile(
    rf"{_AT_MY_WORK}(?i:at|for|with|on behalf of|bei|chez)\s+(?i:the\s+|an?\s+)?"
    rf"(?P<company>{CAPITALS})"
)
_WORKS_AT_SMALL = re.compile(
    rf"(?:{_AT_MY_WORK}|(?:^|[,.;]\s*)(?i:(?:currently )?working\s))(?i:at|for)\s+(?i:the\s+)?"
    rf"(?P<company>{_SMALL})"
)
_ON_BEHALF = re.compile(
    r"\b(?i:on behalf of|writing for|asking for|for my (?:boss|manager|employer|team) at)\s+"
    rf"(?i:the\s+)?(?P<company>{CAPITALS})"
)
# "My firm Obsidian Legal has 12 lawyers".
_OWN_NAMED = re.compile(
    rf"\b(?i:(?:my|our)\s+(?:[^\W\d_][\w-]*\s+)?(?:{_KIND}))\s+(?P<company>{CAPITALS})"
    r"(?=\s+(?:has|is|are|have|does|do|needs?|wants?|uses?|runs?|employs?|makes?|sells?)\b)"
)
_WE_AT = re.compile(
    rf"\b(?i:we|us|team|colleagues|here|folks|people|staff|of \d+)\s+at\s+(?i:the\s+)?"
    rf"(?P<company>{CAPITALS}|{_SMALL})"
)
_BEHIND = re.compile(
    rf"(?:\s*(?:,|\||@|/|\s[-–])\s*(?:at\s+)?|\s+(?:here\s+)?(?:at|with|for|from|bei|chez|en|na|"
    rf"no|hos|bij|presso)\s+)(?:(?:the|der|dem)\s+)?"
    rf"(?P<company>{CAPITALS}|(?<=at\s)[a-z][\w&'’-]*(?:\s[a-z][\w&'’-]*)?(?=\W*$|[,.!?;]))"
)
_OF = re.compile(
    rf"\s+(?:of|de|der|von|da|do|du|di|van)\s+(?:(?:the|la|der)\s+)?(?P<company>{CAPITALS})"
)
_BEHIND_SMALL = re.compile(
    rf"\s+(?:here\s+)?(?:at|for|from|(?P<of>of))\s+(?:the\s+)?(?P<company>{_SMALL})"
)
_WE_ARE = re.compile(
    r"(?:^\s*|[.!?;,\n]\s*)(?:(?:[Hh]i|[Hh]ello|[Hh]ey)[\s,!.]+)?"
    rf"(?:[Ww]e are|[Ww]e['’]re|[Ww]ere)\s+(?P<company>{CAPITALS})"
    r"(?=\s*[,.!;\n]|\s+(?:and|looking|based|in|from|an?)\b|\s*$)"
)
_HERE_FROM = re.compile(rf"\bhere,?\s+(?:from|at|with)\s+(?P<company>{CAPITALS}|{_SMALL})")
_TAIL = re.compile(
    rf"{_AND_FAMILY}\s+(?:and|but|or|we|i|i['’]?m|we['’]?re|my|our|here|from|at|with|of|for|to"
    rf"|in|on|is|are|"
    r"was|so|which|who|that|looking|interested|calling|writing|by the way|btw|please|pls|thanks|"
    r"thank|email|e-mail|phone|tel|the|a|an|need|want|would|can|could|do|does|as|speaking|"
    r"because|asking|about|company|not|it['’]?s)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_CAPITALISED = re.compile(
    rf"\b(?:(?:de|da|di|van|von|la|le|el)\s+)?{CAPITALS}(?:\s+(?:{_KIND})\b)?"
)
_PLACED = re.compile(r"\b(?:in|near|around|outside|from)\s+(?:the\s+)?$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)
_AT = re.compile(r".*\b(?:from|with|at|for)\s", re.IGNORECASE)
_ONE_OF = re.compile(r"\b(?:own|run|have|drive|buy|bought) an?\s+$", re.IGNORECASE)
_PASSING = re.compile(
    r"\s+(?:right now|at the moment|today|now|tomorrow|tonight|at home)\b", re.IGNORECASE
)
_SMALL_LINK = re.compile(r"(?<=\s)(?:And|Of)(?=\s)")
_CHECKED = (_WORKS_AT_SMALL, _WE_AT, _HERE_FROM, _BEHIND_SMALL)
_WHOLE = (_LEGAL_LIST, _LEGAL)
_ORDINARY = re.compile(r"(?:ing|ed|ly|ious|ful|less|able|ible)$", re.IGNORECASE)
# A shop that somebody merely talks about, or a thing: "a plan called Business".
THING = re.compile(
    r"\b(?:plan|feature|product|tool|app|file|page|project|person|guy|dog|son|daughter|film|song|"
    r"book|version|option|button|cat|horse|pet|puppy|kid|child|baby|boat|ship|street|road|town|"
    r"village|river|island|game|band|course|model|colou?r"
    r"|i['’]?m|i am|me)(?: (?:is|was|are))?\s*$",
    re.IGNORECASE,
)


def find_firm(text: str) -> Iterator[Name]:
    """Companies that `text` tells as the writer's own, the plainest first."""
    for pattern, confidence in (
        (_LEGAL_LIST, 0.8),
        (_APPOSED, 0.8),
        (_CALLED_SO, 0.8),
        (_WORKS_AT, 0.8),
        (_WORKS_AT_SMALL, 0.75),
        (_TOLD, 0.85),
        (_WE_AT, 0.8),
        (_OWN_NAMED, 0.75),
        (_ON_BEHALF, 0.8),
        (_LEGAL, 0.8),
        (_HERE_FROM, 0.8),
        (_WE_ARE, 0.75),
    ):
        for match in pattern.finditer(text):
            if pattern is _CALLED_SO and (
                THING.search(text[: match.start()]) or not _ABOUT_US.search(text[: match.end()])
            ):
                continue
            if _ENDS_A_NAME.match(match[0]) and _WORD_BEFORE.search(text[: match.start()]):
                continue  # "Bluefern Studio - which currencies": what ends a name labels none
            if firm := firm_of(match, confidence):
                yield firm


def firm_behind(text: str, end: int, *, of: bool) -> Name | None:
    """The company that stands behind a role ending at `end`: "at Acme", ", Acme"; with `of`, also
    "of Acme"."""
    for pattern in (_BEHIND, *((_OF,) if of else ()), _BEHIND_SMALL):
        match = pattern.match(text, end)
        if match is None or (pattern is _BEHIND_SMALL and match["of"] and not of):
            continue
        if firm := firm_of(match, 0.8):
            return firm
    return None


def is_like_a_firm(said: str) -> bool:
    """Whether words in lower case are like a company's name wherever they stand: one of them is no
    English word, or they end as such names do."""
    return ends_like_a_firm(said) or any(map(english.is_coined, said.split()))


def ends_as_a_firm(name: str) -> bool:
    """Whether a name has the legal form of a company or one of its usual last words: "Pty Ltd"."""
    return _LEGAL.fullmatch(name) is not None or ends_like_a_firm(name.lower())


def ends_like_a_firm(said: str) -> bool:
    """Whether words in lower case end as companies' names do: "oakline dental"."""
    words = said.split()
    return len(words) > 1 and words[-1] in _ENDINGS and not is_everyday(words[0])


def _is_a_name(firm: str, match: re.Match[str]) -> bool:
    """Whether words in lower case that stand where a company's name may are one."""
    if match.re in _CHECKED or is_like_a_firm(firm):
        return is_like_a_firm(firm)  # "I sell shoes for fun"
    # "I'm at lunch", "we work for peanuts".
    ordinary = all(map(english.is_ordinary, firm.split()))
    return not (match.re is _TOLD and _AT.match(match[0]) and ordinary)


def firm_of(match: re.Match[str], confidence: float, group: str = "company") -> Name | None:
    """The company that a match holds in its group of that name, if it can be one."""
    said = match[group] or ""
    start = match.start(group)
    own = _CAPITALISED.search(said) if match.re not in _WHOLE else None
    if own is not None and (own := _CAPITALISED.match(match.string, start + own.start())):
        # "a small charity called Open Larder", "Moonshot Robotics these days"
        if _PLACED.search(match.string[start : own.start()]):
            return None  # "I own a riding school in Kildare"
        start, firm = own.start(), own[0].strip(" .,-")
    else:
        firm = _TAIL.sub("", said).strip(" .,-")
    if not plausible_company(firm) or _PASSING.match(match.string, start + len(firm)):
        return None  # "I'm at King's Cross right now"
    if re.search(rf"\s{SMALL_FORM}$", firm) and match.string[start + len(firm) :][:1] == ".":
        firm += "."
    if firm.islower() and english.is_ordinary(firm) and _ORDINARY.search(firm):
        return None  # "our company's registered in Delaware"
    if firm.islower() and not _is_a_name(firm, match):
        return None
    if firm[:1].isupper() and _ONE_OF.search(match.string[:start]):
        return None  # "I own a Tesla"
    place = find_place(firm)
    if place is not None and place.end - place.start >= len(firm) - 1:
        return None  # "I'm from Berlin"
    if " " not in firm and _FROM.search(match.string[:start]) and country_of(firm, ""):
        return None  # "greetings from Chennai"
    if is_house(firm):
        return None  # "our shop is at 5 High Street, Otley"
    if DEPARTMENT.fullmatch(firm):
        return None  # "Pete from accounts"
    value = firm
    if firm.islower():
        confidence -= 0.15
        value = _SMALL_LINK.sub(lambda link: link[0].lower(), in_capitals(firm))
    return Name("company", value, start, start + len(firm), round(confidence, 2))
