"""Third stage: the few best passages read together with the question, and put in order anew.

The reader (`bot.reader`) gives each a logit against 0 for "no answer". What the second stage found
is weighed beside it, and the probability that a passage answers is that of choosing it among those
read and none of them (a softmax). The weights are fitted by `scripts/reader/fit.py` on invented
companies from which the reader has not learned.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from bot.knowledge.prices.catalog import FILE as CATALOGUE
from bot.knowledge.reading.pages import Passage
from bot.knowledge.search.scorer import Hit
from bot.knowledge.words import content_words
from bot.reader import Reads

READ = 8  # passages that are read; the right one is among them in 96 of 100 questions
_SAME = 0.95  # cosine with a heading or a listed question that says the same
_LARGEST, _LEAST = 30.0, 1e-6  # so that neither power nor quotient overflows
_EVEN = 0.5  # the trust of what the second stage has not weighed
_FILE = Path(__file__).parent / "weights" / "judging.json"


class Judge:
    """Reads passages; `pieces` gives of each the piece that a question matches best."""

    def __init__(
        self, reader: Reads, pieces: Callable[[str, Sequence[Passage]], list[str]]
    ) -> None:
        self._reader = reader
        self._pieces = pieces

    def judged(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The hits with the trust that reading gives them, best first; those not read have none.

        A passage that asks the same in its heading, or in all words of it, or stands on a page that
        lists the question, comes first and keeps the trust that it had: of several the one that
        reads best.
        """
        read = hits[:READ]
        texts = self._pieces(question, [hit.passage for hit in read])
        readings = self._reader.read(question, texts)
        best = max((hit.score for hit in read), default=0.0)
        logits = [
            logit_of(reading.logit, hit.score - best, hit.overlap, hit.cosine, hit.trust)
            for hit, reading in zip(read, readings, strict=True)
        ]
        top = max([0.0, *logits])
        whole = math.exp(-top) + sum(math.exp(logit - top) for logit in logits)
        found = [
            replace(hit, trust=math.exp(logit - top) / whole, reading=reading)
            for hit, logit, reading in zip(read, logits, readings, strict=True)
        ]
        found.sort(key=lambda hit: -hit.trust)
        wanted = set(content_words(question))
        same = [
            (at, hit)
            for at, hit in enumerate(found)
            if hit.cosine >= _SAME or _asks(wanted, hit.passage)
        ]
        if same:
            # All passages of a page that lists the question are near it: one of them is meant.
            at, meant = same[0]
            sure = max(meant.trust, *(before.trust for before in read if _is(before, meant)))
            found.insert(0, replace(found.pop(at), trust=sure))
        rest = [replace(hit, trust=0.0) for hit in hits[READ:]]
        return [*found, *rest]

    def beside(self, question: str, text: str, hits: Sequence[Hit]) -> float:
        """The probability that a text answers, and neither nothing nor one of the hits does."""
        (reading,) = self._reader.read(question, [text])
        overlap = max((hit.overlap for hit in hits), default=0.0)
        cosine = max((hit.cosine for hit in hits), default=0.0)
        own = math.exp(min(_LARGEST, logit_of(reading.logit, 0.0, overlap, cosine, _EVEN)))
        nothing = max(_LEAST, 1.0 - sum(hit.trust for hit in hits))
        return own / (own + 1.0 / nothing)


def _asks(wanted: set[str], passage: Passage) -> bool:
    """Whether a passage's heading has just these stems; products are known by their names."""
    own = passage.path != CATALOGUE
    return own and bool(wanted) and wanted == set(content_words(passage.heading))


def _is(one: Hit, other: Hit) -> bool:
    return one.passage is other.passage


def logit_of(read: float, behind: float, overlap: float, cosine: float, trust: float) -> float:
    """A passage's logit against "no answer".

    `read` is the reader's; of the second stage come `behind`, the score less the best one, the
    `overlap` of words, the best `cosine`, and the `trust`.
    """
    found = features(read, behind, overlap, cosine, trust)
    return sum(weight * found[name] for name, weight in _weights().items())


def features(
    read: float, behind: float, overlap: float, cosine: float, trust: float
) -> dict[str, float]:
    """What the weights are multiplied with."""
    sure = min(max(trust, _LEAST), 1 - _LEAST)
    return {
        "one": 1.0,
        "read": read,
        "behind": behind,
        "overlap": overlap,
        "cosine": cosine,
        "trust": math.log(sure / (1 - sure)),
    }


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    weights: Mapping[str, float] = json.loads(_FILE.read_text(encoding="utf-8"))
    return weights
