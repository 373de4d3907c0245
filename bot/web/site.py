"""The company's website as its content gives it: a front page with the chat, and its pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import frontmatter
import yaml
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.knowledge.catalog import Catalog, Price, Product
from bot.services import Services
from bot.web.render import page

LARGEST_PAGE = 1_000_000  # bytes; what is larger is no page that a person reads
FRONT_PRICES = 3  # products shown in one row of the front page


@dataclass(frozen=True)
class SitePage:
    """One Markdown page; `url` is its path on the website."""

    url: str
    title: str
    group: str
    body: str
    valid_from: date | None
    valid_until: date | None

    def holds(self, today: date) -> bool:
        """Whether it may be shown on this day."""
        return (self.valid_from is None or self.valid_from <= today) and (
            self.valid_until is None or today <= self.valid_until
        )

    @property
    def lead(self) -> str:
        """Its first paragraph of running text, as Markdown."""
        for block in self.body.split("\n\n"):
            if block.strip() and not block.lstrip().startswith(("#", "|", "-", "*", ">", "<", "`")):
                return " ".join(block.split())
        return ""

    @property
    def has_title(self) -> bool:
        """Whether its text begins with a heading of its own."""
        return self.body.lstrip().startswith("# ")


class Site:
    """The endpoints of the website."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._revision: str | None = None
        self._pages: dict[str, SitePage] = {}

    def routes(self) -> list[Route]:
        return [
            Route("/", self.front, methods=["GET"]),
            Route("/{path:path}", self.page, methods=["GET"]),
        ]

    async def front(self, request: Request) -> Response:
        """GET /"""
        today = self._today()
        pages = await run_in_threadpool(self._current, today)
        home = pages.get("/")
        catalog = self._services.knowledge.catalog
        values = {
            "home": home,
            "offers": _offers(catalog, today, self._services.knowledge.company.country),
            "groups": _groups(pages.values()),
            **_nav(pages),
        }
        return page(request, "site/front.html", values)

    async def page(self, request: Request) -> Response:
        """GET a page of the content by its `url`"""
        today = self._today()
        pages = await run_in_threadpool(self._current, today)
        found = pages.get(_path(request.url.path))
        if found is None:
            raise HTTPException(404)
        related = [each for each in pages.values() if each.group == found.group]
        values = {"page": found, "related": related, **_nav(pages)}
        return page(request, "site/page.html", values)

    def _today(self) -> date:
        return datetime.now(ZoneInfo(self._services.knowledge.company.timezone)).date()

    def _current(self, today: date) -> dict[str, SitePage]:
        knowledge = self._services.knowledge
        if knowledge.revision != self._revision:
            folder = self._services.settings.knowledge / "pages"
            self._pages = {each.url: each for each in _read(folder)}
            self._revision = knowledge.revision
        return {url: each for url, each in self._pages.items() if each.holds(today)}


def _read(folder: Path) -> Iterator[SitePage]:
    for file in sorted([*folder.rglob("*.md"), *folder.rglob("*.mdx")]):
        if file.stat().st_size > LARGEST_PAGE:
            continue
        try:
            post = frontmatter.loads(file.read_text("utf-8-sig"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            continue  # the content check names it; the other pages stay readable
        relative = file.relative_to(folder).with_suffix("")
        title = post.get("title") or relative.name.replace("-", " ").capitalize()
        yield SitePage(
            url=_path(str(post.get("url") or relative.as_posix())),
            title=str(title),
            group=relative.parts[0] if len(relative.parts) > 1 else "",
            body=post.content,
            valid_from=_date(post.get("valid_from")),
            valid_until=_date(post.get("valid_until")),
        )


def _path(url: str) -> str:
    """The path of an address: without host, query and a slash at the end."""
    return "/" + unquote(urlsplit(url).path).strip("/")


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _nav(pages: dict[str, SitePage]) -> dict[str, Any]:
    """Links in the header: the shortest addresses are the website's main pages."""
    main = [each for url, each in pages.items() if url != "/" and url.count("/") == 1]
    main.sort(key=lambda each: (len(each.title), each.title))
    return {"nav": main[:5]}


def _groups(pages: Any) -> list[tuple[str, list[SitePage]]]:
    listed = sorted((p for p in pages if p.url != "/"), key=lambda p: (p.group, p.title))
    return [
        (group.replace("-", " ").capitalize() or "Company", list(members))
        for group, members in groupby(listed, key=lambda p: p.group)
    ]


@dataclass(frozen=True)
class Offer:
    """A product of the front page with the price it begins at."""

    product: Product
    price: Price | None
    others: tuple[Price, ...]


def _offers(catalog: Catalog, today: date, region: str | None) -> list[tuple[str, list[Offer]]]:
    """Products by category, in the order of the catalogue."""
    groups: dict[str, list[Offer]] = {}
    for product in catalog.products:
        prices = [price for price in product.prices if price.holds(today, region)]
        # The price without a commitment comes first: it is what somebody pays who just begins.
        prices.sort(key=lambda price: price.billed == "yearly")
        offer = Offer(product, prices[0] if prices else None, tuple(prices[1:]))
        groups.setdefault(product.category or "product", []).append(offer)
    return list(groups.items())
