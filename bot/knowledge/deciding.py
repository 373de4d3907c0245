"""Which of the possible replies to a question is given, and when none is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from bot.encoder import Encoder
from bot.knowledge.company import Company
from bot.knowledge.finding import SURE, Finding, Found
from bot.knowledge.prices.attributes import measured
from bot.knowledge.prices.catalog import FILE as CATALOGUE
from bot.knowledge.prices.catalog import Catalog
from bot.knowledge.prices.pricing import CANNOT_QUOTE
from bot.knowledge.question.asked import Asked
from bot.knowledge.question.hearing import Hearing
from bot.knowledge.question.names import categories
from bot.knowledge.question.topics import Topic, topic_of
from bot.knowledge.reading.pages import Page
from bot.knowledge.replies.cells import Table, cell_reply
from bot.knowledge.replies.describing import about_reply, offered_reply, overview_reply
from bot.knowledge.replies.facts import company_reply
from bot.knowledge.replies.introducing import Introducing
from bot.knowledge.replies.listed import Listed
from bot.knowledge.replies.quoting import Quoting
from bot.knowledge.replies.reply import Reply
from bot.knowledge.replies.suggesting import nearest
from bot.knowledge.replies.suiting import Suiting
from bot.knowledge.search.index import Index
from bot.knowledge.words import content_words, figures

UNKNOWN = "I don't know that: I can't find it in what {company} has published."
NEAREST = (
    "I can't find a clear answer to that in what {company} has published. "
    "The nearest that I have:\n\n{quote}"
)
_CERTAIN = 0.95  # of a reply from the catalogue that explains every word of the question
_MONEY = re.compile(r"\b(?:cheap\w*|expensive|dearer|pric\w+|costs?)\b")
# The trust from which the best passage is shown as the nearest, where it is too little to answer.
# At companies from which nothing was learned it was then the right one in half of all cases.
_NEAR = 0.15
# And this where it has all words of the question: then it speaks of just that.
_NEAR_IN_WORDS, _ALL_WORDS = 0.05, 0.99
# A second passage with this share of the first one's trust may be meant as well.
_ALIKE = 0.35


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
        self._suiting = Suiting(catalog, index.logits)
        self._finding = Finding(catalog, hearing, index, trusted, self._quoting.compares)

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
        found = self._finding.find(asked, history, holds)
        if listed is not None and known and self._rather(listed, asked, found):
            return listed
        own = company_reply(asked, self._company, today)
        if own and not asked.price:
            return own
        quoted = self._quoted(found, asked)
        cell = self._cell(found, asked, holds)
        if cell is not None and (quoted is None or _same_section(cell, quoted)):
            return cell
        suits = self._suiting.reply(asked, today, place, _logit_of(quoted, found))
        if suits is not None:
            return suits
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

    def _rather(self, listed: Reply, asked: Asked, found: Found) -> bool:
        """Whether what the catalogue's words gave answers, and better than any passage."""
        headings = dict.fromkeys(source.heading for source in listed.sources)
        text = f"{', '.join(headings)}\n{listed.text}"
        trust = self._index.beside(found.wording, text, found.hits)
        best = max((hit.trust for hit in found.hits), default=0.0) * (1 - trust)
        return trust >= best and trust + found.trust * (1 - trust) >= self._trusted

    def _cell(self, found: Found, asked: Asked, holds: Callable[[Page], bool]) -> Reply | None:
        """What one cell of a table says, of those found or of all."""
        near = [(hit.page, hit.passage) for hit in found.hits]
        return cell_reply(asked, near, (one for one in self._tables if holds(one[0])))

    def unknown(self) -> Reply:
        """That the content does not say."""
        return Reply("unknown", UNKNOWN.format(company=self._company.name), (), 0.0)

    def _nearest(self, found: Found, asked: Asked) -> Reply:
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
            found = self._finding.find(asked, (), holds)
            quoted = self._quoted(found, asked) if found.trust >= SURE else None
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

    def _quoted(self, found: Found, asked: Asked) -> Reply | None:
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

    def _with_second(self, reply: Reply, found: Found, asked: Asked) -> Reply:
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

    def _similar(self, question: str, texts: Sequence[str]) -> list[float]:
        vectors = self._encoder.encode(texts)
        return [float(one) for one in vectors @ self._index.encode(question)]


def _logit_of(quoted: Reply | None, found: Found) -> float | None:
    """How well the passage that is quoted reads as an answer; None where none is."""
    reading = found.hits[0].reading if quoted is not None else None
    return reading.logit if reading is not None else None


def _same_section(one: Reply, other: Reply) -> bool:
    """Whether two replies are quoted from below the same heading."""
    first, second = one.sources[0], other.sources[0]
    return (first.path, first.heading) == (second.path, second.heading)


def _certain(listed: Reply) -> bool:
    """Whether the catalogue's reply needs no reading: arithmetic, or every word explained."""
    return listed.kind != "answer" or listed.confidence >= _CERTAIN
