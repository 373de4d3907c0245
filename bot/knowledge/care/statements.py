"""What the pages say, sentence by sentence, as far as there are figures in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.knowledge.knowledge import Knowledge
from bot.knowledge.question.names import Names, split
from bot.knowledge.reading.pages import Page, Passage
from bot.knowledge.replies.claims import Claim, claims
from bot.knowledge.words import content_words, sentences

_LONGEST = 400  # characters of one sentence


@dataclass(frozen=True)
class Statement:
    """A sentence, list item or table cell with figures.

    `products` are those that it names, or else its heading, or its column and row; `named`: it
    names them itself. `stems` are the words that it is made of, `under` those of the headings.
    """

    page: Page
    passage: Passage
    line: int
    text: str
    claims: tuple[Claim, ...]
    products: tuple[str, ...]
    named: bool

    @property
    def path(self) -> str:
        """The file in which it stands."""
        return self.passage.path

    @cached_property
    def stems(self) -> frozenset[str]:
        """Its content words."""
        return frozenset(w for w in content_words(self.text) if not w[0].isdigit())

    @cached_property
    def under(self) -> frozenset[str]:
        """The content words of the headings above."""
        return frozenset(content_words(" ".join(self.passage.headings)))


def statements(knowledge: Knowledge) -> list[Statement]:
    """All statements with figures on all pages."""
    names = Names(knowledge.catalog, knowledge.company.name, (p.text for p in knowledge.passages))
    return [
        one
        for page in knowledge.pages
        for passage in page.passages
        for one in _in_passage(page, passage, names)
    ]


def _in_passage(page: Page, passage: Passage, names: Names) -> Iterator[Statement]:
    heading = _named(names, " ".join(passage.headings[-1:]))
    for block in passage.blocks:
        if block.kind == "code":
            continue
        if block.kind == "row" and block.header and len(block.cells) == len(block.header):
            row = _named(names, block.cells[0])
            for column, cell in list(zip(block.header, block.cells, strict=True))[1:]:
                text = f"{block.cells[0]}: {column} {cell}"
                found = tuple(claims(cell))
                if found:
                    products = row or _named(names, column)
                    yield Statement(
                        page, passage, block.line, text, found, products or heading, bool(products)
                    )
            continue
        for text, start in sentences(block.text):
            found = tuple(claims(text)) if len(text) <= _LONGEST else ()
            if found:
                line = block.line + block.text[:start].count("\n")
                products = _named(names, text)
                said = " ".join(text.split())
                yield Statement(
                    page, passage, line, said, found, products or heading, bool(products)
                )


def _named(names: Names, text: str) -> tuple[str, ...]:
    found = names.find(split(text))
    return tuple(dict.fromkeys(product for mention in found for product in mention.products))
