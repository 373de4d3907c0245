"""How far a long step is, for whoever waits at the terminal."""

from __future__ import annotations

import sys
import time

_QUIET_SECONDS = 2.0  # before the first line, and between two


class Indexing:
    """Told of indexed passages, prints a line now and then to standard error.

    Nothing is printed of what is done within two seconds. `midway` says that the line on the
    terminal is not at an end.
    """

    def __init__(self, midway: bool = False) -> None:
        self._midway = midway
        self._begun = time.monotonic()
        self._told = self._begun

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` passages are indexed."""
        now = time.monotonic()
        last = done == total and self._told > self._begun
        if now - self._told < _QUIET_SECONDS and not last:
            return
        rate = done / (now - self._begun)
        start = "\n" if self._midway else ""
        print(
            f"{start}indexed {done:,} of {total:,} passages, {rate:,.0f}/s",
            file=sys.stderr,
            flush=True,
        )
        self._midway = False
        self._told = now
