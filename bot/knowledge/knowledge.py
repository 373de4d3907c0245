"""All that the assistant may say, and how a question is answered from it."""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.encoder import Encoder
from bot.errors import ContentError
from bot.files import read_text
from bot.knowledge import company as company_module
from bot.knowledge.answer import Answer, Source, one_each
from bot.knowledge.company import Company
from bot.knowledge.contacts import Contacts
from bot.knowledge.deciding import Deciding
from bot.knowledge.prices import catalog as catalog_module
from bot.knowledge.prices.catalog import Catalog
from bot.knowledge.prices.passages import product_pages
from bot.knowledge.prices.pricing import CANNOT_QUOTE
from bot.knowledge.question.hearing import LONGEST, Hearing
from bot.knowledge.question.parts import without_orders
from bot.knowledge.reading.content import Skipped, content_files, read_pages
from bot.knowledge.reading.pages import Page, Passage
from bot.knowledge.reading.remembered import Remembered
from bot.knowledge.replies.cells import tables
from bot.knowledge.replies.grounds import Grounds
from bot.knowledge.replies.introducing import Introducing
from bot.knowledge.replies.joining import reply_to_all
from bot.knowledge.replies.proof import unsupported
from bot.knowledge.replies.reply import Reply
from bot.knowledge.replies.suggesting import MOST, suggestions
from bot.knowledge.search.index import Index
from bot.knowledge.search.trust import TRUSTED, line_for
from bot.knowledge.search.views import Progress
from bot.knowledge.words import fold, words
from bot.reader import Reads, shared_reader

log = logging.getLogger(__name__)


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
        encoder: Encoder,
        revision: str,
        trusted: float = TRUSTED,
        sold: Sequence[Page] = (),
    ) -> None:
        self.folder = folder
        self.company = company
        self.catalog = catalog
        self.pages = tuple(pages)
        self.sold = sold  # the catalogue's products as pages
        self.skipped = tuple(skipped)
        self.revision = revision
        self.index = index
        texts = (passage.text for page in pages for passage in page.passages)
        headings = (passage.heading for page in pages for passage in page.passages)
        self._hearing = Hearing(catalog, company.name, texts, headings, company.country or "")
        self.trusted = trusted
        self._introducing = Introducing(company, catalog, pages, self._hearing.names)
        self._deciding = Deciding(
            company,
            catalog,
            self._hearing,
            index,
            encoder,
            trusted,
            self._introducing,
            tables(pages),
        )
        asked = (*company.suggestions, *(q for page in pages for q, _ in page.questions))
        self._listed = {" ".join(words(question)) for question in asked}
        self._asking: dict[str, list[Page]] = defaultdict(list)
        for page in pages:
            for text in (*(q for q, _ in page.questions), *(p.heading for p in page.passages)):
                self._asking[text].append(page)
        files = {
            name: tuple(read_text(folder / name, catalog_module.SIZE_LIMIT).split("\n"))
            for name in (company_module.FILE, catalog_module.FILE)
            if (folder / name).exists()
        }
        self.grounds = Grounds(files, pages, company.currency)

    @classmethod
    def load(
        cls,
        folder: Path,
        encoder: Encoder,
        cache: Path | None = None,
        *,
        like: Knowledge | None = None,
        remembered: Remembered | None = None,
        progress: Progress | None = None,
        reader: Reads | None = None,
    ) -> Knowledge:
        """Read a content folder.

        `cache` is where passage vectors are kept between runs. A page that cannot be used is left
        out and listed in `skipped`; a broken company.yml or catalog.yml raises ContentError.
        After an edit only what changed is done again, with the state before (`like`) and the pages
        as last read (`remembered`). `progress` hears how many passages of all are indexed. `reader`
        is the bundled one unless another is given.
        """
        if not folder.is_dir():
            raise ContentError(folder, None, "no such folder", "a folder with the content")
        revision = revision_of(folder)
        company = Company.load(folder)
        catalog = Catalog.load(folder, company.currency)
        name = name_of(folder)
        if remembered is None:
            remembered = Remembered(cache / f"{name}.pages" if cache is not None else None)
        pages, skipped = read_pages(folder, remembered)
        if like is not None:
            before = {page.path: page for page in like.pages}
            pages = [before[p.path] if before.get(p.path) == p else p for p in pages]
        else:
            remembered.save()
        old = like.index if like is not None else None
        sold = like.sold if like is not None and like.catalog == catalog else product_pages(catalog)
        reader = reader or shared_reader()
        index = Index(
            pages, encoder, cache, name, like=old, progress=progress, reader=reader, beside=sold
        )
        # After an edit the line stays: it must not hold up what is to be live in seconds.
        line = like.trusted if like is not None else line_for(index, cache, name)
        return cls(folder, company, catalog, pages, skipped, index, encoder, revision, line, sold)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages of all pages."""
        return tuple(passage for page in self.pages for passage in page.passages)

    @cached_property
    def contacts(self) -> Contacts:
        """The addresses and telephone numbers that stand anywhere in the content."""
        own = (str(each) for each in self.company.contact.values())
        return Contacts([*own, *(each.text for each in self.passages)])

    def lists(self, text: str) -> bool:
        """Whether the content has these words as a question, whatever they look like: one to begin
        with or of a page ("2fa"), or what the company does, which is not asked of the assistant."""
        basic = self._introducing.basic(fold(self._hearing.mended(text)), first=False)
        return self._has_as_question(text) or basic in ("company", "offer")

    def _has_as_question(self, text: str) -> bool:
        return " ".join(words(text)) in self._listed

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
        question = " ".join(question.split())[:LONGEST]
        today = today or datetime.now(ZoneInfo(self.company.timezone)).date()
        said = [self._hearing.mended(text) for text in (*history, question)]
        *before, wanted = (without_orders(text) for text in said)

        def reply(part: str, earlier: Sequence[str]) -> Reply:
            if not any(c.isalnum() for c in part):
                return self._deciding.unknown()
            return self._deciding.reply(part, earlier, today, region)

        # What the content lists as a question is whole: its "it" is nothing said before.
        whole = self._has_as_question(question)
        earlier = [text for text in before if text and not whole]
        found = reply_to_all(wanted, earlier, reply)
        return self._proven(question, found, history, today, region)

    def _proven(
        self, question: str, reply: Reply, history: Sequence[str], today: date, region: str | None
    ) -> Answer:
        """The answer, or that it cannot be quoted when a figure in it has no support."""
        near = suggestions(
            self.index.near_questions(self.index.encode(question)) if question else (),
            (*history, question),
            [source.heading for source in reply.sources],
            lambda text: any(page.holds(today, region) for page in self._asking[text]),
        )
        near = tuple(dict.fromkeys((*reply.nearest, *near)))[:MOST]
        answer = Answer(
            question,
            reply.kind,
            reply.text,
            one_each(reply.sources),
            reply.confidence,
            near,
            self.revision,
            reply.sources,
        )
        wrong = self.unproven(reply.text, reply.sources, " ".join((*history, question)))
        if wrong and (reply.kind != "unknown" or reply.sources):
            log.error(
                "an answer with %d unproven figures was held back (%s, content %s)",
                len(wrong),
                ", ".join(f"{source.path}:{source.line}" for source in reply.sources[:3]),
                self.revision,
            )
            return Answer(
                question, "unknown", CANNOT_QUOTE, (), 0.0, near, self.revision, held_back=True
            )
        return answer

    def unproven(
        self,
        text: str,
        evidence: Sequence[Source] = (),
        asked: str = "",
        words: Iterable[str] = (),
        standing: Iterable[str] = (),
    ) -> list[str]:
        """The figures of a text that are not in what it rests on; see `proof.unsupported`."""
        return unsupported(text, evidence, self.grounds, asked, words, standing)


def revision_of(folder: Path) -> str:
    """A hash of all that a content folder says; equal folders have equal revisions."""
    digest = hashlib.sha256()
    files = [folder / company_module.FILE, folder / catalog_module.FILE, *content_files(folder)]
    for file in files:
        try:
            data = file.read_bytes()
        except OSError:
            continue
        digest.update(f"{file.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:16]


def name_of(folder: Path) -> str:
    """What is kept of a content folder begins with this."""
    return hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
