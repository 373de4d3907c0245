"""The content as it is live now: follows the files, never goes down with a broken one."""

from __future__ import annotations

import threading
from pathlib import Path

from bot.encoder import Encoder
from bot.errors import ContentError
from bot.knowledge.catalog import FILE as CATALOG
from bot.knowledge.company import FILE as COMPANY
from bot.knowledge.content import page_files
from bot.knowledge.knowledge import Knowledge, revision_of

_Stamp = tuple[tuple[str, int, int], ...]


class LiveKnowledge:
    """Holds the current `Knowledge`; raises ContentError when the first state is broken.

    `problem` is the error of the last refresh that was refused, None when all is well.
    """

    def __init__(self, folder: Path, encoder: Encoder, cache: Path | None) -> None:
        self._folder = folder
        self._encoder = encoder
        self._cache = cache
        self._lock = threading.Lock()
        self._stamp = self._look()
        self.problem: ContentError | None = None
        self._current = Knowledge.load(folder, encoder, cache)
        self._tried = self._current.revision

    @property
    def current(self) -> Knowledge:
        """The last good state."""
        return self._current

    def refresh(self) -> bool:
        """Read the content again if its files changed; True when a new state went live.

        A broken catalogue or company file is refused: `problem` says why, the last good state
        stays.
        """
        with self._lock:
            stamp = self._look()
            if stamp == self._stamp:
                return False
            revision = revision_of(self._folder)
            if revision == self._tried:
                self._stamp = stamp
                return False
            try:
                fresh = Knowledge.load(self._folder, self._encoder, self._cache)
            except ContentError as error:
                self.problem = error
                self._stamp, self._tried = stamp, revision
                return False
            self.problem = None
            changed = fresh.revision != self._current.revision
            self._current = fresh
            self._stamp, self._tried = stamp, fresh.revision
            return changed

    def _look(self) -> _Stamp:
        """Path, time of change and size of every file; cheap enough to call each second."""
        found = []
        for file in (self._folder / COMPANY, self._folder / CATALOG, *page_files(self._folder)):
            try:
                status = file.stat()
            except OSError:
                continue
            found.append((str(file), status.st_mtime_ns, status.st_size))
        return tuple(found)
