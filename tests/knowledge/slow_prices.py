"""What a price list says, computed the slow way: unit by unit, month by month, in fractions.

Written apart from `bot.knowledge.prices`, from docs/content.md, so that one can be held against
the other. It works on the plain data of a `catalog.yml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CHF": "CHF\xa0"}


@dataclass
class Expected:
    """What may be said of one product: `must` be said, and all that `may` stand beside it."""

    must: list[str] = field(default_factory=list)
    may: set[str] = field(default_factory=set)


def said(amount: Fraction, currency: str) -> str:
    """An amount with as many decimals as it has, at least two."""
    decimals = 2
    while (amount * 10**decimals).denominator != 1:
        decimals += 1
    whole = int(amount * 10**decimals)
    text = f"{whole:0{decimals + 1}d}"
    return f"{SIGNS[currency]}{int(text[:-decimals]):,}.{text[-decimals:]}"


def fraction(number: float) -> Fraction:
    return Fraction(str(number))


def open_on(item: dict[str, Any], today: date) -> bool:
    first, last = item.get("valid_from"), item.get("valid_until")
    if first and today < date.fromisoformat(first):
        return False
    return not (last and today > date.fromisoformat(last))


def on_sale(
    data: dict[str, Any], product: dict[str, Any], today: date, region: str | None, period: str
) -> list[dict[str, Any]]:
    """The prices to be spoken, without fees: in time, in the region, in one currency."""
    main = data["currency"]
    found = []
    for price in product.get("prices", []):
        here = not price.get("regions") or region is None or region in price["regions"]
        if "fee" not in price and open_on(price, today) and here:
            found.append(price)
    if len({price.get("currency", main) for price in found}) > 1:
        local = [price for price in found if region and region in price.get("regions", [])]
        ours = [price for price in found if price.get("currency", main) == main]
        found = local or ours or found
    if period == "year":
        yearly = [p for p in found if p.get("billed") == "yearly" or p.get("per") == "year"]
        return yearly or [p for p in found if p.get("per") == "month"]
    if period == "month":
        monthly = [p for p in found if p.get("per") == "month"]
        return [p for p in monthly if p.get("billed") in (None, "monthly")] or monthly
    return found


def units(price: dict[str, Any], count: int) -> Fraction:
    """What `count` units cost, one after the other."""
    total = Fraction(0)
    for unit in range(1, count + 1):
        amount = price["amount"]
        for tier in price.get("tiers", []):
            if tier["from"] <= unit <= tier.get("to", unit):
                amount = tier["amount"]
        total += fraction(amount)
    return total


def too_many(price: dict[str, Any], count: int) -> bool:
    tiers = price.get("tiers")
    return bool(tiers and "to" in tiers[-1] and count > tiers[-1]["to"])


def expected(
    data: dict[str, Any],
    product: dict[str, Any],
    count: int,
    period: str,
    today: date,
    region: str | None,
) -> Expected:
    """What the answer to "how much is … for `count`" says of one product.

    `period` is "month", "year" or empty. Nothing that must be said means that there is no price.
    """
    found = Expected()
    for price in on_sale(data, product, today, region, period):
        if too_many(price, count):
            continue
        currency = price.get("currency", data["currency"])

        def say(amount: Fraction, currency: str = currency) -> str:
            found.may.add(said(amount, currency))
            return said(amount, currency)

        found.must.append(say(fraction((price.get("tiers") or [price])[0]["amount"])))
        for tier in price.get("tiers", []):
            say(fraction(tier["amount"]))
        bought = max(count, price.get("minimum", 1))
        total = units(price, bought)
        say(total)
        yearly = period == "year" or (period == "" and price.get("billed") == "yearly")
        months = 12 if price.get("per") == "month" and yearly else 1
        after = sum((total for _ in range(months)), Fraction(0))
        found.must.append(say(after))
        for discount in data.get("discounts", []):
            cut = reduced(discount, product, price, bought, after, today, data["currency"])
            if cut is not None:
                found.must.append(say(cut))
                if "amount" in discount:
                    say(fraction(discount["amount"]))
        for fee in product["prices"]:
            here = not fee.get("regions") or region is None or region in fee["regions"]
            same = fee.get("currency", data["currency"]) == currency
            if "fee" in fee and here and same and open_on(fee, today):
                say(fraction(fee["amount"]))
                once = fee.get("per", "once") == "once"
                per = price.get("per", "once")
                in_year = per == "year" or months == 12
                charge = fraction(fee["amount"]) * (1 if once or not in_year else 12)
                if (in_year or per == "once") if once else per in ("month", "year"):
                    say(charge)
                    after += charge
                    found.must.append(say(after))
    return found


def reduced(
    discount: dict[str, Any],
    product: dict[str, Any],
    price: dict[str, Any],
    count: int,
    total: Fraction,
    today: date,
    main: str,
) -> Fraction | None:
    """The total after a discount that the quantity earns; None when it earns none."""
    least = discount.get("min_quantity", 1)
    if least == 1 or count < least or not open_on(discount, today):
        return None
    if discount.get("products") and product["id"] not in discount["products"]:
        return None
    if discount.get("billed") and discount["billed"] != price.get("billed"):
        return None
    if "percent" in discount:
        cents = total * fraction(discount["percent"])  # in hundredths of the currency
        whole = int(cents) + (1 if cents - int(cents) >= Fraction(1, 2) else 0)
        return max(total - Fraction(whole, 100), Fraction(0))
    off = fraction(discount["amount"])
    if discount.get("currency", main) != price.get("currency", main) or off > total:
        return None
    return total - off


def spoken(text: str) -> set[str]:
    """All sums of money in a text."""
    return set(re.findall(r"(?:[$€£]|CHF\xa0)\d[\d,]*\.\d+", text))
