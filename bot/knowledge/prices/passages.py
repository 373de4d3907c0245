"""What the catalogue says in words of each product, as a page that is searched and quoted.

Prices are left out: they are told by arithmetic alone (`pricing`). Products for sale at no time and
no place are described all the same.
"""

from __future__ import annotations

from bot.knowledge.prices.attributes import capital, show
from bot.knowledge.prices.catalog import FILE, Catalog
from bot.knowledge.prices.product import Product
from bot.knowledge.reading.pages import Page, Passage
from bot.knowledge.reading.sections import Block

_MOST = 1_000  # products; of a larger catalogue none is searched in words, only by name and facts


def product_pages(catalog: Catalog) -> list[Page]:
    """A page for each product that says more than its name and prices."""
    pages: list[Page] = []
    if len(catalog.products) > _MOST:
        return pages
    for product in catalog.products:
        blocks = _blocks(product)
        if blocks:
            passage = Passage(FILE, product.line, (product.name,), blocks)
            pages.append(
                Page(
                    path=FILE,
                    title=product.name,
                    url=product.url,
                    owner=None,
                    review_by=None,
                    valid_from=None,
                    valid_until=None,
                    regions=frozenset(),
                    products=(product.id,),
                    questions=(),
                    passages=(passage,),
                    lines=(),
                )
            )
    return pages


def _blocks(product: Product) -> tuple[Block, ...]:
    blocks = [Block("text", product.summary, product.line, 0)] if product.summary else []
    blocks += [Block("item", text, line, 1) for text, line in product.features]
    blocks += [
        Block("item", f"{capital(one.label)}: {show(one)}", one.line, 1)
        for one in product.attributes.values()
    ]
    return tuple(blocks)
