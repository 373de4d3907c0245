"""Plain Markdown as it is written line by line, each line with the place that it comes from."""

from __future__ import annotations

import re

from bot.knowledge.reading.marks import BREAK

Place = tuple[str, int]  # path and line

MOST_LINES = 50_000
_LEAD = re.compile(r"^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*")
_QUIET = re.compile(r"^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t])*$")


class TooManyLines(Exception):
    """No page that people wrote is this long."""


class Plain:
    """The text written so far.

    `one_line` above 0: line breaks become `BREAK`, as inside of a heading. `cut` is how many
    columns of indentation each further line loses.
    """

    def __init__(self) -> None:
        self.lines: list[str] = [""]
        self.places: list[Place] = [("", 1)]
        self.one_line = 0
        self.cut = 0

    @property
    def quiet(self) -> bool:
        """Whether nothing but list and quote marks stands on the current line."""
        return _QUIET.match(self.lines[-1]) is not None

    @property
    def current(self) -> str:
        """The line being written."""
        return self.lines[-1]

    def begin(self, path: str, line: int) -> None:
        """From here on is read from `line` of `path`."""
        if not self.lines[-1]:
            self.places[-1] = (path, line)

    def copy(self, text: str, path: str, line: int) -> None:
        """Add text of the file that begins on `line`, with its line breaks."""
        first, *rest = text.split("\n")
        self._add(first if self.lines[-1] else self._dedented(first))
        for n, row in enumerate(rest, line + 1):
            if self.one_line:
                self._add(BREAK + row.lstrip())
            else:
                self.new_line(self._dedented(row), path, n)

    def make(self, text: str) -> None:
        """Add text that does not stand like this in the file, on the current line."""
        self._add(text)

    def mark(self, text: str) -> None:
        """Add a mark of structure to a line that just began; it must not look like code."""
        if not self.lines[-1].strip():
            self.lines[-1] = self.lines[-1].expandtabs(4)[:3]
        self._add(text)

    def new_line(self, text: str, path: str, line: int) -> None:
        """Begin a line; raises TooManyLines."""
        if len(self.lines) >= MOST_LINES:
            raise TooManyLines
        self.lines.append(text)
        self.places.append((path, line))

    def begin_line(self, lead: str, path: str, line: int) -> None:
        """Make the current line, on which nothing stands, begin with `lead`."""
        self.lines[-1] = lead
        self.places[-1] = (path, line)

    def drop_line(self) -> None:
        """Take the last line away."""
        self.lines.pop()
        self.places.pop()

    def forget_title(self, count: int, length: int) -> None:
        """Take the title away with which line `count` ended, at `length`, if nothing followed."""
        if len(self.lines[count - 1]) == length and not any(map(str.strip, self.lines[count:])):
            self.lines[count - 1] = ""

    def paragraph(self, path: str, line: int) -> None:
        """Begin a new paragraph inside of the same list or quote, unless one just began."""
        if self.one_line:
            self._add(" ")
        elif not self.quiet:
            lead = re.sub(r"[^ \t>]", " ", _LEAD.match(self.lines[-1])[0])  # type: ignore[index]
            self.new_line(lead.rstrip(), path, line)
            self.new_line(lead, path, line)
        elif not self.lines[-1].strip(" \t>") and self.lines[-2:-1] != [""]:
            self.new_line(self.lines[-1], path, line)

    def gap(self, breaks: int, rest_is_empty: bool, path: str, line: int) -> None:
        """Where something with `breaks` line breaks, that began on `line`, was taken out."""
        if not breaks:
            return
        if self.one_line or not (self.quiet or rest_is_empty):
            self._add(BREAK * breaks)
            return
        for n in range(line + 1, line + breaks + 1):
            self.new_line("", path, n)

    def _add(self, text: str) -> None:
        self.lines[-1] += text

    def _dedented(self, row: str) -> str:
        if not self.cut:
            return row
        width = len(row) - len(row.lstrip(" \t"))
        return row[min(self.cut, width) :]
