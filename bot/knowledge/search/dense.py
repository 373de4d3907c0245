"""Search by vectors: one port, exact for small content and approximate for large.

Exact is a scan of all vectors in numpy. Approximate is a scan of all vectors too, but of their
product-quantized codes, 4 bits for each 2 dimensions, looked up in registers (Jégou, Douze &
Schmid 2011; André, Kermarrec & Le Scouarnec 2015; `faiss`): a sixteenth of the memory to go
through. What is found is scored again by the caller with the vectors themselves, so that only what
is missed altogether costs anything. Unlike a graph it is made in a second or two.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.encoder import Vectors

Rows = NDArray[np.intp]
Half = NDArray[np.float16]  # a cosine of two halves is right to 0.0005, at half the memory

EXACT_MOST = 25_000  # vectors; up to here a scan takes less than 2 ms and an edit costs nothing
_AT_ONCE = 4096  # vectors added together
_TRAINED_ON = 4096  # vectors for the 16 centres of each pair of dimensions
_ROUNDS = 8  # of k-means; 25 find nothing more


class Nearest(Protocol):
    """Finds the vectors with the largest inner product."""

    def nearest(self, vector: Vectors, count: int) -> tuple[Rows, Vectors]:
        """At most `count` rows and their inner products, best first."""


class Exact:
    """A scan over all vectors."""

    def __init__(self, vectors: Vectors | Half) -> None:
        self._vectors = vectors.astype(np.float32)

    def nearest(self, vector: Vectors, count: int) -> tuple[Rows, Vectors]:
        """See `Nearest`."""
        products = self._vectors @ vector
        if count < len(products):
            rows = np.argpartition(-products, count)[:count]
        else:
            rows = np.arange(len(products))
        rows = rows[np.argsort(-products[rows], kind="stable")]
        return rows, products[rows]


class Approximate:
    """A scan over compressed vectors; `like` lends its centres to a changed content."""

    def __init__(self, vectors: Vectors | Half, like: Approximate | None = None) -> None:
        import faiss

        # Threads that wait for each other over so little work take the cores from the turns.
        faiss.omp_set_num_threads(1)
        dimensions = vectors.shape[1]
        if like is None:
            self._index: Any = faiss.IndexPQFastScan(
                dimensions, dimensions // 2, 4, faiss.METRIC_INNER_PRODUCT
            )
            self._index.pq.cp.niter = _ROUNDS
            step = -(-len(vectors) // _TRAINED_ON)
            self._index.train(vectors[::step].astype(np.float32))
        else:
            self._index = faiss.clone_index(like._index)
            self._index.reset()
        for start in range(0, len(vectors), _AT_ONCE):
            self._index.add(vectors[start : start + _AT_ONCE].astype(np.float32))

    def nearest(self, vector: Vectors, count: int) -> tuple[Rows, Vectors]:
        """See `Nearest`."""
        products, rows = self._index.search(np.ascontiguousarray(vector[None]), count)
        found = rows[0] >= 0
        return rows[0][found], products[0][found]


def nearest_of(vectors: Vectors | Half, like: Nearest | None = None) -> Nearest:
    """The search that suits the number of vectors; `like` is the one of a similar content."""
    if len(vectors) <= EXACT_MOST:
        return Exact(vectors)
    return Approximate(vectors, like if isinstance(like, Approximate) else None)
