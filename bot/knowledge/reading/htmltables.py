"""HTML tables as tables of Markdown, a line for each row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.knowledge.reading.marks import BREAK, CLOSE, OPEN, TITLE
from bot.knowledge.reading.plain import Plain

if TYPE_CHECKING:
    from bot.knowledge.reading.markup import Markup
    from bot.knowledge.reading.tags import Tag

_WIDEST = 60  # columns
_LAYOUT = 80  # words in a cell from which a table is there for the layout of running text


@dataclass
class _Row:
    line: int
    head: bool
    cells: list[str] = field(default_factory=list)


def table(markup: Markup, start: int, inner: int, end: int) -> int:
    """Write the table whose content is text[inner:end]; returns where it ends."""
    rows = _rows(markup, start, inner, end)
    after = markup.text.find(">", end) + 1
    first = markup.line
    markup.line += markup.text.count("\n", start, after)
    wide = max((len(row.cells) for row in rows), default=0)
    plain = markup.plain
    markup.plain.paragraph(markup.path, first)
    if wide == 0:
        return after
    layout = wide == 1 or any(len(cell.split()) > _LAYOUT for row in rows for cell in row.cells)
    if layout:
        for row in rows:
            for cell in row.cells:
                plain.new_line(cell, markup.path, row.line)
                plain.new_line("", markup.path, row.line)
        plain.new_line("", markup.path, markup.line)
        return after
    head = rows.pop(0) if rows[0].head else _Row(rows[0].line, True, [""] * wide)
    for row in (head, _Row(head.line, True, ["-"] * wide), *rows):
        cells = row.cells + [""] * (wide - len(row.cells))
        plain.new_line(f"| {' | '.join(cells)} |", markup.path, row.line)
    plain.new_line("", markup.path, markup.line)
    plain.new_line("", markup.path, markup.line)
    return after


def _rows(markup: Markup, start: int, inner: int, end: int) -> list[_Row]:
    text = markup.text
    line = markup.line  # of what stands at `counted`
    counted = start
    rows: list[_Row] = []
    below: dict[int, tuple[int, str]] = {}  # column → rows that a cell above still reaches into
    in_head = False
    at = inner
    while 0 <= (at := text.find("<", at)) < end:
        tag = markup.scan.tag(at)
        if tag is None:
            at += 1
            continue
        name = tag.name.lower()
        if name in ("thead", "tbody"):
            in_head = name == "thead" and not tag.closing
        elif name == "tr" and not tag.closing:
            line += text.count("\n", counted, at)
            counted = at
            if rows:
                _reach(rows[-1].cells, below)
            rows.append(_Row(line, in_head))
        elif name in ("td", "th") and not tag.closing:
            if not rows:
                rows.append(_Row(line, in_head))
            stop = _end_of_cell(markup, tag.end, end)
            cell = _words(markup, tag.end, stop, line + text.count("\n", counted, tag.end))
            row = rows[-1]
            _reach(row.cells, below, stop_at_free=True)
            row.head = row.head or (name == "th" and not row.cells and len(rows) == 1)
            if name == "td" and not in_head:
                row.head = False
            wide = _number(tag, "colspan")
            for _ in range(min(wide, _WIDEST - len(row.cells))):
                deep = _number(tag, "rowspan")
                if deep > 1:
                    below[len(row.cells)] = (deep - 1, cell)
                row.cells.append(cell)
            at = stop
            continue
        at = tag.end
    if rows:
        _reach(rows[-1].cells, below)
    return [row for row in rows if any(row.cells)]


def _reach(cells: list[str], below: dict[int, tuple[int, str]], stop_at_free: bool = False) -> None:
    while len(cells) in below and len(cells) < _WIDEST:
        left, cell = below.pop(len(cells))
        if left > 1:
            below[len(cells)] = (left - 1, cell)
        cells.append(cell)


def _end_of_cell(markup: Markup, start: int, end: int) -> int:
    find = markup.scan.find
    ends = [find(mark, start) for mark in ("</td", "</th", "<td", "<th", "</tr", "<tr")]
    return min((at for at in ends if 0 <= at < end), default=end)


def _words(markup: Markup, start: int, end: int, line: int) -> str:
    """A cell on one line."""
    kept, markup.reading.plain = markup.reading.plain, Plain()
    markup.reading.plain.one_line = 1
    try:
        markup.piece(markup.text[start:end], line).run()
        text = " ".join(markup.reading.plain.lines)
    finally:
        markup.reading.plain = kept
    for mark in (BREAK, OPEN, CLOSE, TITLE):
        text = text.replace(mark, " ")
    return " ".join(text.split()).replace("\\|", "|").replace("|", "\\|")


def _number(tag: Tag, name: str) -> int:
    value = tag.attributes.get(name) or ""
    return max(1, min(int(value), _WIDEST)) if value.isascii() and value.isdigit() else 1
