"""All that the assistant may say, and how a question is answered from it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.encoder import Encoder, Vectors
from bot.errors import ContentError
from bot.knowledge import catalog as catalog_module
from bot.knowledge import company as company_module
from bot.knowledge.answer import Answer, Source
from bot.knowledge.catalog import Catalog
from bot.knowledge.company import Company
from bot.knowledge.content import Skipped, page_files, read_pages
from bot.knowledge.excerpt import excerpt
from bot.knowledge.index import Hit, Index
from bot.knowledge.pages import Page, Passage
from bot.knowledge.trust import confidence

UNKNOWN = "I don't know that: I can't find it in what {company} has published."
_LONGEST_QUESTION = 1000  # characters that are looked at
_TRUSTED = 0.5


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
        vector = self._index.encode(question)
        hits = self._index.search(
            question, vector, keep=lambda page: page.holds(today, region)
        )
        suggestions = self._suggestions(question, vector)
        if not hits:
            return self._unknown(question, suggestions)
        trust = confidence(hits[0], question, self._index)
        if trust < _TRUSTED:
            return self._unknown(question, suggestions, trust)
        return self._quote(question, hits[0], trust, suggestions)

    def _quote(
        self, question: str, hit: Hit, trust: float, suggestions: tuple[str, ...]
    ) -> Answer:
        part = excerpt(hit.passage, question, self._index.rarity)
        source = Source(hit.page.path, part.line, hit.passage.heading, hit.page.url)
        return Answer(
            question, "answer", part.text, (source,), trust, suggestions, self.revision
        )

    def _unknown(
        self, question: str, suggestions: tuple[str, ...], trust: float = 0.0
    ) -> Answer:
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
