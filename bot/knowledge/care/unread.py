"""What stands in a content folder and is not read, or not as it was meant."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from bot.countries import countries
from bot.knowledge.care.finding import Finding, warning
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.reading.content import hidden, page_files, walk
from bot.knowledge.reading.front import KEYS
from bot.knowledge.reading.pages import Page

_PAGES = (".md", ".mdx", ".markdown")
# Texts that a marketer may take for a page.
_OTHER = (
    ".txt", ".html", ".htm", ".rst", ".adoc", ".asciidoc", ".mdown", ".mkd", ".pdf", ".doc",
    ".docx", ".odt", ".rtf", ".pages", ".xls", ".xlsx", ".ods", ".csv", ".ppt", ".pptx",
)  # fmt: skip
_ABOUT = ("readme", "license", "changelog", "contributing", "security", "code_of_conduct")
_ALIKE = 0.86  # of two keys of which one is taken for the other, misspelt


def unread(knowledge: Knowledge) -> Iterator[Finding]:
    """Pages outside of `pages/`, documents in other formats, and keys of front matter that are
    nearly one of ours."""
    folder = knowledge.folder
    included = {path for page in knowledge.pages for path in page.parts}
    read = {file.relative_to(folder).as_posix() for file in page_files(folder)}
    for file in sorted(walk(folder, _PAGES)):
        path = file.relative_to(folder).as_posix()
        if path not in read | included and not file.stem.lower().startswith(_ABOUT):
            yield warning("unread", path, None, "is not read: pages stand in pages/")
    yield from _formats(folder, included)
    for page in knowledge.pages:
        yield from _keys(page)
        for region in sorted(page.regions):
            if not countries(region):
                text = f"regions has {region!r}, which is no country: expected its ISO 3166 code"
                yield warning("unknown-region", page.path, page.front_line.get("regions"), text)


def _formats(folder: Path, included: set[str]) -> Iterator[Finding]:
    count: Counter[str] = Counter()
    first: dict[str, str] = {}
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not hidden(name))
        for name in sorted(names):
            path = (Path(place) / name).relative_to(folder).as_posix()
            ending = Path(name).suffix.lower()
            if ending in _OTHER and path not in included and not hidden(name):
                count[ending] += 1
                first.setdefault(ending, path)
    for ending, path in first.items():
        more = f", nor {count[ending] - 1} more files of {ending}" if count[ending] > 1 else ""
        text = f"is not read{more}: pages are files of {', '.join(_PAGES)}"
        yield warning("unread", path, None, text)


def _keys(page: Page) -> Iterator[Finding]:
    for key, line in page.front_line.items():
        plain = key.strip().lower().replace("-", "_").replace(" ", "_")
        if key in KEYS or "." in key:
            continue
        for close in get_close_matches(plain, KEYS, n=1, cutoff=_ALIKE):
            if close not in page.front_line:
                text = f"the key {key!r} is not read; {close!r} may be meant"
                yield warning("unknown-key", page.path, line, text)
