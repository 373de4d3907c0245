"""Stand-ins for what is slow or must fail."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from bot.encoder import DIMENSIONS, States, Vectors


class HashEncoder:
    """Vectors that depend on a text and nothing else; remembers what it was asked to encode."""

    def __init__(self, fingerprint: str = "hash") -> None:
        self.fingerprint = fingerprint
        self.encoded: list[str] = []
        self.fails_after: int | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self.fails_after is not None and len(self.encoded) + len(texts) > self.fails_after:
            raise RuntimeError("the encoder gave up")
        self.encoded += texts
        return np.stack([self._vector(text) for text in texts])

    def states(self, texts: Sequence[str]) -> tuple[Vectors, list[States]]:
        return self.encode(texts), [
            np.stack([self._vector(word) for word in text.split() or [""]]) for text in texts
        ]

    def pieces(self, text: str) -> int:
        return len(text.split())

    def knows(self, text: str) -> bool:
        return True

    def _vector(self, text: str) -> Vectors:
        seed = hashlib.sha256(f"{self.fingerprint}\0{text}".encode()).digest()[:8]
        vector = np.random.default_rng(int.from_bytes(seed, "big")).standard_normal(DIMENSIONS)
        unit: Vectors = (vector / np.linalg.norm(vector)).astype(np.float32)
        return unit
