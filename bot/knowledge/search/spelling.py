"""Visitors' shorthand and slips of the fingers, put right before a question is understood."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import OSA

from bot.knowledge.words import STOP_WORDS, fold

_SHORT = {
    "u": "you", "ur": "your", "r": "are", "ppl": "people", "pls": "please", "plz": "please",
    "n": "and", "w": "with", "w/": "with", "w/o": "without", "b/w": "between", "gimme": "give me",
    "lemme": "let me", "wanna": "want to", "hw": "how", "mutch": "much", "muhc": "much",
    "abt": "about", "diff": "difference", "diffs": "differences", "bw": "between", "yr": "year",
    "yrs": "years", "mth": "month", "mths": "months", "thx": "thanks", "dont": "don't",
    "doesnt": "doesn't", "cant": "can't", "isnt": "isn't", "til": "until", "teh": "the",
    "wat": "what", "wht": "what", "avail": "available", "approx": "approximately",
}  # fmt: skip
_WORD = re.compile(r"(?<![\w@./'-])(?:[a-z]/[a-z]?|[a-z]{1,30})(?![\w@'-]|[./]\w)")
_SHORTEST = 5  # letters; shorter words are too close to one another
_LONG = 7  # from here a letter too many or too few is a slip as well


class Spelling:
    """Mends words that the company's texts do not have into ones that they have."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._known = {word for word in vocabulary if word.isalpha()}
        self._by_start: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(self._known):
            if len(word) >= _SHORTEST:
                self._by_start[word[0]].append(word)

    def mend(self, text: str) -> str:
        """The text with shorthand written out and slips mended; other words stay as they are."""
        return _WORD.sub(lambda match: self._mended(match.group()), text)

    def _mended(self, word: str) -> str:
        if word in _SHORT:
            return _SHORT[word]
        if len(word) < _SHORTEST or word in self._known or word in STOP_WORDS or fold(word) != word:
            return word
        near = [
            known
            for known in self._by_start[word[0]]
            if abs(len(known) - len(word)) <= 1
            and OSA.distance(known, word, score_cutoff=1) == 1
            and _slip(known, word)
        ]
        return near[0] if len(near) == 1 else word


def _slip(known: str, word: str) -> bool:
    """Two letters swapped, one doubled or not, one missed in a long word: what fingers do.

    Another letter in place of one is left alone: boats are no boots, and planes no plans.
    """
    if len(known) == len(word):
        return sorted(known) == sorted(word)
    if min(len(known), len(word)) >= _LONG - 1 and max(len(known), len(word)) > _LONG - 1:
        return True
    return re.sub(r"(.)\1", r"\1", known) == re.sub(r"(.)\1", r"\1", word)
