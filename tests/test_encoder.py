from __future__ import annotations

import numpy as np
import pytest

from bot.encoder import DIMENSIONS, shared_encoder


def test_vectors_are_of_length_one_and_near_for_near_meanings() -> None:
    vectors = shared_encoder().encode(
        ["how much does it cost", "what is the price", "my dog likes the beach"]
    )
    assert vectors.shape == (3, DIMENSIONS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.3


def test_a_batch_gives_what_each_text_gives_alone() -> None:
    texts = ["one", "a much longer text about prices and plans " * 5, "", "two words"]
    encoder = shared_encoder()
    together = encoder.encode(texts)
    alone = np.vstack([encoder.encode([text]) for text in texts])
    # int8 weights quantise with the batch: equal for every purpose, not to the bit.
    assert np.all(np.sum(together * alone, axis=1) > 0.97)


@pytest.mark.parametrize("text", ["", "   ", "!!!", "…", "🎉🎉"])
def test_text_without_words_is_not_known(text: str) -> None:
    assert not shared_encoder().knows(text)


@pytest.mark.parametrize("text", ["price", "ok", "40", "a" * 10_000, "nul\x00byte"])
def test_text_with_words_is_known(text: str) -> None:
    assert shared_encoder().knows(text)
