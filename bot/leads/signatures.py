"""The block that people put under a mail: name, role, company, each on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.leads.names import Name, firm_after, plausible_company, plausible_person
from bot.leads.roles import Role, find_role

_CLOSING = re.compile(
    r"^\W*(?:(?:with )?(?:best|kind|warm|many|all the best|yours)?\s*"
    r"(?:regards|wishes|thanks|thank you|cheers|sincerely|truly|best|rgds|br)\b[\w\s]{0,20}"
    r"|--+|—)\W*$",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?:[A-ZÀ-Þ][\w'’-]+|[A-Z]\.)(?:\s+(?:(?:de|van|von|der|den|la|bin|al|del|di|da)\s+)*"
    r"(?:[A-ZÀ-Þ][\w'’-]+|[A-Z]\.)){1,3}"
)
_REACHED = re.compile(r"@|\d{3}|www\.|https?:|\b(?:tel|mob|phone|email)\b", re.IGNORECASE)
_LEAST = 3  # lines: fewer are a message


def find_signature(text: str) -> Iterator[Name | Role]:
    """Person, role and company of a signature, if the message ends with one."""
    lines = [(m.start(), m[0].strip()) for m in re.finditer(r"[^\n]+", text) if m[0].strip()]
    closing = next((i for i, (_, line) in enumerate(lines) if _CLOSING.match(line)), None)
    reached = any(_REACHED.search(line) for _, line in lines)
    if len(lines) < _LEAST or (closing is None and not reached):
        return
    rest = lines[closing + 1 :] if closing is not None else lines
    for number, (at, line) in enumerate(rest):
        if _PERSON.fullmatch(line) and plausible_person(line) and not find_role(line, asked=True):
            yield Name("name", line, at, at + len(line), 0.8)
            yield from _below(text, rest[number + 1 :])
            return


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
            firm = firm_after(text, at + found.end, of=found.whole)
            if firm is not None and firm.end <= at + len(line):
                yield firm
                return
        elif not role and len(line.split()) > 1 and line.split()[-1].islower():
            role = True  # in another language: "Directrice commerciale"
            yield Role(line, at, at + len(line), False)
        elif plausible_company(line) and line[:1].isupper():
            yield Name("company", line, at, at + len(line), 0.75)
            return
