"""Questions that a page must answer, and does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.knowledge.care.finding import Finding, warning
from bot.knowledge.company import FILE as COMPANY
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.prices.catalog import FILE as CATALOG


def phrasings(knowledge: Knowledge, today: date) -> Iterator[Finding]:
    """Each phrasing under `questions:` is to be answered from its own page, and stand once.

    What the catalogue or company.yml answer is answered: figures come from there.
    """
    first: dict[str, str] = {}
    for page in knowledge.pages:
        if not page.holds(today, None):
            continue
        for question, line in page.questions:
            other = first.setdefault(question.casefold().rstrip("?"), page.path)
            if other != page.path:
                text = f"“{question}” is asked of {other} too"
                yield warning("asked-twice", page.path, line, text)
            answer = knowledge.ask(question, today=today)
            if any(source.path in (page.path, CATALOG, COMPANY) for source in answer.sources):
                continue
            if answer.sources:
                source = answer.sources[0]
                found = f"is answered from {source.path}:{source.line}"
            else:
                found = "is not answered"
            yield warning("not-answered", page.path, line, f"“{question}” {found}")
