"""What of a content folder is not read, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["page", "draft", "part", "include", "component", "template", "code", "text"]
_MOST = 20  # parts named for one file


@dataclass(frozen=True)
class Skipped:
    """A page, or a part of one, that is not read, and why.

    `path` is relative to the content folder. `kind` tells a page that cannot be used ("page") and
    one that is not to be (a "draft"; a "part" that no page includes) from parts left out of a page
    that is read otherwise: an "include" that fails, a "component" with only code, what a
    "template" fills in, a section with only "code", "text" too long or too deep to be prose.
    """

    path: str
    line: int | None
    reason: str
    kind: Kind = "page"

    @property
    def whole(self) -> bool:
        """Whether nothing of the file is read."""
        return self.kind in ("page", "draft", "part")


def summed(parts: Iterable[Skipped]) -> list[Skipped]:
    """One entry for all parts of a file that are left out for one reason, at the first's line."""
    first: dict[tuple[str, str, str], Skipped] = {}
    times: dict[tuple[str, str, str], int] = {}
    for one in parts:
        key = (one.path, one.kind, one.reason)
        first.setdefault(key, one)
        times[key] = times.get(key, 0) + 1
    found = [
        one
        if times[key] == 1
        else Skipped(one.path, one.line, f"{one.reason} ({times[key]} times)", one.kind)
        for key, one in first.items()
    ]
    if len(found) <= _MOST:
        return found
    more = Skipped(found[0].path, None, f"and {len(found) - _MOST} more parts", found[_MOST].kind)
    return [*found[:_MOST], more]
