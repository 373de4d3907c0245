"""Who stands beside an address: "Omar Haddad / Fogbank / omar@fogbank.io".

The address itself is the evidence: words that its name part is made of are the person, words that
its domain is made of the company; at the end of a message, a capitalised name signs it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from bot import english
from bot.leads.details.contact import Contact
from bot.leads.details.names import (
    TITLE,
    Name,
    in_capitals,
    plausible_company,
    plausible_person,
    told_as_name,
)
from bot.leads.providers import is_public

_SEGMENT = re.compile(r"(?:[^,/|\n()<>\"“”:;–—-]|(?<!\s)-|-(?!\s))+")
_LEAD = re.compile(
    r"^(?:(?:hi|hello|hey|thx|thanks|cheers|sure(?: thing)?|yes|ok|name|contact|company"
    r"|my details|attention|attn|i['’]?m|i am|im|this is|it['’]?s|it is|we['’]?re|and|from|of|at"
    r"|for)\b[\s,.:!]*)+",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"[.!?]\s+(?P<name>[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+){0,2})"
    r"(?:,\s+(?P<company>[A-ZÀ-Þ][\w&.'’-]*(?:\s(?:and |& |of )?[A-ZÀ-Þ][\w&.'’-]*){0,4}))?"
    r"\s*[.!]?\s*$"
)
# Who is to be asked for at the visitor's own number: "…, ask for Molly", "call Chidi on …".
_ASK_FOR = re.compile(
    r"\b(?i:ask for|call|ring|reach|phone|text|attn:?|attention|for the attention of|c/o"
    r"|(?:mr|mrs|ms|dr|frau|herr|mme|señora?)(?:\.|\b))\s+"
    r"(?P<name>[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+){0,2})"
)
_SOMEBODY_ELSE = re.compile(
    r"\b(?:my|our|his|her|the) (?:boss|colleague|manager|assistant|wife|husband|partner)\b"
)
_PLACED = re.compile(r"\s+(?:in|near|outside)\s+[A-ZÀ-Þ].*$")
_FROM = re.compile(r"\s(?:from|at|with|over at|here at)\s", re.IGNORECASE)
_LABELS = frozenset({"tel", "mob", "cell", "fax", "ext", "ph", "asap", "pls"})
_SHORTEST = 3  # letters of a word that may vouch
_DISTINCT = 5  # letters of one that vouches wherever it stands in a name


def find_beside(text: str, contacts: Sequence[Contact]) -> Iterator[Name]:
    """Person and company that stand beside one of the visitor's own addresses or numbers."""
    if not contacts:
        return
    bare = text
    for contact in contacts:
        bare = bare[: contact.start] + "," * (contact.end - contact.start) + bare[contact.end :]
    for contact in contacts:
        if contact.value and "@" in contact.value:
            yield from _by_address(bare, contact.value)
    if (who := told_as_name(bare.strip(" ,.:;-–"))) and who in bare:
        at = bare.find(who)  # "Joanne Harker 07700 900118"
        yield Name("name", who, at, at + len(who), 0.85)
    meant = None if _SOMEBODY_ELSE.search(bare) else _ASK_FOR.search(bare)
    if meant is not None and plausible_person(meant["name"]):
        yield Name("name", meant["name"], *meant.span("name"), 0.75)
    if signed := _SIGNED.search(bare.rstrip(" ,")):
        name = signed["name"]
        alone = (
            " " not in name
            and not signed["company"]
            and (english.is_ordinary(name.lower()) or name.lower() in _LABELS)
        )
        if plausible_person(name) and not alone:
            yield Name("name", name, *signed.span("name"), 0.75)
            if signed["company"] and plausible_company(signed["company"]):
                yield Name("company", signed["company"].strip(" ."), *signed.span("company"), 0.75)


def _by_address(text: str, address: str) -> Iterator[Name]:
    local, _, domain = address.partition("@")
    person, firm = _plain(local), _plain(domain.rsplit(".", 2 if ".co" in domain else 1)[0])
    for segment in _SEGMENT.finditer(text):
        for start, sentence in _sentences(segment):
            said = _PLACED.sub("", sentence)  # "Peapod Foods in Cork"
            words = said.split()
            if not 1 <= len(words) <= 5:
                continue
            if _vouched(words, person) and plausible_person(TITLE.sub("", said)):
                name = TITLE.sub("", said)
                begin = start + len(said) - len(name)
                yield Name("name", in_capitals(name), begin, begin + len(name), 0.85)
            elif not is_public(domain) and (own := _firm(said, firm)):
                begin = start + len(said) - len(own)
                yield Name("company", own, begin, begin + len(own), 0.8)
                somebody = _FROM.split(said, maxsplit=1)[0]
                if own != said and plausible_person(somebody):
                    yield Name("name", in_capitals(somebody), start, start + len(somebody), 0.8)


def _firm(said: str, firm: str) -> str | None:
    """What of a part is the firm that a domain is made of: all of it, or what follows a person."""
    behind = _FROM.split(said, maxsplit=1)[-1]
    for own in dict.fromkeys((behind, said)):
        if _same(own.split(), firm) and plausible_company(own):
            return own
    return None


def _sentences(segment: re.Match[str]) -> Iterator[tuple[int, str]]:
    """The parts of a segment between full stops, without what leads in."""
    for part in re.finditer(r"(?:[^.!?]|\.(?=\S)|(?<=\b\w)\.)+\.?", segment[0]):
        said = part[0].strip()
        at = segment.start() + part.start() + part[0].index(said) if said else 0
        lead = _LEAD.match(said)
        if lead:
            at, said = at + lead.end(), said[lead.end() :]
        if said:
            yield at, said.rstrip(" .")


def _vouched(words: Sequence[str], local: str) -> bool:
    """Whether a name part is made of one of the words, or of initials and the last."""
    if len(words) > 4:
        return False
    plain = [_plain(word) for word in words]
    whole = [word for word in plain if len(word) >= _SHORTEST]
    initials = "".join(word[:1] for word in plain)
    return any(word in local for word in whole) or (len(initials) > 1 and initials == local)


def _same(words: Sequence[str], firm: str) -> bool:
    """Whether a domain is made of the first words."""
    plain = [_plain(word) for word in words]
    joined = "".join(plain)
    of_it = "of" in plain and len(firm) > _DISTINCT and firm in plain  # "Shire of Wonnangatta"
    return len(firm) > _SHORTEST and (
        joined.startswith(firm) or firm.startswith(joined) or "".join(plain[:2]) in firm or of_it
    )


def _plain(text: str) -> str:
    """Letters alone, without accents and in lower case."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in folded if c.isalpha() and not unicodedata.combining(c))
