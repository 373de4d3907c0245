"""Pages as they were last read: of an edited folder only what changed is parsed again, and after a
restart nothing."""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import sys
import tempfile
from collections.abc import Container
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from bot.knowledge.reading.includes import Includes
from bot.knowledge.reading.pages import Page, read_page

log = logging.getLogger(__name__)


class Remembered:
    """The pages of one folder by path; used by one reader at a time.

    `file` keeps them between runs (None: nothing does). A file that cannot be used costs time, and
    is told in the log.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._pages: dict[str, Page] = _read(file) if file is not None else {}
        self._changed = False

    def page(self, text: str, path: str, includes: Includes) -> Page:
        """The page of a text: the very same object as long as it would be read the same.

        Raises ContentError; the last good page is remembered all the same.
        """
        known = self._pages.get(path)
        if known is not None and _stands_alone(known) and known.lines == tuple(text.split("\n")):
            return known
        self._pages[path] = read_page(text, path, includes)
        self._changed = True
        return self._pages[path]

    def last_good(self, path: str) -> Page | None:
        """The page as it was before its file could no longer be read as one."""
        return self._pages.get(path)

    def forget_all_but(self, paths: Container[str]) -> None:
        """Forget the pages whose files are gone."""
        left = {path: page for path, page in self._pages.items() if path in paths}
        self._changed |= len(left) < len(self._pages)
        self._pages = left

    def save(self) -> None:
        """Write the file, if there is something new to write."""
        if self._file is None or not self._changed:
            return
        try:
            _write(self._file, self._pages)
        except OSError as error:
            log.warning("pages are not kept in %s: %s", self._file, error)
        self._changed = False


def _stands_alone(page: Page) -> bool:
    """Whether its own file is all that a page is made of."""
    return not page.parts and not any(one.kind == "include" for one in page.skipped)


def _read(file: Path) -> dict[str, Page]:
    # What is unpickled was written here: whoever can write to this folder owns the database too.
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        log.warning("pages are not kept in %s: %s", file, error)
        return {}
    head, pages = data[:32], data[64:]
    if head != _reader():
        return {}
    if hashlib.sha256(pages).digest() != data[32:64]:
        log.warning("%s is damaged and is made anew", file)
        return {}
    known: dict[str, Page] = pickle.loads(pages)  # noqa: S301
    return known


def _write(file: Path, pages: dict[str, Page]) -> None:
    data = pickle.dumps(pages, protocol=pickle.HIGHEST_PROTOCOL)
    file.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and moved into place, so that another process never reads half a file.
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(_reader() + hashlib.sha256(data).digest())
            out.write(data)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink()
        raise


@lru_cache(maxsize=1)
def _reader() -> bytes:
    """A hash of all that makes pages of texts: another reader's pages are not used."""
    digest = hashlib.sha256(f"{sys.version} {version('markdown-it-py')}".encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.digest()
