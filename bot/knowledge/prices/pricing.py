"""Price answers: from the catalogue alone, or "I can't quote that"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from bot.knowledge.answer import Source
from bot.knowledge.prices import quote
from bot.knowledge.prices.attributes import join
from bot.knowledge.prices.catalog import FILE, Catalog, Price, Product
from bot.knowledge.prices.discounts import (
    Meant,
    describe_discount,
    discount_reply,
    discounted,
    meant,
)
from bot.knowledge.prices.fees import fee_alone, fee_asked, with_fee, words_of_fees
from bot.knowledge.prices.limits import count_limit, limit_noun, number_limit
from bot.knowledge.prices.pricelist import list_reply, main_products
from bot.knowledge.prices.saving import saving_reply
from bot.knowledge.prices.selection import fees_with, spoken_words, valid_prices, words_of_getting
from bot.knowledge.prices.together import Priced, adds_up, billed, sold_singly, together, way_of
from bot.knowledge.prices.units import unit_stems
from bot.knowledge.prices.wanted import (
    by_period,
    by_unit,
    counted_by,
    each_alone,
    named_words,
    of_category,
    units_of,
)
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.numbers import PEOPLE
from bot.knowledge.question.signals import CONDITIONS
from bot.knowledge.replies.reply import Reply, source_of
from bot.knowledge.words import content_words, stem

CANNOT_QUOTE = "I can't quote that: our price list doesn't say."
_REFUSED = Reply("unknown", CANNOT_QUOTE, final=True)
_MOST_PRODUCTS = 15
_WITH = re.compile(r"\bwith\b|\bminus\b|\bafter\b")
_EXTRA = re.compile(
    r"\b(?:with|plus|incl(?:uding)?)\s+(?:(?:an?|the|some)\s+)?(?P<what>[^\W\d_]+)"
    r"(?:\s+(?P<more>[^\W\d_]+))?"
)
_IN = re.compile(r"(?<!\ball )\bin (?:size |colou?r )?([^\W\d_]+)")


def price_reply(asked: Asked, catalog: Catalog, today: date, region: str | None) -> Reply | None:
    """The answer to a price question.

    None when the question is about something other than the prices of listed products, so that
    the pages may know; a reply of kind unknown when it is about one and the list has no price.
    """
    products = [catalog.product(product_id) for product_id in asked.products]
    kinds = {} if products else of_category(asked, catalog)
    if kinds and not asked.discount:
        # "a lesson" is what is sold, not the group lessons that get a discount.
        asked = _without(asked, kinds)
    helped = meant(asked, catalog)
    if refused := _not_given(products, helped, catalog, today):
        return refused
    if asked.bargains and not helped.discounts:
        return _REFUSED
    products = by_period(products, asked, catalog)
    counts = asked.quantity or asked.time or asked.period or asked.alone
    wants = counts or asked.price or (not asked.yes_no and _WITH.search(asked.plain))
    computes = bool(helped.discounts and products and wants)
    if asked.discount and asked.period and products and not asked.saves:
        place = asked.region or region
        if not any(valid_prices(one, asked, catalog, today, place) for one in products):
            return _no_price(products, asked)  # nothing is paid for so, with a discount or without
    if asked.discount and not computes and not (asked.saves and not helped.discounts):
        return discount_reply(asked, catalog, today, helped)
    explained = helped.words | set(kinds)
    explained |= {word for product in products for word in spoken_words(product)}
    explained |= words_of_getting(asked, products)
    explained |= {word for product in products for word in words_of_fees(asked, product)}
    if any(word not in explained for word in asked.target):
        return _REFUSED if asked.dearer else None
    strange = set(asked.left) - explained if len(products) == 1 else ()
    if asked.dearer and products and ((asked.numbers and not asked.own) or strange):
        return _REFUSED  # than something that is not understood
    if any(stem(word) in set(asked.left) - explained for word in _IN.findall(asked.plain)):
        return Reply("unknown", CANNOT_QUOTE)
    if any(word in CONDITIONS and word not in explained for word in asked.left):
        return Reply("unknown", CANNOT_QUOTE)
    if not products and asked.left and (counted := by_unit(asked, catalog)):
        products, asked = counted, replace(asked, left=(), target=())
    if not products:
        if any(word not in explained for word in asked.left):
            return None
        products = next(iter(kinds.values()), main_products(catalog))
    if asked.other_time or asked.impossible:
        return _REFUSED
    odd_term = asked.paid_by_term and not any(quote.term(one) for p in products for one in p.prices)
    if not products or asked.odd_period or odd_term:
        return Reply("unknown", CANNOT_QUOTE)
    where = asked.region or (None if asked.currency else region)
    if asked.saves:
        saving = saving_reply(asked, products, catalog, today, where)
        return saving or _no_price(products, asked)
    if not asked.mentions:
        if helped.discounts and not (asked.quantity or asked.time):
            return discount_reply(asked, catalog, today, helped)
        if not (asked.quantity or asked.time):
            reply = list_reply(
                products, lambda p: valid_prices(p, asked, catalog, today, where), where
            )
            return reply or Reply("unknown", CANNOT_QUOTE)
        products = [p for p in products if not count_limit(p, asked)] or products
        products = counted_by(products, asked) or products
        products = products[:_MOST_PRODUCTS]
    parts = [
        _priced(product, one, catalog, helped, today, where)
        for product, one in each_alone(products, asked)
    ]
    known = [part for part in parts if part]
    if not known:
        abroad = bool(asked.mentions and (asked.currency or asked.region))
        return _no_price(products, asked, final=abroad)
    missing = [p.name for p, part in zip(products, parts, strict=True) if not part]
    if len(products) > 1 and not asked.mentions:
        lines = [line for part in known for line in _in_short(part)]
        if missing:
            lines.append(f"For {join(missing)} our price list gives no price for that.")
        sources = tuple(dict.fromkeys(source for part in known for source in part.sources))
        return Reply("price", "\n".join(lines), sources)
    lines = [line for part in known for line in part.lines]
    if missing and asked.mentions:
        lines.append(f"I can't quote {join(missing)}: our price list doesn't say.")
    elif len(asked.mentions) == len(products):
        lines += together(known, asked)
    sources = tuple(dict.fromkeys(source for part in known for source in part.sources))
    text = "\n".join(lines)
    if extra := _not_listed(asked, products, explained):
        text = f"I can't quote that with {extra}: our price list doesn't say. Without it:\n\n{text}"
        return Reply("unknown", text, sources)
    return Reply("price", text, sources)


def _not_listed(asked: Asked, products: Sequence[Product], explained: Collection[str]) -> str:
    """What a question wants with the things that it names, and the list does not have: "Standard
    with express delivery"; empty when there is no such thing."""
    if not asked.mentions:
        return ""
    texts = [text for product in products for text, _ in product.features]
    texts += [one.label for product in products for one in product.attributes.values()]
    known = {*explained, *content_words(" ".join(texts)), *PEOPLE}
    wanted = set(asked.left) - known
    for match in _EXTRA.finditer(asked.plain):
        if stem(match["what"]) in wanted:
            more = match["more"] if stem(match["more"] or "") in wanted else ""
            return f"{match['what']} {more}".rstrip()
    return ""


def _not_given(
    products: Sequence[Product], helped: Meant, catalog: Catalog, today: date
) -> Reply | None:
    """That a discount which the question calls by its name is over, not begun, or is not given on
    what is asked about."""
    for discount in helped.called if products else ():
        if not any(discount in catalog.discounts_for(product, today) for product in products):
            what = join([product.name for product in products])
            text = f"I can't quote {what} with “{discount.name}”: our price list doesn't say."
            sources = (Source(FILE, discount.line, discount.name), *map(source_of, products))
            return Reply("unknown", text, sources, final=True)
    return None


def _without(asked: Asked, explained: Collection[str]) -> Asked:
    return replace(
        asked,
        left=tuple(word for word in asked.left if word not in explained),
        target=tuple(word for word in asked.target if word not in explained),
    )


def _priced(
    product: Product,
    asked: Asked,
    catalog: Catalog,
    helped: Meant,
    today: date,
    region: str | None,
) -> Priced | None:
    prices = [
        p
        for p in valid_prices(product, asked, catalog, today, region)
        if not quote.beyond_tiers(p, asked)
    ]
    limit = count_limit(product, asked) or number_limit(product, asked)
    if not prices:
        return None
    if limit:
        text = f"**{product.name}** is for at most {limit.values[0]:,} {limit_noun(limit)}."
        return Priced([text], [source_of(product, limit.line)])
    alone = fee_alone(asked, fees_with(prices[0], product, today, region))
    if alone is not None:
        text = f"{alone.fee} ({product.name}): {quote.describe(alone)}."
        return Priced([text], [source_of(product, alone.line)])
    found = Priced()
    found.lines.append(f"**{product.name}**: {_listed(product, prices, today, region)}.")
    discounts = catalog.discounts_for(product, today)
    named = [one for one in discounts if one in helped.discounts]
    used: set[str] = set()
    said = ""
    for price in prices:
        fees = fees_with(price, product, today, region)
        found.sources += [source_of(product, one.line) for one in (price, *fees)]
        total = quote.total(price, asked)
        # Of what is not sold singly, one with a charge that is paid once is nobody's bill.
        if total is None and (named or (price.minimum == 1 and fee_asked(asked, fees))):
            total = quote.flat(price)
        elif total is None:
            if (
                (sold_singly(price) and not _of_another(price, product, catalog))
                or (not fees and asked.own)
                or adds_up(asked)
            ):
                found.sums[way_of(price)] = quote.once(price, asked)
            continue
        steps = _steps(total, price)
        if steps and total.note not in {"", said}:
            found.lines.append(f"- {total.note}")
        said = total.note
        found.lines += steps
        for discount in discounts:
            after = discounted(total, discount, price, asked, discount in named)
            if after is None:
                continue
            used.add(discount.id)
            found.lines += [f"- {step}" for step in after.steps]
            found.sources.append(Source(FILE, discount.line, discount.name, product.url))
            if discount in named:
                found.reduced[way_of(price)], steps = _with_fees(after, fees, asked)
                found.lines += [f"- “{discount.name}”: {step}" for step in steps]
        found.sums[way_of(price)], steps = _with_fees(total, fees, asked)
        if steps and not fee_asked(asked, fees):
            found.bare[way_of(price)] = total
        found.lines += [f"- {step}" for step in steps]
    if len(named) > 1:
        found.reduced.clear()  # several discounts are told apart, none is added to another
    for discount in named:
        if discount.id not in used:
            found.lines.append(f"- {describe_discount(discount, catalog)}")
            found.sources.append(Source(FILE, discount.line, discount.name, product.url))
    return found


def _of_another(price: Price, product: Product, catalog: Catalog) -> bool:
    """Whether a price counts what another product is called and counted by, of which no number is
    known: a lamination by the poster beside a banner."""
    units = unit_stems(price.unit or "") - named_words(product)
    others = (one for one in catalog.products if one.id != product.id)
    return any(units & named_words(one) & units_of(one) for one in others)


def _in_short(part: Priced) -> list[str]:
    """What is said of one of many products: the arithmetic, which has its prices in it, or the
    prices where there is none."""
    listed, *steps = part.lines
    if not steps:
        return [f"- {listed}"]
    name = listed.partition("**: ")[0]
    first, *rest = (step.removeprefix("- ") for step in steps)
    if rest and not first.endswith(":"):
        first, rest = "", [first, *rest]
    return [f"- {name}**: {first}".rstrip(), *(f"  - {step}" for step in rest)]


def _steps(total: quote.Total, price: Price) -> list[str]:
    """The arithmetic of a total; none for one at its plain price."""
    if total == quote.flat(price):
        return []
    return [
        f"- {step}{billed(way_of(price)) if step is total.steps[-1] else ''}"
        for step in total.steps
    ]


def _with_fees(
    total: quote.Total, fees: Sequence[Price], asked: Asked
) -> tuple[quote.Total, list[str]]:
    steps: list[str] = []
    for fee in fees:
        total, added = with_fee(total, fee, asked)
        steps += added
    return total, steps


def _listed(product: Product, prices: Sequence[Price], today: date, region: str | None) -> str:
    """All prices in a sentence, with where they hold when the region is not known."""
    places = [quote.places(price, region) for price in prices]
    said = [quote.describe(price, fees_with(price, product, today, region)) for price in prices]
    if len(set(places)) == 1:
        return " or ".join(said) + places[0]
    return " or ".join(text + place for text, place in zip(said, places, strict=True))


def _no_price(products: Sequence[Product], asked: Asked, *, final: bool = False) -> Reply:
    """That the list has no such price, on the lines that name what is asked about."""
    if not asked.mentions:
        return Reply("unknown", CANNOT_QUOTE, final=final)
    what = join([product.name for product in products])
    how = f" by the {asked.period}" if asked.period and not asked.time else ""
    text = f"I can't quote {what}{how}: our price list doesn't say."
    return Reply("unknown", text, tuple(map(source_of, products)), final=final)
