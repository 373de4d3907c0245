"""One cell of a table that pages hold: "do I get phone support with Team?", "who can approve?".

A grid of roles and rights, or of plans and what they have, says little that reads like an answer,
so it is looked up instead: by the name of a row and of a column, where these and the headings above
explain every telling word of the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.knowledge.answer import Source
from bot.knowledge.prices.attributes import HAVING
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.signals import GENERAL
from bot.knowledge.question.times import WORDS as TIMES
from bot.knowledge.reading.pages import Page, Passage
from bot.knowledge.reading.sections import Block
from bot.knowledge.replies.reply import Reply
from bot.knowledge.replies.rows import as_table, render
from bot.knowledge.search.scorer import Hit
from bot.knowledge.words import content_words, fold

_PARTS = re.compile(r"\band\b|\bor\b|[,/&+()]")
_WHO = re.compile(r"(?:(?:and|so|ok|but)\W+)*(?:who|which|what)\b")
_WITH_OTHERS = re.compile(r"\b(?:you|your|yours|u|you're)\b")
_MONEY = re.compile(r"[$€£¥]")
_YES = frozenset(["yes", "✓", "✔", "x", "included"])
_NO = frozenset(["no", "✗", "✘", "–", "-", "—", "not included"])
_GENERAL = GENERAL - TIMES  # "at night" tells, "on a plan" does not
_FEWEST = 2  # columns besides that of the names
_MOST = 2  # columns that are told: "can a reviewer approve orders?"
_TRUST = 0.75


@dataclass(frozen=True)
class _Name:
    """A row's or a column's name in a question: how many of its words are said, and whether all
    of it or of one of the things that it joins is."""

    count: int
    full: bool


Table = tuple[Page, Passage]


def tables(pages: Iterable[Page]) -> list[Table]:
    """The passages of pages that hold a table with more than a name and a value in each row."""
    return [(page, one) for page in pages for one in page.passages if _rows(one)]


def table_first(hits: list[Hit]) -> list[Hit]:
    """The hits of a comparison with others: where the best one stands on a page that holds the two
    side by side in a table, the table comes first and is trusted as much."""
    first, *others = hits
    same = (hit for hit in others if hit.passage.path == first.passage.path)
    table = None if _rows(first.passage) else next((h for h in same if _rows(h.passage)), None)
    if table is None:
        return hits
    return [replace(table, trust=first.trust), *(hit for hit in hits if hit is not table)]


def cell_reply(asked: Asked, nearest: Iterable[Table], others: Iterable[Table]) -> Reply | None:
    """What a table says of the row and the column that a question names: the `nearest` that does,
    else the only one of the `others`."""
    if asked.price or asked.discount or asked.other_time or asked.impossible:
        return None
    if asked.compare and (asked.mentions or not _WITH_OTHERS.search(asked.plain)):
        return None
    said = set(content_words(asked.plain))
    found = (reply for one in nearest if (reply := _said_in(one, asked, said)))
    if reply := next(found, None):
        return reply
    replies = [reply for one in others if (reply := _said_in(one, asked, said))]
    return replies[0] if len(replies) == 1 else None


def _said_in(table: Table, asked: Asked, said: set[str]) -> Reply | None:
    page, passage = table
    rows = _rows(passage)
    if not rows:
        return None
    above = content_words(" ".join((page.title, *passage.headings, rows[0].header[0])))
    found = _crossing(asked, said, rows, set(above))
    if found is None:
        return None
    text, first, last = found
    heading = passage.heading or page.title
    lead = f"**{heading}**{'' if heading.endswith('?') else ':'}"
    source = Source(passage.path, first.line, heading, page.url, last.line)
    return Reply("answer", f"{lead}\n\n{text}", (source,), _TRUST)


def _rows(passage: Passage) -> list[Block]:
    """The rows of a passage with one wide table; none of any other."""
    rows = [one for one in passage.blocks if one.kind == "row" and len(one.header) > _FEWEST]
    return rows if len({row.header for row in rows}) == 1 else []


def _crossing(
    asked: Asked, said: set[str], rows: Sequence[Block], above: set[str]
) -> tuple[str, Block, Block] | None:
    """The cells that a question means, as text, with the first and the last row that say them."""
    header = rows[0].header
    columns = [_name(text, said) for text in header[1:]]
    best = _best(columns)
    if not 0 < len(best) <= _MOST:
        return None
    full = columns[best[0]].full
    # Held against others, all of the row is told: "how do you compare to Zeta on support?".
    at = list(range(len(header))) if asked.compare else [0, *(n + 1 for n in best)]
    own = above.union(*(content_words(header[n]) for n in at))
    names = [_name(_cell(row, 0), said - above) for row in rows]
    lines = _best(names)
    short = [
        replace(row, cells=tuple(_cell(row, n) for n in at), header=tuple(header[n] for n in at))
        for row in rows
    ]
    if not lines and full and _WHO.match(asked.plain) and not _left(asked, said, own):
        values = {fold(one.cells[1]) for one in short}
        return (as_table(short), rows[0], rows[-1]) if values & _YES and values & _NO else None
    if len(lines) != 1 or not (names[lines[0]].full or full):
        return None
    row, line = rows[lines[0]], short[lines[0]]
    if asked.compare and any(map(_MONEY.search, line.cells)):
        return None  # others' prices are not told
    if not all(line.cells) or _left(asked, said, own.union(*map(content_words, line.cells))):
        return None
    if asked.counts and not any(c.isdigit() for value in line.cells[1:] for c in value):
        return None  # "self-employed" does not tell how many
    plain = {fold(value) for value in line.cells[1:]}
    says = "Yes. " if plain <= _YES else "No. " if plain <= _NO else ""
    return f"{says if asked.yes_no else ''}{render(line).removeprefix('- ')}.", row, row


def _cell(row: Block, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""


def _left(asked: Asked, said: set[str], known: set[str]) -> bool:
    """Whether a question says a telling word or a number that a table does not."""
    return bool(asked.numbers or said - known - HAVING - _GENERAL)


def _name(text: str, said: set[str]) -> _Name:
    parts = [set(content_words(part)) for part in _PARTS.split(text)]
    full = any(part and part <= said for part in parts)
    return _Name(len(set(content_words(text)) & said), full)


def _best(names: Sequence[_Name]) -> list[int]:
    """Which of the names are said best; none where none is said."""
    most = max(((one.full, one.count) for one in names if one.count), default=None)
    return [n for n, one in enumerate(names) if (one.full, one.count) == most]
