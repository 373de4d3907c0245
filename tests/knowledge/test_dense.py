from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.encoder import DIMENSIONS, Vectors
from bot.knowledge.search import dense
from bot.knowledge.search.dense import Approximate, Exact, nearest_of


def clustered(size: int, seed: int = 0) -> Vectors:
    """Unit vectors in clusters, as texts on a few hundred matters are."""
    chance = np.random.default_rng(seed)
    centres = chance.standard_normal((max(1, size // 20), DIMENSIONS))
    vectors = centres[chance.integers(len(centres), size=size)]
    vectors = vectors + 0.7 * chance.standard_normal((size, DIMENSIONS))
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


@given(size=st.integers(0, 60), count=st.integers(1, 80), seed=st.integers(0, 1000))
def test_exact_is_the_order_of_all(size: int, count: int, seed: int) -> None:
    vectors = clustered(size, seed) if size else np.zeros((0, DIMENSIONS), dtype=np.float32)
    asked = clustered(1, seed + 1)[0]
    rows, products = Exact(vectors).nearest(asked, count)
    expected = np.sort(vectors @ asked)[::-1][:count]
    np.testing.assert_allclose(products, expected, atol=1e-5)
    np.testing.assert_allclose(vectors[rows] @ asked, expected, atol=1e-5)


def test_approximate_finds_what_exact_finds() -> None:
    vectors = clustered(6000)
    exact, approximate = Exact(vectors), Approximate(vectors)
    found = total = 0
    for asked in vectors[:200] + clustered(200, seed=5):
        best = set(exact.nearest(asked, 10)[0].tolist())
        found += len(best & set(approximate.nearest(asked, 100)[0].tolist()))
        total += len(best)
    assert found / total >= 0.99


def test_approximate_gives_no_more_rows_than_there_are() -> None:
    vectors = clustered(300)
    rows, products = Approximate(vectors).nearest(vectors[0], 500)
    assert sorted(rows.tolist()) == list(range(300))
    assert len(products) == 300


def test_a_changed_content_uses_the_centres_of_the_one_before() -> None:
    before = clustered(1000)
    after = np.concatenate([clustered(50, seed=9), before[100:]])
    first = Approximate(before)
    changed = Approximate(after, first)
    assert changed.nearest(after[10], 5)[0][0] == 10
    assert changed.nearest(before[500], 5)[0][0] == 450
    assert first.nearest(before[500], 5)[0][0] == 500


def test_size_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "EXACT_MOST", 500)
    assert isinstance(nearest_of(clustered(500)), Exact)
    large = nearest_of(clustered(501))
    assert isinstance(large, Approximate)
    assert isinstance(nearest_of(clustered(100), large), Exact)
