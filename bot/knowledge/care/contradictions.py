"""Two places that say the same thing with another figure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

import numpy as np

from bot.encoder import Encoder
from bot.knowledge.care.finding import Finding, warning
from bot.knowledge.care.statements import Statement
from bot.knowledge.replies.claims import Claim
from bot.knowledge.words import content_words

_SHARED = 0.5  # of the words of the shorter statement, besides the figures
_FEWEST = 2  # words that must be shared
_ALIKE = 0.65  # cosine of the two sentences
_MOST = 400  # statements with one kind of figure; more are a list, not a claim
# Words that tell one case from another: with one of these in only one of two sentences, both
# figures can be right.
_CASES = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\w*|\b(?:january|february|march|april|may|june"
    r"|july|august|september|october|november|december)\b|\b(?:first|second|third|last|next|each"
    r"|every|per|more|less|over|under|above|below|up to|at least|at most|minimum|maximum|average"
    r"|instead|used|was|were|not|no|without|except|only|monthly|yearly|annual\w*|extra|additional"
    r"|another|new|old|small|large|former\w*|previous\w*|than|before|after|if|unless|otherwise)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[\w,;:)] )[A-Z][\w&.-]+")


def contradictions(found: list[Statement], encoder: Encoder) -> Iterator[Finding]:
    """Pairs of statements of different pages, each told once at the later place."""
    by_kind: dict[tuple[str, ...], list[tuple[Statement, Claim]]] = defaultdict(list)
    for one in found:
        for claim in one.claims:
            key = _kind(claim)
            if key is not None:
                by_kind[key].append((one, claim))
    pairs = [
        (first, claim, second, other)
        for group in by_kind.values()
        if len(group) <= _MOST
        for (first, claim), (second, other) in combinations(group, 2)
        if claim.value != other.value and _comparable(first, second)
    ]
    texts = list(dict.fromkeys(s.text for a, _, b, _ in pairs for s in (a, b)))
    vectors = dict(zip(texts, encoder.encode(texts), strict=True)) if texts else {}
    told: set[tuple[str, str]] = set()
    for first, claim, second, other in pairs:
        if float(np.dot(vectors[first.text], vectors[second.text])) < _ALIKE:
            continue
        if (first.text, second.text) in told or _says(first, other) or _says(second, claim):
            continue
        told.add((first.text, second.text))
        text = (
            f"“{second.text}” says {other.text}, {first.path}:{first.line} says {claim.text}: "
            f"“{first.text}”"
        )
        yield warning("contradiction", second.path, second.line, text)


def _kind(claim: Claim) -> tuple[str, ...] | None:
    """What a figure is of; None for those that are no claims that could be contradicted."""
    if claim.kind == "money":
        return ("money", claim.unit, *sorted(claim.per))
    if claim.kind == "percent":
        return ("percent",)
    if claim.kind == "number" and claim.after and not claim.cut:
        return ("number", claim.after[0])
    return None


def _comparable(first: Statement, second: Statement) -> bool:
    """Whether both speak of the same thing in the same case."""
    if first.page is second.page or set(first.products) != set(second.products):
        return False
    if first.page.regions != second.page.regions:
        return False
    shared = first.stems & second.stems
    if len(shared) < _FEWEST:
        return False
    shared -= frozenset(word for one in first.products for word in content_words(one))
    fewer = min(len(first.stems), len(second.stems))
    if len(shared) < _FEWEST or len(shared) < _SHARED * fewer:
        return False
    return _cases(first.text) == _cases(second.text)


@lru_cache(maxsize=10_000)
def _cases(text: str) -> frozenset[str]:
    """The words and names of a sentence that tell its case from others."""
    return frozenset(
        found.casefold() for pattern in (_CASES, _NAME) for found in pattern.findall(text)
    )


def _says(one: Statement, claim: Claim) -> bool:
    """Whether a statement has this very figure too, besides the one that differs."""
    return any(c.kind == claim.kind and c.value == claim.value for c in one.claims)
