"""Discounts: which are meant, which are earned, and what they take off."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.knowledge.answer import Source
from bot.knowledge.prices import quote
from bot.knowledge.prices.attributes import join
from bot.knowledge.prices.catalog import FILE, Catalog, Discount, Price
from bot.knowledge.question.asked import Asked
from bot.knowledge.replies.reply import Reply
from bot.knowledge.words import content_words, stem


def discounted(total: quote.Total, discount: Discount, price: Price, asked: Asked) -> list[str]:
    """The steps of a discount that the question names or that its quantity earns."""
    earned = discount.min_quantity > 1 and total.count >= discount.min_quantity
    fits = discount.billed is None or discount.billed == price.billed
    if not fits or total.count < discount.min_quantity or not (earned or meant(discount, asked)):
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
        found = [d for d in found if meant(d, asked)]
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


def meant(discount: Discount, asked: Asked) -> bool:
    """Whether the question names a discount, by its name or by its condition."""
    said = {*asked.left, *asked.target}
    same = {word for group in _SAME if group & said for word in group}
    return bool(meant_words(discount) & (said | same))


def meant_words(discount: Discount) -> set[str]:
    """Stems by which a discount is named, with other words for who gets it."""
    own = (_name_words(discount) | set(content_words(discount.condition))) - _GENERAL
    return own | {word for group in _SAME if group & own for word in group}


def _name_words(discount: Discount) -> set[str]:
    return set(content_words(f"{discount.id} {discount.name}")) - {stem("discount")}


_GENERAL = {stem(word) for word in ("discount", "yearly", "annual", "billing", "plan", "order")}
# Who gets discounts, in other words.
_SAME = tuple(
    frozenset(stem(word) for word in line.split())
    for line in (
        "charity charities nonprofit nonprofits ngo npo",
        "student students pupil pupils",
        "school university education academic teacher",
        "senior seniors pensioner pensioners oap retired retiree",
        "military veteran veterans army forces",
    )
)
