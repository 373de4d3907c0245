"""Whether a passage answers a question at all: the line between an answer and "I don't know".

A logistic model of three features, fitted on questions of two companies' sites: their own with
the heading that asks them taken away (to be answered), each asked of the other company, and
bank customers' questions asked of both (not to be answered). `benchmarks/knowledge.py` prints the
rates: about 0.8 of the first are answered (all but a few with their headings left in), and about
0.1 of the other site's, some of which both sites do answer.
"""

from __future__ import annotations

import math

from bot.knowledge.index import Hit, Index
from bot.knowledge.words import content_words

TRUSTED = 0.5  # from here an answer is given
_INTERCEPT, _COSINE, _OVERLAP, _UNSEEN = -7.1, 11.5, 2.8, -4.2


def confidence(hit: Hit, question: str, index: Index) -> float:
    """How sure it is that the passage answers the question, 0 to 1.

    Words of the question that stand nowhere in the content speak against it, by their weight.
    """
    weights = {stem: index.rarity(stem) for stem in set(content_words(question))}
    total = sum(weights.values())
    unseen = sum(weight for stem, weight in weights.items() if not index.knows(stem))
    share = unseen / total if total else 1.0
    z = _INTERCEPT + _COSINE * hit.cosine + _OVERLAP * hit.overlap + _UNSEEN * share
    return 1 / (1 + math.exp(-z))
