"""The smallest parts of a passage that can be quoted, and how near each is to a question."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.knowledge.reading.sections import Block
from bot.knowledge.replies.rows import flat, render
from bot.knowledge.words import content_words, sentences

_SHARE = 0.25  # what the share of the question's words counts, against likeness to it
_COMMAND = 120  # characters of a line of code that is quoted with the sentence before it
_CANDIDATES = 10  # units that are held against the question by likeness


@dataclass(frozen=True)
class Unit:
    """A sentence, list item or table row: `text` as it is shown, `said` as it stands in its block;
    `overlap` is the share of the question's words in it."""

    block: int
    text: str
    line: int
    last: int
    overlap: float
    said: str = ""
    score: float = 0.0


def with_commands(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without code, but for a single line that the text before announces."""
    kept: list[Block] = []
    for block in blocks:
        if block.kind != "code":
            kept.append(block)
        elif (
            kept
            and kept[-1].kind == "text"
            and kept[-1].text.endswith(":")
            and "\n" not in block.text
            and len(block.text) <= _COMMAND
        ):
            # On the line where it stands, so that it is quoted from there.
            gap = max(1, block.line - kept[-1].line - kept[-1].text.count("\n"))
            text = kept[-1].text + "\n" * gap + f"`{block.text}`"
            kept[-1] = replace(kept[-1], text=text)
    return kept


def units_of(
    blocks: Sequence[Block], asked: set[str], rarity: Callable[[str], float]
) -> list[Unit]:
    """The units of a passage, with their share of the words `asked`."""
    total = sum(map(rarity, asked)) or 1.0
    units: list[Unit] = []
    for at, block in enumerate(blocks):
        if block.kind == "text":
            for text, start in sentences(block.text):
                line = block.line + block.text.count("\n", 0, start)
                share = _share(text, asked, rarity) / total
                last = line + text.count("\n")
                units.append(Unit(at, flat(text), line, last, share, text))
        else:
            share = _share(block.text + " " + " ".join(block.header), asked, rarity) / total
            last = block.line + block.text.count("\n")
            units.append(Unit(at, render(block), block.line, last, share, block.text))
    return units


def _share(text: str, asked: set[str], rarity: Callable[[str], float]) -> float:
    return sum(map(rarity, asked & set(content_words(text))))


def as_read(
    units: Sequence[Unit], marked: Callable[[str], float | None] | None
) -> list[Unit] | None:
    """The units with the probability, as read, that they answer; None when none was read."""
    found = [marked(unit.said) for unit in units] if marked is not None else []
    if not any(mark is not None for mark in found):
        return None
    return [
        replace(unit, score=1 / (1 + math.exp(-mark)) if mark is not None else 0.0)
        for unit, mark in zip(units, found, strict=True)
    ]


def by_likeness(
    units: Sequence[Unit],
    question: str,
    heading: str,
    asked: set[str],
    rarity: Callable[[str], float],
    similar: Callable[[str, Sequence[str]], Sequence[float]],
) -> list[Unit]:
    """The units with their likeness to the question, under their heading, as their score."""
    if len(units) == 1:
        return list(units)
    total = sum(map(rarity, asked)) or 1.0
    order = sorted(range(len(units)), key=lambda at: (at != 0, -units[at].overlap, at))
    chosen = sorted(order[:_CANDIDATES])
    likeness = similar(question, [f"{heading}: {units[at].text}" for at in chosen])
    alike = dict(zip(chosen, likeness, strict=True))
    low = min(likeness)
    return [
        replace(
            unit,
            score=alike.get(at, low) + _SHARE * _share(unit.text, asked, rarity) / total,
        )
        for at, unit in enumerate(units)
    ]


def length(units: Sequence[Unit]) -> int:
    """Words in all of them."""
    return sum(len(unit.text.split()) for unit in units)
