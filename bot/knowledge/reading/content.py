"""The pages of a content folder."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.errors import ContentError
from bot.files import SIZE_LIMIT, read_text
from bot.knowledge import company
from bot.knowledge.prices import catalog
from bot.knowledge.reading.duplicates import merged
from bot.knowledge.reading.includes import TEXT_ENDINGS, Includes
from bot.knowledge.reading.pages import Page
from bot.knowledge.reading.remembered import Remembered
from bot.knowledge.reading.skipped import Skipped
from bot.misnamed import misnamed

__all__ = ["Skipped", "content_files", "page_files", "read_pages"]

_ENDINGS = (".md", ".mdx", ".markdown")
_PART_FOLDERS = re.compile(r"(?:^|/)_(?:includes|partials?|snippets?|layouts|shared|data)/")
_SHARED_FOLDERS = re.compile(r"(?:^|/)(?:includes|partials?|snippets?|reusables|fragments)/")


def read_pages(
    folder: Path, remembered: Remembered | None = None
) -> tuple[list[Page], list[Skipped]]:
    """All pages of a content folder, in the order of their paths, and what was skipped.

    `remembered` are the pages of the folder as they were last read. A page among them that cannot
    be used any more is skipped, and its last good state is among the pages.
    """
    pages: list[Page] = []
    skipped: list[Skipped] = []
    includes = Includes(folder)
    remembered = remembered or Remembered()
    files = page_files(folder)
    remembered.forget_all_but({file.relative_to(folder).as_posix() for file in files})
    for file in files:
        path = file.relative_to(folder).as_posix()
        try:
            _check(file, path, folder)
            text = read_text(file).replace("\r\n", "\n").replace("\r", "\n")
            pages.append(remembered.page(text, path, includes))
            continue
        except ContentError as error:
            why = Skipped(path, error.line, f"found {error.found}, expected {error.expected}")
        except RecursionError:
            why = Skipped(path, None, "found blocks nested too deep")
        last = remembered.last_good(path)
        if last is not None:
            pages.append(last)
            why = replace(why, reason=f"{why.reason}; as it was before goes on answering")
        skipped.append(why)
    for wrong, name in misnamed(folder, (company.FILE, catalog.FILE)):
        reason = f"found a name that is not read, expected {name!r}"
        skipped.append(Skipped(wrong.name, None, reason))
    kept = []
    for page in pages:
        no_page = _not_a_page(page, includes)
        if no_page is None:
            kept.append(page)
            skipped += page.skipped
        elif no_page.reason:
            skipped.append(no_page)
    return merged(kept), sorted(set(skipped), key=lambda one: (one.path, one.line or 0, one.reason))


def page_files(folder: Path) -> list[Path]:
    """The page files: those under `pages/` of a company's folder, else of any folder at all.

    Hidden files and folders are left out, links to folders are not followed.
    """
    root = folder / "pages"
    ours = (folder / company.FILE).exists() or (folder / catalog.FILE).exists()
    return sorted(walk(root if ours and root.is_dir() else folder, _ENDINGS))


def content_files(folder: Path) -> list[Path]:
    """All files that pages come from, those that they include among them, as far as they can be
    read: no large ones, no pipes."""
    return [file for file in sorted(walk(folder, TEXT_ENDINGS)) if _readable(file)]


def walk(root: Path, endings: tuple[str, ...]) -> Iterator[Path]:
    """The files below a folder whose names end so; hidden ones are left out."""
    for place, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not hidden(name))
        for name in names:
            if name.lower().endswith(endings) and not hidden(name):
                yield Path(place) / name


def hidden(name: str) -> bool:
    """Whether a file or folder of this name is nobody's content."""
    return name.startswith(".") or name == "node_modules"


def _check(file: Path, path: str, folder: Path) -> None:
    """Raise ContentError for what must not even be opened."""
    if file.is_symlink():
        real = Path(os.path.realpath(file))
        if real.is_symlink():
            raise ContentError(path, None, "a link that leads back to itself", "a file")
        if not real.is_relative_to(os.path.realpath(folder)):
            raise ContentError(path, None, "a link to outside the content folder", "a file in it")
    if file.exists() and not file.is_file():
        raise ContentError(path, None, "a pipe or device", "a file")


def _readable(file: Path) -> bool:
    try:
        status = file.stat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size <= SIZE_LIMIT


def _not_a_page(page: Page, includes: Includes) -> Skipped | None:
    """Why a file is no page of its own, without a reason when it is read where it is included."""
    if page.draft:
        return Skipped(page.path, 1, "a draft by its front matter", "draft")
    name = page.path.rpartition("/")[2]
    own = name.startswith("_index.") or not name.startswith("_")
    if own and not _PART_FOLDERS.search(page.path):
        shared = page.path in includes.used and _SHARED_FOLDERS.search(page.path)
        return Skipped(page.path, None, "", "part") if shared else None
    used = page.path in includes.used
    return Skipped(page.path, None, "" if used else "a part that no page includes", "part")
