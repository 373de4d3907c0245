"""The answer to who somebody is, or what their company is called."""

from __future__ import annotations

import re

from bot import english
from bot.leads.details.clauses import keeps_back, statements
from bot.leads.details.emails import find_emails
from bot.leads.details.firms import ends_like_a_firm
from bot.leads.details.introductions import find_names, surname_first
from bot.leads.details.names import (
    TITLE,
    in_capitals,
    plausible_company,
    plausible_person,
    without_repeat,
)
from bot.leads.details.parsed import Parsed
from bot.leads.details.places import find_place
from bot.leads.details.preambles import is_preamble

THE_DAY = "today|tonight|tomorrow|yesterday"
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
# Behind a word that is a place: "just off the ring road", "10 minutes from you".
_IS_WHERE = re.compile(
    r"\b(?:round the corner|down the road|up the road|next (?:door|to)|close to|not far|near(?:by)?"
    r"|(?:just )?(?:off|outside) the|(?:from|to) (?:you|your)\b|\d+ ?(?:km|kms|miles?|minutes?"
    r"|mins?)\b)",
    re.IGNORECASE,
)
_STANDS = re.compile(r"['’]s\b|\b(?:is|are|was|we|i|it|there|that)\b", re.IGNORECASE)
# First names of somebody, but to a question about a name more likely something else.
_NO_ANSWER = frozenset({"an", "in", "many", "my", "na", "no", "ok", "see", "so", "soon", "hang"})
# What companies are hardly ever called: "I got that wrong", "give me a minute".
_TALKS = re.compile(
    rf"(?<![\w.])(?:i|me|my|you|your|that|this|it|its|he|she|they|them|said|says|told|{THE_DAY})\b"
    r"|^(?:go|come|hang|hold|carry|move) on\b",
    re.IGNORECASE,
)
# A sentence in lower case about something else: "a van can get right up", "it used to be a farm".
_SENTENCE_OF = re.compile(
    r"\w (?:is|are|was|were|has|have|had|does|could|would|should|used to|isn['’]?t|aren['’]?t"
    r"|can(?= (?:\w+ ){0,2}(?:be|get|go|come|drive|do|fit|park|reach|pull|turn|back|right"
    r"|straight|in"
    r"|up|through|easily)\b))\b \w",
    re.IGNORECASE,
)
_NO_FIRM = re.compile(
    r"(?:(?:it['’]?s|its|that['’]?s|i['’]?m|im|i am|we['’]?re|we are|oh|well|sorry|none|no|just"
    r"|only)[\s,]+){0,3}"
    r"(?:between jobs|self[- ]?employed|unemployed|retired|me|myself|on my own|an? student"
    r"|(?:an? )?(?:private )?(?:person|individual)|(?:an? )?freelanc(?:er|ing|e)"
    r"|(?:an? )?sole trader"
    r"|(?:no|not an?) (?:company|business|firm)|private(?:ly)?|personal(?: use)?|for myself"
    r"|(?:still )?(?:setting|starting) (?:it|one|up)(?: up)?"
    r"|(?:no|without an?|(?:we|i) (?:don['’]?t|do not) have an?|not got an?) (?:company )?name"
    r"(?: yet)?)(?: yet| right now| at the moment)?",
    re.IGNORECASE,
)
# In front of a name: "my own one: Larkworks".
_LEADS_TO = re.compile(r"^[a-z][a-z'’ ]{1,30}:\s+(?=\S)")
_INSTITUTION = re.compile(
    r"(?:the )?(?:university|bank|city|town|village|college|borough|county|shire|district|parish"
    r"|council|municipality|church|diocese|museum|port|friends|society|institute|academy) of"
    r" [\w'’ -]{2,40}",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"^\W*(?:no(?:ne|pe)?|n/?a|not (?:for )?an? (?:company|business))\b.{0,30}"
    r"\b(?:for (?:me|myself|us)|private(?:ly)?|personal(?:ly)?|just me|myself|home|family)\W*$",
    re.IGNORECASE,
)
_MY_NAME = re.compile(r"\bmy (?:\w+ )?name\b", re.IGNORECASE)
# Puts right what was told before: "no wait, the name is Jane Doe".
_MENDS = re.compile(
    r"^\W*(?:(?:oh|ah|ok|well|no|please)\W+)*"
    r"(?:no|wait|sorry|actually|correction|hang on|hold on)"
    r"(?:\s*[,.:;!–-]\s*|\s+(?=(?:it|its|the|we|we're|i|my|our|that)\b))",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“]([^\"“”]{2,60})[\"”]")
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$|\s*[:;]-?[()DPp]+\s*$")  # "(no relation)", ":)"
_ONE_ASKED = re.compile(r"\W*[a-zà-þ'’-]+\s*\?+\W*")  # "parking?" asks for no name
_SENTENCE = 4  # words in lower case that are more likely a sentence than a name
_SLIP = re.compile(r"(?:[a-z']{2,}\s+){1,4}(?=[A-Z])")


def parse_person(text: str) -> Parsed:
    """The person that an answer names."""
    said = without_repeat(statements(text))
    if keeps_back(said):
        return Parsed()
    if (full := without_repeat(bare := _bare(said))) != bare:
        return Parsed(in_capitals(full))  # "it's Jenny, Jenny Paterson"
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
        if _is_word_of_more(words, said):
            return None
        if (plausible_person(words) and not _is_talk(words)) or _named_like_a_word(words):
            return words
        if words:
            break
    return None


def _is_word_of_more(words: str, said: str) -> bool:
    """Whether one word opens a sentence that says where something is or how it stands, and names
    nobody: "oath, power's on", "Wacol, round the corner from you"."""
    rest = said.strip()[len(words) :] if said.strip().startswith(words) else ""
    if len(words.split()) != 1 or words.lower() in english.first_names() or not rest:
        return False
    ordinary = words.islower() and english.is_word(words)
    return _IS_WHERE.search(rest) is not None or (ordinary and _STANDS.search(rest) is not None)


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


def parse_company(text: str) -> Parsed:
    """The company that an answer names; nothing where it says that there is none."""
    said = statements(text)
    if keeps_back(said) or is_preamble(said) or _ONE_ASKED.fullmatch(said):
        return Parsed()
    told = list(find_names(said))
    for name in told:
        if name.kind == "company":
            return Parsed(name.value)
    if next(find_emails(said), None) or any(_of_a_person(name.value, said) for name in told):
        return Parsed()
    words = re.sub(
        r"^(?:(?:yes|yeah|sure|ok|okay|hi|hello|well|it['’]?s|its|it is|it['’]?s called|called|"
        r"i['’]?m (?:with|from|"
        r"at)|we['’]?re|we are|i work (?:for|at)|at|from|the name is|(?:company|business|firm)"
        r"(?: name)?(?: is)?(?: -)?)[\s.,:!]+)+",
        "",
        _MENDS.sub("", said.strip()),
        flags=re.IGNORECASE,
    )
    words = _LEADS_TO.sub("", words)
    if _INSTITUTION.fullmatch(words.strip(" .!")):
        return Parsed(in_capitals(words.strip(" .!")))
    words = _named(_COMPANY_ENDS.split(words))
    if slip := _SLIP.match(words):
        words = words[slip.end() :]  # "we're caled Acme Print": what has no capital opens
    if quoted := _QUOTED.search(words):
        words = quoted[1]  # 'we're just "Ember"'
    words = _ASIDE.sub("", words).strip(" .!?:\"'“”")
    sentence = words[1:].islower() and (_TALKS.search(words) or _SENTENCE_OF.search(words))
    if _NO_FIRM.fullmatch(words) or sentence or _is_where(words, said):
        return Parsed()
    if len(words) > 1 and plausible_company(words):
        return Parsed(in_capitals(words))
    return Parsed()


def has_no_firm(text: str) -> bool:
    """Whether an answer says that there is no company: "just me", "none, it's for myself"."""
    said = _bare(statements(text))
    return _NO_FIRM.fullmatch(said) is not None or _NONE.match(statements(text)) is not None


def _is_where(words: str, said: str) -> bool:
    """Whether what looks like a name is the place where somebody says to be: "we're in York"."""
    place = find_place(words) if words else None
    return (
        place is not None
        and re.search(rf"\bin {re.escape(words)}", said, re.IGNORECASE) is not None
    )


def _of_a_person(name: str, said: str) -> bool:
    """Whether a name, told where a company's was asked for, is the teller's own all the same."""
    if _MY_NAME.search(said):
        return True
    return _MENDS.match(said) is not None and not ends_like_a_firm(name.lower())


def _named(parts: list[str]) -> str:
    """The first part, unless only a later one looks like a name: "a charity, Open Door"."""
    for part in parts:
        if re.search(r"[A-ZÀ-Þ](?![\s'’])|^\s*[\w-]+(?:\.[\w-]+)+\s*$", part):
            return part
    return parts[0]
