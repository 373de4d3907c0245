"""The company's website as its content gives it: a front page with the chat, and its pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.knowledge.prices.catalog import Catalog, Price, Product
from bot.knowledge.reading.pages import Page
from bot.services import Services
from bot.web.render import page

NAV_LINKS = 5
_FENCES = ("---", "+++")  # around front matter: YAML or TOML


@dataclass(frozen=True)
class SitePage:
    """One page of the content; `url` is its path on the website, `body` its Markdown."""

    url: str
    title: str
    group: str
    body: str
    source: Page

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
        # Revision and its pages in one: it is replaced whole, so that threads never see half.
        self._read: tuple[str, list[SitePage]] = ("", [])

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
        knowledge = self._services.knowledge
        offers = _offers(knowledge.catalog, today, knowledge.company.country)
        values = {
            "home": home,
            "offers": offers,
            "priced": any(offer.price for _, members in offers for offer in members),
            "groups": _groups(pages.values()),
            **self._nav(pages),
        }
        return page(request, "site/front.html", values)

    async def page(self, request: Request) -> Response:
        """GET a page of the content by its `url`"""
        today = self._today()
        pages = await run_in_threadpool(self._current, today)
        found = pages.get(_path(request.url.path))
        if found is None:
            raise HTTPException(404)
        related = [each for url, each in pages.items() if each.group == found.group and url != "/"]
        values = {"page": found, "related": related, **self._nav(pages)}
        return page(request, "site/page.html", values)

    def _nav(self, pages: dict[str, SitePage]) -> dict[str, list[SitePage]]:
        """Links in the header: where products are described, support, then other main pages."""
        company = self._services.knowledge.company
        products = self._services.knowledge.catalog.products
        first = [product.url for product in products] + [company.contact.get("support_url")]
        others = (company.privacy_url, company.contact.get("careers_url"))
        last = {_path(url) for url in others if url}
        main = [url for url in sorted(pages) if url != "/" and url.count("/") == 1]
        order = dict.fromkeys([*(_path(url) for url in first if url), *main])
        listed = [pages[url] for url in order if url in pages and url not in last]
        return {"nav": listed[:NAV_LINKS]}

    def _today(self) -> date:
        return datetime.now(ZoneInfo(self._services.knowledge.company.timezone)).date()

    def _current(self, today: date) -> dict[str, SitePage]:
        knowledge = self._services.knowledge
        revision, pages = self._read
        if revision != knowledge.revision:
            pages = [_site_page(each) for each in knowledge.pages]
            self._read = (knowledge.revision, pages)
        region = knowledge.company.country
        return {each.url: each for each in pages if each.source.holds(today, region)}


def _site_page(source: Page) -> SitePage:
    path = PurePosixPath(source.path.removeprefix("pages/")).with_suffix("")
    return SitePage(
        url=_path(source.url or path.as_posix()),
        title=source.title,
        group=path.parts[0] if len(path.parts) > 1 else "",
        body="\n".join(_without_front_matter(source.lines)),
        source=source,
    )


def _without_front_matter(lines: tuple[str, ...]) -> tuple[str, ...]:
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if not lines or lines[first].rstrip() not in _FENCES:
        return lines
    fences = (lines[first].rstrip(), "...")
    ends = (n for n, line in enumerate(lines[first + 1 :], first + 1) if line.rstrip() in fences)
    end = next(ends, None)
    return lines if end is None else lines[end + 1 :]


def _path(url: str) -> str:
    """The path of an address: without host, query and a slash at the end."""
    return "/" + unquote(urlsplit(url).path).strip("/")


def _groups(pages: Any) -> list[tuple[str, list[SitePage]]]:
    listed = sorted((p for p in pages if p.url != "/"), key=lambda p: (p.group, p.title))
    return [
        (group.replace("-", " ").capitalize() or "Overview", list(members))
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
        prices.sort(key=lambda price: (bool(price.fee), price.billed == "yearly"))
        offer = Offer(product, prices[0] if prices else None, tuple(prices[1:]))
        groups.setdefault(product.category or "product", []).append(offer)
    return [(_heading(category, catalog), offers) for category, offers in groups.items()]


def _heading(category: str, catalog: Catalog) -> str:
    """A category as a heading: in the plural, and in capitals when products write it so."""
    words = " ".join(f"{product.name} {product.summary}" for product in catalog.products)
    shouted = re.search(rf"\b{re.escape(category.upper())}\b", words)
    name = category.upper() if shouted else category[:1].upper() + category[1:]
    if name.endswith("s"):
        return name
    return f"{name[:-1]}ies" if re.search(r"[^aeiou]y$", name) else f"{name}s"
