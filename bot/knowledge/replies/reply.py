"""An answer before it is proven."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge.answer import Kind, Source
from bot.knowledge.prices.catalog import FILE, Product


@dataclass(frozen=True)
class Reply:
    """An answer's words and all the lines that they rest on, before it is proven.

    `final`: nothing else may be answered instead, as when a price is asked that nobody can quote.
    `nearest`: of one that does not know, the headings of what is nearest to the question.
    """

    kind: Kind
    text: str
    sources: tuple[Source, ...] = ()
    confidence: float = 1.0
    final: bool = False
    nearest: tuple[str, ...] = ()


def source_of(product: Product, line: int | None = None) -> Source:
    """The catalogue line of a product, or of one thing about it."""
    return Source(FILE, line or product.line, product.name, product.url)
