"""The plan of a run: which fault begins in which second, from a seed alone."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

WEB_KILLED = "web process killed"
WEB_ROUNDS = 3
# What each can be, with the shortest and the longest time that it lasts, in seconds. What is
# killed or restarted comes back by itself.
KINDS: dict[str, tuple[float, float]] = {
    "worker killed": (0, 0),
    WEB_KILLED: (0, 0),
    "database away": (0.5, 3),  # restarted on PostgreSQL, locked on SQLite
    "disk full": (0.5, 3),
    "mail server refuses": (1, 4),
    "mail server puts off": (1, 4),
    "mail server down": (1, 4),
    "webhook answers 500": (1, 4),
    "webhook answers 429": (1, 4),
    "webhook is slow": (1, 4),
    "webhook takes twice": (1, 4),
    "Salesforce down": (1, 4),
    "HubSpot down": (1, 4),
    "HubSpot answers 429": (1, 4),
    "HubSpot takes it and answers 500": (1, 4),
    "Slack answers 429": (1, 4),
    "Slack answers 500": (1, 4),
}


@dataclass(frozen=True)
class Fault:
    """One fault: when it begins, in seconds from the start, and how long it lasts."""

    at: int
    kind: str
    lasts: float

    def __str__(self) -> str:
        lasts = f", {self.lasts:.1f} s" if self.lasts else ""
        return f"{self.at:>5} s  {self.kind}{lasts}"


def plan(seed: int) -> Iterator[Fault]:
    """One fault for every second, without end; the same seed gives the same faults.

    Every kind comes once in random order before any comes again, so that a short run has all; the
    web process, which needs some seconds to come back, is killed in every third of these rounds.
    """
    chance = random.Random(seed)
    at = 0
    for turn in itertools.count():
        kinds = [kind for kind in KINDS if kind != WEB_KILLED or turn % WEB_ROUNDS == 0]
        chance.shuffle(kinds)
        for kind in kinds:
            at += 1
            yield Fault(at, kind, round(chance.uniform(*KINDS[kind]), 1))
