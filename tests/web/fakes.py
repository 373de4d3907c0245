"""A small company, an engine that says what it is told, and what the pages need around them."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from bot.dialogue.texts import Texts
from bot.knowledge.company import Company
from bot.knowledge.prices.catalog import Catalog
from bot.knowledge.reading.content import Skipped, read_pages
from bot.knowledge.reading.pages import Page
from bot.rulebook import Rulebook
from bot.services import Services
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.tables import Base, User

COMPANY = """\
name: Fernhill
assistant: Pip
currency: EUR
timezone: Europe/Berlin
country: DE
contact: {email: hello@fernhill.example, phone: "+49 30 1234567"}
privacy_url: /privacy
greeting: "Hello, I'm Pip, Fernhill's AI assistant."
suggestions: ["What does it cost?", "Who is it for?"]
"""
CATALOG = """\
currency: EUR
products:
  - id: solo
    name: Solo
    category: plan
    url: /pricing
    summary: For one person.
    features: [Ten projects]
    prices: [{amount: 9, per: month, unit: user, billed: monthly}]
"""
PAGES = {
    "pricing.md": "---\ntitle: Prices\nurl: /pricing\n---\n# Prices\n\nSolo is 9 euros.\n",
    "help/hostile.md": (
        "---\ntitle: <b>Bold</b> title\nurl: /hostile\n---\n"
        '<script>alert(1)</script>\n\n<img src=x onerror="alert(2)">\n\n'
        "[click](javascript:alert(3))\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    ),
    "old.md": "---\ntitle: Over\nurl: /over\nvalid_until: 2020-01-01\n---\nGone.\n",
    "broken.md": "---\ntitle: [unclosed\n---\nBroken.\n",
}
PASSWORD = "correct horse battery"
PEOPLE = {"dana": ["rep"], "ravi": ["rep"], "maya": ["marketer"], "omar": ["rep", "admin"]}


@dataclass
class Reply:
    text: str
    buttons: Sequence[dict[str, str]] = ()
    sources: Sequence[dict[str, Any]] = ()
    evidence: Sequence[dict[str, Any]] = ()
    revision: str | None = None
    kind: str | None = None


@dataclass
class Engine:
    """Answers with `replies`, after `delay` seconds; raises `failure` once when it is set."""

    replies: list[Reply] = field(default_factory=lambda: [Reply("Certainly.")])
    delay: float = 0.0
    failure: Exception | None = None
    calls: list[dict[str, Any]] = field(default_factory=list)
    running: int = 0
    most_running: int = 0
    echo: Callable[[str], str] | None = None

    async def respond(
        self,
        conversation_id: str,
        text: str,
        settle: Callable[[Sequence[Reply]], None] | None = None,
        **rest: Any,
    ) -> list[Reply]:
        self.calls.append({"conversation_id": conversation_id, "text": text, **rest})
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            if self.delay:
                await asyncio.sleep(self.delay)
            if self.failure is not None:
                failure, self.failure = self.failure, None
                raise failure
            replies = [Reply(self.echo(text))] if self.echo else self.replies
            if settle is not None:
                settle(replies)
            return replies
        finally:
            self.running -= 1


@dataclass
class Content:
    """What the pages use of `Knowledge`."""

    company: Company
    catalog: Catalog
    pages: Sequence[Page] = ()
    revision: str = "r1"
    skipped: Sequence[Skipped] = ()

    def unproven(self, text: str, *grounds: Any, **more: Any) -> list[str]:
        """Nothing: the pages are tested with whatever the engine is made to say."""
        return []

    def lists(self, text: str) -> bool:
        """Whether the content lists a question in just these words: this one lists none."""
        return False


class Live:
    """Content that never changes."""

    problem = None
    pause = 1.0

    def __init__(self, folder: Path) -> None:
        pages, skipped = read_pages(folder)
        company, catalog = Company.load(folder), Catalog.load(folder)
        self.current = Content(company, catalog, pages, skipped=skipped)

    def refresh(self) -> bool:
        return False


def write_content(folder: Path) -> Path:
    """The small company's folder."""
    (folder / "pages").mkdir(parents=True)
    (folder / "company.yml").write_text(COMPANY)
    (folder / "catalog.yml").write_text(CATALOG)
    for name, text in PAGES.items():
        file = folder / "pages" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def make_services(folder: Path, *, people: bool = True, **environ: str) -> Services:
    """Services over a new SQLite database, with the small company's people unless they are not
    wanted."""
    content = write_content(folder / "knowledge")
    settings = Settings.load(
        {
            "BATON_KNOWLEDGE": str(content),
            "BATON_VAR": str(folder / "var"),
            "BATON_DATABASE_URL": f"sqlite:///{folder / 'baton.db'}",
            "BATON_SECRET_KEY": "for tests",
            **environ,
        }
    )
    database = Database(settings.database_url)
    Base.metadata.create_all(database.engine)
    hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    with database.transaction() as session:
        for name, roles in PEOPLE.items() if people else ():
            session.add(
                User(
                    id=name,
                    email=f"{name}@fernhill.example",
                    name=name.capitalize(),
                    password_hash=hasher.hash(PASSWORD),
                    roles=roles,
                    profile={"timezone": "Europe/Berlin"},
                )
            )
    live: Any = Live(content)
    playbook: Any = None
    return Services(settings, database, live, Rulebook(playbook, Texts.load()))


def new_uuid() -> str:
    return str(uuid.uuid4())


def csrf_of(page: str) -> str:
    """The token of the first form on a page."""
    return re.findall(r'name="csrf" value="([^"]+)"', page)[0]
