"""Search over passages: sentence vectors of several views of each passage, and BM25.

First stage: `Index.candidates`. Score of a passage = 0.5 × best cosine of (headings and text, in
pieces of about 110 words) + 0.6 × cosine of its first 45 words alone + 0.1 × BM25 scaled to its
best + what a nearly equal heading or a `questions:` phrasing of its page adds.
The weights were chosen on the question headings of two documentation sites with the heading
itself taken away (`benchmarks/knowledge.py`), where they beat either part alone and rank fusion.
Only passages near to the question by one of the parts are scored at all, which finds what scoring
every passage finds (`benchmarks/scale/`).
"""

from __future__ import annotations

import ctypes
import math
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from bot.encoder import Encoder, Vectors
from bot.knowledge.reading.pages import Page, Passage
from bot.knowledge.search.dense import Nearest, Rows, nearest_of
from bot.knowledge.search.judging import Judge
from bot.knowledge.search.scorer import NEAR, Candidate, Hit, Scorer, asks
from bot.knowledge.search.sparse import Scores, WordIndex
from bot.knowledge.search.vectors import KeptTokens, VectorCache
from bot.knowledge.search.views import Progress, Views
from bot.knowledge.words import content_words
from bot.reader import Reads

FIRST_STAGE = 12  # candidates for the second stage; 30 find no more on the measured sites
MOST_NEAR = 120  # pieces near by vector whose passages are scored
_W_FULL, _W_LEAD, _W_BM25 = 0.5, 0.6, 0.1
_BY_WORDS, _BY_PHRASE = 30, 30  # passages by BM25, phrases by vector, that are taken besides
_SHARED = 50  # a heading over more passages than these tells none from another
_ROUGH = 0.05  # by how much an approximate cosine may be wrong
_AT_ONCE = 4096  # passages scored together


class Index:
    """An immutable index of all passages of all pages.

    `cache` is the folder of kept vectors (None: nothing is kept) and `name` the part of a file's
    name that tells one content folder from another. Pages that are the very same objects as in
    `like`, the index of an earlier state, are not looked at again. `progress` hears how many
    passages have their vectors. `reader` reads the few best (None: nothing is read); `beside` are
    pages that are searched besides and do not count for what is common. What encoder and reader
    raise goes through.
    """

    def __init__(
        self,
        pages: Sequence[Page],
        encoder: Encoder,
        cache: Path | None,
        name: str,
        *,
        like: Index | None = None,
        progress: Progress | None = None,
        reader: Reads | None = None,
        beside: Sequence[Page] = (),
    ) -> None:
        self._encoder = encoder
        self._reader = reader
        pages = (*pages, *beside)
        self._pages = pages
        besides = [passage for page in beside for passage in page.passages]
        self._beside = Counter(
            stem for passage in besides for stem in set(content_words(passage.text))
        )
        self._beside_passages = len(besides)
        self._passages = [passage for page in pages for passage in page.passages]
        self._words: WordIndex = WordIndex(pages, like._words if like is not None else None)
        self._phrased = [
            frozenset(word for text, _ in page.questions for word in content_words(text))
            for page in pages
        ]
        self._asked_words = frozenset().union(*self._phrased)
        old = like._views if like is not None else None
        file = cache / f"{name}.sqlite" if cache is not None else None
        with VectorCache(encoder, file) as kept:
            self._views: Views = Views(pages, kept, old, progress)
            if like is None:
                kept.drop_unused()
        self._tokens: KeptTokens = like._tokens if like is not None else KeptTokens(kept)
        self._scorer = Scorer(encoder, self._tokens, self)
        self._judge = Judge(reader, self._scorer.pieces) if reader is not None else None
        sums, self._passage_of = self._views.sums(_W_FULL, _W_LEAD)
        near: tuple[Nearest | None, ...] = (None, None, None)
        if like is not None:
            near = (like._near, like._near_phrases, like._near_questions)
        self._near: Nearest = nearest_of(sums, near[0])
        phrases = self._views.phrase_vectors
        self._near_phrases: Nearest = nearest_of(phrases, near[1])
        self._questions = self._views.questions()
        self._near_questions: Nearest = nearest_of(phrases[self._questions], near[2])
        _give_back()

    def like(self, pages: Sequence[Page]) -> Index:
        """An index of other pages; those that are the same objects are not looked at again."""
        return Index(pages, self._encoder, None, "", like=self, reader=self._reader)

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self._passages)

    def rarity(self, word: str) -> float:
        """Weight of a stem: the inverse document frequency among passages; highest if unseen."""
        count = self._words.count(word)
        return math.log(1 + (len(self._passages) - count + 0.5) / (count + 0.5))

    def knows(self, word: str) -> bool:
        """Whether a stem stands anywhere in the content."""
        return self._words.count(word) > 0 or word in self._asked_words

    def common(self, word: str) -> bool:
        """Whether a stem stands in a tenth of all passages of pages: what the company is about."""
        count = self._words.count(word) - self._beside[word]
        return count >= max(2, (len(self._passages) - self._beside_passages) / 10)

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
        found = self.candidates(question, vector, max(limit, FIRST_STAGE), keep)
        return self._scorer.rank(question, found)[:limit]

    def read(
        self,
        question: str,
        vector: Vectors,
        keep: Callable[[Page], bool] | None = None,
    ) -> list[Hit]:
        """The best passages after reading them (without a reader: after searching), best first."""
        hits = self.search(question, vector, FIRST_STAGE, keep)
        return self._judge.judged(question, hits) if self._judge is not None else hits

    def logits(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each of some texts that are no passages answers, against 0 for not at all;
        without a reader, as if none did."""
        if self._reader is None:
            return [0.0] * len(texts)
        return [reading.logit for reading in self._reader.read(question, texts)]

    def beside(self, question: str, text: str, hits: Sequence[Hit]) -> float:
        """The probability that a text which is no passage answers rather than the hits that were
        read, or nothing; 1 without a reader."""
        return self._judge.beside(question, text, hits) if self._judge is not None else 1.0

    def candidates(
        self,
        question: str,
        vector: Vectors,
        limit: int = FIRST_STAGE,
        keep: Callable[[Page], bool] | None = None,
    ) -> list[Candidate]:
        """The first stage: the best passages by the sum of all parts, best first.

        With a `limit` of more than `MOST_NEAR` every passage is scored.
        """
        if not self._passages:
            return []
        stems = content_words(question)
        words = self._bm25_scores(stems)
        if limit > MOST_NEAR:
            rows = self._all(keep)
        else:
            rows = self._promising(vector, words)
            kept = self._kept(rows, keep) if keep is not None else rows
            # Where most is not to be kept, what is near among the rest has not been looked for.
            rows = kept if len(kept) >= min(limit, len(rows)) else self._all(keep)
        parts = [
            self._scored(rows[start : start + _AT_ONCE], stems, vector, words, limit)
            for start in range(0, len(rows), _AT_ONCE)
        ]
        found = [candidate for part in parts for candidate in part]
        return sorted(found, key=lambda candidate: -candidate.score)[:limit]

    def _promising(self, vector: Vectors, words: Scores) -> Rows:
        """Rows of the passages that are near by any part, in their order."""
        pieces, _ = self._near.nearest(vector, MOST_NEAR)
        found = [self._passage_of[pieces]]
        for phrase, similarity in zip(*self._near_phrases.nearest(vector, _BY_PHRASE), strict=True):
            if similarity > NEAR - _ROUGH:
                found.append(self._views.passages_with(int(phrase), _SHARED))
        there = np.flatnonzero(words)
        if len(there) > _BY_WORDS:
            there = there[np.argpartition(words[there], -_BY_WORDS)[-_BY_WORDS:]]
        found.append(there)
        rows: Rows = np.unique(np.concatenate(found))
        return rows

    def _kept(self, rows: Rows, keep: Callable[[Page], bool]) -> Rows:
        pages, back = np.unique(self._views.page_of[rows], return_inverse=True)
        kept = np.array([keep(self._pages[page]) for page in pages], dtype=np.bool_)
        found: Rows = rows[kept[back]]
        return found

    def _all(self, keep: Callable[[Page], bool] | None) -> Rows:
        if keep is None:
            return np.arange(len(self._passages))
        kept = np.array([keep(page) for page in self._pages], dtype=np.bool_)
        return np.flatnonzero(kept[self._views.page_of])

    def _scored(
        self, rows: Rows, stems: Sequence[str], vector: Vectors, words: Scores, limit: int
    ) -> list[Candidate]:
        near = self._views.similarities(rows, vector)
        bm25 = words[rows]
        score = (
            _W_FULL * near.full
            + _W_LEAD * near.lead
            + _W_BM25 * bm25
            + asks(near.heading, near.asked)
        )
        best = np.argsort(-score, kind="stable")[:limit]
        there = {stem: self._words.holds(stem, rows[best]) for stem in dict.fromkeys(stems)}
        weights = {stem: self.rarity(stem) for stem in there}
        total = sum(weights.values())
        found = []
        for order, at in enumerate(best):
            page = int(self._views.page_of[rows[at]])
            phrased = self._phrased[page] if near.asked[at] > NEAR else ()
            shared = sum(w for s, w in weights.items() if there[s][order] or s in phrased)
            found.append(
                Candidate(
                    self._passages[rows[at]],
                    self._pages[page],
                    float(score[at]),
                    float(near.full[at]),
                    float(near.lead[at]),
                    float(near.heading[at]),
                    float(near.asked[at]),
                    float(bm25[at]),
                    shared / total if total else 0.0,
                )
            )
        return found

    def features(self, question: str, candidates: Sequence[Candidate]) -> list[Mapping[str, float]]:
        """What the second stage weighs, for each candidate."""
        return self._scorer.features(question, candidates)

    def pieces(self, question: str, passages: Sequence[Passage]) -> list[str]:
        """Of each passage the piece that the question matches best, under its headings."""
        return self._scorer.pieces(question, passages)

    def views(
        self, question: str, vector: Vectors
    ) -> tuple[list[tuple[str, int]], dict[str, Scores]]:
        """Path and line of every passage, and its scores by BM25 and by vectors alone."""
        places = [(passage.path, passage.line) for passage in self._passages]
        full = self._views.similarities(np.arange(len(places)), vector).full
        return places, {"BM25": self._bm25_scores(content_words(question)), "vectors": full}

    def near_questions(self, vector: Vectors) -> list[tuple[float, str]]:
        """Questions that the content itself asks, nearest first, with their similarity."""
        rows = self._questions[self._near_questions.nearest(vector, 20)[0]]
        similarities = self._views.phrase_vectors[rows].astype(np.float32) @ vector
        return [
            (float(similarities[at]), self._views.phrases[rows[at]])
            for at in np.argsort(-similarities, kind="stable")
        ]

    def _bm25_scores(self, stems: Sequence[str]) -> Scores:
        scores = self._words.scores(stems)
        best = float(scores.max(initial=0.0))
        return scores / best if best > 0 else scores


def _give_back() -> None:
    """Give the memory that only the making took back to the system, which glibc does not do by
    itself: 100 MB at 100,000 passages."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
