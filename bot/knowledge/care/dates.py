"""What is past its date, or soon will be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.knowledge.care.finding import Finding, warning
from bot.knowledge.care.statements import Statement
from bot.knowledge.prices.catalog import FILE as CATALOG
from bot.knowledge.prices.catalog import Catalog
from bot.knowledge.reading.pages import Page

SOON = timedelta(days=30)
# "until 31 March 2024": said before a date, these mean that it ends then.
_ENDING = re.compile(r"\b(?:until|till|through|by|before|ends?|ending|expires?)\W+(?:\w+\W+){0,2}$")


def page_dates(page: Page, today: date) -> Iterator[Finding]:
    """Its review, and the end of its validity."""
    line = page.front_line.get("review_by")
    by = f" by {page.owner}" if page.owner else ""
    if page.review_by and page.review_by < today:
        text = f"was to be reviewed{by} by {page.review_by}"
        yield warning("review-due", page.path, line, text)
    elif page.review_by and page.review_by <= today + SOON:
        yield warning("review-soon", page.path, line, f"is to be reviewed{by} by {page.review_by}")
    if page.valid_until and page.valid_until <= today + SOON:
        line = page.front_line.get("valid_until")
        if page.valid_until < today:
            text = f"is not used: it was valid until {page.valid_until}"
            yield warning("expired", page.path, line, text)
        else:
            text = f"will not be used from then on: it is valid until {page.valid_until}"
            yield warning("expires-soon", page.path, line, text)


def catalog_dates(catalog: Catalog, today: date) -> Iterator[Finding]:
    """Prices and discounts that are over, or soon will be."""
    for product in catalog.products:
        left = [p for p in product.prices if p.valid_until is None or p.valid_until >= today]
        for price in product.prices:
            if price.valid_until is None or price.valid_until > today + SOON:
                continue
            if price.valid_until >= today:
                text = f"a price of {product.name} is valid until {price.valid_until}"
                yield warning("expires-soon", CATALOG, price.line, text)
                continue
            text = f"a price of {product.name} was valid until {price.valid_until}"
            if not left:
                text += "; it has no other, so it cannot be quoted"
            yield warning("expired", CATALOG, price.line, text)
    for discount in catalog.discounts:
        if discount.valid_until and discount.valid_until <= today + SOON:
            over = discount.valid_until < today
            text = f"{discount.name} {'was' if over else 'is'} valid until {discount.valid_until}"
            yield warning("expired" if over else "expires-soon", CATALOG, discount.line, text)


def past_dates(statements: list[Statement], today: date) -> Iterator[Finding]:
    """Sentences that say something holds until a day that is past."""
    for one in statements:
        for claim in one.claims:
            if claim.kind != "date" or not isinstance(claim.value, tuple):
                continue
            year, month, day = claim.value
            if year is None or month is None:
                continue
            last = _day(year, month, day)
            before = one.text[: one.text.find(claim.text)].casefold()
            if last is not None and last < today and _ENDING.search(before):
                text = f"“{one.text}” speaks of a day that is past"
                yield warning("past-date", one.path, one.line, text)


def _day(year: int, month: int, day: int | None) -> date | None:
    """The day; None when it does not exist, or only a month is said."""
    try:
        return date(year, month, day) if day is not None else None
    except ValueError:
        return None
