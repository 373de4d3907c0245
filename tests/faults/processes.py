"""Processes that are started again when they end, as a service manager would."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from bot.settings import ROOT

PAUSE_SECONDS = 0.2  # before a process that ended is started again
STOP_SECONDS = 20.0


class Process:
    """One command of Baton that is kept running until `stop`; `starts` counts its lives.

    What it says goes to a file, and `exits` has how it ended whenever nobody had killed it.
    """

    def __init__(self, name: str, words: list[str], environ: Mapping[str, str], folder: Path):
        self.name = name
        self.starts = 0
        self.exits: list[int] = []
        self.log = folder / f"{name}.log"
        self._words = [sys.executable, "-m", "bot.cli", *words]
        self._environ = {**os.environ, "PYTHONPATH": str(ROOT), **environ}
        self._folder = folder
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._killed = False
        self._child = self._started()
        self._keeper = threading.Thread(target=self._keep, name=f"keeper of {name}", daemon=True)
        self._keeper.start()

    def kill(self) -> None:
        """SIGKILL, whatever it is doing: nothing of it can be caught."""
        with self._lock:
            self._killed = True
            self._child.send_signal(signal.SIGKILL)

    def fill_disk(self, full: bool) -> None:
        """Let every write that would make a file longer fail, or end that.

        The limit on the size of a file (RLIMIT_FSIZE) is set to nothing from outside. Python
        ignores the signal that comes with it, so that the process sees what a full disk shows it:
        a write that fails, in the database, in its journal and in its log.
        """
        limit = (0 if full else resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        with self._lock:
            if self._child.poll() is None:
                resource.prlimit(self._child.pid, resource.RLIMIT_FSIZE, limit)

    def stop(self) -> None:
        """Ask it to end, and make it when it does not."""
        self._stopping.set()
        with self._lock:
            self._child.terminate()
            try:
                self._child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        self._keeper.join()

    def tail(self, lines: int = 15) -> str:
        """The end of what it said."""
        said = self.log.read_text(errors="replace").splitlines()
        return "\n".join(f"  {self.name}: {line}" for line in said[-lines:])

    def _started(self) -> subprocess.Popen[bytes]:
        self.starts += 1
        with self.log.open("ab") as out:
            return subprocess.Popen(
                self._words,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self._environ,
                cwd=self._folder,
            )

    def _keep(self) -> None:
        while not self._stopping.is_set():
            status = self._child.poll()
            if status is None:
                time.sleep(0.05)
                continue
            self._stopping.wait(PAUSE_SECONDS)
            with self._lock:
                if self._stopping.is_set():
                    return
                if not self._killed:
                    self.exits.append(status)
                self._killed = False
                self._child = self._started()
