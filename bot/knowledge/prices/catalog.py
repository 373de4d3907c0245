"""What is sold and what it costs, as `catalog.yml` lists it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.knowledge.prices.product import Attribute, Discount, Price, Product, Tier, Value
from bot.knowledge.prices.reader import Reader
from bot.schemas import load_schema
from bot.yamlfiles import load_yaml_lines

__all__ = ["FILE", "Attribute", "Catalog", "Discount", "Price", "Product", "Tier", "Value"]

FILE = "catalog.yml"
SIZE_LIMIT = 8_000_000  # bytes: about 30,000 products
_NODE_LIMIT = 1_000_000
_SCHEMA = Path(__file__).parents[1] / "schemas" / "catalog.schema.json"


@dataclass(frozen=True)
class Catalog:
    """All products and discounts, in the order of the file."""

    currency: str = "USD"
    products: tuple[Product, ...] = ()
    discounts: tuple[Discount, ...] = ()
    _by_id: Mapping[str, Product] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, folder: Path, currency: str = "USD") -> Catalog:
        """Read `catalog.yml` of a content folder; without one the catalogue is empty.

        `currency` is the company's, used where the file names none. Raises ContentError.
        """
        path = folder / FILE
        if not path.exists():
            return cls(currency=currency)
        data, lines = load_yaml_lines(path, load_schema(_SCHEMA), SIZE_LIMIT, _NODE_LIMIT)
        main = data.get("currency", currency)
        read = Reader(path, lines, main)
        products = read.products(data)
        by_id = {product.id: product for product in products}
        return cls(main, products, read.discounts(data, by_id), by_id)

    def product(self, product_id: str) -> Product:
        """The product with this id; raises KeyError."""
        return self._by_id[product_id]

    def discounts_for(self, product: Product, today: date) -> tuple[Discount, ...]:
        """Discounts that exist for a product on `today`."""
        return tuple(d for d in self.discounts if d.holds(product.id, today))
