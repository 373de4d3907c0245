"""Discounts: which are meant, which are earned, and what they take off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from bot.knowledge.answer import Source
from bot.knowledge.prices import quote
from bot.knowledge.prices.attributes import join
from bot.knowledge.prices.catalog import FILE, Catalog, Discount, Price
from bot.knowledge.prices.units import span
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.times import in_units
from bot.knowledge.replies.reply import Reply
from bot.knowledge.words import content_words, stem, words


@dataclass(frozen=True)
class Meant:
    """The discounts that a question names, and the stems of its words that name them; `called`
    are those of which it says the whole name, or where it speaks of a discount all of the name
    but what is sold: the "spring discount" of "Blankets in spring"."""

    discounts: tuple[Discount, ...] = ()
    words: frozenset[str] = frozenset()
    called: tuple[Discount, ...] = ()


def meant(asked: Asked, catalog: Catalog) -> Meant:
    """The discounts that a question means.

    Those whose name it says in full; else those of which it says a word of the name or of the
    condition that names nothing else here ("student" is no discount where students are counted).
    """
    said = {*content_words(asked.plain), *content_words(asked.told)}
    sold = _sold_words(catalog)
    named: dict[Discount, set[str]] = {}
    for discount in catalog.discounts:
        for text in (discount.name, discount.id):
            name = set(content_words(text)) - {stem("discount")}
            if name and name <= said and (asked.discount or name - sold):
                named.setdefault(discount, set()).update(name)
    phrase = f" {' '.join(words(asked.plain))} "
    called = tuple(
        one
        for one in catalog.discounts
        if f" {' '.join(words(one.name))} " in phrase or _called(one, said, sold, asked.discount)
    )
    loose = {*asked.left, *asked.target, *content_words(asked.told)} - sold - _GENERAL
    for discount in list(named) or catalog.discounts:
        own = _own_words(f"{discount.id} {discount.name} {discount.condition}", sold)
        alike = {word for group in _SAME if group & own for word in group}
        if hit := loose & (own | alike):
            named[discount] = named.get(discount, set()) | hit
    return Meant(tuple(named), frozenset().union(*named.values()), called)


def _called(discount: Discount, said: set[str], sold: frozenset[str], spoken: bool) -> bool:
    """Whether all that a discount's name has besides what is sold is said, and a discount is
    `spoken` of or the name has several such words: "summer rate" of "Summer film rate"."""
    own = _own_words(discount.name, sold)
    return bool(own) and own <= said and (spoken or len(own) > 1)


def _own_words(text: str, sold: frozenset[str]) -> set[str]:
    """The stems of a text by which a discount is known, which name nothing that is sold."""
    return set(content_words(text)) - sold - _GENERAL


@lru_cache(maxsize=8)
def _words_sold(catalog_words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in catalog_words for word in content_words(text))


def _sold_words(catalog: Catalog) -> frozenset[str]:
    """Stems of what is sold and of what its prices count."""
    return _words_sold(
        tuple(
            text
            for product in catalog.products
            for text in (
                product.name, *product.aliases, product.category,
                *(price.unit or "" for price in product.prices),
            )
        )
    )  # fmt: skip


def discounted(
    total: quote.Total, discount: Discount, price: Price, asked: Asked, named: bool
) -> quote.Total | None:
    """A total after a discount that is `named` or that its quantity earns, with the step that
    shows it; None when it does not apply."""
    count = _count(total, discount, price, asked)
    earned = discount.min_quantity > 1 and count >= discount.min_quantity
    fits = discount.billed is None or discount.billed == price.billed
    if not fits or count < discount.min_quantity or not (earned or named):
        return None
    after = quote.reduced(total, discount)
    if after is None:
        return None
    condition = f", if this holds: {discount.condition}" if discount.condition else ""
    return replace(after, steps=(f"With “{discount.name}”{condition}: {after.steps[0]}",))


def _count(total: quote.Total, discount: Discount, price: Price, asked: Asked) -> int:
    """How many the discount's smallest quantity is held against: of the price's time where its
    condition speaks of that ("7 nights or more"), else of its units."""
    if asked.time and stem(span(price)) in content_words(discount.condition):
        return in_units(asked.time, span(price)) or 1
    return total.count


def discount_reply(
    asked: Asked, catalog: Catalog, today: date, named: Meant | None = None
) -> Reply | None:
    """The discounts asked about, each with its condition; None when the list has none such."""
    named = named or meant(asked, catalog)
    found = [d for d in catalog.discounts if any(d.holds(p.id, today) for p in catalog.products)]
    if asked.products:
        found = [d for d in found if any(d.holds(p, today) for p in asked.products)]
    if asked.left or named.discounts:
        found = [d for d in found if d in named.discounts]
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


# Words of conditions that say nothing of who gets a discount.
_GENERAL = frozenset(
    stem(word)
    for word in """discount discounts discounted yearly annual annually billing billed plan plans
    order orders book booking booked pay pays paid paying payment sign signed join buy bought bring
    brought take taken taking attend come use used together same time week weeks month months year
    years day days hour hours night nights registered people person persons staff member members
    user users team teams one two three four five six seven eight nine ten first second longer
    least start starts end price prices contract visit card work hold holds valid show shown apply
    applies many large small long full new""".split()  # noqa: SIM905 - a list of words
)
# Who gets discounts, in other words.
_SAME = tuple(
    frozenset(stem(word) for word in line.split())
    for line in (
        "charity charities nonprofit nonprofits non-profit ngo npo",
        "student students pupil pupils undergraduate uni university college",
        "school schools university education educational academic teacher teachers",
        "senior seniors pensioner pensioners oap retired retiree retirees",
        "military veteran veterans army navy forces soldier",
        "nhs nurse nurses doctor paramedic midwife ambulance healthcare",
        "police policeman policewoman officer cop",
        "fire firefighter firefighters fireman",
        "sibling siblings brother brothers sister sisters twins sons daughters",
        "returning return again loyal loyalty alumni former before already",
        "startup startups start-up founder founders",
        "freelancer freelancers self-employed",
        "unemployed jobless jobseeker",
        "couple couples partner spouse husband wife",
    )
)
