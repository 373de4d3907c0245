"""Passages that say nearly the same in two places, and pages that say nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rapidfuzz.fuzz import token_sort_ratio

from bot.knowledge.care.finding import Finding, warning
from bot.knowledge.reading.pages import Page, Passage
from bot.knowledge.words import content_words

_ALIKE = 92  # of 100
_FEWEST = 20  # words
_LONGEST = 600  # words under one heading
_SHARED = 0.8


def repeats(pages: tuple[Page, ...]) -> Iterator[Finding]:
    """Near-duplicates: of two places that nearly agree, one will be forgotten."""
    seen: dict[str, list[tuple[Passage, frozenset[str]]]] = defaultdict(list)
    for passage in (one for page in pages for one in page.passages):
        for other in passage.also:
            text = f"stands in the same words in {passage.path}:{passage.line}"
            yield warning("repeated", other.path, other.line, text)
        words = frozenset(content_words(passage.text))
        if len(passage.text.split()) < _FEWEST or not words:
            continue
        # Near-duplicates share most of their rarest-looking (longest) words.
        keys = sorted(words, key=lambda word: (-len(word), word))[:3]
        near = {id(p): (p, w) for key in keys for p, w in seen[key]}
        for earlier, theirs in near.values():
            if len(words & theirs) < _SHARED * max(len(words), len(theirs)):
                continue
            if token_sort_ratio(earlier.text, passage.text) >= _ALIKE:
                text = f"says nearly the same as {earlier.path}:{earlier.line}"
                yield warning("near-duplicate", passage.path, passage.line, text)
                break
        for key in keys:
            seen[key].append((passage, words))


def shapes(pages: tuple[Page, ...]) -> Iterator[Finding]:
    """Pages without text or title, and sections too long to answer one question."""
    elsewhere = {place.path for page in pages for one in page.passages for place in one.also}
    for page in pages:
        if page.path not in elsewhere and not any(one.text.strip() for one in page.passages):
            yield warning("empty", page.path, None, "has no text")
            continue
        for passage in page.passages:
            length = len(passage.text.split())
            if length > _LONGEST:
                text = f"{length} words under one heading: say one thing under each"
                yield warning("long-section", passage.path, passage.line, text)
