"""What a passage has by its name."""

from __future__ import annotations

from bot.knowledge.prices.catalog import FILE as CATALOGUE
from bot.knowledge.question.offers import is_named
from bot.knowledge.search.scorer import Hit
from bot.knowledge.words import content_words


def named_in(hit: Hit, thing: str) -> bool:
    """Whether a passage of a page or its heading has a thing by its name."""
    texts = [hit.passage.heading, *(block.text for block in hit.passage.blocks)]
    return hit.passage.path != CATALOGUE and is_named(thing, texts)


def words_of(hit: Hit) -> set[str]:
    """Stems of a passage and the headings above it."""
    return {*content_words(hit.passage.text), *content_words(" ".join(hit.passage.headings))}
