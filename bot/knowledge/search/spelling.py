"""Visitors' shorthand and slips of the fingers, put right before a question is understood.

What is a word of English stays, whatever it resembles: boats are no boots, and planes no plans. Any
other is the nearest word of the company, else the commonest English word that is near enough.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.english import dictionary
from bot.knowledge.words import STOP_WORDS, fold

_SHORT = {
    "u": "you", "ur": "your", "r": "are", "ppl": "people", "pls": "please", "plz": "please",
    "n": "and", "w": "with", "w/": "with", "w/o": "without", "b/w": "between", "gimme": "give me",
    "lemme": "let me", "wanna": "want to", "hw": "how", "mutch": "much", "muhc": "much",
    "abt": "about", "diff": "difference", "diffs": "differences", "bw": "between", "yr": "year",
    "yrs": "years", "mth": "month", "mths": "months", "thx": "thanks", "dont": "don't",
    "doesnt": "doesn't", "cant": "can't", "isnt": "isn't", "til": "until", "teh": "the",
    "wat": "what", "wot": "what", "wht": "what", "avail": "available", "approx": "approximately",
}  # fmt: skip
_WORD = re.compile(r"(?<![\w@./'-])(?:[a-z]/[a-z]?|[a-z]{1,30}|[A-Z]{2,5})(?![\w@'-]|[./]\w)")
_SHORTEST, _SHORT_WORD = 3, 4  # letters; shorter words are too close to one another
_RARE = 100  # occurrences in the dictionary's corpus of what may as well be initials
_FAR = 8  # letters from where two slips are mended
_COMMON = 1_000  # occurrences in the dictionary's corpus from which a word may have been meant


class Spelling:
    """Mends words that neither the company's texts nor the dictionary have."""

    def __init__(self, vocabulary: Iterable[str], short: Mapping[str, str] | None = None) -> None:
        """`short` are the company's initials with what they stand for."""
        self._short = short or {}
        self._known = {word for word in vocabulary if word.isalpha()}
        self._by_start = _by_start(self._known)

    def mend(self, text: str) -> str:
        """The text with shorthand written out and slips mended; other words stay as they are."""
        return _WORD.sub(lambda match: self._mended(match.group()), text)

    def _mended(self, word: str) -> str:
        if word in _SHORT:
            return _SHORT[word]
        initials = word.casefold()
        if initials in self._short and initials not in self._known | STOP_WORDS:
            return word if dictionary().get(initials, 0) > _RARE else self._short[initials]
        if word != initials:
            return word
        if (
            len(word) < _SHORTEST
            or word in self._known
            or word in STOP_WORDS
            or fold(word) != word
            or word in dictionary()
        ):
            return word
        near = _nearest(word, self._by_start[word[0]]) or _nearest(
            word, _common_by_start().get(word[0], ())
        )
        counts = dictionary()
        return max(near, key=lambda each: counts.get(each, 0)) if near else word


def _nearest(word: str, among: Iterable[str]) -> list[str]:
    """The words with the fewest slips from `word`, as far as fingers make so many.

    A slip is a letter too many, missing, wrong or swapped; short words have one at most, and the
    shortest only two letters swapped or one doubled.
    """
    most = 2 if len(word) >= _FAR else 1
    best: list[str] = []
    for known in among:
        if abs(len(known) - len(word)) > most:
            continue
        distance = OSA.distance(known, word, score_cutoff=most)
        if distance > most or (len(word) <= _SHORT_WORD and not _swapped(known, word)):
            continue
        if distance < most:
            most, best = distance, []
        best.append(known)
    return best


def _swapped(known: str, word: str) -> bool:
    return sorted(known) == sorted(word) or re.sub(r"(.)\1", r"\1", known) == re.sub(
        r"(.)\1", r"\1", word
    )


def _by_start(words: Iterable[str]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        if len(word) >= _SHORTEST:
            found[word[0]].append(word)
    return found


@lru_cache(maxsize=1)
def _common_by_start() -> Mapping[str, list[str]]:
    return _by_start(word for word, count in dictionary().items() if count >= _COMMON)
