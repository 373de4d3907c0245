"""From the data of `catalog.yml`, which fits its schema, to products, prices and discounts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import get_global

from bot.countries import RESERVED
from bot.errors import ContentError
from bot.knowledge.prices.product import Attribute, Discount, Price, Product, Tier, Value
from bot.lines import Lines

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
_NO_COUNTRY = frozenset(["EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"])


class Reader:
    """Reads one file; every error names its line, what was found and what was expected."""

    def __init__(self, path: Path, lines: Lines, currency: str) -> None:
        self._path = path
        self._lines = lines
        self._currency = currency

    def products(self, data: Mapping[str, Any]) -> tuple[Product, ...]:
        """All products; raises ContentError for two of one id or name, and for a bad price."""
        self._known_currency(data, ())
        listed = data["products"]
        starts = [self._lines.at("products", i) for i in range(len(listed))]
        last = self._lines.at("discounts") if "discounts" in data else 10**9
        ends = [*starts, last][1:]
        products = tuple(
            self._product(i, one, end - 1)
            for i, (one, end) in enumerate(zip(listed, ends, strict=True))
        )
        self._distinct("products", "id", [product.id for product in products])
        self._distinct("products", "name", [product.name.casefold() for product in products])
        return products

    def discounts(
        self, data: Mapping[str, Any], products: Mapping[str, Product]
    ) -> tuple[Discount, ...]:
        """All discounts; raises ContentError for two of one id or name, for one of a product that
        is not listed, and for an amount that can be taken off nothing."""
        found = tuple(
            self._discount(i, one, products) for i, one in enumerate(data.get("discounts", ()))
        )
        self._distinct("discounts", "id", [discount.id for discount in found])
        self._distinct("discounts", "name", [discount.name.casefold() for discount in found])
        for i, discount in enumerate(found):
            self._takes_off(discount, ("discounts", i), products)
        return found

    def _takes_off(
        self, discount: Discount, place: tuple[str | int, ...], products: Mapping[str, Product]
    ) -> None:
        """Raise ContentError for an amount in a currency in which nothing of it is sold."""
        sold = [products[one] for one in discount.products] or list(products.values())
        currencies = {price.currency for product in sold for price in product.prices}
        if discount.amount is None or not currencies or discount.currency in currencies:
            return
        found = f"an amount in {discount.currency}"
        expected = f"the currency of its products: {', '.join(sorted(currencies))}"
        raise self._error((*place, "currency"), found, expected)

    def _product(self, i: int, data: Mapping[str, Any], last_line: int) -> Product:
        def at(*rest: str | int) -> int:
            return self._lines.at("products", i, *rest)

        product = Product(
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
                self._price(price, ("products", i, "prices", n))
                for n, price in enumerate(data.get("prices", ()))
            ),
            line=at(),
            last_line=last_line,
        )
        for key in ("id", "name"):
            if not any(c.isalnum() for c in data[key]):
                raise self._error(("products", i, key), repr(data[key]), "a name with letters")
        return product

    def _price(self, data: Mapping[str, Any], place: tuple[str | int, ...]) -> Price:
        self._known_currency(data, place)
        tiers = self._tiers(data.get("tiers", ()), place)
        minimum = data.get("minimum", 1)
        if tiers and tiers[-1].last is not None and minimum > tiers[-1].last:
            found = f"a minimum of {minimum:,}"
            raise self._error(
                (*place, "minimum"), found, f"at most {tiers[-1].last:,}, where the last tier ends"
            )
        if re.match(r"0[\s,.]*[^\d\s,.]", data.get("unit", "")):
            raise self._error((*place, "unit"), repr(data["unit"]), "a number of at least 1")
        valid_from, valid_until = self._validity(data, place)
        return Price(
            amount=_decimal(data["amount"]) if "amount" in data else tiers[0].amount,
            currency=data.get("currency", self._currency),
            per=data.get("per", "once"),
            unit=data.get("unit"),
            billed=data.get("billed"),
            minimum=minimum,
            tiers=tiers,
            regions=self._regions(data.get("regions", ()), place),
            valid_from=valid_from,
            valid_until=valid_until,
            line=self._lines.at(*place),
            fee=data.get("fee", ""),
        )

    def _tiers(self, data: Any, place: tuple[str | int, ...]) -> tuple[Tier, ...]:
        tiers = tuple(Tier(t["from"], t.get("to"), _decimal(t["amount"])) for t in data)
        expected = 1
        for n, tier in enumerate(tiers):
            where = (*place, "tiers", n)
            if tier.first != expected:
                fault = "which leaves a gap" if tier.first > expected else "which overlaps"
                found = f"a tier from {tier.first:,}, {fault}" if n else f"from {tier.first:,}"
                raise self._error(where, found, f"a tier from {expected:,}")
            if tier.last is None and n < len(tiers) - 1:
                raise self._error(where, "an open tier before another", "'to' in it")
            if tier.last is not None and tier.last < tier.first:
                raise self._error(where, f"a tier to {tier.last:,}", f"at least {tier.first:,}")
            expected = (tier.last or 0) + 1
        return tiers

    def _discount(
        self, i: int, data: Mapping[str, Any], products: Mapping[str, Product]
    ) -> Discount:
        place = ("discounts", i)
        self._known_currency(data, place)
        for n, product_id in enumerate(data.get("products", ())):
            if product_id not in products:
                some = ", ".join(list(products)[:20]) or "none is listed"
                expected = f"the id of a product: {some}{' …' if len(products) > 20 else ''}"
                raise self._error((*place, "products", n), repr(product_id), expected)
        percent, amount = data.get("percent"), data.get("amount")
        valid_from, valid_until = self._validity(data, place)
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
            valid_from=valid_from,
            valid_until=valid_until,
            line=self._lines.at(*place),
        )

    def _distinct(self, kind: str, key: str, values: list[str]) -> None:
        seen: dict[str, int] = {}
        for i, value in enumerate(values):
            if value in seen:
                first = self._lines.at(kind, seen[value], key)
                found = f"the {key} {value!r} again (also in line {first})"
                raise self._error((kind, i, key), found, f"a {key} of its own")
            seen[value] = i

    def _known_currency(self, data: Mapping[str, Any], place: tuple[str | int, ...]) -> None:
        code = data.get("currency")
        if code is not None and code not in get_global("all_currencies"):
            raise self._error((*place, "currency"), repr(code), "an ISO 4217 code such as USD")

    def _regions(self, codes: Any, place: tuple[str | int, ...]) -> frozenset[str]:
        found: set[str] = set()
        for n, code in enumerate(codes):
            if code not in RESERVED and (
                code in _NO_COUNTRY or code not in Locale("en").territories
            ):
                where = (*place, "regions", n)
                raise self._error(where, repr(code), "an ISO 3166 code of a country such as US")
            found |= RESERVED.get(code, {code})
        return frozenset(found)

    def _validity(
        self, data: Mapping[str, Any], place: tuple[str | int, ...]
    ) -> tuple[date | None, date | None]:
        first, last = (
            self._date(data.get(key), (*place, key)) for key in ("valid_from", "valid_until")
        )
        if first and last and last < first:
            raise self._error((*place, "valid_until"), str(last), f"a day from {first} on")
        return first, last

    def _date(self, text: str | None, place: tuple[str | int, ...]) -> date | None:
        if text is None:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self._error(place, repr(text), "a day of the calendar") from None

    def _error(self, place: tuple[str | int, ...], found: str, expected: str) -> ContentError:
        return ContentError(self._path, self._lines.at(*place), found, expected)


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
