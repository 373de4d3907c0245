"""The playbook as it is in force: follows the files, and is never taken down by a broken one.

Changes are found by looking at the files, as for the content (`bot.knowledge.live`).
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from bot.dialogue.texts import Texts
from bot.errors import ContentError
from bot.leads.playbook.files import FILES
from bot.leads.playbook.playbook import Playbook

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0  # between two looks at the files

_Stamp = tuple[tuple[str, int, int, int], ...]


class Rulebook:
    """Playbook and wordings of one folder; raises ContentError when the first state is broken.

    `problem` is the error of the last refresh that was refused, None when all is well.
    """

    def __init__(self, playbook: Playbook, texts: Texts, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._stamp: _Stamp = ()
        self._current = (playbook, texts)
        self.problem: ContentError | None = None

    @classmethod
    def load(cls, folder: Path) -> Rulebook:
        """Read the playbook's folder and follow it from now on."""
        stamp = _look(folder)  # before it is read: a change meanwhile is not missed
        rules = cls(*_read(folder), folder)
        rules._stamp = stamp
        for path, *_ in stamp:
            if Path(path).name not in FILES:
                log.warning("%s: not read; the playbook is %s", path, ", ".join(FILES))
        return rules

    @property
    def playbook(self) -> Playbook:
        """The last good playbook; never waits for a refresh."""
        return self._current[0]

    @property
    def texts(self) -> Texts:
        """The assistant's words that belong to it."""
        return self._current[1]

    def refresh(self) -> bool:
        """Read the files again if they changed; True when another playbook is in force.

        One with a mistake is refused as a whole: `problem` and the log say where it is and what is
        expected, and the last good one stays.
        """
        with self._lock:
            if self._folder is None or (stamp := _look(self._folder)) == self._stamp:
                return False
            before, self._stamp = self._current, stamp
            try:
                self._current = _read(self._folder)
            except ContentError as error:
                self.problem = error
                log.error("playbook left as it was: %s", error)
                return False
            self.problem = None
            if self._current[0] == before[0] and self._current[1].same_as(before[1]):
                return False
            log.info("another playbook is in force")
            return True


def _look(folder: Path) -> _Stamp:
    """Path, inode, time of change and size of every file."""
    found = []
    for file in sorted((*folder.glob("*.yml"), *folder.glob("*.yaml"))):
        try:
            status = file.stat()
        except OSError:
            continue  # gone since the folder was listed
        found.append((str(file), status.st_ino, status.st_mtime_ns, status.st_size))
    return tuple(found)


def _read(folder: Path) -> tuple[Playbook, Texts]:
    return Playbook.load(folder), Texts.load(folder)
