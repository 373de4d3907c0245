"""The shortest part of a passage that answers: whole sentences, list items or table rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.knowledge.markdown import Block
from bot.knowledge.pages import Passage
from bot.knowledge.words import content_words, sentences, words

LONGEST = 80  # words
_ENOUGH = 40  # a paragraph's answer is not drawn out beyond this many words
_LEANING = {"it", "this", "that", "these", "those", "they", "such", "so", "but", "however", "also"}


@dataclass(frozen=True)
class Excerpt:
    """Words of the company, ready to show (Markdown), and the line where they begin."""

    text: str
    line: int


@dataclass(frozen=True)
class _Unit:
    block: int
    text: str
    line: int
    overlap: float


def excerpt(passage: Passage, question: str, rarity: Callable[[str], float]) -> Excerpt:
    """The part of `passage` to quote for `question`; `rarity` weighs a stem.

    A section whose heading is about the question is quoted from its beginning, otherwise the
    sentence, list item or row that shares most with the question decides where the quote begins.
    """
    blocks = [block for block in passage.blocks if block.kind != "code"]
    if not blocks:
        return Excerpt(passage.blocks[0].text, passage.blocks[0].line)
    asked = set(content_words(question))
    in_heading = asked & set(content_words(passage.heading))
    rest = asked - in_heading
    heading_says = sum(map(rarity, in_heading)) >= 0.6 * sum(map(rarity, asked))
    units = _units(blocks, rest or asked, rarity)
    # Earlier sentences win when nothing tells them apart: people put the answer first.
    best = max(units, key=lambda unit: (round(unit.overlap, 3), -units.index(unit)))
    first = units[0]
    if best.overlap == 0 or not rest or (heading_says and best.overlap <= first.overlap + 0.34):
        best = first
    if blocks[best.block].kind == "text":
        return _from_text(blocks, units, best)
    return _from_group(blocks, units, best)


def _units(blocks: Sequence[Block], asked: set[str], rarity: Callable[[str], float]) -> list[_Unit]:
    total = sum(map(rarity, asked)) or 1.0
    units: list[_Unit] = []
    for at, block in enumerate(blocks):
        if block.kind == "text":
            for text, start in sentences(block.text):
                line = block.line + block.text.count("\n", 0, start)
                units.append(_Unit(at, _flat(text), line, _share(text, asked, rarity) / total))
        else:
            share = _share(block.text + " " + " ".join(block.header), asked, rarity) / total
            units.append(_Unit(at, render(block), block.line, share))
    return units


def _share(text: str, asked: set[str], rarity: Callable[[str], float]) -> float:
    return sum(map(rarity, asked & set(content_words(text))))


def _from_text(blocks: Sequence[Block], units: Sequence[_Unit], best: _Unit) -> Excerpt:
    """Whole sentences of a paragraph, with the list or table that it announces."""
    same = [unit for unit in units if unit.block == best.block]
    start = same.index(best)
    if start and words(best.text)[:1] and words(best.text)[0] in _LEANING:
        start -= 1
    chosen: list[_Unit] = []
    count = 0
    for unit in same[start:]:
        size = len(unit.text.split())
        if chosen and count + size > (LONGEST if count < _ENOUGH else _ENOUGH):
            break
        chosen.append(unit)
        count += size
    text = " ".join(unit.text for unit in chosen)
    ends_block = chosen[-1] is same[-1]
    if ends_block and text.endswith(":") and best.block + 1 < len(blocks):
        below = _following(blocks, best.block + 1, LONGEST - count)
        if below:
            joint = "\n" if blocks[best.block + 1].kind != "text" else " "
            return Excerpt(f"{text}{joint}{below}", chosen[0].line)
    return Excerpt(_within(text, LONGEST + 40), chosen[0].line)


def _following(blocks: Sequence[Block], start: int, room: int) -> str:
    group = blocks[start].group
    kept: list[str] = []
    for block in blocks[start:]:
        size = len(block.text.split())
        if block.group != group or (kept and size > room):
            break
        kept.append(render(block))
        room -= size
    return "\n".join(kept)


def _from_group(blocks: Sequence[Block], units: Sequence[_Unit], best: _Unit) -> Excerpt:
    """List items or table rows: all of a short group, else the ones that match as well."""
    group = blocks[best.block].group
    members = [unit for unit in units if blocks[unit.block].group == group]
    intro = _intro(blocks, units, members[0].block)
    if blocks[best.block].kind == "item" and _count(members) + _count(intro) <= LONGEST:
        chosen = members
    else:
        chosen = [unit for unit in members if unit.overlap >= best.overlap - 1e-6] or [best]
        if best.overlap == 0:
            chosen = members
    kept: list[_Unit] = []
    for unit in chosen:
        if kept and _count([*kept, unit]) + _count(intro) > LONGEST:
            break
        kept.append(unit)
    shown = [*intro, *kept] if intro and chosen[0] is members[0] else kept
    return Excerpt("\n".join(unit.text for unit in shown), shown[0].line)


def _intro(blocks: Sequence[Block], units: Sequence[_Unit], first: int) -> list[_Unit]:
    if first == 0 or blocks[first - 1].kind != "text":
        return []
    before = [unit for unit in units if unit.block == first - 1]
    return [before[-1]] if before and before[-1].text.endswith(":") else []


def _count(units: Sequence[_Unit]) -> int:
    return sum(len(unit.text.split()) for unit in units)


def render(block: Block) -> str:
    """A block as Markdown: a list item with its dash, a row as "column: cell; column: cell"."""
    if block.kind == "item":
        return f"- {_flat(block.text)}"
    if block.kind != "row":
        return _flat(block.text)
    pairs = []
    for n, cell in enumerate(block.cells):
        name = block.header[n] if n < len(block.header) else ""
        if cell:
            pairs.append(f"{name}: {cell}" if name else cell)
    return f"- {'; '.join(pairs)}"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _within(text: str, limit: int) -> str:
    """A single sentence that is longer than all limits is cut, and shows it."""
    parts = text.split()
    return text if len(parts) <= limit else " ".join(parts[:limit]) + " …"
