"""Late interaction: each word piece of a question against each of a passage.

The score of a passage is, over the question's word pieces, the mean of the best cosine with any of
the passage's (ColBERT: Khattab & Zaharia 2020), on the states of the sentence encoder as it is.
Before that the states are brought from 384 dimensions to 64 by their principal components
(`weights/tokens.npy`, from the documentation of a hundred other projects), which loses nothing that
could be measured and keeps a passage in about 8 kB.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.encoder import DIMENSIONS, States, Vectors

KEPT = 64  # dimensions
Tokens = NDArray[np.int8]  # shape (word pieces, KEPT): unit vectors × 127

_FILE = Path(__file__).parent / "weights" / "tokens.npy"


def reduced(states: States) -> Tokens:
    """Word pieces' states of shape (n, DIMENSIONS), as they are kept."""
    small = states @ _projection()
    length = np.linalg.norm(small, axis=1, keepdims=True)
    tokens: Tokens = np.rint(small / np.maximum(length, 1e-6) * 127).astype(np.int8)
    return tokens


def best_matches(question: Tokens, passages: Sequence[Tokens]) -> Vectors:
    """Best cosine of each word piece of a question in each passage.

    Shape (len(passages), len(question)); 0 where a passage has no words.
    """
    found = np.zeros((len(passages), len(question)), dtype=np.float32)
    there = [at for at, tokens in enumerate(passages) if len(tokens)]
    if not there or not len(question):
        return found
    starts = np.cumsum([0, *(len(passages[at]) for at in there[:-1])])
    all_tokens = np.concatenate([passages[at] for at in there]).astype(np.float32)
    products = all_tokens @ question.astype(np.float32).T
    found[there] = np.maximum.reduceat(products, starts, axis=0) / (127 * 127)
    return found


@lru_cache(maxsize=1)
def _projection() -> Vectors:
    projection: Vectors = np.load(_FILE, allow_pickle=False).astype(np.float32)
    if projection.shape != (DIMENSIONS, KEPT):
        raise ValueError(f"{_FILE}: found {projection.shape}, expected {(DIMENSIONS, KEPT)}")
    return projection
