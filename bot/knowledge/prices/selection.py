"""Which of a product's prices a question is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.countries import EU
from bot.knowledge.prices import quote
from bot.knowledge.prices.catalog import Catalog, Price, Product
from bot.knowledge.prices.fees import fee_asked
from bot.knowledge.prices.units import by_minute, span, time_unit
from bot.knowledge.question.amounts import DOLLARS
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.signals import BUYS, GETTING, HIRES, OUTRIGHT
from bot.knowledge.question.times import Time, in_units
from bot.knowledge.words import content_words

_DOLLARS = frozenset(["USD", "CAD", "AUD", "NZD", "SGD", "HKD"])


def valid_prices(
    product: Product, asked: Asked, catalog: Catalog, today: date, region: str | None
) -> list[Price]:
    """The prices of a product that hold today, there, in the currency and for the time asked
    about; without the fees that come on top."""
    prices = [p for p in product.prices if not p.fee and _holds(p, today, region)]
    currencies = {p.currency for p in prices}
    if asked.currency:
        wanted = _DOLLARS if asked.currency == DOLLARS else {asked.currency}
        prices = [p for p in prices if p.currency in wanted]
    elif len(currencies) > 1:
        local = [p for p in prices if region and region in p.regions]
        prices = local or [p for p in prices if p.currency == catalog.currency] or prices
    prices = _as_got(prices, asked)
    found = _for_time(prices, asked.time) if asked.time else _by_period(prices, asked)
    if not found and all(p.per == "once" and not time_unit(p) for p in prices):
        # "an alarm with a year of tracking": bought once, and paid for again and again
        return prices if any(_recurs(fee, asked) for fee in product.prices) else found
    return found


def ways_to_get(asked: Asked) -> tuple[bool, bool]:
    """Whether a question would have a thing for good, and whether for a time."""
    return bool(BUYS.search(asked.plain)), bool(HIRES.search(asked.plain))


def _as_got(prices: list[Price], asked: Asked) -> list[Price]:
    """Of what is sold and also hired out, the prices of the one that is asked for."""
    buys, hires = ways_to_get(asked)
    if buys == hires:
        return prices
    return [p for p in prices if (span(p) == "once") == buys] or prices


def _recurs(fee: Price, asked: Asked) -> bool:
    """Whether it is a charge, named by the question, that is paid again and again in its time."""
    if not fee.fee or fee.per == "once" or not fee_asked(asked, (fee,)):
        return False
    if asked.time:
        return bool(in_units(asked.time, fee.per))
    return asked.period in (fee.per, "year")


def _by_period(prices: list[Price], asked: Asked) -> list[Price]:
    if asked.period == "year":
        yearly = [p for p in prices if p.billed == "yearly" or p.per == "year"]
        monthly = [p for p in prices if p.per == "month" and p.billed in (None, "monthly")]
        if asked.paid_monthly and monthly:
            return monthly
        return yearly or [p for p in prices if p.per in ("month", "quarter") and not quote.term(p)]
    if asked.period == "month":
        monthly = [p for p in prices if p.per == "month" and not quote.term(p)]
        by_month = [p for p in monthly if p.billed in (None, "monthly")]
        return by_month if asked.paid_monthly else by_month or monthly
    if asked.period:
        return [p for p in prices if span(p) == asked.period]
    return prices


def fees_with(price: Price, product: Product, today: date, region: str | None) -> tuple[Price, ...]:
    """The charges that come on top of one of a product's prices."""
    return tuple(
        fee
        for fee in product.prices
        if fee.fee
        and fee.currency == price.currency
        and _holds(fee, today, region)
        and (not fee.regions or not price.regions or fee.regions & price.regions)
        and (fee.per == "once" or price.billed is None or fee.billed in (None, price.billed))
    )


def sold_otherwise(asked: Asked, catalog: Catalog) -> bool:
    """Whether a question would buy what is only hired out by time, or hire what is only sold."""
    buys, hires = ways_to_get(asked)
    if buys == hires or len(asked.products) != 1:
        return False
    (product,) = map(catalog.product, asked.products)
    spans = {span(price) for price in product.prices if not price.fee}
    if buys and OUTRIGHT.search(asked.plain):
        return bool(spans) and "once" not in spans
    if buys:
        return bool(spans) and spans <= {"hour", "day", "night", "week"}
    units = (price.unit or "" for price in product.prices)
    said = " ".join([product.name, *product.aliases, product.category, product.summary, *units])
    return spans == {"once"} and not HIRES.search(said.casefold())


def words_of_getting(asked: Asked, products: Sequence[Product]) -> frozenset[str]:
    """The stems that say how a thing is had, where one of the products is sold so: "renting"."""
    buys, hires = ways_to_get(asked)
    if buys and hires:
        return frozenset()  # one is held against the other
    spans = {span(price) for product in products for price in product.prices if not price.fee}
    there = (buys and "once" in spans) or (hires and bool(spans - {"once"}))
    return GETTING if there else frozenset()


def spoken_words(product: Product) -> set[str]:
    """Stems of the words in which a product is sold: its names, kind, summary, units, fees."""
    texts = [product.name, *product.aliases, product.category, product.summary]
    texts += [text for price in product.prices for text in (price.unit or "", price.fee)]
    texts += [
        value
        for one in product.attributes.values()
        for value in one.values
        if isinstance(value, str)
    ]
    return set(content_words(" ".join(texts)))


def _for_time(prices: Sequence[Price], time: Time) -> list[Price]:
    """The prices for a time: those by the largest part of it that it is a whole number of."""
    months = in_units(time, "month")
    bound = [p for p in prices if months and quote.term(p) == months]
    if bound:
        return bound
    fits = {
        p: count
        for p in prices
        if not quote.term(p)
        and (count := in_units(time, "minute" if by_minute(p) else span(p))) is not None
        and not (p.billed == "yearly" and months and months % 12)
    }
    fewest = min(fits.values(), default=0)
    found = [p for p, count in fits.items() if count == fewest]
    if months and months % 12 == 0:
        return [p for p in found if p.billed == "yearly"] or found
    return found


def _holds(price: Price, today: date, region: str | None) -> bool:
    if region == "EU":
        return price.holds(today, None) and (not price.regions or bool(price.regions & EU))
    return price.holds(today, region)
