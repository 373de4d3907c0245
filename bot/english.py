"""Words of English, and which of them are people's names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import names
from babel import Locale
from spellchecker import SpellChecker

# Words that stand in any sentence: alone they name no choice, though a company may call one so.
_RARE = 100  # times in the dictionary's corpus
_FREQUENT = 5_000  # of such a word, one letter off is a slip
_LONGEST = 20  # letters of a word that is looked at for slips
_COMMON = """
a all an another any anything back best big both buy call car cheap company day else either
everything few find first for free get good have help here home idea in internal it job just
know last later like look me more most my need neither never new next no none not nothing now of
ok old on one open or other others our out product project projects same see small some someone
something soon still sure task tasks team that the them thing this time to today top trial try
two up us use used using want we what when where whichever will with work yes yet you
"""
COMMON = frozenset(_COMMON.split())


@lru_cache(maxsize=1)
def dictionary() -> Mapping[str, int]:
    """English words with how often they occur in the dictionary's corpus."""
    counts: Mapping[str, int] = _speller().word_frequency.dictionary
    return counts


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """First names of the 1990 census of the United States, in lower case."""
    files = (names.FILES["first:male"], names.FILES["first:female"])
    return frozenset(
        line.split()[0].lower() for file in files for line in Path(file).read_text().splitlines()
    )


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """English names of languages, which are mostly those of peoples too, in lower case."""
    return frozenset(name.lower() for name in Locale("en").languages.values() if " " not in name)


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    """Surnames of the same census, in lower case and without apostrophes: 88,799 of them."""
    lines = Path(names.FILES["last"]).read_text().splitlines()
    return frozenset(line.split()[0].lower() for line in lines)


@lru_cache(maxsize=1)
def _speller() -> SpellChecker:
    return SpellChecker(language="en")


@lru_cache(maxsize=4096)
def is_coined(word: str) -> bool:
    """Whether a word of lower case is no English one, nor a slip in one, nor a first name:
    "brightpath", not "resturant"."""
    if not word.isalpha() or is_word(word) or word in first_names():
        return False
    near = _speller().edit_distance_1(word) if len(word) <= _LONGEST else ()
    return all(dictionary().get(each, 0) <= _FREQUENT for each in near)


def is_word(word: str) -> bool:
    """Whether a word of lower case is one of English, and not of the rarest, which are names."""
    return dictionary().get(word, 0) > _RARE


def is_ordinary(word: str) -> bool:
    """Whether a word of lower case is one of English and nobody's first name.

    The dictionary counts at least 50 of each; the rarest are names of people ("Farouk", "Imogen").
    """
    return is_word(word) and word not in first_names()
