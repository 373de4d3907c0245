"""What can be sold, at which prices and discounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Value = str | bool | Decimal


@dataclass(frozen=True)
class Attribute:
    """One fact about a product: `values` has one entry, or several for a list."""

    key: str
    values: tuple[Value, ...]
    unit: str | None
    label: str
    line: int


@dataclass(frozen=True)
class Tier:
    """Units `first` to `last` (None: all further ones) cost `amount` each."""

    first: int
    last: int | None
    amount: Decimal


@dataclass(frozen=True)
class Price:
    """One price; `unit` is None when it is for the thing itself.

    `per` is hour, day, week, month, quarter, year or once. `fee` names a charge that comes on top
    of the product's other prices, such as a setup fee; it is empty for those.
    """

    amount: Decimal
    currency: str
    per: str
    unit: str | None
    billed: str | None
    minimum: int
    tiers: tuple[Tier, ...]
    regions: frozenset[str]
    valid_from: date | None
    valid_until: date | None
    line: int
    fee: str = ""

    def holds(self, today: date, region: str | None) -> bool:
        """Whether it is for sale on `today` in `region` (None: the region is not known)."""
        return _in_time(self, today) and (
            region is None or not self.regions or region in self.regions
        )


@dataclass(frozen=True)
class Discount:
    """A reduction, by percent or by amount; `products` empty means all of them."""

    id: str
    name: str
    percent: Decimal | None
    amount: Decimal | None
    currency: str
    products: frozenset[str]
    condition: str
    billed: str | None
    min_quantity: int
    valid_from: date | None
    valid_until: date | None
    line: int

    def holds(self, product_id: str, today: date) -> bool:
        """Whether it exists for this product on `today`; its condition is the visitor's to meet."""
        return _in_time(self, today) and (not self.products or product_id in self.products)


@dataclass(frozen=True)
class Product:
    """Something that can be named, described, compared and priced."""

    id: str
    name: str
    aliases: tuple[str, ...]
    category: str
    url: str | None
    summary: str
    attributes: Mapping[str, Attribute]
    features: tuple[tuple[str, int], ...]
    prices: tuple[Price, ...]
    line: int
    last_line: int


def _in_time(item: Price | Discount, today: date) -> bool:
    return (item.valid_from is None or item.valid_from <= today) and (
        item.valid_until is None or today <= item.valid_until
    )
