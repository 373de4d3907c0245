"""Rate limits: sliding windows in the memory of this process."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

from bot.errors import TooManyRequests

_SWEEP_AT = 10_000  # keys; beyond it those that are idle are dropped


class Window:
    """At most `limit` acts of one key in any `seconds`; `what` names them in the refusal."""

    def __init__(
        self,
        limit: int,
        seconds: float,
        what: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = limit
        self._seconds = seconds
        self._what = what
        self._clock = clock
        self._acts: dict[str, deque[float]] = {}

    def hit(self, key: str) -> None:
        """Count one act; raises TooManyRequests, and does not count it, when it is one too many."""
        self.check(key)
        if len(self._acts) >= _SWEEP_AT:
            self._sweep()
        self._acts.setdefault(key, deque()).append(self._clock())

    def check(self, key: str) -> None:
        """Raise TooManyRequests when another act of this key would be one too many."""
        now = self._clock()
        acts = self._acts.get(key)
        if acts is None:
            return
        while acts and acts[0] <= now - self._seconds:
            acts.popleft()
        if len(acts) >= self._limit:
            wait = max(1, math.ceil(acts[0] + self._seconds - now))
            raise TooManyRequests(f"Too many {self._what}; try again in {wait} seconds.", wait)

    def _sweep(self) -> None:
        oldest = self._clock() - self._seconds
        for key in [key for key, acts in self._acts.items() if not acts or acts[-1] <= oldest]:
            del self._acts[key]
