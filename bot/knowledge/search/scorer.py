"""Second stage: the candidates of the first put in order, and how likely each is to answer.

Both are linear in a few features of question and passage, with weights learned from the question
headings of other projects' documentation (`scripts/scorer`). The order is learned as the choice of
the section that stood under the heading among its rivals; the trust as a logistic model of whether
it answers, against questions that belong to other sites and questions whose section was taken away.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.encoder import Encoder, Vectors
from bot.knowledge.reading.pages import Page, Passage
from bot.knowledge.search.forms import looks_answered
from bot.knowledge.search.tokens import best_matches, reduced
from bot.knowledge.search.vectors import KeptTokens
from bot.knowledge.search.views import pieces_of
from bot.knowledge.words import STOP_WORDS, content_words, fold
from bot.reader import Reading

NEAR = 0.6  # cosines below this say nothing about a heading or a listed question
_HEADING, _ASKED = 0.4, 0.8
# What a heading or a listed question that says the same adds. Not learned: where the others are
# learned, the headings that ask are taken away. A heading is of the passage alone, a listed
# question of all of its page.
_ORDER_HEADING, _ORDER_ASKED, _TRUST_ASKS = 10.0, 4.0, 15.0
_SAME, _ORDER_SAME = 0.9, 60.0  # a listed question in other words; it says which page is meant
_ANY_HEADING = 1.0  # what the likeness of a heading weighs anyhow
# And what it weighs more among the passages of a page that lists the question, or just it.
_UNDER, _UNDER_SAME = 2.0, 4.0

_FILE = Path(__file__).parent / "weights" / "scorer.json"
_SHORT = 12  # words; what is shorter seldom answers
_REMEMBERED = 4_000  # passages whose pieces stay in memory
_LONG_QUESTION = 12  # words, from where length says nothing more


@dataclass(frozen=True)
class Candidate:
    """A passage found by the first stage, with the parts of its `score`.

    `full`, `lead`, `heading` and `asked` are cosines of the question with the best piece of the
    passage, its first words, its heading, and the nearest question that its page lists (0: none).
    `bm25` is scaled to the best of all passages; `overlap` is the weighted share of the
    question's words that stand in the passage.
    """

    passage: Passage
    page: Page
    score: float
    full: float
    lead: float
    heading: float
    asked: float
    bm25: float
    overlap: float

    @property
    def cosine(self) -> float:
        """The best similarity to the question in any view."""
        return max(self.full, self.lead, self.heading, self.asked)

    @property
    def asks(self) -> float:
        """What `score` owes to a heading or a listed question that says nearly the same."""
        return float(asks(np.float32(self.heading), np.float32(self.asked)))


def asks(heading: Any, asked: Any) -> Any:
    """What a heading and a listed question add to the score of the first stage, by their cosines:
    numbers, or arrays of one shape."""
    return _HEADING * np.maximum(heading - NEAR, 0) + _ASKED * np.maximum(asked - NEAR, 0)


@dataclass(frozen=True)
class Hit:
    """A passage found: `score` ranks it; `trust` is the probability that it answers (0 to 1);
    `overlap` is the weighted share of the question's words that stand in it, `cosine` its best
    similarity to the question in any view; `reading` what reading it gave, if it was read."""

    passage: Passage
    page: Page
    score: float
    trust: float
    overlap: float
    cosine: float
    reading: Reading | None = None


class Words(Protocol):
    """What is known of words in the content."""

    def rarity(self, word: str) -> float:
        """Weight of a stem."""

    def knows(self, word: str) -> bool:
        """Whether a stem stands anywhere."""


class Scorer:
    """Puts candidates in order; thread-safe."""

    def __init__(self, encoder: Encoder, tokens: KeptTokens, words: Words) -> None:
        self._encoder = encoder
        self._tokens = tokens
        self._words = words
        # By the identity of passages, which the index of this scorer keeps alive.
        self._pieces: dict[int, list[str]] = {}

    def rank(self, question: str, candidates: Sequence[Candidate]) -> list[Hit]:
        """The candidates, best first."""
        if not candidates:
            return []
        order, trust = _weights()
        hits = [
            Hit(
                one.passage,
                one.page,
                _linear(features, order) + _asked(one),
                _logistic(_linear(features, trust) + _TRUST_ASKS * one.asks),
                one.overlap,
                one.cosine,
            )
            for one, features in zip(candidates, self.features(question, candidates), strict=True)
        ]
        return sorted(hits, key=lambda hit: -hit.score)

    def features(self, question: str, candidates: Sequence[Candidate]) -> list[Mapping[str, float]]:
        """What the weights are multiplied with, for each candidate."""
        stems = content_words(question)
        weights = {stem: self._words.rarity(stem) for stem in stems}
        total = sum(weights.values())
        unseen = sum(w for stem, w in weights.items() if not self._words.knows(stem))
        common = {
            "one": 1.0,
            "unseen": unseen / total if total else 1.0,
            "words": min(len(question.split()), _LONG_QUESTION) / _LONG_QUESTION,
        }
        found: list[Mapping[str, float]] = []
        for one, (mean, least) in zip(candidates, self._matches(question, candidates), strict=True):
            title = set(content_words(one.page.title))
            shared = sum(w for stem, w in weights.items() if stem in title)
            text = one.passage.text
            found.append(
                {
                    **common,
                    "score": one.score - one.asks,
                    "full": one.full,
                    "lead": one.lead,
                    "bm25": one.bm25,
                    "overlap": one.overlap,
                    "tokens": mean,
                    "least": least,
                    "title": shared / total if total else 0.0,
                    "form": float(looks_answered(question, text)),
                    "short": float(len(text.split()) < _SHORT),
                }
            )
        return found

    def pieces(self, question: str, passages: Sequence[Passage]) -> list[str]:
        """Of each passage the piece that the question matches best, under its headings."""
        _, found = self._interaction(question, passages)
        return [texts[int(own.mean(axis=1).argmax())] for texts, own in found]

    def _matches(self, question: str, candidates: Sequence[Candidate]) -> list[tuple[float, float]]:
        """For each candidate the mean over the question's word pieces, and the least of those
        that are no stop words, of their best cosines in it."""
        telling, interaction = self._interaction(question, [one.passage for one in candidates])
        found = []
        for _, each in interaction:
            own = each.max(axis=0, initial=0.0)
            mean = float(own.mean()) if len(own) else 0.0
            least = float(own[telling].min()) if telling.any() else mean
            found.append((mean, least))
        return found

    def _interaction(
        self, question: str, passages: Sequence[Passage]
    ) -> tuple[NDArray[np.bool_], list[tuple[list[str], Vectors]]]:
        """Which word pieces of the question tell what it is about; and for each passage its pieces
        with the best cosine of each of those word pieces in each, shape (pieces, word pieces)."""
        _, (states,) = self._encoder.states([question])
        asked = reduced(states)
        pieces = [self._pieces_of(passage) for passage in passages]
        tokens = self._tokens.of([text for texts in pieces for text in texts])
        best = best_matches(asked, tokens)
        found = []
        at = 0
        for texts in pieces:
            found.append((texts, best[at : at + len(texts)]))
            at += len(texts)
        return _telling(question, self._encoder.pieces, len(asked)), found

    def _pieces_of(self, passage: Passage) -> list[str]:
        pieces = self._pieces.get(id(passage))
        if pieces is None:
            if len(self._pieces) >= _REMEMBERED:
                self._pieces.clear()
            pieces = self._pieces[id(passage)] = pieces_of(passage)
        return pieces


def _telling(question: str, pieces: Callable[[str], int], size: int) -> NDArray[np.bool_]:
    """Which of the word pieces of a question belong to words that tell what it is about."""
    flags: list[bool] = []
    for word in question.split():
        plain = fold(word).strip(".,;:!?\"'()")
        flags += [bool(plain) and plain not in STOP_WORDS] * pieces(word)
    flags += [False] * (size - len(flags))
    return np.array(flags[:size], dtype=np.bool_)


def _asked(one: Candidate) -> float:
    """What likeness to a heading or to a listed question adds to the order."""
    found = _ORDER_HEADING * max(one.heading - NEAR, 0) + _ANY_HEADING * max(one.heading, 0)
    if one.asked > NEAR:
        found += _ORDER_ASKED * (one.asked - NEAR) + _UNDER * one.heading
    if one.asked > _SAME:
        found += _ORDER_SAME * (one.asked - _SAME) + _UNDER_SAME * one.heading
    return found


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def _linear(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum(weight * features[name] for name, weight in weights.items())


@lru_cache(maxsize=1)
def _weights() -> tuple[Mapping[str, float], Mapping[str, float]]:
    """The weights of the order, and of the trust."""
    read = json.loads(_FILE.read_text(encoding="utf-8"))
    return read["order"], read["trust"]
