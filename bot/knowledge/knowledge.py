"""All that the assistant may say, and how a question is answered from it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.encoder import Encoder, Vectors
from bot.errors import ContentError
from bot.files import read_text
from bot.knowledge import catalog as catalog_module
from bot.knowledge import company as company_module
from bot.knowledge.answer import Answer, Source, one_each
from bot.knowledge.asked import Asked, understand
from bot.knowledge.attributes import measures
from bot.knowledge.catalog import Catalog
from bot.knowledge.choosing import recommend_reply, superlative_reply
from bot.knowledge.company import Company
from bot.knowledge.comparing import compare_reply
from bot.knowledge.content import Skipped, page_files, read_pages
from bot.knowledge.describing import about_reply, fact_reply, offered_reply
from bot.knowledge.excerpt import excerpt
from bot.knowledge.facts import company_reply
from bot.knowledge.followup import with_history
from bot.knowledge.index import Hit, Index
from bot.knowledge.names import Names, categories
from bot.knowledge.pages import Page, Passage
from bot.knowledge.pricing import CANNOT_QUOTE, price_reply
from bot.knowledge.proof import unsupported
from bot.knowledge.quote import unit_word
from bot.knowledge.reply import Reply
from bot.knowledge.spelling import Spelling
from bot.knowledge.trust import TRUSTED, confidence
from bot.knowledge.versions import narrowed, versions_named
from bot.knowledge.words import content_words, stem

UNKNOWN = "I don't know that: I can't find it in what {company} has published."
_LONGEST_QUESTION = 1000  # characters that are looked at
_HISTORY = 6  # earlier questions that a follow-up may refer to
_SURE = 0.8
_ABOUT_PRICE = re.compile(
    r"\b(?:free|pric(?:e|es|ed|ing)|costs?|fees?|charg(?:e|es|ed)|pay|paid|payments?|rates?"
    r"|discounts?|included|extra|on request|refund\w*|no charge|\d+(?:\.\d+)?%)(?!\w)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"[$€£¥]\s?\d|\d\s?(?:[$€£¥]|USD|EUR|GBP|CHF|dollars|euros|pounds)")


class Knowledge:
    """One state of a content folder, read, indexed and ready; immutable and thread-safe."""

    def __init__(
        self,
        folder: Path,
        company: Company,
        catalog: Catalog,
        pages: Sequence[Page],
        skipped: Sequence[Skipped],
        index: Index,
        revision: str,
    ) -> None:
        self.folder = folder
        self.company = company
        self.catalog = catalog
        self.pages = tuple(pages)
        self.skipped = tuple(skipped)
        self.revision = revision
        self._index = index
        self._names = Names(
            catalog, company.name, (p.text for page in pages for p in page.passages)
        )
        self._categories = categories(catalog)
        self._spelling = Spelling(self._names.vocabulary)
        self._measures = measures(catalog)
        self._units = frozenset(
            stem(unit_word(price.unit))
            for p in catalog.products
            for price in p.prices
            if price.unit
        )
        self._files = {page.path: page.lines for page in pages}
        for name in (company_module.FILE, catalog_module.FILE):
            if (folder / name).exists():
                self._files[name] = tuple(read_text(folder / name).split("\n"))

    @classmethod
    def load(cls, folder: Path, encoder: Encoder, cache: Path | None = None) -> Knowledge:
        """Read a content folder.

        `cache` is where passage vectors are kept between runs. A page that cannot be used is left
        out and listed in `skipped`; a broken company.yml or catalog.yml raises ContentError.
        """
        if not folder.is_dir():
            raise ContentError(folder, None, "no such folder", "a folder with the content")
        revision = revision_of(folder)
        company = Company.load(folder)
        catalog = Catalog.load(folder, company.currency)
        pages, skipped = read_pages(folder)
        name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
        index = Index(pages, encoder, cache, name)
        return cls(folder, company, catalog, pages, skipped, index, revision)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages of all pages."""
        return tuple(passage for page in self.pages for passage in page.passages)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        today: date | None = None,
        region: str | None = None,
    ) -> Answer:
        """Answer a question from the content.

        `history` are the visitor's earlier questions, oldest first; `today` is the company's date
        by default; `region` is an ISO country for which prices and pages must hold.
        """
        question = " ".join(question.split())[:_LONGEST_QUESTION]
        today = today or datetime.now(ZoneInfo(self.company.timezone)).date()
        if not any(c.isalnum() for c in question):
            return self._unknown(question, ())
        mended = [self._spelling.mend(text) for text in history]
        asked = self._understand(self._spelling.mend(question), mended)
        wording = self._wording(asked, mended)
        vector = self._index.encode(wording)
        suggestions = self._suggestions(question, vector)
        said = " ".join((*history[-_HISTORY:], question))
        reply = self._listed(asked, today, region)
        if reply is not None and reply.kind != "unknown" and reply.confidence >= _SURE:
            return self._proven(question, reply, suggestions, said)
        place = asked.region or region
        hit, trust = self._best(wording, vector, asked, today, place)
        if reply is not None and reply.kind != "unknown" and not (hit and trust >= _SURE):
            return self._proven(question, reply, suggestions, said)
        own = company_reply(asked, self.company, today)
        if own and trust < _SURE and not asked.price:
            return self._proven(question, own, suggestions, said)
        if hit is not None and trust >= TRUSTED:
            quoted = self._quote(hit, wording, trust)
            # Pages tell what is free or extra; amounts come from the price list alone.
            if not asked.price or (
                _ABOUT_PRICE.search(quoted.text) and not _AMOUNT.search(quoted.text)
            ):
                return self._proven(question, quoted, suggestions, said)
        about = about_reply(asked, self.catalog) or offered_reply(asked, self.catalog)
        if about and not asked.price:
            return self._proven(question, about, suggestions, said)
        if reply is not None or asked.price:
            text = reply.text if reply is not None else CANNOT_QUOTE
            return Answer(question, "unknown", text, (), 0.0, suggestions, self.revision)
        return self._unknown(question, suggestions, trust)

    def _understand(self, question: str, history: Sequence[str]) -> Asked:
        earlier: list[Asked] = []
        for text in (*history[-_HISTORY:], question):
            one = understand(text[:_LONGEST_QUESTION], self._names, self._units, self._measures)
            one = narrowed(
                with_history(versions_named(one, earlier, self.catalog), earlier), self.catalog
            )
            earlier.append(_implied(one))
        return earlier[-1]

    def _wording(self, asked: Asked, history: Sequence[str]) -> str:
        """What to search for: a follow-up is searched together with what it follows."""
        if history and (asked.follows or (asked.points and len(asked.left) <= 2)):
            return f"{history[-1][:_LONGEST_QUESTION]} {asked.text}"
        return asked.text

    def _listed(self, asked: Asked, today: date, region: str | None) -> Reply | None:
        """What the catalogue alone answers; kind unknown when only it could and it does not."""
        catalog = self.catalog
        if asked.compare and not asked.cheapest:
            reply = compare_reply(asked, catalog, today, region)
            if reply:
                return reply
        if asked.discount:
            reply = price_reply(asked, catalog, today, region)
            if reply:
                return reply
        limited = asked.most is not None or asked.least is not None
        chosen = asked.choice or limited
        if chosen and (asked.cheapest or asked.dearest or limited):
            reply = recommend_reply(
                asked, catalog, self._categories, today, region, self._index.common
            )
            if reply:
                return reply
        if asked.price:
            reply = price_reply(replace(asked, discount=False), catalog, today, region)
            if reply is None and not asked.mentions and not asked.target:
                reply = recommend_reply(
                    asked, catalog, self._categories, today, region, self._index.common
                )
            return reply
        reply = fact_reply(asked, catalog) or superlative_reply(asked, catalog, self._categories)
        kind = any(stems & set(content_words(asked.plain)) for stems in self._categories.values())
        # "7 seater electric", "a car for 7 people"
        short = bool(asked.quantity) or (len(asked.plain.split()) <= 4 and not asked.yes_no)
        if reply is None and not asked.mentions and (chosen or kind or asked.looks or short):
            facts = not (chosen or kind)
            reply = recommend_reply(
                asked, catalog, self._categories, today, region, self._index.common, facts
            )
        return reply

    def _best(
        self, wording: str, vector: Vectors, asked: Asked, today: date, region: str | None
    ) -> tuple[Hit | None, float]:
        """The best passage, of a page about the products named if one is good enough."""
        named = set(asked.products)
        if named:
            about = self._index.search(
                wording,
                vector,
                1,
                lambda page: page.holds(today, region) and bool(named & set(page.products)),
            )
            trust = confidence(about[0], wording, self._index) if about else 0.0
            if trust >= _SURE:
                return about[0], trust
        hits = self._index.search(wording, vector, 1, lambda page: page.holds(today, region))
        if not hits:
            return None, 0.0
        return hits[0], confidence(hits[0], wording, self._index)

    def _proven(
        self, question: str, reply: Reply, suggestions: tuple[str, ...], said: str
    ) -> Answer:
        """The answer, or that it cannot be quoted when a figure in it has no support."""
        answer = Answer(
            question,
            reply.kind,
            reply.text,
            one_each(reply.sources),
            reply.confidence,
            suggestions,
            self.revision,
            reply.sources,
        )
        if unsupported(answer, self._files, said):
            return Answer(question, "unknown", CANNOT_QUOTE, (), 0.0, suggestions, self.revision)
        return answer

    def _quote(self, hit: Hit, wording: str, trust: float) -> Reply:
        part = excerpt(hit.passage, wording, self._index.rarity)
        source = Source(hit.page.path, part.line, hit.passage.heading, hit.page.url)
        return Reply("answer", part.text, (source,), trust)

    def _unknown(self, question: str, suggestions: tuple[str, ...], trust: float = 0.0) -> Answer:
        text = UNKNOWN.format(company=self.company.name)
        return Answer(question, "unknown", text, (), trust, suggestions, self.revision)

    def _suggestions(self, question: str, vector: Vectors) -> tuple[str, ...]:
        """Up to three neighbouring questions that the content answers."""
        kept: list[str] = []
        for similarity, text in self._index.near_questions(vector):
            if len(kept) == 3 or similarity < 0.35:
                break
            known = {one.casefold().rstrip("?") for one in (question, *kept)}
            if text.casefold().rstrip("?") not in known and similarity < 0.97:
                kept.append(text)
        return tuple(kept)


def _implied(asked: Asked) -> Asked:
    """A question that asks for a price without saying so: "Team for 12 people, yearly?"."""
    if asked.mentions and not asked.left and not asked.yes_no and not asked.choice:
        return replace(asked, price=asked.price or bool(asked.quantity or asked.months))
    if asked.mentions and asked.left == ("free",):
        return replace(asked, price=True, left=(), target=())
    return asked


def revision_of(folder: Path) -> str:
    """A hash of all that a content folder says; equal folders have equal revisions."""
    digest = hashlib.sha256()
    files = [folder / company_module.FILE, folder / catalog_module.FILE, *page_files(folder)]
    for file in files:
        try:
            data = file.read_bytes()
        except OSError:
            continue
        digest.update(f"{file.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:16]
