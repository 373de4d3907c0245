"""Hours of a week as people write them: for each day "09:00-12:00, 13:00-17:00" or "closed"."""

from __future__ import annotations

from functools import lru_cache

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EXPECTED = "spans in order, each ending after it starts"


@lru_cache(maxsize=1024)
def spans(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of a day in minutes since midnight; none when it is closed."""
    if "-" not in text:
        return ()
    clocks = (span.split("-") for span in text.split(","))
    return tuple((_minutes(begin), _minutes(end)) for begin, end in clocks)


def in_order(text: str) -> bool:
    """Whether each span of a day ends after it starts, and none begins before the last is over."""
    last = 0
    for begin, end in spans(text):
        if not last <= begin < end:
            return False
        last = end
    return True


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.strip().partition(":")
    return int(hours) * 60 + int(minutes)
