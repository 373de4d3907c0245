"""A server as a process of its own, with the time to its first answer and its peak memory."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import psutil

SAMPLE_SECONDS = 0.05


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Server:
    """Starts at once; the memory of the whole process tree is sampled until it is stopped.

    What it prints goes to `bench.log` in `folder`, where it also runs unless `cwd` is given.
    """

    def __init__(
        self,
        command: list[str],
        folder: Path,
        environment: dict[str, str],
        cwd: Path | None = None,
    ) -> None:
        self.peak_megabytes = 0.0
        self._log: IO[bytes] = (folder / "bench.log").open("wb")
        self._began = time.perf_counter()
        self._process = psutil.Popen(
            command,
            cwd=cwd or folder,
            env=environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self._stopping = threading.Event()
        self._sampler = threading.Thread(target=self._sample, daemon=True)
        self._sampler.start()

    def until(self, answers: Callable[[], bool], seconds: float) -> float:
        """Wait until `answers()`; gives the seconds since the start of the process."""
        try:
            while not answers():
                if self._process.poll() is not None:
                    raise SystemExit(f"the server ended, see {self._log.name}")
                if time.perf_counter() - self._began > seconds:
                    raise SystemExit(f"no answer after {seconds:.0f} s, see {self._log.name}")
                time.sleep(0.02)
        except BaseException:
            self.stop()
            raise
        return time.perf_counter() - self._began

    def stop(self) -> None:
        """End the process and its children."""
        self._stopping.set()
        self._sampler.join()
        family = _family(self._process)
        for process in family:
            _quietly(process.terminate)
        _, alive = psutil.wait_procs(family, timeout=15)
        for process in alive:
            _quietly(process.kill)
        self._log.close()

    def _sample(self) -> None:
        while not self._stopping.wait(SAMPLE_SECONDS):
            total = 0
            for process in _family(self._process):
                try:
                    total += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self.peak_megabytes = max(self.peak_megabytes, total / 1e6)


def _family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _quietly(act: Callable[[], None]) -> None:
    try:
        act()
    except psutil.NoSuchProcess:
        return
