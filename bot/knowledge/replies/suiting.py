"""Which product suits what somebody tells, by reading what the catalogue says of each.

For a choice in words that no attribute, feature or page explains: "I run a bistro, which machine?"
is nowhere in the summary "for cafés, restaurants and farm shops", and meant by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from bot.knowledge.prices.catalog import Catalog, Product
from bot.knowledge.prices.limits import count_limit
from bot.knowledge.prices.pricelist import main_products
from bot.knowledge.question.asked import Asked
from bot.knowledge.replies.choosing import shown_alone
from bot.knowledge.replies.reply import Reply

# Asks for a thing, not whether there is a certain one.
_ANYTHING = re.compile(r"\b(?:any|some)thing\b|\bwhat (?:have you got|do you have)\b")
_CLOSEST = "From what our list says, this comes closest:\n\n{product}"
_MOST = 16  # products that are read; of more, words alone tell no one apart
# Logits of the reader. Of 110 choices at companies that rules were mended on and at three others
# these brought seven that nothing else answered, and two that were wrong.
_LEAST, _AHEAD = 0.5, 1.0


class Suiting:
    """Reads the main products of a catalogue; `logits` says how well each of some texts answers
    a question, against 0 for not at all."""

    def __init__(
        self, catalog: Catalog, logits: Callable[[str, Sequence[str]], Sequence[float]]
    ) -> None:
        self._catalog = catalog
        self._logits = logits
        self._products = [product for product in main_products(catalog) if product.summary]
        self._texts = [_said_of(product) for product in self._products]

    def reply(
        self, asked: Asked, today: date, region: str | None, best: float | None = None
    ) -> Reply | None:
        """The one product that a choice without a name means; None where none is well ahead of the
        others, or of the passage that would be quoted, whose logit is `best`."""
        if asked.mentions or asked.price or asked.compare or asked.cheapest or asked.dearest:
            return None
        wants = asked.looks and (best is None or _ANYTHING.search(asked.plain))
        if not (asked.choice or wants):
            return None
        large = [
            at for at, one in enumerate(self._products) if not count_limit(one, _counting(asked))
        ]
        if not large or not 1 < len(self._products) <= _MOST:
            return None
        logits = list(self._logits(asked.text, [self._texts[at] for at in large]))
        first, *others = sorted(logits, reverse=True)
        product = self._products[large[logits.index(first)]]
        if first < max(_LEAST, best or _LEAST) or (others and first < others[0] + _AHEAD):
            return None
        shown = shown_alone(product, asked, self._catalog, today, asked.region or region)
        return replace(shown, text=_CLOSEST.format(product=shown.text))


def _counting(asked: Asked) -> Asked:
    """A question with the one number that it says of something as its quantity: what holds 28 is
    nothing for "50 grade sixes"."""
    number = asked.numbers[0] if len(asked.numbers) == 1 else ""
    if asked.quantity is not None or not number.isdigit():
        return asked
    return replace(asked, quantity=int(number), noun=None)


def _said_of(product: Product) -> str:
    features = ", ".join(text for text, _ in product.features)
    return f"{product.name}. {product.summary} {features}".rstrip()
