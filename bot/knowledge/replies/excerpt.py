"""The shortest part of a passage that answers: whole sentences, list items or table rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from bot.knowledge.reading.pages import Passage
from bot.knowledge.reading.sections import Block
from bot.knowledge.replies.bands import amounts_in, holds
from bot.knowledge.replies.rows import as_table, cells, tabular
from bot.knowledge.replies.units import Unit, as_read, by_likeness, length, units_of, with_commands
from bot.knowledge.words import content_words, words

LONGEST = 80  # words
LONGEST_STEPS = 160  # words of a list of steps, which is of no use in part
_ENOUGH = 40  # a paragraph's answer is not drawn out beyond this many words
_WHOLE = 60  # words of a section that is quoted whole: taken apart it says less, and may mislead
_LEANING = {"it", "this", "that", "these", "those", "they", "such", "so", "but", "however", "also"}
_LEAD = 0.05  # what a later sentence must be better by than the first
_LEAD_UNDER_HEADING = 0.15  # and under a heading that is about the question
_INTRODUCES = 25  # words of a paragraph that says what the table below it is
# What somebody wrote into a page for machines is no content.
_ORDER = re.compile(
    r"^\W*(?:(?:ai |chat)?(?:assistants?|bots?)|(?:ai|language) models?|llms?)\s*[:,]\s"
    r"|\b(?:ignore|disregard|forget)\s+(?:all|any|your|the|earlier|previous|prior)\b.{0,30}"
    r"\b(?:instructions?|rules|prompts?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Excerpt:
    """Words of the company, ready to show (Markdown), and the lines where they begin and end."""

    text: str
    line: int
    last: int


def excerpt(
    passage: Passage,
    question: str,
    rarity: Callable[[str], float],
    similar: Callable[[str, Sequence[str]], Sequence[float]],
    *,
    how: bool = False,
    skip: Callable[[str], bool] | None = None,
    says: Callable[[str], bool] | None = None,
    marked: Callable[[str], float | None] | None = None,
    about: Collection[str] = (),
) -> Excerpt | None:
    """The part of `passage` to quote for `question`; None when there is nothing to quote.

    `rarity` weighs a stem, `similar` gives the likeness of texts to a question. `how`: steps are
    asked for. Texts that `skip` says so of are not quoted, nor are orders to machines; a sentence
    that `says` yes or no to the question is quoted before all others. `marked`, of what has been
    read, gives how much a text in it answers, as a logit (None: it was not read). What has one of
    the stems `about`, which a follow-up names, is quoted before what has none; so are rows for
    a range that holds what the question measures.

    A section whose heading is about the question is quoted from its beginning, otherwise the
    sentence, list item or row that is most like the question decides where the quote begins.
    """
    blocks = with_commands(passage.blocks)
    asked = set(content_words(question))
    in_heading = asked & set(content_words(passage.heading))
    rest = asked - in_heading
    heading_says = sum(map(rarity, in_heading)) >= 0.6 * sum(map(rarity, asked))
    units = [
        unit
        for unit in units_of(blocks, rest or asked, rarity)
        if not (blocks[unit.block].kind != "row" and _ORDER.search(unit.text))
        and not (skip is not None and skip(unit.text))
    ]
    if not units:
        return None
    steps = _steps(blocks, units) if how else None
    if steps:
        return steps
    said = next((unit for unit in units if says(unit.text)), None) if says is not None else None
    # A table's rows are picked from; the rest of a short section belongs together.
    table = any(blocks[unit.block].kind == "row" for unit in units)
    if said in (None, units[0]) and not table and length(units) <= _WHOLE:
        return _whole(blocks, units)
    units = as_read(units, marked) or by_likeness(
        units, question, passage.heading, asked, rarity, similar
    )
    # Earlier sentences win when nothing tells them apart: people put the answer first.
    best = max(units, key=lambda unit: (round(unit.score, 2), -units.index(unit)))
    first = units[0]
    lead = best.score - first.score
    if not rest or lead <= _LEAD or (heading_says and lead <= _LEAD_UNDER_HEADING):
        best = first
    units, meant = _meant(units, blocks, set(about), amounts_in(question))
    if meant:
        best = max(meant, key=lambda unit: (unit.overlap, unit.block == best.block, unit.score))
    if said is not None:
        best = next(unit for unit in units if unit.text == said.text)
    if blocks[best.block].kind == "text":
        return _from_text(blocks, units, best)
    return _from_group(blocks, units, best)


def _meant(
    units: Sequence[Unit],
    blocks: Sequence[Block],
    about: set[str],
    amounts: Mapping[str, Decimal],
) -> tuple[list[Unit], list[Unit]]:
    """All units, and of them those that have one of the stems, a row in its first cell, else those
    that are for the amounts; these match the question better than any other."""
    meant = []
    for unit in units:
        block = blocks[unit.block]
        text = " ".join((*block.header[:1], block.cells[0])) if block.cells else unit.said
        meant.append(not about.isdisjoint(content_words(text)))
    if not any(meant):
        meant = [holds(blocks[unit.block], amounts) for unit in units]
    found = [
        replace(unit, overlap=unit.overlap + one) for unit, one in zip(units, meant, strict=True)
    ]
    return found, [unit for unit, one in zip(found, meant, strict=True) if one]


def _steps(blocks: Sequence[Block], units: Sequence[Unit]) -> Excerpt | None:
    """A passage's only list, whole and with what announces it, for a question how."""
    groups = {blocks[unit.block].group for unit in units if blocks[unit.block].kind == "item"}
    if len(groups) != 1:
        return None
    members = [unit for unit in units if blocks[unit.block].group in groups]
    shown = [*_intro(blocks, units, members[0].block), *members]
    if len(members) < 2 or length(shown) > LONGEST_STEPS:
        return None
    return _joined(shown)


def _from_text(blocks: Sequence[Block], units: Sequence[Unit], best: Unit) -> Excerpt:
    """Whole sentences of a paragraph, with the list or table that it announces."""
    same = [unit for unit in units if unit.block == best.block]
    start = same.index(best)
    if start and words(best.text)[:1] and words(best.text)[0] in _LEANING:
        start -= 1
    if start == 1 and len(same[0].text.split()) == 1:
        start = 0  # "Yes." or "No." in front
    chosen: list[Unit] = []
    count = 0
    for unit in same[start:]:
        size = len(unit.text.split())
        if chosen and count + size > (LONGEST if count < _ENOUGH else _ENOUGH):
            break
        chosen.append(unit)
        count += size
    text = " ".join(unit.text for unit in chosen)
    above = chosen[-1] is same[-1] and count <= _INTRODUCES and best.block == 0
    table = _rows_below(blocks, units, best.block) if above else None
    if table is not None and count + cells([blocks[row.block] for row in table]) <= LONGEST:
        text = f"{text}\n\n{as_table([blocks[row.block] for row in table])}"
        return Excerpt(text, chosen[0].line, table[-1].last)
    if chosen[-1] is same[-1] and text.endswith(":"):
        below = _below(blocks, units, best.block, LONGEST - count)
        if below:
            joint = " " if blocks[below[0].block].kind == "text" else "\n"
            rest = "\n".join(unit.text for unit in below)
            return Excerpt(f"{text}{joint}{rest}", chosen[0].line, below[-1].last)
    return Excerpt(_within(text, LONGEST + 40), chosen[0].line, chosen[-1].last)


def _below(blocks: Sequence[Block], units: Sequence[Unit], above: int, room: int) -> list[Unit]:
    """The list, table or paragraph right below a block, as far as there is room."""
    if above + 1 >= len(blocks):
        return []
    kept: list[Unit] = []
    for unit in units:
        if unit.block <= above or blocks[unit.block].group != blocks[above + 1].group:
            continue
        size = len(unit.text.split())
        if kept and size > room:
            break
        kept.append(unit)
        room -= size
    return kept


def _rows_below(
    blocks: Sequence[Block], units: Sequence[Unit], above: int
) -> Sequence[Unit] | None:
    """The rows of the table right below a block, where there is one of several rows."""
    if above + 1 >= len(blocks) or blocks[above + 1].kind != "row":
        return None
    rows = [unit for unit in units if blocks[unit.block].group == blocks[above + 1].group]
    return rows if len(rows) > 1 else None


def _from_group(blocks: Sequence[Block], units: Sequence[Unit], best: Unit) -> Excerpt:
    """List items or table rows: all of a short group, else the ones that match as well."""
    group = blocks[best.block].group
    members = [unit for unit in units if blocks[unit.block].group == group]
    intro = _intro(blocks, units, members[0].block)
    if blocks[best.block].kind == "item" and length(members) + length(intro) <= LONGEST:
        chosen = members
    else:
        chosen = [unit for unit in members if unit.overlap >= best.overlap - 1e-6] or [best]
    above = intro if chosen[0] is members[0] else []
    rows = [blocks[unit.block] for unit in chosen]
    if tabular(rows) and cells(rows) + length(above) <= LONGEST:
        text = "\n\n".join([*(unit.text for unit in above), as_table(rows)])
        return Excerpt(text, [*above, *chosen][0].line, chosen[-1].last)
    kept: list[Unit] = []
    for unit in chosen:
        if kept and length([*kept, unit]) + length(intro) > LONGEST:
            break
        kept.append(unit)
    return _joined([*above, *kept])


def _whole(blocks: Sequence[Block], units: Sequence[Unit]) -> Excerpt:
    """All of a section: sentences of a paragraph in a line, list items below each other."""
    text = units[0].text
    for before, unit in pairwise(units):
        if unit.block == before.block:
            text += f" {unit.text}"
        else:
            listed = "item" in (blocks[before.block].kind, blocks[unit.block].kind)
            text += f"\n{unit.text}" if listed else f"\n\n{unit.text}"
    return Excerpt(text, units[0].line, units[-1].last)


def _joined(shown: Sequence[Unit]) -> Excerpt:
    return Excerpt("\n".join(unit.text for unit in shown), shown[0].line, shown[-1].last)


def _intro(blocks: Sequence[Block], units: Sequence[Unit], first: int) -> list[Unit]:
    if first == 0 or blocks[first - 1].kind != "text":
        return []
    before = [unit for unit in units if unit.block == first - 1]
    return [before[-1]] if before and before[-1].text.endswith(":") else []


def _within(text: str, limit: int) -> str:
    """A single sentence that is longer than all limits is cut, and shows it."""
    parts = text.split()
    return text if len(parts) <= limit else " ".join(parts[:limit]) + " …"
