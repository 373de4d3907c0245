"""Sections of blocks: what stands under one heading, each block with the line where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.knowledge.reading.marks import HOLE
from bot.knowledge.reading.plain import Place
from bot.knowledge.words import sentences

_LEANING = re.compile(r"(?:It|This|That|These|Those|They|Such|Both|Each)\b")
_SHORT_CODE = (5, 300)  # lines and characters of code that can be quoted


@dataclass(frozen=True)
class Block:
    """One paragraph, list item, table row or piece of code, reduced to its words.

    `text` keeps the line breaks of the file so that each sentence's line is known; `group` is
    equal for the items of one list and the rows of one table; `header` are a table's column names,
    or what a list item stands below.
    """

    kind: str  # text | item | row | code
    text: str
    line: int
    group: int
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()


@dataclass
class Section:
    """What stands under one heading in one file."""

    place: Place | None  # of the heading; None: of the first block
    headings: tuple[str, ...]
    blocks: list[Block] = field(default_factory=list)
    titles: set[int] = field(default_factory=set)  # the blocks that are but the title of a box
    notes: list[str] = field(default_factory=list)  # labels of the footnotes referred to

    def drop_bare_titles(self) -> None:
        """Take the titles away that no words follow."""
        kept = []
        for n, block in enumerate(self.blocks):
            below = self.blocks[n + 1] if n + 1 < len(self.blocks) else None
            bare = below is None or n + 1 in self.titles or below.kind == "code"
            if n not in self.titles or not bare:
                kept.append(block)
        self.blocks = kept
        self.titles.clear()

    @property
    def only_long_code(self) -> bool:
        """Whether there is nothing in it but more code than can be quoted."""
        if not self.blocks or any(block.kind != "code" for block in self.blocks):
            return False
        lines = sum(block.text.count("\n") + 1 for block in self.blocks)
        size = sum(len(block.text) for block in self.blocks)
        return lines > _SHORT_CODE[0] or size > _SHORT_CODE[1]


def whole(rows: Sequence[tuple[str, Place]]) -> tuple[str, Place]:
    """Lines as one text, each as far below the first as in the file, and the place of the first.

    A sentence with a value that the file does not hold is left out, with one that leans on it.
    """
    text, place = "", ("", 1)
    at = 0
    for row, (path, line) in rows:
        if not text.strip():
            text, place, at = row, (path, line), line
        elif path == place[0] and line > at:
            text += "\n" * (line - at) + row
            at = line
        else:
            text += f" {row}"
    if HOLE in text:
        text = "".join(_without_holes(text))
    left = text.lstrip()
    before = text[: len(text) - len(left)].count("\n")
    return left.rstrip(), (place[0], place[1] + before)


def _without_holes(text: str) -> Iterator[str]:
    starts = [start for _, start in sentences(text)]
    gone = False
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        sentence = text[start:end]
        gone = HOLE in sentence or (gone and _LEANING.match(sentence) is not None)
        yield "\n" * sentence.count("\n") if gone else sentence
