"""What is wrong with a content folder, or will soon be: for `baton knowledge check`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.encoder import Encoder
from bot.errors import ContentError
from bot.knowledge.care.catalogue import disagreements, unknown_products
from bot.knowledge.care.contradictions import contradictions
from bot.knowledge.care.dates import catalog_dates, page_dates, past_dates
from bot.knowledge.care.finding import Finding, error, warning
from bot.knowledge.care.links import links
from bot.knowledge.care.phrasings import phrasings
from bot.knowledge.care.repeats import repeats, shapes
from bot.knowledge.care.statements import statements
from bot.knowledge.care.unread import unread
from bot.knowledge.company import FILE as COMPANY
from bot.knowledge.company import Company
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.prices.catalog import FILE as CATALOG
from bot.knowledge.prices.catalog import Catalog
from bot.knowledge.reading.content import Skipped, read_pages


def broken(folder: Path) -> list[Finding]:
    """What keeps a content folder from being used at all."""
    if not folder.is_dir():
        text = "found no such folder, expected the content"
        return [error("no-folder", str(folder), None, text)]
    findings = []
    currency = "USD"
    try:
        currency = Company.load(folder).currency
    except ContentError as problem:
        findings.append(_of(problem, COMPANY))
    try:
        Catalog.load(folder, currency)
    except ContentError as problem:
        findings.append(_of(problem, CATALOG))
    if findings:
        findings += _skipped(read_pages(folder)[1])
    return findings


def review(knowledge: Knowledge, encoder: Encoder, today: date) -> list[Finding]:
    """All findings of content that can be used, errors first, by file."""
    said = statements(knowledge)
    findings = [
        *_skipped(knowledge.skipped),
        *unknown_products(knowledge),
        *unread(knowledge),
        *(found for page in knowledge.pages for found in page_dates(page, today)),
        *catalog_dates(knowledge.catalog, today),
        *past_dates(said, today),
        *disagreements(knowledge, said),
        *contradictions(said, encoder),
        *links(knowledge.pages),
        *repeats(knowledge.pages),
        *shapes(knowledge.pages),
        *phrasings(knowledge, today),
    ]
    if not knowledge.passages:
        findings.append(warning("empty", ".", None, "no page has any text"))
    return sorted(findings, key=lambda one: (one.severity, one.path, one.line or 0))


def _skipped(found: Sequence[Skipped]) -> list[Finding]:
    return [
        (error if one.kind == "page" else warning)(f"left-out-{one.kind}", one.path, one.line, text)
        for one in found
        if (text := one.reason)
    ]


def _of(problem: ContentError, path: str) -> Finding:
    text = f"found {problem.found}, expected {problem.expected}"
    return error("broken", path, problem.line, text)
