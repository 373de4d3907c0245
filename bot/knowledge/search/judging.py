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

from bot.knowledge.reading.pages import Passage
from bot.knowledge.search.scorer import Hit
from bot.reader import Reads

READ = 8  # passages that are read; the right one is among them in 96 of 100 questions
_SAME = 0.95  # cosine with a heading or a listed question that says the same
_LARGEST, _LEAST = 30.0, 1e-6  # so that neither power nor quotient overflows
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

        What asks the same in its heading, or is listed for just this question, keeps its trust.
        """
        read = hits[:READ]
        texts = self._pieces(question, [hit.passage for hit in read])
        readings = self._reader.read(question, texts)
        best = max((hit.score for hit in read), default=0.0)
        logits = [
            logit_of(reading.logit, hit.score - best, hit.overlap, hit.cosine)
            for hit, reading in zip(read, readings, strict=True)
        ]
        top = max([0.0, *logits])
        whole = math.exp(-top) + sum(math.exp(logit - top) for logit in logits)
        found = [
            replace(
                hit,
                trust=max(math.exp(logit - top) / whole, hit.trust if hit.cosine >= _SAME else 0),
                reading=reading,
            )
            for hit, logit, reading in zip(read, logits, readings, strict=True)
        ]
        rest = [replace(hit, trust=0.0) for hit in hits[READ:]]
        return [*sorted(found, key=lambda hit: -hit.trust), *rest]

    def beside(self, question: str, text: str, hits: Sequence[Hit]) -> float:
        """The probability that a text answers, and neither nothing nor one of the hits does."""
        (reading,) = self._reader.read(question, [text])
        overlap = max((hit.overlap for hit in hits), default=0.0)
        cosine = max((hit.cosine for hit in hits), default=0.0)
        own = math.exp(min(_LARGEST, logit_of(reading.logit, 0.0, overlap, cosine)))
        nothing = max(_LEAST, 1.0 - sum(hit.trust for hit in hits))
        return own / (own + 1.0 / nothing)


def logit_of(read: float, behind: float, overlap: float, cosine: float) -> float:
    """A passage's logit against "no answer", of what the reader and the second stage say of it."""
    weights = _weights()
    return (
        weights["one"]
        + weights["read"] * read
        + weights["behind"] * behind
        + weights["overlap"] * overlap
        + weights["cosine"] * cosine
    )


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    weights: Mapping[str, float] = json.loads(_FILE.read_text(encoding="utf-8"))
    return weights
