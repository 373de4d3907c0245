"""Words of English, and which of them are people's names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import names
from spellchecker import SpellChecker


@lru_cache(maxsize=1)
def dictionary() -> Mapping[str, int]:
    """English words with how often they occur in the dictionary's corpus."""
    counts: Mapping[str, int] = SpellChecker(language="en").word_frequency.dictionary
    return counts


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """First names of the 1990 census of the United States, in lower case."""
    files = (names.FILES["first:male"], names.FILES["first:female"])
    return frozenset(
        line.split()[0].lower() for file in files for line in Path(file).read_text().splitlines()
    )


def is_ordinary(word: str) -> bool:
    """Whether a word of lower case is one of English and nobody's first name."""
    return word in dictionary() and word not in first_names()
