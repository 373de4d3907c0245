"""What of each passage is compared with a question, as vectors.

- pieces: all its words under its headings, in overlapping windows of about 110 words;
- lead: its first 45 words alone;
- phrases: headings and the `questions:` of pages, each once however often it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from bot.encoder import DIMENSIONS, Vectors
from bot.knowledge.reading.pages import Page, Passage
from bot.knowledge.reading.windows import windows
from bot.knowledge.search.dense import Half, Rows
from bot.knowledge.search.vectors import VectorCache

Progress = Callable[[int, int], None]  # passages done, passages in all

_LEAD_WORDS = 45
_AT_ONCE = 64  # passages whose texts are looked up, or encoded, together


@dataclass(frozen=True)
class Similarities:
    """Cosines of a question with some passages, a number for each.

    `full` is that of the best piece; `asked` that of the nearest question listed by the page, 0
    where none is.
    """

    full: Vectors
    lead: Vectors
    heading: Vectors
    asked: Vectors


class Views:
    """The vectors of all passages of some pages; immutable.

    Pages that are the very same objects as in `like` keep their vectors; those of the others come
    from the cache, which encodes what it does not have.
    """

    def __init__(
        self,
        pages: Sequence[Page],
        cache: VectorCache,
        like: Views | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._pages = tuple(pages)
        sizes = np.array([len(page.passages) for page in pages], dtype=np.intp)
        self._first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)
        self.page_of: Rows = np.repeat(np.arange(len(pages)), sizes)
        making = _Making(cache, like)
        for group in _groups(pages):
            making.add(group)
            if progress is not None:
                progress(making.passages, len(self.page_of))
        # One row for each piece of the first passage, then one for its lead, and so on.
        self._bodies, self._starts = making.bodies()
        self.phrases = tuple(making.rows)
        self._phrase_rows = making.rows
        self._phrase_vectors = making.phrase_vectors()
        rows = making.rows
        headings = (passage.heading for page in pages for passage in page.passages)
        self._heading: Rows = np.array([rows[heading] for heading in headings], dtype=np.intp)
        self._under = np.argsort(self._heading, kind="stable")
        self._asked = [np.array([rows[q] for q, _ in p.questions], dtype=np.intp) for p in pages]
        self._asking: dict[int, list[int]] = {}
        for at, asked in enumerate(self._asked):
            for row in asked:
                self._asking.setdefault(int(row), []).append(at)

    def __len__(self) -> int:
        return len(self._heading)

    @property
    def phrase_vectors(self) -> Half:
        """The vectors of `phrases`, in their order."""
        return self._phrase_vectors

    def questions(self) -> Rows:
        """The phrases that are questions: headings that end with a mark, and all that is listed."""
        return np.array(
            [
                at
                for at, text in enumerate(self.phrases)
                if text.endswith("?") or at in self._asking
            ],
            dtype=np.intp,
        )

    def sums(self, full: float, lead: float) -> tuple[Half, Rows]:
        """For each piece `full` × its vector + `lead` × its passage's lead; and that passage.

        The largest product of a question with the sums of a passage is full × (cosine of its best
        piece) + lead × (cosine of its lead), so that one search finds the best by both.
        """
        counts = np.diff(self._starts) - 1
        passages = np.repeat(np.arange(len(self)), counts)
        leads = self._starts[1:] - 1
        is_piece = np.ones(len(self._bodies), dtype=np.bool_)
        is_piece[leads] = False
        pieces = np.flatnonzero(is_piece)
        sums = np.empty((len(pieces), DIMENSIONS), dtype=np.float16)
        for start in range(0, len(pieces), 4096):
            part = slice(start, start + 4096)
            sums[part] = full * self._bodies[pieces[part]].astype(np.float32) + (
                lead * self._bodies[leads[passages[part]]].astype(np.float32)
            )
        return sums, passages

    def similarities(self, rows: Rows, vector: Vectors) -> Similarities:
        """The cosines of a question's vector with the passages of these rows."""
        starts, ends = self._starts[rows], self._starts[rows + 1]
        sizes = ends - starts
        begins = np.cumsum(sizes) - sizes
        places = np.arange(int(sizes.sum())) + np.repeat(starts - begins, sizes)
        bodies = self._bodies[places].astype(np.float32) @ vector
        last = begins + sizes - 1
        lead = bodies[last]
        bodies[last] = -1.0
        full = np.maximum.reduceat(bodies, begins) if len(rows) else bodies
        used, back = np.unique(self._heading[rows], return_inverse=True)
        heading = (self._phrase_vectors[used].astype(np.float32) @ vector)[back]
        return Similarities(full, lead, heading, self._asked_similarities(rows, vector))

    def _asked_similarities(self, rows: Rows, vector: Vectors) -> Vectors:
        pages, back = np.unique(self.page_of[rows], return_inverse=True)
        best = np.zeros(len(pages), dtype=np.float32)
        for at, page in enumerate(pages):
            asked = self._asked[page]
            if len(asked):
                best[at] = (self._phrase_vectors[asked].astype(np.float32) @ vector).max()
        found: Vectors = best[back]
        return found

    def passages_with(self, phrase: int, most: int) -> Rows:
        """Passages under a heading, or of pages that list a question, unless they are too many."""
        start = np.searchsorted(self._heading, phrase, "left", sorter=self._under)
        end = np.searchsorted(self._heading, phrase, "right", sorter=self._under)
        found = [self._under[start:end]] if end - start <= most else []
        for page in self._asking.get(phrase, ())[:most]:
            found.append(np.arange(self._first[page], self._first[page + 1])[:most])
        return np.concatenate(found) if found else np.zeros(0, dtype=np.intp)

    def kept(self) -> dict[int, tuple[Half, NDArray[np.intp]]]:
        """By the identity of each page: its bodies, and how many each of its passages has."""
        sizes = np.diff(self._starts)
        return {
            id(page): (
                self._bodies[self._starts[first] : self._starts[end]],
                sizes[first:end],
            )
            for page, first, end in zip(self._pages, self._first, self._first[1:], strict=False)
        }

    def kept_phrases(self) -> dict[str, Half]:
        """The vector of each phrase."""
        return dict(zip(self.phrases, self._phrase_vectors, strict=True))


class _Making:
    """Gathers the vectors of groups of pages, in order."""

    def __init__(self, cache: VectorCache, like: Views | None) -> None:
        self._cache = cache
        self._kept = like.kept() if like is not None else {}
        self._kept_phrases = like.kept_phrases() if like is not None else {}
        self._body = _Growing()
        self._phrase = _Growing()
        self._sizes: list[int] = []
        self.rows: dict[str, int] = {}

    @property
    def passages(self) -> int:
        return len(self._sizes)

    def add(self, pages: Sequence[Page]) -> None:
        bodies = [
            bodies_of(passage)
            for page in pages
            if id(page) not in self._kept
            for passage in page.passages
        ]
        texts = [text for body in bodies for text in body]
        pieces = {text for body in bodies for text in body[:-1]}
        phrases = self._new_phrases(pages)
        unknown = [phrase for phrase in phrases if phrase not in self._kept_phrases]
        fresh = self._cache.vectors([*texts, *unknown], pieces)
        counts = map(len, bodies)
        at = 0
        for page in pages:
            if id(page) in self._kept:
                vectors, sizes = self._kept[id(page)]
                self._body.add(vectors)
                self._sizes += sizes.tolist()
                continue
            for size in islice(counts, len(page.passages)):
                self._body.add(fresh[at : at + size])
                self._sizes.append(size)
                at += size
        by_text = dict(zip(unknown, fresh[len(texts) :], strict=True))
        for phrase in phrases:
            vector = by_text[phrase] if phrase in by_text else self._kept_phrases[phrase]
            self.rows[phrase] = len(self.rows)
            self._phrase.add(vector[None])

    def _new_phrases(self, pages: Iterable[Page]) -> list[str]:
        found: dict[str, None] = {}
        for page in pages:
            found.update(dict.fromkeys(passage.heading for passage in page.passages))
            found.update(dict.fromkeys(question for question, _ in page.questions))
        return [phrase for phrase in found if phrase not in self.rows]

    def bodies(self) -> tuple[Half, NDArray[np.intp]]:
        starts = np.concatenate([[0], np.cumsum(self._sizes)]).astype(np.intp)
        return self._body.done(), starts

    def phrase_vectors(self) -> Half:
        return self._phrase.done()


class _Growing:
    """Rows of a matrix that grows in place: at the end it was in memory once, not twice."""

    def __init__(self) -> None:
        self._matrix = np.empty((1024, DIMENSIONS), dtype=np.float16)
        self._size = 0

    def add(self, rows: Half) -> None:
        need = self._size + len(rows)
        if need > len(self._matrix):
            larger = max(need, len(self._matrix) * 5 // 4)
            self._matrix.resize((larger, DIMENSIONS), refcheck=False)
        self._matrix[self._size : need] = rows
        self._size = need

    def done(self) -> Half:
        self._matrix.resize((self._size, DIMENSIONS), refcheck=False)
        return self._matrix


def _groups(pages: Sequence[Page]) -> Iterator[list[Page]]:
    group: list[Page] = []
    size = 0
    for page in pages:
        group.append(page)
        size += len(page.passages)
        if size >= _AT_ONCE:
            yield group
            group, size = [], 0
    if group:
        yield group


def bodies_of(passage: Passage) -> list[str]:
    """The texts of a passage for the encoder: its pieces, then its lead."""
    return [*pieces_of(passage), _cut(passage.text, _LEAD_WORDS) or passage.heading]


def pieces_of(passage: Passage) -> list[str]:
    """The passage's text under its headings, in overlapping windows for the encoder."""
    above = " > ".join(passage.headings)
    return [f"{above}\n{window}" if window else above for window in windows(passage.blocks)]


def _cut(text: str, words: int) -> str:
    return " ".join(text.split()[:words])
