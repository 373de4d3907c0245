"""The content as it is live now: follows the files, never goes down with a broken one.

Changes are found by looking at the files, not by listening to the file system: that works on every
mount (network folders, containers) and takes at most a tenth of the time.
"""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

from bot.encoder import Encoder
from bot.errors import ContentError
from bot.knowledge.company import FILE as COMPANY
from bot.knowledge.knowledge import Knowledge, name_of, revision_of
from bot.knowledge.prices.catalog import FILE as CATALOG
from bot.knowledge.reading.content import content_files
from bot.knowledge.reading.remembered import Remembered
from bot.knowledge.search.views import Progress

log = logging.getLogger(__name__)

_Stamp = tuple[tuple[str, int, int, int], ...]

_PAUSE_SECONDS = 0.25  # between two looks at the files
_LOOKING = 0.1  # share of the time spent on looking, at most
_AGAIN_SECONDS = 10.0  # after an error that is not of the content


class LiveKnowledge:
    """Holds the current `Knowledge`; raises ContentError when the first state is broken.

    `problem` is the error of the last refresh that was refused, None when all is well.
    `progress` hears how many passages of all are indexed while the first state is made.
    """

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        cache: Path | None,
        progress: Progress | None = None,
    ) -> None:
        self._folder = folder
        self._encoder = encoder
        self._cache = cache
        self._lock = threading.Lock()
        self._remembered = Remembered(
            cache / f"{name_of(folder)}.pages" if cache is not None else None
        )
        self._not_before = 0.0
        self._looked_for = 0.0
        self._stamp = self._look()
        self.problem: ContentError | None = None
        self._current = Knowledge.load(
            folder, encoder, cache, remembered=self._remembered, progress=progress
        )
        self._tried = self._current.revision

    @property
    def current(self) -> Knowledge:
        """The last good state; never waits for a refresh."""
        return self._current

    @property
    def pause(self) -> float:
        """Seconds to wait before the next refresh: longer where looking at the files takes long."""
        return max(_PAUSE_SECONDS, self._looked_for / _LOOKING)

    def refresh(self) -> bool:
        """Read the content again if its files changed; True when a new state went live.

        A broken catalogue or company file is refused: `problem` says why, the last good state
        stays. Of a broken page the last good state stays, with the reason in the log and among
        `skipped`. Any other error goes through, and is tried again after a while.
        """
        with self._lock:
            if time.monotonic() < self._not_before:
                return False
            stamp = self._look()
            if stamp == self._stamp:
                return False
            revision = revision_of(self._folder)
            if revision == self._tried:
                self._stamp = stamp
                return False
            try:
                fresh = Knowledge.load(
                    self._folder,
                    self._encoder,
                    self._cache,
                    like=self._current,
                    remembered=self._remembered,
                )
            except ContentError as error:
                self.problem = error
                self._stamp, self._tried = stamp, revision
                return False
            except BaseException:
                self._not_before = time.monotonic() + _AGAIN_SECONDS
                raise
            return self._put(fresh, stamp)

    def _put(self, fresh: Knowledge, stamp: _Stamp) -> bool:
        before = self._current
        self.problem = None
        self._current = fresh
        self._stamp, self._tried = stamp, fresh.revision
        for page in fresh.skipped:
            if page.kind == "page" and page not in before.skipped:
                log.warning("%s:%d: %s", page.path, page.line or 1, page.reason)
        return fresh.revision != before.revision

    def _look(self) -> _Stamp:
        """Path, inode, time of change and size of every file."""
        began = time.monotonic()
        found = []
        for file in (self._folder / COMPANY, self._folder / CATALOG, *content_files(self._folder)):
            try:
                status = file.stat()
            except OSError:
                continue
            found.append((str(file), status.st_ino, status.st_mtime_ns, status.st_size))
        self._looked_for = time.monotonic() - began
        return tuple(found)
