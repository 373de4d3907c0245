"""The best passages for a question, in the light of those before it and of what it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.knowledge.prices.catalog import FILE as CATALOGUE
from bot.knowledge.prices.catalog import Catalog
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.context import in_context, points_back
from bot.knowledge.question.hearing import Hearing
from bot.knowledge.question.offers import thing_offered
from bot.knowledge.reading.pages import Page
from bot.knowledge.replies.cells import table_first
from bot.knowledge.replies.naming import named_in, words_of
from bot.knowledge.search.index import Index
from bot.knowledge.search.scorer import Hit
from bot.knowledge.search.trust import trust_in
from bot.knowledge.words import content_words

SURE = 0.8  # trust
_READABLE = re.compile(r"[a-z0-9]")  # what the encoder and the reader have learned is English
# A page about the product named, or about none, is quoted before one about others with so much of
# its trust.
_ABOUT = 0.3
_READ_AGAIN = 3  # of the best passages, one has to have what is asked for by its name


@dataclass(frozen=True)
class Found:
    """The best passages for a wording, and how sure it is that they answer."""

    hits: tuple[Hit, ...]
    wording: str
    trust: float


class Finding:
    """Searches for one company; `compares` tells whether a passage is about others than it."""

    def __init__(
        self,
        catalog: Catalog,
        hearing: Hearing,
        index: Index,
        trusted: float,
        compares: Callable[[Hit], bool],
    ) -> None:
        self._catalog = catalog
        self._hearing = hearing
        self._index = index
        self._trusted = trusted
        self._compares = compares

    def find(self, asked: Asked, history: Sequence[str], holds: Callable[[Page], bool]) -> Found:
        """The best passage, of a page about the products named if one is good enough.

        A question that may lean on an earlier one is searched for together with it, and by itself
        when that is found more surely. One that surely leans ("is it encrypted?") is taken by
        itself only where the two together are not found, and on the page that they lead to.
        """
        together = in_context(asked.text, history)
        found = self._best(together, asked, holds)
        if together == asked.text:
            return self._by_name(found, asked, holds)
        if asked.mentions and not asked.named:
            return found  # "and on Team?" asks what was asked before
        alone = self._best(asked.text, asked, holds)
        if not (alone.hits and found.hits):
            return found
        named = self._names(alone, found, asked)
        if points_back(asked.text):
            same = alone.hits[0].passage.path == found.hits[0].passage.path
            missed = found.trust < self._trusted or named
            rather = same and alone.trust >= SURE and missed
        else:
            rather = alone.trust >= max(found.trust, SURE) or named
        return alone if rather else found

    def _by_name(self, found: Found, asked: Asked, holds: Callable[[Page], bool]) -> Found:
        """What is found for the bare name of what is asked for ("home visits"), where a passage
        names it so: "do you do …?" is read as asking for more than a line of a list tells."""
        thing = thing_offered(asked.plain) if found.trust < self._trusted else None
        if thing is None or not any(named_in(hit, thing) for hit in found.hits[:_READ_AGAIN]):
            return found
        bare = self._best(thing, asked, holds)
        sure = bare.trust >= self._trusted and named_in(bare.hits[0], thing)
        return bare if sure else found

    def _names(self, alone: Found, found: Found, asked: Asked) -> bool:
        """Whether only what a follow-up finds by itself has its words: "and Slack?" after Xero."""
        own = {word for word in asked.named if not self._index.common(word)}
        there, before = (words_of(one.hits[0]) for one in (alone, found))
        return alone.trust >= self._trusted and bool(own & there) and own.isdisjoint(before)

    def _best(self, wording: str, asked: Asked, holds: Callable[[Page], bool]) -> Found:
        if not _READABLE.search(asked.plain):
            return Found((), wording, 0.0)
        named = set(asked.products)
        hits = self._index.read(wording, self._index.encode(wording), holds)
        if named:
            hits = [hit for hit in hits if not self._of_sibling(hit, named)]
        about = [hit for hit in hits if named & self._about(hit.page)]
        if about and about[0].trust >= _ABOUT * hits[0].trust:
            hits = [*about, *(hit for hit in hits if hit not in about)]
        elif hits and named and self._about(hits[0].page):
            # A page about other products does not answer, if another may.
            rest = [
                hit
                for hit in hits
                if hit.trust >= _ABOUT * hits[0].trust and not self._about(hit.page)
            ]
            hits = [*rest, *(hit for hit in hits if hit not in rest)]
        trust = trust_in(hits)
        if hits and asked.choice and not named:
            hits = self._naming(hits)
        if hits and not named:
            hits = _lead_first(hits, asked)
        if hits and asked.compare and not named and self._compares(hits[0]):
            hits = table_first(hits)
        return Found(tuple(hits), wording, trust)

    def _naming(self, hits: list[Hit]) -> list[Hit]:
        """The hits of a question which product it is: where the best one names none, one of the
        same page that does comes before it, and is trusted as much ("which plan has that?" after
        one on SAML)."""
        same = [hit for hit in hits[:_READ_AGAIN] if hit.passage.path == hits[0].passage.path]
        names = [hit for hit in same if self._hearing.named(hit.passage.text)]
        if not names or hits[0] in names:
            return hits
        first = replace(names[0], trust=hits[0].trust)
        return [first, *(hit for hit in hits if hit is not names[0])]

    def _of_sibling(self, hit: Hit, named: set[str]) -> bool:
        """Whether a passage is the catalogue's own on a product of the same kind as those named,
        but none of them: what Basic is does not answer for Premium."""
        if hit.passage.path != CATALOGUE or named & set(hit.page.products):
            return False
        kinds = {self._catalog.product(one).category for one in named} - {""}
        return any(self._catalog.product(one).category in kinds for one in hit.page.products)

    def _about(self, page: Page) -> set[str]:
        """Ids of the products that a page is about, as it says or by its title."""
        return set(page.products) or set(self._hearing.named(page.title))


def _lead_first(hits: list[Hit], asked: Asked) -> list[Hit]:
    """The hits of a question whether there is something: of a page that is called so, the passage
    that begins it and speaks of it comes first, and is trusted as much as the best one ("is there
    a trial?" before what happens after it)."""
    thing = thing_offered(asked.plain, fewest=1)
    wanted = set(content_words(thing)) if thing else set()
    page = hits[0].page
    if not wanted or not wanted <= set(content_words(page.title)):
        return hits
    lead = next((hit for hit in hits if hit.passage == page.passages[0]), None)
    if lead is None or not wanted <= set(
        content_words(f"{lead.passage.heading} {lead.passage.text}")
    ):
        return hits
    first = replace(lead, trust=hits[0].trust)
    return [first, *(hit for hit in hits if hit is not lead)]
