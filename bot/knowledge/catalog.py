"""What is sold and what it costs, as `catalog.yml` lists it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.errors import ContentError
from bot.files import Lines, load_schema, load_yaml_lines

FILE = "catalog.yml"
_SCHEMA = Path(__file__).parent / "schemas" / "catalog.schema.json"

Value = str | bool | Decimal

# What the last part of a key such as storage_gb means when no unit is written.
_UNITS = {
    "gb": "GB", "mb": "MB", "tb": "TB", "km": "km", "miles": "miles", "kg": "kg", "kw": "kW",
    "kwh": "kWh", "hp": "hp", "l": "l", "litres": "litres", "liters": "liters", "mm": "mm",
    "cm": "cm", "kmh": "km/h", "mph": "mph", "mpg": "mpg", "hours": "hours", "days": "days",
    "minutes": "minutes", "months": "months", "years": "years", "percent": "%", "nm": "Nm",
}  # fmt: skip
_INITIALS = frozenset(
    ["sso", "api", "crm", "sla", "saml", "scim", "ai", "gdpr", "usb", "abs", "gps", "awd", "vat",
     "pdf", "csv", "ip", "id", "ui", "seo", "sms", "hr", "2fa", "mfa", "led", "co2"]
)  # fmt: skip


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
    """One price; `per` is month, year or once, `unit` None when it is for the thing itself."""

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
        data, lines = load_yaml_lines(path, load_schema(_SCHEMA))
        main = data.get("currency", currency)
        read = _Reader(path, lines, main)
        starts = [lines.at("products", i) for i in range(len(data["products"]))]
        ends = [*starts[1:], lines.at("discounts") if "discounts" in data else 10**9]
        products = tuple(
            read.product(i, product, end - 1)
            for i, (product, end) in enumerate(zip(data["products"], ends, strict=True))
        )
        by_id = {product.id: product for product in products}
        read.distinct([(product.id, product.line) for product in products])
        discounts = tuple(
            read.discount(i, discount, by_id)
            for i, discount in enumerate(data.get("discounts", ()))
        )
        return cls(main, products, discounts, by_id)

    def product(self, product_id: str) -> Product:
        """The product with this id; raises KeyError."""
        return self._by_id[product_id]

    def discounts_for(self, product: Product, today: date) -> tuple[Discount, ...]:
        """Discounts that exist for a product on `today`."""
        return tuple(d for d in self.discounts if d.holds(product.id, today))


class _Reader:
    def __init__(self, path: Path, lines: Lines, currency: str) -> None:
        self._path = path
        self._lines = lines
        self._currency = currency

    def product(self, i: int, data: Mapping[str, Any], last_line: int) -> Product:
        def at(*rest: str | int) -> int:
            return self._lines.at("products", i, *rest)

        return Product(
            id=data["id"],
            name=data["name"],
            aliases=tuple(data.get("aliases", ())),
            category=data.get("category", ""),
            url=data.get("url"),
            summary=data.get("summary", ""),
            attributes={
                key: _attribute(key, value, at("attributes", key))
                for key, value in data.get("attributes", {}).items()
            },
            features=tuple(
                (text, at("features", n)) for n, text in enumerate(data.get("features", ()))
            ),
            prices=tuple(
                self._price(price, at("prices", n))
                for n, price in enumerate(data.get("prices", ()))
            ),
            line=at(),
            last_line=last_line,
        )

    def _price(self, data: Mapping[str, Any], line: int) -> Price:
        per = data.get("per", "once")
        return Price(
            amount=_decimal(data["amount"]),
            currency=data.get("currency", self._currency),
            per=per,
            unit=data.get("unit"),
            billed=data.get("billed"),
            minimum=data.get("minimum", 1),
            tiers=self._tiers(data.get("tiers", ()), line),
            regions=frozenset(data.get("regions", ())),
            valid_from=self._date(data.get("valid_from"), line),
            valid_until=self._date(data.get("valid_until"), line),
            line=line,
        )

    def _tiers(self, data: Any, line: int) -> tuple[Tier, ...]:
        tiers = tuple(Tier(t["from"], t.get("to"), _decimal(t["amount"])) for t in data)
        expected = 1
        for n, tier in enumerate(tiers):
            if tier.first != expected:
                found = f"a tier from {tier.first}"
                raise ContentError(self._path, line, found, f"a tier from {expected}")
            if tier.last is None and n < len(tiers) - 1:
                raise ContentError(self._path, line, "an open tier before another", "'to' in it")
            if tier.last is not None and tier.last < tier.first:
                raise ContentError(
                    self._path, line, f"a tier to {tier.last}", f"at least {tier.first}"
                )
            expected = (tier.last or 0) + 1
        return tiers

    def discount(
        self, i: int, data: Mapping[str, Any], products: Mapping[str, Product]
    ) -> Discount:
        line = self._lines.at("discounts", i)
        for n, product_id in enumerate(data.get("products", ())):
            if product_id not in products:
                where = self._lines.at("discounts", i, "products", n)
                expected = f"the id of a product: {', '.join(products) or 'none is listed'}"
                raise ContentError(self._path, where, repr(product_id), expected)
        percent, amount = data.get("percent"), data.get("amount")
        return Discount(
            id=data["id"],
            name=data["name"],
            percent=None if percent is None else _decimal(percent),
            amount=None if amount is None else _decimal(amount),
            currency=data.get("currency", self._currency),
            products=frozenset(data.get("products", ())),
            condition=data.get("condition", ""),
            billed=data.get("billed"),
            min_quantity=data.get("min_quantity", 1),
            valid_from=self._date(data.get("valid_from"), line),
            valid_until=self._date(data.get("valid_until"), line),
            line=line,
        )

    def distinct(self, ids: list[tuple[str, int]]) -> None:
        seen: set[str] = set()
        for name, line in ids:
            if name in seen:
                raise ContentError(self._path, line, f"the id {name!r} again", "an id of its own")
            seen.add(name)

    def _date(self, text: str | None, line: int) -> date | None:
        if text is None:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ContentError(self._path, line, repr(text), "a day of the calendar") from None


def _attribute(key: str, data: Any, line: int) -> Attribute:
    unit = label = None
    if isinstance(data, dict):
        unit, label = data.get("unit"), data.get("label")
        data = data["value"]
    values = tuple(_value(one) for one in (data if isinstance(data, list) else [data]))
    if label is None:
        parts = key.split("_")
        if unit is None and len(parts) > 1 and parts[-1] in _UNITS:
            unit = _UNITS[parts.pop()]
        label = " ".join(part.upper() if part in _INITIALS else part for part in parts)
    return Attribute(key, values, unit, label, line)


def _value(data: Any) -> Value:
    if isinstance(data, str) and data.lower() in ("yes", "no"):
        return data.lower() == "yes"
    return data if isinstance(data, (str, bool)) else _decimal(data)


def _decimal(number: float) -> Decimal:
    # repr of a float is the shortest text that reads back the same: what the marketer typed.
    return Decimal(repr(number))


def _in_time(item: Price | Discount, today: date) -> bool:
    return (item.valid_from is None or item.valid_from <= today) and (
        item.valid_until is None or today <= item.valid_until
    )
