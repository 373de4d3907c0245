"""The block that people put under a mail: name, role, company, each on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.leads.details.firms import firm_behind
from bot.leads.details.names import TITLE, Name, plausible_company, plausible_person
from bot.leads.details.roles import Role, find_role

_CLOSING = re.compile(
    r"^\W*(?:(?:with )?(?:best|kind|warm|many|all the best|yours)?\s*"
    r"(?:regards|wishes|thanks|thank you|cheers|sincerely|truly|best|rgds|br)\b[\w\s]{0,20}"
    r"|--+|—)\W*$",
    re.IGNORECASE,
)
# "Regards, Mr. Tan Wei Ming": the name behind the closing, on the same line.
_CLOSED_WITH = re.compile(
    r"^\W*(?i:(?:with )?(?:best|kind|warm|many|all the best|yours)?\s*"
    r"(?:regards|wishes|thanks|thank you|cheers|sincerely|truly|best|rgds|br)),\s+(?=[A-ZÀ-Þ])"
)
_FIRST_NAME = re.compile(r"[A-ZÀ-Þ][\w'’-]+")
_PERSON = re.compile(
    r"(?:[A-ZÀ-Þ][\w'’-]+|[A-Z]\.)(?:\s+(?:(?:de|van|von|der|den|la|bin|al|del|di|da)\s+)*"
    r"(?:[A-ZÀ-Þ][\w'’-]+|[A-Z]\.)){1,3}"
)
_REACHED = re.compile(r"@|\d{3}|www\.|https?:|\b(?:tel|mob|phone|email)\b", re.IGNORECASE)
_LEAST = 3  # lines: fewer are a message


def find_signature(text: str) -> Iterator[Name | Role]:
    """Person, role and company of a signature, if the message ends with one."""
    lines = list(_lines(text))
    closings = [i for i, (_, line) in enumerate(lines) if _CLOSING.match(line)]
    reached = any(_REACHED.search(line) for _, line in lines)
    if len(lines) < _LEAST or not (closings or reached):
        return
    rest = lines[closings[-1] + 1 :] if closings else lines
    for number, (start, line) in enumerate(rest):
        signed = TITLE.sub("", line)
        at = start + len(line) - len(signed)
        named = _PERSON.fullmatch(signed) and not find_role(signed, asked=True)
        single = bool(closings) and number == 0 and _FIRST_NAME.fullmatch(signed)
        if (named or single) and plausible_person(signed):
            yield Name("name", signed, at, at + len(signed), 0.8)
            yield from _below(text, rest[number + 1 :])
            return


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines, and their parts between bars, with their places; a closing apart from the name."""
    for match in re.finditer(r"[^\n|·•]+", text):
        closed = _CLOSED_WITH.match(match[0])
        cut = closed.end() if closed else 0
        for start, part in ((0, match[0][:cut]), (cut, match[0][cut:])):
            if part.strip():
                lead = len(part) - len(part.lstrip())
                yield match.start() + start + lead, part.strip()


def _below(text: str, lines: list[tuple[int, str]]) -> Iterator[Name | Role]:
    """Role and company, in the lines under the name."""
    role = False
    for at, line in lines:
        if _REACHED.search(line):
            return
        found = None if role else find_role(line, asked=True)
        if found is not None:
            role = True
            yield Role(found.text, at + found.start, at + found.end, found.whole)
            firm = firm_behind(text, at + found.end, of=found.whole)
            if firm is not None and firm.end <= at + len(line):
                yield firm
                return
        elif not role and len(line.split()) > 1 and line.split()[-1].islower():
            role = True  # in another language: "Directrice commerciale"
            yield Role(line, at, at + len(line), False)
        elif plausible_company(line) and line[:1].isupper():
            yield Name("company", line, at, at + len(line), 0.75)
            return
