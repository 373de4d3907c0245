"""Which of the possible replies to a question is given, and when none is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.encoder import Encoder
from bot.knowledge.company import Company
from bot.knowledge.prices.attributes import measured
from bot.knowledge.prices.catalog import FILE as CATALOGUE
from bot.knowledge.prices.catalog import Catalog
from bot.knowledge.prices.pricing import CANNOT_QUOTE
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.context import in_context, points_back
from bot.knowledge.question.hearing import Hearing
from bot.knowledge.question.names import categories
from bot.knowledge.question.offers import thing_offered
from bot.knowledge.question.topics import Topic, topic_of
from bot.knowledge.reading.pages import Page
from bot.knowledge.replies.cells import Table, cell_reply, table_first
from bot.knowledge.replies.describing import about_reply, offered_reply, overview_reply
from bot.knowledge.replies.facts import company_reply
from bot.knowledge.replies.introducing import Introducing
from bot.knowledge.replies.listed import Listed
from bot.knowledge.replies.naming import named_in, words_of
from bot.knowledge.replies.quoting import Quoting
from bot.knowledge.replies.reply import Reply
from bot.knowledge.replies.suggesting import nearest
from bot.knowledge.search.index import Index
from bot.knowledge.search.scorer import Hit
from bot.knowledge.search.trust import trust_in
from bot.knowledge.words import content_words, figures

UNKNOWN = "I don't know that: I can't find it in what {company} has published."
NEAREST = (
    "I can't find a clear answer to that in what {company} has published. "
    "The nearest that I have:\n\n{quote}"
)
_SURE = 0.8
_READABLE = re.compile(r"[a-z0-9]")  # what the encoder and the reader have learned is English
_CERTAIN = 0.95  # of a reply from the catalogue that explains every word of the question


# A page about the product named, or about none, is quoted before one about others with so much of
# its trust.
_ABOUT = 0.3
_MONEY = re.compile(r"\b(?:cheap\w*|expensive|dearer|pric\w+|costs?)\b")
# The trust from which the best passage is shown as the nearest, where it is too little to answer.
# At companies from which nothing was learned it was then the right one in half of all cases.
_NEAR = 0.15
# And this where it has all words of the question: then it speaks of just that.
_NEAR_IN_WORDS, _ALL_WORDS = 0.05, 0.99
_READ_AGAIN = 3  # of the best passages, one has to have what is asked for by its name
# A second passage with this share of the first one's trust may be meant as well.
_ALIKE = 0.35


@dataclass(frozen=True)
class _Found:
    """The best passages for a wording, and how sure it is that they answer."""

    hits: tuple[Hit, ...]
    wording: str
    trust: float


class Deciding:
    """Weighs what the catalogue, the company's own facts and the pages say to a question."""

    def __init__(
        self,
        company: Company,
        catalog: Catalog,
        hearing: Hearing,
        index: Index,
        encoder: Encoder,
        trusted: float,
        introducing: Introducing,
        tables: Sequence[Table] = (),
    ) -> None:
        self._company = company
        self._catalog = catalog
        self._hearing = hearing
        self._index = index
        self._encoder = encoder
        self._trusted = trusted
        self._introducing = introducing
        self._tables = tables
        self._listed = Listed(catalog, categories(catalog), index.common)
        self._quoting = Quoting(
            company.name, index.rarity, self._similar, hearing.named, bool(catalog.products)
        )

    def reply(
        self, question: str, history: Sequence[str], today: date, region: str | None
    ) -> Reply:
        """The reply to one mended question; of kind unknown when there is none."""
        asked = self._hearing.hear(question, history)
        place = asked.region or region

        def holds(page: Page) -> bool:
            return page.holds(today, place)

        topic = topic_of(asked.plain)
        if topic is not None:
            return self._on_topic(topic, asked, today, region, holds)
        basic = self._introducing.basic(asked.plain, first=not history)
        if basic == "choice" and any(self._hearing.named(one) for one in (question, *history)):
            basic = None  # among those that were named
        introduced = self._introducing.reply(basic, holds) if basic else None
        if basic in ("company", "you") or (introduced is not None and self._catalog.products):
            return introduced or self.unknown()
        listed = self._listed.reply(asked, today, region)
        if listed is not None and listed.kind == "unknown" and not self._catalog.products:
            listed = None  # where there is no price list, the pages say what things cost
        known = listed is not None and listed.kind != "unknown"
        if listed is not None and known and _certain(listed):
            return listed
        if listed is not None and listed.final:
            return replace(listed, kind="unknown", confidence=0.0)
        found = self._found(asked, history, holds)
        if listed is not None and known and self._rather(listed, asked, found):
            return listed
        own = company_reply(asked, self._company, today)
        if own and not asked.price:
            return own
        quoted = self._quoted(found, asked)
        cell = self._cell(found, asked, holds)
        if cell is not None and (quoted is None or _same_section(cell, quoted)):
            return cell
        described = about_reply(asked, self._catalog, today, place)
        if quoted is not None:
            # Of a product that is asked about, its price is told as well.
            listing = all(source.path == CATALOGUE for source in quoted.sources)
            if listing and not measured(asked.plain, quoted.text):
                return self._nearest(found, asked)
            if not listing:
                return quoted
            if listed is None and not (asked.price or asked.odd_period or asked.impossible):
                return described or quoted
        about = (
            described or offered_reply(asked, self._catalog) or overview_reply(asked, self._catalog)
        )
        if about and not asked.price:
            return about
        if listed is not None and not known:
            return replace(listed, confidence=0.0, nearest=nearest(found.hits))
        if asked.price and self._catalog.products:
            return Reply("unknown", CANNOT_QUOTE, (), 0.0, nearest=nearest(found.hits))
        return introduced or self._nearest(found, asked)

    def _rather(self, listed: Reply, asked: Asked, found: _Found) -> bool:
        """Whether what the catalogue's words gave answers, and better than any passage."""
        headings = dict.fromkeys(source.heading for source in listed.sources)
        text = f"{', '.join(headings)}\n{listed.text}"
        trust = self._index.beside(found.wording, text, found.hits)
        best = max((hit.trust for hit in found.hits), default=0.0) * (1 - trust)
        return trust >= best and trust + found.trust * (1 - trust) >= self._trusted

    def _cell(self, found: _Found, asked: Asked, holds: Callable[[Page], bool]) -> Reply | None:
        """What one cell of a table says, of those found or of all."""
        near = [(hit.page, hit.passage) for hit in found.hits]
        return cell_reply(asked, near, (one for one in self._tables if holds(one[0])))

    def unknown(self) -> Reply:
        """That the content does not say."""
        return Reply("unknown", UNKNOWN.format(company=self._company.name), (), 0.0)

    def _nearest(self, found: _Found, asked: Asked) -> Reply:
        """That the content does not say, with what is nearest to it: quoted, and to be asked."""
        hits = [hit for hit in found.hits if hit.passage.path != CATALOGUE]
        near = _NEAR_IN_WORDS if hits and hits[0].overlap >= _ALL_WORDS else _NEAR
        best = hits[0] if hits and hits[0].trust >= near else None
        if best is not None and not self._quoting.compares(best):
            quote = self._quoting.reply(best, found.wording, asked, best.trust, headed=True)
            if quote is not None:
                text = NEAREST.format(company=self._company.name, quote=quote.text)
                return Reply("unknown", text, quote.sources, found.trust, nearest=nearest(hits[1:]))
        return replace(self.unknown(), confidence=found.trust, nearest=nearest(hits))

    def _on_topic(
        self,
        topic: Topic,
        asked: Asked,
        today: date,
        region: str | None,
        holds: Callable[[Page], bool],
    ) -> Reply:
        """What a person has to answer, unless the content speaks of just that."""
        if asked.discount and asked.left:
            listed = self._listed.reply(asked, today, region)
            if listed is not None and listed.kind == "price":
                return listed
        if topic.says is not None:
            found = self._found(asked, (), holds)
            quoted = self._quoted(found, asked) if found.trust >= _SURE else None
            if quoted is not None:
                there = f"{quoted.text} {' '.join(found.hits[0].passage.headings)}"
                said = set(figures(asked.plain)) <= set(figures(there))
                if (
                    said
                    and topic.says.search(there)
                    and set(content_words(topic.asks.sub(" ", asked.plain)))
                    <= set(content_words(there))
                ):
                    return quoted
        return Reply("unknown", topic.refusal.format(company=self._company.name), (), 0.0)

    def _quoted(self, found: _Found, asked: Asked) -> Reply | None:
        """The best passage as a reply; on prices, the best that names what is asked about."""
        if not (asked.price or asked.discount or _MONEY.search(asked.plain)):
            hit = found.hits[0] if found.hits and found.trust >= self._trusted else None
            limited = asked.most is not None or asked.least is not None
            if hit is None or (limited and self._quoting.compares(hit)):
                return None
            reply = self._quoting.reply(hit, found.wording, asked, found.trust)
            return self._with_second(reply, found, asked) if reply is not None else None
        sold = bool(asked.mentions)
        best = found.hits[0] if found.hits else None
        if best is not None and not sold and found.trust >= self._trusted:
            quoted = self._quoting.reply(best, found.wording, asked, found.trust)
            if quoted is not None and self._quoting.may_tell_price(best, quoted, asked):
                return self._with_second(quoted, found, asked)
        for hit in filter(self._quoting.on_price, found.hits):
            trust = hit.trust
            quoted = self._quoting.reply(hit, found.wording, asked, trust)
            if quoted is None or not self._quoting.tells_price(hit, quoted, asked, sold):
                continue
            named = self._quoting.names_price(hit, quoted, asked, best=hit is best)
            if trust >= self._trusted or named:
                return quoted
        return None

    def _with_second(self, reply: Reply, found: _Found, asked: Asked) -> Reply:
        """With the second passage too, where nothing tells which of the two is meant."""
        first, *others = found.hits
        if not others:
            return reply
        second = others[0]
        if second.trust < _ALIKE * first.trust:
            return reply
        if self._quoting.compares(second) != self._quoting.compares(first):
            return reply
        return self._quoting.together((first, second), found.wording, asked) or reply

    def _found(self, asked: Asked, history: Sequence[str], holds: Callable[[Page], bool]) -> _Found:
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
            rather = same and alone.trust >= _SURE and missed
        else:
            rather = alone.trust >= max(found.trust, _SURE) or named
        return alone if rather else found

    def _by_name(self, found: _Found, asked: Asked, holds: Callable[[Page], bool]) -> _Found:
        """What is found for the bare name of what is asked for ("home visits"), where a passage
        names it so: "do you do …?" is read as asking for more than a line of a list tells."""
        thing = thing_offered(asked.plain) if found.trust < self._trusted else None
        if thing is None or not any(named_in(hit, thing) for hit in found.hits[:_READ_AGAIN]):
            return found
        bare = self._best(thing, asked, holds)
        sure = bare.trust >= self._trusted and named_in(bare.hits[0], thing)
        return bare if sure else found

    def _names(self, alone: _Found, found: _Found, asked: Asked) -> bool:
        """Whether only what a follow-up finds by itself has its words: "and Slack?" after Xero."""
        own = {word for word in asked.named if not self._index.common(word)}
        there, before = (words_of(one.hits[0]) for one in (alone, found))
        return alone.trust >= self._trusted and bool(own & there) and own.isdisjoint(before)

    def _best(self, wording: str, asked: Asked, holds: Callable[[Page], bool]) -> _Found:
        if not _READABLE.search(asked.plain):
            return _Found((), wording, 0.0)
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
        if hits and asked.compare and not named and self._quoting.compares(hits[0]):
            hits = table_first(hits)
        return _Found(tuple(hits), wording, trust)

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

    def _similar(self, question: str, texts: Sequence[str]) -> list[float]:
        vectors = self._encoder.encode(texts)
        return [float(one) for one in vectors @ self._index.encode(question)]


def _same_section(one: Reply, other: Reply) -> bool:
    """Whether two replies are quoted from below the same heading."""
    first, second = one.sources[0], other.sources[0]
    return (first.path, first.heading) == (second.path, second.heading)


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


def _certain(listed: Reply) -> bool:
    """Whether the catalogue's reply needs no reading: arithmetic, or every word explained."""
    return listed.kind != "answer" or listed.confidence >= _CERTAIN
