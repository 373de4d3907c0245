"""Addresses and telephone numbers that stand in the content: they are nobody's who writes."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<![\w@.])\+?\(?\d[\d\s().\-/]{5,20}\d(?![\w@])")
_DIGITS = 7  # of a number without what is dialled in front


class Contacts:
    """The contacts in some texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        mails: set[str] = set()
        numbers: set[str] = set()
        for text in texts:
            if "@" in text:
                mails.update(mail.lower() for mail in _MAIL.findall(text))
            numbers.update(
                digits for run in _NUMBER.findall(text) if len(digits := _bare(run)) >= _DIGITS
            )
        self._mails = mails
        self._numbers = tuple(numbers)

    def has(self, contact: str) -> bool:
        """Whether an e-mail address or a telephone number is one of them, the number with its
        country's code, and with whatever extension: "+1 212-555-0142 ext. 12"."""
        if "@" in contact:
            return contact.lower() in self._mails
        dialled = re.match(r"[\d\s+().\-/]*", contact)
        return dialled is not None and _bare(dialled[0]).endswith(self._numbers)


def _bare(number: str) -> str:
    return re.sub(r"\D", "", number.replace("(0)", "")).lstrip("0")
