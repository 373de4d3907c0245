"""The pages of a content folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ContentError
from bot.files import read_text
from bot.knowledge import catalog, company
from bot.knowledge.pages import Page, read_page

_ENDINGS = (".md", ".mdx", ".markdown")


@dataclass(frozen=True)
class Skipped:
    """A page that cannot be used, and why; `path` is relative to the content folder."""

    path: str
    line: int | None
    reason: str


def read_pages(folder: Path) -> tuple[list[Page], list[Skipped]]:
    """All pages of a content folder, in the order of their paths, and those that were skipped."""
    pages: list[Page] = []
    skipped: list[Skipped] = []
    for file in page_files(folder):
        path = file.relative_to(folder).as_posix()
        if file.is_symlink() and not file.resolve().is_relative_to(folder.resolve()):
            skipped.append(Skipped(path, None, "a link to outside the content folder"))
            continue
        try:
            pages.append(read_page(read_text(file).replace("\r\n", "\n"), path))
        except ContentError as error:
            reason = f"found {error.found}, expected {error.expected}"
            skipped.append(Skipped(path, error.line, reason))
        except RecursionError:
            skipped.append(Skipped(path, None, "found blocks nested too deep"))
    return pages, skipped


def page_files(folder: Path) -> list[Path]:
    """The page files: those under `pages/` of a company's folder, else of any folder at all.

    Hidden files and folders are left out, links to folders are not followed.
    """
    root = folder / "pages"
    ours = (folder / company.FILE).exists() or (folder / catalog.FILE).exists()
    return sorted(_walk(root if ours and root.is_dir() else folder))


def _walk(root: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not _hidden(name))
        for name in names:
            if name.lower().endswith(_ENDINGS) and not _hidden(name):
                yield Path(place) / name


def _hidden(name: str) -> bool:
    return name.startswith(".") or name == "node_modules"
