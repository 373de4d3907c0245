"""Whether a passage answers a question at all: the line between an answer and "I don't know"."""

from __future__ import annotations

import math

from bot.knowledge.index import Hit, Index
from bot.knowledge.words import content_words


def confidence(hit: Hit, question: str, index: Index) -> float:
    """How sure it is that the passage answers the question, 0 to 1; from 0.5 it is said."""
    asked = set(content_words(question))
    weights = {stem: index.rarity(stem) for stem in asked}
    total = sum(weights.values())
    unseen = sum(w for stem, w in weights.items() if not index.knows(stem)) / total if total else 1.0
    z = -7.0 + 9.0 * hit.cosine + 3.0 * hit.overlap - 2.5 * unseen
    return 1 / (1 + math.exp(-z))
