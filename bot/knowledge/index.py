"""Search over passages: sentence vectors of several views of each passage, and BM25.

Score of a passage = 0.5 × best cosine of (headings and text, in pieces of about 110 words)
+ 0.6 × cosine of its first 45 words alone + 0.1 × BM25 scaled to its best
+ what a nearly equal heading or a `questions:` phrasing of its page adds.
The weights were chosen on the question headings of two documentation sites with the heading
itself taken away (`benchmarks/knowledge.py`), where they beat either part alone and rank fusion.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.encoder import Encoder, Vectors
from bot.knowledge.pages import Page, Passage
from bot.knowledge.vectors import encode_cached
from bot.knowledge.words import content_words

# bm25s imports jax for its choice of the best where jax is installed, as it is with TensorFlow:
# 2 s and 60 MB, for what numpy does as quickly here.
if "jax" in sys.modules:
    import bm25s
else:
    sys.modules["jax"] = None  # type: ignore[assignment]  # how Python says "cannot be imported"
    import bm25s

    del sys.modules["jax"]

Scores = NDArray[np.float32]

_PIECE_WORDS = 110
_LEAD_WORDS = 45
_W_FULL, _W_LEAD, _W_BM25 = 0.5, 0.6, 0.1
_W_HEADING, _W_ASKED = 0.4, 0.8
_NEAR = 0.6  # cosines below this say nothing about a heading or a listed question


@dataclass(frozen=True)
class Hit:
    """A passage found: `score` ranks it, `overlap` is the weighted share of the question's words
    that stand in it, `cosine` its best similarity to the question in any view (0 to 1)."""

    passage: Passage
    page: Page
    score: float
    overlap: float
    cosine: float


class Index:
    """An immutable index of all passages of all pages."""

    def __init__(
        self, pages: Sequence[Page], encoder: Encoder, cache: Path | None, name: str
    ) -> None:
        self._encoder = encoder
        self._entries = [(page, passage) for page in pages for passage in page.passages]
        self._stems = [
            Counter(content_words("\n".join((*p.headings, *(b.text for b in p.blocks)))))
            for _, p in self._entries
        ]
        self._count: Counter[str] = Counter(word for stems in self._stems for word in stems)
        self._phrased = {
            page.path: {word for text, _ in page.questions for word in content_words(text)}
            for page in pages
        }
        self._known = set(self._count).union(*self._phrased.values())
        self._bm25 = bm25s.BM25()
        if any(self._stems):
            self._bm25.index(
                [list(stems.elements()) or ["\0"] for stems in self._stems], show_progress=False
            )
        self._encode(pages, cache, name)

    def _encode(self, pages: Sequence[Page], cache: Path | None, name: str) -> None:
        pieces: list[str] = []
        piece_of: list[int] = []
        for at, (_, passage) in enumerate(self._entries):
            found = _pieces(passage)
            pieces += found
            piece_of += [at] * len(found)
        leads = [_cut(p.text, _LEAD_WORDS) or p.heading for _, p in self._entries]
        headings = [p.heading for _, p in self._entries]
        asked = [text for page in pages for text, _ in page.questions]
        vectors = encode_cached([*pieces, *leads, *headings, *asked], self._encoder, cache, name)
        a, b = len(pieces), len(pieces) + len(leads)
        c = b + len(headings)
        self._pieces, self._leads, self._headings = vectors[:a], vectors[a:b], vectors[b:c]
        self._asked = vectors[c:]
        self._piece_starts = np.searchsorted(piece_of, np.arange(len(self._entries)))
        first: dict[str, list[int]] = {}
        for at, (page, _) in enumerate(self._entries):
            first.setdefault(page.path, []).append(at)
        self._asked_rows = [
            np.array(first.get(page.path, []), dtype=np.intp)
            for page in pages
            for _ in page.questions
        ]
        rows = [at for at, heading in enumerate(headings) if heading.endswith("?")]
        self._question_texts = [*(headings[at] for at in rows), *asked]
        self._questions = np.concatenate([self._headings[rows], self._asked])

    def rarity(self, word: str) -> float:
        """Weight of a stem: the inverse document frequency among passages; highest if unseen."""
        n = len(self._entries)
        return math.log(1 + (n - self._count[word] + 0.5) / (self._count[word] + 0.5))

    def knows(self, word: str) -> bool:
        """Whether a stem stands anywhere in the content."""
        return word in self._known

    def common(self, word: str) -> bool:
        """Whether a stem stands in a tenth of all passages: what the company is about."""
        return self._count[word] >= max(2, len(self._entries) / 10)

    def encode(self, question: str) -> Vectors:
        """The vector of a question."""
        vector: Vectors = self._encoder.encode([question])[0]
        return vector

    def search(
        self,
        question: str,
        vector: Vectors,
        limit: int = 5,
        keep: Callable[[Page], bool] | None = None,
    ) -> list[Hit]:
        """The best passages, best first; of the pages to `keep`, when that is given."""
        if not self._entries:
            return []
        full = np.maximum.reduceat(self._pieces @ vector, self._piece_starts)
        lead = self._leads @ vector
        heading = self._headings @ vector
        asked = self._asked_scores(vector)
        stems = content_words(question)
        score = (
            _W_FULL * full
            + _W_LEAD * lead
            + _W_BM25 * self._bm25_scores(stems)
            + _W_HEADING * np.maximum(heading - _NEAR, 0)
            + _W_ASKED * np.maximum(asked - _NEAR, 0)
        )
        hits: list[Hit] = []
        for at in np.argsort(-score, kind="stable"):
            page, passage = self._entries[at]
            if keep is not None and not keep(page):
                continue
            cosine = max(float(full[at]), float(lead[at]), float(heading[at]), float(asked[at]))
            there = set(self._stems[at])
            if asked[at] > _NEAR:
                there |= self._phrased[page.path]
            overlap = self._overlap(stems, there)
            hits.append(Hit(passage, page, float(score[at]), overlap, cosine))
            if len(hits) == limit:
                break
        return hits

    def views(
        self, question: str, vector: Vectors
    ) -> tuple[list[tuple[str, int]], dict[str, Scores]]:
        """Path and line of every passage, and its scores by BM25 and by vectors alone."""
        places = [(passage.path, passage.line) for _, passage in self._entries]
        full = np.maximum.reduceat(self._pieces @ vector, self._piece_starts)
        return places, {"BM25": self._bm25_scores(content_words(question)), "vectors": full}

    def near_questions(self, vector: Vectors) -> list[tuple[float, str]]:
        """Questions that the content itself asks, nearest first, with their similarity."""
        similarities = self._questions @ vector
        best = np.argsort(-similarities, kind="stable")[:20]
        return [(float(similarities[at]), self._question_texts[at]) for at in best]

    def _asked_scores(self, vector: Vectors) -> Scores:
        scores = np.zeros(len(self._entries), dtype=np.float32)
        for similarity, rows in zip(self._asked @ vector, self._asked_rows, strict=True):
            if similarity > _NEAR:
                scores[rows] = np.maximum(scores[rows], similarity)
        return scores

    def _bm25_scores(self, stems: Sequence[str]) -> Scores:
        known = [stem for stem in stems if stem in self._count]
        if not known:
            return np.zeros(len(self._entries), dtype=np.float32)
        scores: Scores = self._bm25.get_scores(known)
        best = float(scores.max())
        return scores / best if best > 0 else scores

    def _overlap(self, stems: Sequence[str], there: set[str]) -> float:
        asked = set(stems)
        total = sum(self.rarity(stem) for stem in asked)
        return sum(self.rarity(stem) for stem in asked if stem in there) / total if total else 0.0


def _pieces(passage: Passage) -> list[str]:
    """The passage's text under its headings, cut at block borders into pieces for the encoder."""
    above = " > ".join(passage.headings)
    pieces: list[list[str]] = [[]]
    length = 0
    for block in passage.blocks:
        if block.kind == "code":
            continue
        text = _cut(block.text, 2 * _PIECE_WORDS)
        size = len(text.split())
        if length and length + size > _PIECE_WORDS * 1.4:
            pieces.append([])
            length = 0
        pieces[-1].append(text)
        length += size
    return ["\n".join((above, *piece)) for piece in pieces]


def _cut(text: str, words: int) -> str:
    return " ".join(text.split()[:words])
