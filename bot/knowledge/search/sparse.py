"""Search by words: BM25 over the stems of each passage.

Robertson & Zaragoza 2009, in the variant of Lucene, as `bm25s` computes it. The scores of all
pairs of word and passage are made once; a search adds up the columns of its words.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.reading.pages import Page
from bot.knowledge.search.dense import Rows
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
Tokens = NDArray[np.int32]


class WordIndex:
    """Which words stand in which passage of some pages, and how much each says; immutable.

    Pages that are the very same objects as in `like`, the index of an earlier state, are not
    taken apart again.
    """

    def __init__(self, pages: Sequence[Page], like: WordIndex | None = None) -> None:
        self._pages = tuple(pages)
        # Numbers are only added, under the lock of whoever makes states, so that states share them.
        self._numbers: dict[str, int] = like._numbers if like is not None else {}
        kept = like._kept() if like is not None else {}
        parts = [kept.get(id(page)) or self._numbered(page) for page in pages]
        # One array for all passages: 100,000 small ones would take more than what is in them.
        self._tokens = np.concatenate([np.zeros(0, dtype=np.int32), *(part[0] for part in parts)])
        sizes = np.concatenate([np.zeros(0, dtype=np.int64), *(part[1] for part in parts)])
        self._ends = np.cumsum(sizes)
        self._data = np.zeros(0, dtype=np.float32)
        self._rows = np.zeros(0, dtype=np.int32)
        self._columns = np.zeros(1, dtype=np.int64)
        if len(self._tokens):
            bm25 = bm25s.BM25()
            # Each number is one object, however often it stands: a fifth of the memory for a while.
            one = list(range(len(self._numbers)))
            passages = [
                [one[number] for number in tokens.tolist()]
                for tokens in np.split(self._tokens, self._ends[:-1])
            ]
            # It adds a number for "no word" to the numbers that it is given.
            bm25.index((passages, dict(self._numbers)), show_progress=False)
            made = bm25.scores
            self._data, self._rows, self._columns = made["data"], made["indices"], made["indptr"]

    def _numbered(self, page: Page) -> tuple[Tokens, NDArray[np.int64]]:
        found: list[int] = []
        sizes = []
        for passage in page.passages:
            text = "\n".join((*passage.headings, *(block.text for block in passage.blocks)))
            stems = content_words(text)
            found += [self._numbers.setdefault(word, len(self._numbers)) for word in stems]
            sizes.append(len(stems))
        return np.array(found, dtype=np.int32), np.array(sizes, dtype=np.int64)

    def _kept(self) -> dict[int, tuple[Tokens, NDArray[np.int64]]]:
        """By the identity of each page: the words of its passages, and how many each has."""
        found = {}
        starts = np.concatenate([[0], self._ends])
        sizes = np.diff(starts)
        first = 0
        for page in self._pages:
            end = first + len(page.passages)
            found[id(page)] = (self._tokens[starts[first] : starts[end]], sizes[first:end])
            first = end
        return found

    def __len__(self) -> int:
        return len(self._ends)

    def count(self, word: str) -> int:
        """In how many passages a word stands."""
        start, end = self._column(word)
        return end - start

    def scores(self, words: Sequence[str]) -> Scores:
        """The BM25 score of every passage; a word that is repeated counts again."""
        scores = np.zeros(len(self), dtype=np.float32)
        for word in words:
            start, end = self._column(word)
            # bm25s uses np.add.at, which is 30 times slower; no row comes twice in a column.
            scores[self._rows[start:end]] += self._data[start:end]
        return scores

    def holds(self, word: str, rows: Rows) -> NDArray[np.bool_]:
        """In which of these passages a word stands."""
        start, end = self._column(word)
        column = self._rows[start:end]
        if not len(column):
            return np.zeros(len(rows), dtype=np.bool_)
        at = np.minimum(np.searchsorted(column, rows), len(column) - 1)
        found: NDArray[np.bool_] = column[at] == rows
        return found

    def _column(self, word: str) -> tuple[int, int]:
        # The numbers grow with later states of the content; this one knows only its own.
        number = self._numbers.get(word, len(self._columns))
        if number + 1 >= len(self._columns):
            return 0, 0
        return int(self._columns[number]), int(self._columns[number + 1])
