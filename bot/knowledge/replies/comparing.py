"""Comparing products, as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.knowledge.prices import quote
from bot.knowledge.prices.attributes import capital, label_names, show
from bot.knowledge.prices.catalog import Catalog, Product
from bot.knowledge.prices.inherited import features_of
from bot.knowledge.prices.pricelist import main_products
from bot.knowledge.prices.selection import fees_with, valid_prices
from bot.knowledge.question.asked import Asked
from bot.knowledge.replies.reply import Reply, source_of

_MOST_COMPARED = 5
_NONE = "–"


def compare_reply(asked: Asked, catalog: Catalog, today: date, region: str | None) -> Reply | None:
    """A Markdown table of the products named (or of all that are mainly sold); None if fewer
    than two are known or the question is about something else."""
    products = [catalog.product(p) for p in asked.products]
    named = {name for p in products for key in p.attributes for name in _flat_names(p, key)}
    if len(asked.mentions) < 2 and any(word not in named for word in asked.left):
        return None  # with something that is not sold here
    if len(products) < 2:
        if products or asked.left or asked.target or "between" in asked.plain:
            return None
        products = main_products(catalog)
    products = products[:_MOST_COMPARED]
    if len(products) < 2:
        return None
    prices = [_prices(p, asked, catalog, today, region) for p in products]
    if asked.period and set(prices) == {_NONE}:
        # "12,000 miles a year" is no way to pay
        asked = replace(asked, period=None, time=None)
        prices = [_prices(p, asked, catalog, today, region) for p in products]
    rows = [("Price", prices)]
    keys = dict.fromkeys(key for p in products for key in p.attributes)
    about = set(asked.left)
    rows_asked = [
        key for key in keys if any(name <= about for p in products for name in _names(p, key))
    ]
    if rows_asked:
        keys = dict.fromkeys(rows_asked)
        rows = rows if asked.price else []
    for key in keys:
        label = next(p.attributes[key].label for p in products if key in p.attributes)
        cells = [show(p.attributes[key]) if key in p.attributes else _NONE for p in products]
        rows.append((capital(label), cells))
    listed = [dict(features_of(p, catalog)) for p in products]
    features = dict.fromkeys(text for has in listed for text in has if not rows_asked)
    common = []
    for feature in features:
        has = ["yes" if feature in one else _NONE for one in listed]
        if _NONE in has:
            rows.append((capital(feature), has))
        else:
            common.append(feature)
    table = [
        "| | " + " | ".join(p.name for p in products) + " |",
        "|---" * (len(products) + 1) + "|",
    ]
    table += [f"| {_cell(name)} | {' | '.join(_cell(c) for c in cells)} |" for name, cells in rows]
    if common:
        table.append(f"\nAll of them include: {', '.join(common)}.")
    sources = [source_of(p) for p in products]
    sources += [source_of(products[0], listed[0][text]) for text in common]
    return Reply("compare", "\n".join(table), tuple(dict.fromkeys(sources)))


def _names(product: Product, key: str) -> list[set[str]]:
    attribute = product.attributes.get(key)
    return label_names(attribute) if attribute else []


def _flat_names(product: Product, key: str) -> set[str]:
    return set().union(*_names(product, key))


def _prices(
    product: Product, asked: Asked, catalog: Catalog, today: date, region: str | None
) -> str:
    place = asked.region or region
    prices = valid_prices(product, asked, catalog, today, place)
    said = (quote.describe(p, fees_with(p, product, today, place)) for p in prices)
    return "; ".join(said) or _NONE


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
