"""A passage in overlapping windows of whole sentences, list items and table rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.knowledge.reading.sections import Block
from bot.knowledge.words import sentences

WORDS = 110  # of a window, about
OVERLAP = 25  # words at the end of a window that the next begins with, at most
_ROOM = 1.4  # a window is this much longer rather than leaving a short rest


def windows(blocks: Sequence[Block]) -> list[str]:
    """The words of blocks, without code, in windows; one, perhaps empty, for short ones.

    A single sentence that is longer than two windows is cut there.
    """
    found: list[str] = []
    kept: list[tuple[str, int]] = []
    size = fresh = 0
    for text, count in _units(blocks):
        if fresh and size + count > WORDS * _ROOM:
            found.append("\n".join(one for one, _ in kept))
            kept = _tail(kept)
            size, fresh = sum(words for _, words in kept), 0
        kept.append((text, count))
        size += count
        fresh += count
    return [*found, "\n".join(one for one, _ in kept)]


def _units(blocks: Sequence[Block]) -> Iterator[tuple[str, int]]:
    for block in blocks:
        if block.kind == "code":
            continue
        whole = len(block.text.split()) <= WORDS
        for text in [block.text] if whole or block.kind == "row" else _sentences(block.text):
            words = text.split()[: 2 * WORDS]
            yield " ".join(words), len(words)


def _sentences(text: str) -> list[str]:
    return [sentence for sentence, _ in sentences(text)]


def _tail(kept: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The last units that fit into the overlap."""
    size = 0
    for at in range(len(kept) - 1, 0, -1):
        size += kept[at][1]
        if size > OVERLAP:
            return list(kept[at + 1 :])
    return []
