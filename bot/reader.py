"""The reader: whether a passage answers a question, judged by reading the two together.

A transformer of six layers, made from all-MiniLM-L6-v2 (Wang et al. 2020) as a cross-encoder
(Nogueira & Cho 2019) by `scripts/reader`, int8. It holds each word of the question against each of
the passage, which no product of two vectors does: that "xero" is not "quickbooks", that a figure is
said of another plan. The price is a pass of the model for each pair, so it reads only the few that
search finds best.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.inference import THREADS, model_digest, session_of
from bot.wordpieces import BEGIN, SEPARATOR, word_pieces

# Word pieces that are read. Of a long message the last: there people come to their question.
QUESTION, PASSAGE = 64, 176
_LONGEST = 512
_FILE = Path(__file__).parent / "knowledge" / "search" / "weights" / "reader.onnx"
_REMEMBERED = 512  # questions with the passages read for them


@dataclass(frozen=True)
class Reading:
    """`logit`: how much the passage answers the question, against 0 for no answer.

    `pieces` are the passage's word pieces and `marks` how much each belongs to the answer."""

    logit: float
    pieces: tuple[int, ...]
    marks: tuple[float, ...]

    def marked(self, text: str) -> float | None:
        """How much a part of the passage answers: the mean over its word pieces; None where the
        part was not read."""
        wanted = tuple(word_pieces(text, PASSAGE))
        for at in range(len(self.pieces) - len(wanted) + 1) if wanted else ():
            if self.pieces[at : at + len(wanted)] == wanted:
                return sum(self.marks[at : at + len(wanted)]) / len(wanted)
        return None


class Reads(Protocol):
    """What answers need of a reader."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same pair would be judged otherwise."""

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """A reading of each text."""


class Reader:
    """The bundled reader; thread-safe, loads its weights when first made."""

    def __init__(self, threads: int = THREADS) -> None:
        self._session = session_of(_FILE, threads)
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._read)

    @property
    def fingerprint(self) -> str:
        """See `Reads`."""
        return model_digest(_FILE)

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """See `Reads`. An empty list of texts gives an empty list."""
        return list(self._remembered(question, tuple(texts))) if texts else []

    def _read(self, question: str, texts: tuple[str, ...]) -> list[Reading]:
        asked = [BEGIN, *word_pieces(question, _LONGEST)[-QUESTION:], SEPARATOR]
        passages = [word_pieces(text, PASSAGE) for text in texts]
        width = len(asked) + max(map(len, passages)) + 1
        tokens = np.zeros((len(texts), width), dtype=np.int64)
        mask = np.zeros_like(tokens)
        kinds = np.zeros_like(tokens)
        for row, passage in enumerate(passages):
            ids = [*asked, *passage, SEPARATOR]
            tokens[row, : len(ids)] = ids
            mask[row, : len(ids)] = 1
            kinds[row, len(asked) : len(ids)] = 1
        logits, marks = self._session.run(
            ["logits", "marks"],
            {"input_ids": tokens, "attention_mask": mask, "token_type_ids": kinds},
        )
        start = len(asked)
        return [
            Reading(
                float(logit),
                tuple(passage),
                tuple(float(mark) for mark in own[start : start + len(passage)]),
            )
            for logit, own, passage in zip(logits, marks, passages, strict=True)
        ]


_lock = threading.Lock()
_shared: Reader | None = None


def shared_reader() -> Reader:
    """The one reader of this process."""
    global _shared
    with _lock:
        if _shared is None:
            _shared = Reader()
        return _shared
