"""What is wrong with a content folder, or will soon be: for `baton knowledge check`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from bot.encoder import Encoder
from bot.errors import ContentError
from bot.knowledge.catalog import FILE as CATALOG
from bot.knowledge.catalog import Catalog
from bot.knowledge.company import FILE as COMPANY
from bot.knowledge.company import Company
from bot.knowledge.content import read_pages
from bot.knowledge.knowledge import Knowledge


@dataclass(frozen=True)
class Finding:
    """One thing to mend; an error keeps content from being used, a warning does not."""

    severity: Literal["error", "warning"]
    path: str
    line: int | None
    text: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{self.severity}: {place}: {self.text}"


def review(folder: Path, encoder: Encoder, cache: Path | None, today: date) -> list[Finding]:
    """All findings of a content folder, errors first."""
    if not folder.is_dir():
        return [Finding("error", str(folder), None, "found no such folder, expected the content")]
    findings = _files(folder)
    if any(one.path in (COMPANY, CATALOG) for one in findings):
        _, skipped = read_pages(folder)
        findings += [Finding("error", page.path, page.line, page.reason) for page in skipped]
        return findings
    knowledge = Knowledge.load(folder, encoder, cache)
    findings += [Finding("error", page.path, page.line, page.reason) for page in knowledge.skipped]
    findings += _products(knowledge)
    if not knowledge.passages:
        findings.append(Finding("warning", ".", None, "no page has any text"))
    return [
        *findings,
        *_dates(knowledge, today),
        *_expired(knowledge.catalog, today),
        *_questions(knowledge, today),
    ]


def _files(folder: Path) -> list[Finding]:
    findings = []
    currency = "USD"
    try:
        currency = Company.load(folder).currency
    except ContentError as error:
        findings.append(_of(error, COMPANY))
    try:
        Catalog.load(folder, currency)
    except ContentError as error:
        findings.append(_of(error, CATALOG))
    return findings


def _of(error: ContentError, path: str) -> Finding:
    return Finding("error", path, error.line, f"found {error.found}, expected {error.expected}")


def _products(knowledge: Knowledge) -> list[Finding]:
    known = {product.id for product in knowledge.catalog.products}
    return [
        Finding(
            "warning",
            page.path,
            page.front_line.get("products"),
            f"names the product {product!r}, which catalog.yml does not list",
        )
        for page in knowledge.pages
        for product in page.products
        if known and product not in known
    ]


def _dates(knowledge: Knowledge, today: date) -> list[Finding]:
    findings = []
    for page in knowledge.pages:
        if page.review_by and page.review_by < today:
            owner = f" by {page.owner}" if page.owner else ""
            text = f"was to be reviewed{owner} by {page.review_by}"
            findings.append(Finding("warning", page.path, page.front_line.get("review_by"), text))
        if page.valid_until and page.valid_until < today:
            text = f"is not used: it was valid until {page.valid_until}"
            findings.append(Finding("warning", page.path, page.front_line.get("valid_until"), text))
    return findings


def _expired(catalog: Catalog, today: date) -> list[Finding]:
    findings = []
    for product in catalog.products:
        current = [p for p in product.prices if p.valid_until is None or p.valid_until >= today]
        for price in product.prices:
            if price.valid_until and price.valid_until < today:
                text = f"a price of {product.name} was valid until {price.valid_until}"
                if not current:
                    text += "; it has no other, so it cannot be quoted"
                findings.append(Finding("warning", CATALOG, price.line, text))
    findings += [
        Finding("warning", CATALOG, d.line, f"{d.name} was valid until {d.valid_until}")
        for d in catalog.discounts
        if d.valid_until and d.valid_until < today
    ]
    return findings


def _questions(knowledge: Knowledge, today: date) -> list[Finding]:
    """Each phrasing under `questions:` must be answered from its own page."""
    findings = []
    for page in knowledge.pages:
        if not page.holds(today, None):
            continue
        for question, line in page.questions:
            answer = knowledge.ask(question, today=today)
            if any(source.path == page.path for source in answer.sources):
                continue
            if answer.sources:
                first = answer.sources[0]
                found = f"is answered from {first.path}:{first.line}"
            else:
                found = "is not answered"
            findings.append(Finding("warning", page.path, line, f"“{question}” {found}"))
    return findings
