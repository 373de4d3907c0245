"""What initials stand for at one company: "sso" where it speaks of single sign-on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from bot.knowledge.words import STOP_WORDS, words

_SIZES = range(2, 6)  # words
_PART = 3  # words of a longer text that initials may stand for


def abbreviations(terms: Iterable[str], headings: Iterable[str] = ()) -> Mapping[str, str]:
    """Initials → the words that they stand for, where these are the only ones.

    `terms` are names of things, abbreviated as a whole; of them and of `headings` also at least
    three words in a row that begin and end with one that carries matter.
    """
    found: dict[str, set[str]] = {}
    terms = list(terms)
    for text in terms:
        whole = words(text)
        if len(whole) in _SIZES:
            _add(found, whole)
    for text, size in product({*terms, *headings}, _SIZES[_PART - 2 :]):
        said = words(text)
        for start in range(len(said) - size + 1):
            part = said[start : start + size]
            if not {part[0], part[-1]} & STOP_WORDS:
                _add(found, part)
    return {short: next(iter(long)) for short, long in found.items() if len(long) == 1}


def _add(found: dict[str, set[str]], said: Sequence[str]) -> None:
    found.setdefault("".join(word[0] for word in said), set()).add(" ".join(said))
