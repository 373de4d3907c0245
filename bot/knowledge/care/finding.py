"""One thing about the content that has to be mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """`code` names its kind. An error keeps content from being used, a warning does not.

    `line` counts from 1; None: the whole file.
    """

    code: str
    severity: Literal["error", "warning"]
    path: str
    line: int | None
    text: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{self.severity}: {place}: {self.text} [{self.code}]"


def warning(code: str, path: str, line: int | None, text: str) -> Finding:
    """What should be mended, though the content is used."""
    return Finding(code, "warning", path, line, text)


def error(code: str, path: str, line: int | None, text: str) -> Finding:
    """What keeps content from being used."""
    return Finding(code, "error", path, line, text)
