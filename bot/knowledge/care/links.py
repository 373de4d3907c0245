"""Links that lead nowhere, and pages that nothing leads to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

from bot.knowledge.care.finding import Finding, warning
from bot.knowledge.reading.pages import Page

_LINK = re.compile(r"(?<!!)\[[^\]\n]{1,200}\]\(\s*<?([^)\s>]+)")
_HREF = re.compile(r"""\b(?:href|to)=["']([^"'{}\s]+)["']""")
_ENDINGS = (".html.md", ".html.markerb", ".mdx", ".md", ".markdown", ".html")
_INDEX = ("index", "readme", "_index")
_FEWEST = 0.8  # share of pages that some link leads to, from where a lack of one means something


def links(pages: tuple[Page, ...]) -> Iterator[Finding]:
    """Links to pages that are not there, and orphans where most pages are linked to."""
    by_place = _places(pages)
    linked: set[str] = set()
    for page in pages:
        for at, line in enumerate(page.lines, start=1):
            for target in (*_LINK.findall(line), *_HREF.findall(line)):
                found = _resolved(page, target, by_place)
                if found is None:
                    yield warning(
                        "dead-link", page.path, at, f"links to {target}, which is no page"
                    )
                elif found and found != page.path:
                    linked.add(found)
    if len(linked) < _FEWEST * len(pages):
        return
    for page in pages:
        if page.path not in linked and _stem(page.path).rpartition("/")[2] not in _INDEX:
            yield warning("orphan", page.path, None, "no other page links to it")


def _places(pages: tuple[Page, ...]) -> Mapping[str, str]:
    """By what a link may call it: the path of each page."""
    found: dict[str, str] = {}
    for page in pages:
        stem = _stem(page.path)
        names = {stem, stem.removesuffix("/index"), stem.removesuffix("/README")}
        if page.url:
            names.add(urlsplit(page.url).path.strip("/"))
        for name in names:
            found.setdefault(name.casefold(), page.path)
    return found


def _resolved(page: Page, target: str, places: Mapping[str, str]) -> str | None:
    """The page that a link leads to; empty when it leads elsewhere, None when to no page."""
    split = urlsplit(target)
    if split.scheme or split.netloc or not split.path or "{" in target or "$" in target:
        return ""
    path = unquote(split.path)
    ending = posixpath.splitext(path)[1]
    page_like = path.endswith(_ENDINGS)
    if ending and not page_like:
        return ""  # a picture or a file
    stem = _stem(path)
    if path.startswith("/"):
        found = _absolute(stem.strip("/").casefold(), places)
        return found if found is not None or page_like else ""
    here = posixpath.dirname(page.path)
    for base in (here, _stem(page.path)):
        name = posixpath.normpath(posixpath.join(base, stem)).strip("/").casefold()
        if name in places:
            return places[name]
    found = _absolute(stem.strip("./").casefold(), places)
    return found if found is not None or page_like else ""


def _absolute(name: str, places: Mapping[str, str]) -> str | None:
    if name in places:
        return places[name]
    tail = f"/{name}"
    return next((path for place, path in places.items() if name and place.endswith(tail)), None)


def _stem(path: str) -> str:
    for ending in _ENDINGS:
        if path.endswith(ending):
            return path.removesuffix(ending)
    return path
