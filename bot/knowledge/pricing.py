"""Price answers: from the catalogue alone, or "I can't quote that"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.knowledge import quote
from bot.knowledge.amounts import PEOPLE
from bot.knowledge.answer import Source
from bot.knowledge.asked import Asked
from bot.knowledge.attributes import join
from bot.knowledge.catalog import FILE, Attribute, Catalog, Discount, Price, Product
from bot.knowledge.pricelist import list_reply, main_products
from bot.knowledge.reply import Reply, source_of
from bot.knowledge.words import content_words, stem

CANNOT_QUOTE = "I can't quote that: our price list doesn't say."
_MOST_PRODUCTS = 8


def price_reply(asked: Asked, catalog: Catalog, today: date, region: str | None) -> Reply | None:
    """The answer to a price question.

    None when the question is about something other than the prices of listed products, so that
    the pages may know; a reply of kind unknown when it is about one and the list has no price.
    """
    if asked.discount:
        return discount_reply(asked, catalog, today)
    products = [catalog.product(product_id) for product_id in asked.products]
    kinds = {} if products else _of_category(asked, catalog)
    helped = [d for d in catalog.discounts if _meant(d, asked)]
    explained = {word for d in helped for word in _discount_words(d)} | set(kinds)
    if any(word not in explained for word in asked.target):
        return None
    if not products:
        if any(word not in explained for word in asked.left):
            return None
        products = next(iter(kinds.values()), main_products(catalog))
    if not products or asked.odd_period or asked.other_time:
        return Reply("unknown", CANNOT_QUOTE)
    where = asked.region or (None if asked.currency else region)
    if not asked.mentions:
        if not (asked.quantity or asked.months or helped):
            reply = list_reply(
                products, lambda p: valid_prices(p, asked, catalog, today, where), where
            )
            return reply or Reply("unknown", CANNOT_QUOTE)
        products = [p for p in products if not people_limit(p, asked)] or products
        products = products[:_MOST_PRODUCTS]
    parts = [_priced(product, asked, catalog, today, where) for product in products]
    known = [part for part in parts if part]
    if not known:
        return Reply("unknown", _no_price(products, asked))
    lines = [line for part in known for line in part[0]]
    sources = tuple(dict.fromkeys(source for part in known for source in part[1]))
    missing = [p.name for p, part in zip(products, parts, strict=True) if not part]
    if missing and asked.mentions:
        lines.append(f"I can't quote {join(missing)}: our price list doesn't say.")
    return Reply("price", "\n".join(lines), sources)


def _of_category(asked: Asked, catalog: Catalog) -> dict[str, list[Product]]:
    """Words of the question that name a category in full → that category's products."""
    about = set(content_words(asked.plain))
    for product in catalog.products:
        stems = set(content_words(product.category))
        if stems and stems <= about:
            found = [p for p in catalog.products if p.category == product.category]
            return dict.fromkeys(stems, found)
    return {}


def valid_prices(
    product: Product, asked: Asked, catalog: Catalog, today: date, region: str | None
) -> list[Price]:
    """The prices of a product that hold today, there, in the currency and period asked about."""
    prices = [p for p in product.prices if p.holds(today, region)]
    currencies = {p.currency for p in prices}
    if asked.currency:
        prices = [p for p in prices if p.currency == asked.currency]
    elif len(currencies) > 1:
        local = [p for p in prices if region and region in p.regions]
        prices = local or [p for p in prices if p.currency == catalog.currency] or prices
    if asked.period == "year":
        yearly = [p for p in prices if p.billed == "yearly" or p.per == "year"]
        monthly = [p for p in prices if p.per == "month"]
        return yearly or monthly
    if asked.period == "month":
        prices = [p for p in prices if p.per == "month"]
        return [p for p in prices if p.billed in (None, "monthly")] or prices
    if asked.months:
        return [p for p in prices if p.per in ("month", "year")]
    return prices


def _priced(
    product: Product, asked: Asked, catalog: Catalog, today: date, region: str | None
) -> tuple[list[str], list[Source]] | None:
    prices = [
        p
        for p in valid_prices(product, asked, catalog, today, region)
        if not quote.beyond_tiers(p, asked)
    ]
    limit = people_limit(product, asked)
    if not prices:
        return None
    if limit:
        text = f"**{product.name}** is for at most {limit.values[0]:,} {_limit_noun(limit)}."
        return [text], [source_of(product, limit.line)]
    if asked.quantity and asked.period is None and asked.months is None:
        several = {p.billed for p in prices}
        if len(several) == 1 and len({p.per for p in prices}) > 1:
            prices = [p for p in prices if p.per == prices[0].per]
    places = [quote.places(p, region) for p in prices]
    if len(set(places)) == 1:
        listed = " or ".join(quote.describe(p) for p in prices) + places[0]
    else:
        listed = " or ".join(
            quote.describe(p) + place for p, place in zip(prices, places, strict=True)
        )
    lines = [f"**{product.name}**: {listed}."]
    sources = [source_of(product, p.line) for p in prices]
    for price in prices:
        total = quote.total(price, asked)
        if total is None:
            continue
        billed = f" (billed {price.billed})" if price.billed in ("monthly", "yearly") else ""
        lines += [f"- {step}{billed if step is total.steps[-1] else ''}" for step in total.steps]
        if total.note:
            lines.append(f"- {total.note}")
        for discount in catalog.discounts_for(product, today):
            after = _discounted(total, discount, price, asked)
            if after:
                lines += after
                sources.append(Source(FILE, discount.line, discount.name, product.url))
    if not any(line.startswith("- ") for line in lines):
        for discount in catalog.discounts_for(product, today):
            if _meant(discount, asked):
                lines.append(f"- {describe_discount(discount, catalog)}")
                sources.append(Source(FILE, discount.line, discount.name, product.url))
    return lines, sources


def _discounted(total: quote.Total, discount: Discount, price: Price, asked: Asked) -> list[str]:
    """The steps of a discount that the question names or that its quantity earns."""
    quantity = asked.quantity or 1
    earned = discount.min_quantity > 1 and quantity >= discount.min_quantity
    fits = discount.billed is None or discount.billed == price.billed
    if not fits or quantity < discount.min_quantity or not (earned or _meant(discount, asked)):
        return []
    after = quote.reduced(total, discount)
    if after is None:
        return []
    condition = f", if this holds: {discount.condition}" if discount.condition else ""
    return [f"- With “{discount.name}”{condition}: {after.steps[0]}"]


def discount_reply(asked: Asked, catalog: Catalog, today: date) -> Reply | None:
    """The discounts asked about, each with its condition; None when the list has none such."""
    found = [d for d in catalog.discounts if any(d.holds(p.id, today) for p in catalog.products)]
    if asked.products:
        found = [d for d in found if any(d.holds(p, today) for p in asked.products)]
    if asked.left:
        found = [d for d in found if _meant(d, asked)]
        named = [d for d in found if _name_words(d) & {*asked.left, *asked.target}]
        found = named or found
    if not found:
        return None
    lines = [f"- {describe_discount(d, catalog)}" for d in found]
    sources = tuple(Source(FILE, d.line, d.name) for d in found)
    return Reply("price", "\n".join(lines), sources)


def describe_discount(discount: Discount, catalog: Catalog) -> str:
    """A discount in words, with its condition."""
    if discount.percent is not None:
        off = f"{discount.percent.normalize():f}% off"
    else:
        off = f"{quote.money(discount.amount or Decimal(0), discount.currency)} off"
    names = [catalog.product(p.id).name for p in catalog.products if p.id in discount.products]
    text = f"{discount.name}: {off} {join(names)}".rstrip()
    if discount.billed in ("monthly", "yearly"):
        text += f", billed {discount.billed}"
    if discount.min_quantity > 1:
        text += f", from {discount.min_quantity:,}"
    return (
        f"{text}. Condition: {discount.condition.rstrip('.')}."
        if discount.condition
        else f"{text}."
    )


def _meant(discount: Discount, asked: Asked) -> bool:
    return bool(_discount_words(discount) & {*asked.left, *asked.target})


def _discount_words(discount: Discount) -> set[str]:
    general = {stem(word) for word in ("discount", "yearly", "annual", "billing", "plan", "order")}
    return (_name_words(discount) | set(content_words(discount.condition))) - general


def _name_words(discount: Discount) -> set[str]:
    return set(content_words(f"{discount.id} {discount.name}")) - {stem("discount")}


def people_limit(product: Product, asked: Asked) -> Attribute | None:
    """The attribute that caps a product's people below the number asked about."""
    if asked.quantity is None or (asked.noun is not None and asked.noun not in PEOPLE):
        return None
    for attribute in product.attributes.values():
        parts = content_words(f"{attribute.key.replace('_', ' ')} {attribute.unit or ''}")
        value = attribute.values[0]
        if (
            {"max", "maximum", "limit"} & set(attribute.key.split("_"))
            and PEOPLE & set(parts)
            and not isinstance(value, (str, bool))
            and value < asked.quantity
        ):
            return attribute
    return None


def _limit_noun(limit: Attribute) -> str:
    if limit.unit:
        return limit.unit
    return next((w for w in limit.key.split("_") if stem(w) in PEOPLE), "people")


def _no_price(products: Sequence[Product], asked: Asked) -> str:
    if not asked.mentions:
        return CANNOT_QUOTE
    what = join([product.name for product in products])
    how = {"month": " by the month", "year": " by the year"}.get(asked.period or "", "")
    return f"I can't quote {what}{how}: our price list doesn't say."
