"""Blocks of a page as Markdown: list items, table rows, and whole tables."""

from __future__ import annotations

from collections.abc import Sequence

from bot.knowledge.reading.sections import Block


def render(block: Block) -> str:
    """A block as Markdown: a list item with its dash, a row as "column: cell; column: cell"."""
    if block.kind == "item":
        return f"- {flat(block.text)}"
    if block.kind != "row":
        return flat(block.text)
    pairs = []
    for n, cell in enumerate(block.cells):
        name = block.header[n] if n < len(block.header) else ""
        if cell:
            pairs.append(f"{name}: {cell}" if name else cell)
    bare = len(block.cells) == 2 and not any(block.header)
    return f"- {(': ' if bare else '; ').join(pairs)}"


def tabular(blocks: Sequence[Block]) -> bool:
    """Whether these are several rows of one table, whose columns have names."""
    rows = len(blocks) > 1 and all(block.kind == "row" for block in blocks)
    return rows and any(blocks[0].header) and len({block.header for block in blocks}) == 1


def as_table(rows: Sequence[Block]) -> str:
    """Rows of one table under its header; those that have one each, as terms, are listed."""
    if len({row.header for row in rows}) > 1:
        return "\n".join(map(render, rows))
    header = rows[0].header
    width = max(len(header), *(len(row.cells) for row in rows))

    def line(texts: Sequence[str]) -> str:
        shown = [flat(text).replace("|", "\\|") for text in (*texts, *[""] * width)][:width]
        return f"| {' | '.join(shown)} |"

    return "\n".join([line(header), "|" + "---|" * width, *(line(row.cells) for row in rows)])


def cells(rows: Sequence[Block]) -> int:
    """Words of a table."""
    texts = [*rows[0].header, *(cell for row in rows for cell in row.cells)]
    return sum(len(text.split()) for text in texts)


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())
